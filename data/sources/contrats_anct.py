"""Les contrats de ville publiés par l'ANCT : un point GeoJSON par contrat.

Le fichier mêle les contrats de 2024 (codes CN) et d'anciens codes outre-mer (CV) des mêmes territoires.
Sa population est inutilisable par endroits : on ne garde qu'une valeur vraisemblable.
"""

import re
from pathlib import Path
from typing import Any

from data.fichiers.brut import lire_json, nettoyer, octets
from data.lecture import Avance, Lecture, Lues, Rejet
from data.sources import geometrie
from data.sources.tableaux import code_insee, nombre, table
from data.sources.territoires import REGION_DU_DEPARTEMENT, departement_du_contrat, est_departement

POPULATION_MIN = 1_000
"""Un quartier prioritaire compte au moins 1 000 habitants (décret 2023-1312), donc un contrat aussi."""
POPULATION_MAX = 300_000
"""Au-delà, un seul contrat porterait plus du vingtième des habitants de tous les quartiers de France."""
DEBUT, FIN = 2024, 2030

_LIBELLE = re.compile(r"\s*(\w{2,3})\s+-\s+(.+)", re.DOTALL)


def lire(chemin: Path, avance: Avance) -> Lecture:
    """Une ligne `contrat` par code ; lève SourceIllisible si ce n'est pas le GeoJSON attendu."""
    points = geometrie.entites(lire_json(octets(chemin), chemin.name), chemin.name)
    proprietes = [{k: nettoyer(v) for k, v in p["properties"].items()} for p in points]
    for valeurs in proprietes:
        valeurs["codgeo"] = code_insee(valeurs.get("codgeo") or "") or None
    remplacants = _remplacants(proprietes)
    lecture = Lecture(nb_lignes=len(points), lues=[Lues(chemin.name, range(1, len(points) + 1))])
    lus: set[str] = set()
    lignes = []
    for numero, (point, valeurs) in enumerate(zip(points, proprietes, strict=True), start=1):
        motif = _refus(valeurs, remplacants, lus)
        code = valeurs.get("code_cv") or ""
        if motif:
            dit = f"{code} (voir {', '.join(remplacants[code])})" if code in remplacants else code
            lecture.rejets.append(Rejet(motif, ligne=numero, colonne="code_cv", valeur=dit))
            continue
        lus.add(code)
        signales: list[Rejet] = []
        lignes.append(_contrat(code, valeurs, point, numero, signales))
        lecture.rejets += signales
        avance(numero, len(points))
    avance(len(points), len(points))
    lecture.tables["contrat"] = table(
        lignes,
        "contrat_id",
        "nom",
        "epci_siren",
        "epci_nom",
        "departement",
        "region",
        "debut",
        "fin",
        "generation",
        "population_qpv",
        "longitude",
        "latitude",
        "fictif",
        "_ligne",
        feuille=chemin.name,
    )
    anciens = [(ancien, nouveau) for ancien, nouveaux in remplacants.items() for nouveau in nouveaux]
    if anciens:
        # D'autres fichiers citent encore l'ancien code : la construction les suit jusqu'au nouveau.
        lecture.tables["alias_contrat"] = table(anciens, "ancien", "nouveau")
    territoires = {
        (p["code_cv"], p["codgeo"]) for p in proprietes if p.get("code_cv") in lus and p.get("codgeo")
    }
    # Un contrat peut avoir une ligne par commune : ensemble, elles disent celles qu'il couvre.
    lecture.tables["territoire_contrat"] = table(sorted(territoires), "contrat_id", "territoire")
    lecture.nb_retenues = len(lignes)
    return lecture


def _remplacants(proprietes: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Ancien code → les contrats de 2024 qui couvrent l'un de ses territoires : il ne vaut plus.

    Un ancien code d'une intercommunalité et d'une de ses communes (« CV428 ») est remplacé dès que l'une des
    deux a un contrat de 2024 : le même territoire n'a pas deux contrats.
    """
    nouveaux: dict[str, set[str]] = {}
    for p in proprietes:
        if (p.get("code_cv") or "").startswith("CN") and p.get("codgeo"):
            nouveaux.setdefault(p["codgeo"], set()).add(p["code_cv"])
    trouves: dict[str, set[str]] = {}
    for p in proprietes:
        if (p.get("code_cv") or "").startswith("CV") and p.get("codgeo") in nouveaux:
            trouves.setdefault(p["code_cv"], set()).update(nouveaux[p["codgeo"]])
    return {ancien: sorted(codes) for ancien, codes in trouves.items()}


def _refus(valeurs: dict[str, Any], remplacants: dict[str, list[str]], lus: set[str]) -> str | None:
    code = valeurs.get("code_cv")
    if not code or not re.fullmatch(r"C[NV]\w{3,8}", code):
        return "Le code du contrat manque ou n'a pas la forme CN04101I."
    if code in remplacants:
        return "Ancien code : un contrat de 2024 couvre le même territoire."
    if code in lus:
        return "Ce contrat figure déjà plus haut dans le fichier : une seule ligne est gardée."
    return None


def _contrat(
    code: str, valeurs: dict[str, Any], point: dict[str, Any], numero: int, signales: list[Rejet]
) -> list[object]:
    """La ligne de la table ; ce qui manque ou surprend s'ajoute à `signales`."""

    def signaler(motif: str, colonne: str, valeur: object = None) -> None:
        texte = None if valeur is None else str(valeur)
        signales.append(Rejet(motif, ligne=numero, colonne=colonne, valeur=texte, bloquant=False))

    libelle = valeurs.get("lib_cv")
    decoupe = _LIBELLE.fullmatch(libelle or "")
    prefixe, nom = (decoupe[1], decoupe[2].strip()) if decoupe else (None, libelle)
    nom = re.sub(r'"([^"]+)"', "«\u202f\\1\u202f»", nom or "")
    candidats = (prefixe, valeurs.get("insee_dep"), departement_du_contrat(code))
    departement = next((c for c in candidats if est_departement(c)), None)
    if not est_departement(prefixe):
        signaler(
            "Le libellé ne commence pas par un département : le code du contrat le dit.", "lib_cv", libelle
        )
    if not nom or nom == "NA":
        nom = f"Contrat {code}"
        signaler("Le nom du contrat n'est pas publié : son code en tient lieu.", "lib_cv", libelle)
    try:
        lieu, ou = geometrie.lire_en_place(point.get("geometry"))
    except ValueError as erreur:
        lieu = None
        signaler(f"Le point du contrat est inutilisable : {erreur}.", "geometry")
    else:
        if ou:
            signaler(ou, "geometry")
        if lieu is None:
            signaler("Le contrat n'a pas de point : il n'apparaît pas sur la carte.", "geometry")
    longitude, latitude = geometrie.point_interieur(lieu) if lieu is not None else (None, None)
    return [
        code,
        nom,
        valeurs.get("codgeo"),
        nom,
        departement,
        REGION_DU_DEPARTEMENT.get(departement or ""),
        DEBUT,
        FIN,
        "2024",
        _population(valeurs.get("pop"), signaler),
        longitude,
        latitude,
        False,
        numero,
    ]


def _population(brute: str | None, signaler: Any) -> int | None:
    if brute is None:
        signaler("La population des quartiers n'est pas publiée.", "pop")
        return None
    try:
        lue = round(nombre(brute))
    except ValueError:
        lue = -1
    if POPULATION_MIN <= lue <= POPULATION_MAX:
        return lue
    signaler(
        "La population publiée est invraisemblable pour les quartiers d'un contrat : écartée.", "pop", brute
    )
    return None
