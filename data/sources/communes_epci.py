"""Les communes et leur intercommunalité (COG de l'INSEE) : un CSV, une ligne par commune."""

import re
from pathlib import Path

from data.lecture import Avance, Lecture, Rejet
from data.sources.tableaux import code_insee, entier, lire_tableau, table
from data.sources.territoires import est_commune, est_departement
from data.sources.titres_lieux import TITRES_DE_COMMUNE

SYNONYMES: dict[str, tuple[str, ...]] = {
    "insee_com": TITRES_DE_COMMUNE,
    "nom": (
        "libgeo",
        "libelle",
        "lib_com",
        "nom_com",
        "nom_commune",
        "libelle_commune",
        "libcom",
        "nom de la commune",
    ),
    "siren_epci": (
        "epci",
        "code_epci",
        "epci_siren",
        "siren",
        "siren_intercommunalite",
        "codeepci",
        "siren epci",
    ),
    "nom_epci": ("libepci", "lib_epci", "libelle_epci", "epci_nom"),
    "population": ("pmun", "population_municipale", "pop", "population municipale", "habitants"),
    "insee_dep": ("dep", "code_departement", "code_dep", "departement"),
    "insee_reg": ("reg", "code_region", "code_reg", "region"),
}
"""Titres du COG, de l'INSEE et de ceux qui les republient."""


def lire(chemin: Path, avance: Avance) -> Lecture:
    """Une ligne `commune` par code INSEE ; lève SourceIllisible si une colonne manque."""
    quoi = "la liste des communes et de leur intercommunalité"
    tableau = lire_tableau(chemin, quoi, "insee_com", "nom", "siren_epci", **SYNONYMES)
    lecture = tableau.lecture()
    lus: set[str] = set()
    lignes = []
    for feuille, numero, valeurs in tableau.lignes:
        code = code_insee(valeurs.get("insee_com") or "")
        nom, siren = valeurs.get("nom"), "".join((valeurs.get("siren_epci") or "").split()) or None
        motif = None
        if not est_commune(code):
            motif = "Le code de la commune n'est pas un code INSEE à cinq caractères."
        elif not nom:
            motif = "La commune n'a pas de nom."
        elif code in lus:
            motif = "Cette commune figure déjà plus haut dans le fichier."
        if motif:
            lecture.rejets.append(Rejet(motif, feuille, numero, "insee_com", code or None))
            continue
        if siren and not re.fullmatch(r"\d{9}", siren):
            motif = "Le SIREN de l'intercommunalité n'a pas neuf chiffres : il est laissé vide."
            lecture.rejets.append(Rejet(motif, feuille, numero, "siren_epci", siren, bloquant=False))
            siren = None
        lus.add(code)
        departement = valeurs.get("insee_dep")
        if not est_departement(departement):
            # Un tableur fait de « 01 » « 1 » ; le code de la commune, lui, dit toujours le département.
            departement = code[:3] if code.startswith("9") and code[1] in "78" else code[:2]
        region = valeurs.get("insee_reg")
        lignes.append(
            (
                code,
                nom,
                _population(valeurs.get("population"), feuille, numero, lecture.rejets),
                departement,
                region.zfill(2) if region else None,
                siren,
                valeurs.get("nom_epci") if siren else None,
                feuille,
                numero,
            )
        )
        if len(lignes) % 500 == 0:
            avance(len(lignes), len(tableau.lignes))
    avance(len(tableau.lignes), len(tableau.lignes))
    colonnes = (
        "commune_id",
        "nom",
        "population",
        "departement",
        "region",
        "epci_siren",
        "epci_nom",
        "_feuille",
        "_ligne",
    )
    lecture.tables["commune"] = table(lignes, *colonnes)
    lecture.nb_retenues = len(lignes)
    return lecture


def _population(brute: str | None, feuille: str, numero: int, rejets: list[Rejet]) -> int | None:
    if brute is None:
        return None
    try:
        lue = entier(brute)
    except ValueError:
        lue = -1
    if lue >= 0:
        return lue
    motif = "La population n'est pas un nombre entier : elle reste inconnue."
    rejets.append(Rejet(motif, feuille, numero, "population", brute, bloquant=False))
    return None
