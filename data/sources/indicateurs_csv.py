"""Des indicateurs locaux, en CSV long : une ligne par indicateur, territoire et année.

Les définitions sont dans un fichier `indicateurs.csv` voisin, ou dans les colonnes du même nom.
"""

from collections.abc import Mapping
from pathlib import Path

from data import vocabulaire
from data.lecture import Avance, Lecture, Rejet, SourceIllisible
from data.sources.definitions import COLONNES
from data.sources.tableaux import Tableau, entier, lire_tableau, nombre, table
from data.sources.territoires import est_quartier, zonage
from data.vocabulaire import MotInconnu


def lire(chemin: Path, avance: Avance) -> Lecture:
    """Les tables `indicateur` et `mesure` ; lève SourceIllisible si les définitions manquent."""
    exigees = ("indicateur_id", "territoire_type", "territoire_id", "annee", "valeur")
    tableau = lire_tableau(chemin, "une liste d'indicateurs (une ligne par mesure)", *exigees)
    lecture = tableau.lecture()
    indicateurs, fautes = _definitions(chemin, tableau, lecture)
    lues: set[tuple] = set()
    mesures = []
    for feuille, numero, valeurs in tableau.lignes:
        try:
            mesure = _mesure(valeurs, indicateurs, fautes)
            if mesure[:4] in lues:
                raise _Refus("Cette mesure figure déjà plus haut dans le fichier.", "indicateur_id")
        except _Refus as erreur:
            valeur = valeurs.get(erreur.colonne)
            lecture.rejets.append(Rejet(str(erreur), feuille, numero, erreur.colonne, valeur))
        else:
            lues.add(mesure[:4])
            mesures.append((*mesure, feuille, numero))
    avance(len(tableau.lignes), len(tableau.lignes))
    lecture.tables["indicateur"] = table(indicateurs.values(), *COLONNES)
    colonnes = (
        "indicateur_id",
        "territoire_type",
        "territoire_id",
        "annee",
        "valeur",
        "statut",
        "zonage",
        "_feuille",
        "_ligne",
    )
    lecture.tables["mesure"] = table(mesures, *colonnes)
    lecture.nb_retenues = len(mesures)
    return lecture


def _definitions(chemin: Path, tableau: Tableau, lecture: Lecture) -> tuple[dict, dict]:
    """Les définitions (indicateur → ligne) et les fautes des autres (indicateur → motif, colonne)."""
    voisin = chemin.with_name("indicateurs.csv")
    feuille = None
    if "definition" not in tableau.entetes:
        if voisin == chemin or not voisin.is_file():
            raise SourceIllisible(
                f"« {chemin.name} » n'a pas les définitions : mettez-les dans un fichier indicateurs.csv "
                f"voisin (colonnes {', '.join(COLONNES)})."
            )
        feuille, tableau = voisin.name, lire_tableau(voisin, "une liste de définitions", *COLONNES)
    definitions: dict[str, tuple] = {}
    fautes: dict[str, tuple[str, str]] = {}
    for _, numero, valeurs in tableau.lignes:
        ident = valeurs.get("indicateur_id")
        if ident in definitions:
            continue
        motif = "Définition incomplète (nom, thème, unité et définition sont nécessaires)."
        colonne = "indicateur_id"
        textes = [valeurs.get(c) for c in ("nom", "theme", "unite", "definition")]
        try:
            # Vide, un sens n'est ni bon ni mauvais, et rien ne s'additionne : ce qui n'affirme rien.
            sens = _code(valeurs, "sens", "indicateur.sens") or "neutre"
            sommable = _code(valeurs, "sommable", "oui_non") == "oui"
        except _Refus as erreur:
            motif, colonne = str(erreur), erreur.colonne
        else:
            if ident and all(textes):
                definitions[ident] = (ident, *textes, sens, sommable)
                continue
        if ident:
            fautes.setdefault(ident, (motif, colonne))
        if feuille:
            valeur = valeurs.get(colonne) or ident
            lecture.rejets.append(Rejet(motif, feuille, numero, colonne, valeur, bloquant=False))
    return definitions, fautes


class _Refus(Exception):
    """Une ligne qui ne peut pas entrer ; la colonne en cause."""

    def __init__(self, motif: str, colonne: str) -> None:
        super().__init__(motif)
        self.colonne = colonne


def _code(valeurs: Mapping[str, str | None], colonne: str, champ: str) -> str | None:
    """Le code d'un mot du champ ; None si la cellule est vide. Lève _Refus si le mot est inconnu."""
    texte = valeurs.get(colonne)
    try:
        return vocabulaire.reconnaitre(champ, texte) if texte else None
    except MotInconnu as erreur:
        raise _Refus(f"{erreur}.", colonne) from erreur


def _mesure(valeurs: Mapping[str, str | None], indicateurs: dict, fautes: dict) -> tuple:
    """La ligne de `mesure`. Lève _Refus."""
    ident, code = valeurs.get("indicateur_id"), valeurs.get("territoire_id")
    if ident not in indicateurs:
        inconnu = ("L'indicateur n'a pas de définition.", "indicateur_id")
        raise _Refus(*fautes.get(ident, inconnu))
    genre = _code(valeurs, "territoire_type", "mesure.territoire_type")
    if not genre:
        raise _Refus("Le type de territoire manque.", "territoire_type")
    if not code:
        raise _Refus("Le code du territoire manque.", "territoire_id")
    try:
        annee = entier(valeurs.get("annee") or "")
    except ValueError as erreur:
        raise _Refus("L'année est illisible.", "annee") from erreur
    brute, statut = valeurs.get("valeur"), _code(valeurs, "statut", "mesure.statut")
    marque = vocabulaire.chercher("mesure.statut", brute) if brute else None
    if marque in ("secret", "manquante"):
        if statut not in (None, marque):
            raise _Refus(f"La valeur dit « {marque} » et le statut « {statut} ».", "statut")
        brute, statut = None, marque
    try:
        valeur = nombre(brute) if brute else None
    except ValueError as erreur:
        raise _Refus("La valeur n'est pas un nombre.", "valeur") from erreur
    if statut is None:
        statut = "diffusée" if valeur is not None else "manquante"
    if (statut in ("diffusée", "estimée")) != (valeur is not None):
        raise _Refus(
            "Une valeur diffusée ou estimée doit être remplie, une valeur secrète ou manquante vide.",
            "valeur",
        )
    perimetre = _code(valeurs, "zonage", "mesure.zonage") or (
        zonage(code) if genre == "quartier" and est_quartier(code) else None
    )
    return ident, genre, code, annee, valeur, statut, perimetre
