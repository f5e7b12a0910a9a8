"""Ouvrir un fichier d'indicateurs de l'INSEE (XLS, XLSX, CSV, archive) en feuilles de cellules.

Noms de feuilles et rang de l'en-tête changent chaque année : on cherche la ligne des noms techniques,
celle qui nomme la colonne du code du territoire.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from data.fichiers.brut import lire_membre, nettoyer, octets, ouvrir_archive
from data.fichiers.classeur import Cellule, ouvrir_octets
from data.fichiers.classeur import Feuille as FeuilleLue
from data.fichiers.gardes import est_xlsx
from data.sources.territoires import est_quartier
from data.sources.titres_lieux import est_titre_de_commune

CODES = ("codgeo", "qp", "code", "code_qp", "code_qpv", "codqp", "codeqp", "code_quartier")
"""Noms que l'INSEE et ceux qui le republient donnent à la colonne du code du territoire."""
RECHERCHE = 40
"""Lignes parmi lesquelles chercher les noms techniques : les titres n'en occupent jamais autant."""


@dataclass
class Feuille:
    """Une feuille : `noms` techniques par rang de colonne, `lignes` = (numéro, cellules brutes)."""

    nom: str | None
    noms: list[str]
    rang_code: int
    lignes: list[tuple[int, list[Any]]]
    titre: str = ""
    libelles: dict[str, str] = field(default_factory=dict)


def type_de_territoire(code: str | None) -> str | None:
    """quartier, commune ou epci d'après la forme du code ; None s'il n'est d'aucun territoire de la base."""
    if est_quartier(code):
        return "quartier"
    if code and re.fullmatch(r"\d{5}|2[AB]\d{3}", code):
        return "commune"
    return "epci" if code and re.fullmatch(r"2\d{8}", code) else None


def ouvrir(contenu: bytes, nom: str) -> tuple[list[Feuille], list[str]]:
    """Les feuilles de territoires, et le nom de celles qui n'en portent pas (agrégats, documentation)."""
    if contenu.startswith(b"PK") and not est_xlsx(contenu):
        return _archive(contenu, nom)
    classeur = ouvrir_octets(contenu, nom)
    feuilles, ecartees = [], []
    for titre, lue in classeur.feuilles.items():
        titre = None if classeur.genre == "csv" else titre
        feuille = _reconnaitre(titre, lue)
        if feuille:
            feuilles.append(feuille)
        elif lue.lignes:
            ecartees.append(titre or nom)
    return feuilles, ecartees


def _archive(contenu: bytes, nom: str) -> tuple[list[Feuille], list[str]]:
    """Une archive CSV de l'INSEE : des membres de données, et des membres « meta » qui les nomment."""
    feuilles, ecartees, libelles = [], [], {}
    with ouvrir_archive(contenu, nom) as archive:
        for membre in sorted(archive.namelist()):
            if not membre.lower().endswith((".csv", ".xls", ".xlsx")) or "__MACOSX" in membre:
                continue
            dedans = lire_membre(archive, membre)
            if "meta" in membre.rsplit("/", 1)[-1].lower():
                libelles |= _meta(dedans, membre)
                continue
            lues, sans = ouvrir(dedans, membre)
            for feuille in lues:
                feuille.nom = membre if feuille.nom is None else f"{membre} : {feuille.nom}"
                feuille.titre += f" {membre}"
            feuilles += lues
            ecartees += sans
    for feuille in feuilles:
        feuille.libelles = libelles | feuille.libelles
    return feuilles, ecartees


def _meta(contenu: bytes, nom: str) -> dict[str, str]:
    """COD_VAR → LIB_VAR, pour les variables (une ligne par variable, une par modalité)."""
    (feuille,) = ouvrir_octets(contenu, nom).feuilles.values()
    lignes = [[nettoyer(c.valeur) for c in ligne.cellules] for ligne in feuille.lignes]
    return {ligne[0].lower(): ligne[1] for ligne in lignes[1:] if len(ligne) > 1 and ligne[0] and ligne[1]}


def _reconnaitre(titre: str | None, lue: FeuilleLue) -> Feuille | None:
    """La feuille, si une ligne y nomme le code et que des territoires suivent."""
    lignes = [(ligne.numero, [_brute(c) for c in ligne.cellules]) for ligne in lue.lignes]
    for rang, (_, ligne) in enumerate(lignes[:RECHERCHE]):
        noms = [(nettoyer(c) or "").strip() for c in ligne]
        rang_code = next((i for i, n in enumerate(noms) if n.lower() in CODES), None)
        if rang_code is None:
            # Un fichier par commune ne nomme pas de quartier : `code_commune`, `DEPCOM`…
            rang_code = next((i for i, n in enumerate(noms) if n and est_titre_de_commune(n)), None)
        if rang_code is None:
            continue
        suite = lignes[rang + 1 :]
        libelles = {}
        if suite and not type_de_territoire(_code(suite[0][1], rang_code)) and _que_du_texte(suite[0][1]):
            libelles = {
                nom.lower(): libelle
                for nom, cellule in zip(noms, suite.pop(0)[1], strict=False)
                if nom and (libelle := nettoyer(cellule))
            }
        if any(type_de_territoire(_code(cellules, rang_code)) for _, cellules in suite):
            au_dessus = " ".join(str(c) for _, dessus in lignes[:rang] for c in dessus if nettoyer(c))
            return Feuille(titre, noms, rang_code, suite, f"{titre or ''} {au_dessus}", libelles)
    return None


def _brute(cellule: Cellule) -> Any:
    """La valeur, un nombre en flottant : un taux ou un revenu de l'INSEE n'est pas un montant en centimes."""
    if isinstance(cellule.valeur, Decimal):
        valeur = float(cellule.valeur)
        return int(valeur) if valeur.is_integer() else valeur
    return cellule.valeur if cellule.valeur is not None else cellule.ecrit


def _code(cellules: list[Any], rang: int) -> str | None:
    return nettoyer(cellules[rang]) if rang < len(cellules) else None


def _que_du_texte(cellules: list[Any]) -> bool:
    """Vrai pour la ligne des libellés, faux pour une ligne de valeurs dont le code serait mauvais."""
    pleines = [c for c in cellules if nettoyer(c)]
    return bool(pleines) and not any(re.fullmatch(r"[-\d.,\s\u202f]+", str(c)) for c in pleines)


def lire_fichier(chemin: Any) -> tuple[list[Feuille], list[str]]:
    """Comme `ouvrir`, depuis un chemin."""
    return ouvrir(octets(chemin), chemin.name)
