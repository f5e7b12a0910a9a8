"""Des indicateurs locaux, en CSV long : une ligne par indicateur, territoire et année.

Les définitions sont dans un fichier `indicateurs.csv` voisin, ou dans les colonnes du même nom.
"""

from pathlib import Path

from data.lecture import Avance, Lecture, Rejet, SourceIllisible
from data.schema import sans_accents
from data.sources.definitions import COLONNES
from data.sources.tableaux import Tableau, entier, lire_tableau, nombre, table
from data.sources.territoires import est_quartier, zonage

TYPES = ("quartier", "commune", "epci", "region", "france")
STATUTS = {
    "diffusee": "diffusée",
    "secret": "secret",
    "s": "secret",
    "ns": "secret",
    "manquante": "manquante",
    "nd": "manquante",
    "estimee": "estimée",
}
SENS = ("hausse", "baisse", "neutre")
OUI = {
    "oui": True,
    "vrai": True,
    "true": True,
    "1": True,
    "non": False,
    "faux": False,
    "false": False,
    "0": False,
}


def lire(chemin: Path, avance: Avance) -> Lecture:
    """Les tables `indicateur` et `mesure` ; lève SourceIllisible si les définitions manquent."""
    exigees = ("indicateur_id", "territoire_type", "territoire_id", "annee", "valeur")
    tableau = lire_tableau(chemin, "une liste d'indicateurs (une ligne par mesure)", *exigees)
    lecture = tableau.lecture()
    indicateurs = _definitions(chemin, tableau, lecture)
    lues: set[tuple] = set()
    mesures = []
    for feuille, numero, valeurs in tableau.lignes:
        mesure = _mesure(valeurs, indicateurs)
        if isinstance(mesure, tuple) and mesure[:4] in lues:
            mesure = "Cette mesure figure déjà plus haut dans le fichier."
        if isinstance(mesure, str):
            lecture.rejets.append(Rejet(mesure, feuille, numero, valeur=valeurs.get("indicateur_id")))
            continue
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


def _definitions(chemin: Path, tableau: Tableau, lecture: Lecture) -> dict[str, tuple]:
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
    for _, numero, valeurs in tableau.lignes:
        ident, sens = valeurs.get("indicateur_id"), (valeurs.get("sens") or "neutre").lower()
        sommable = OUI.get((valeurs.get("sommable") or "non").lower())
        textes = [valeurs.get(c) for c in ("nom", "theme", "unite", "definition")]
        if ident in definitions:
            continue
        if ident and all(textes) and sens in SENS and sommable is not None:
            definitions[ident] = (ident, *textes, sens, sommable)
        elif feuille:
            motif = "Définition incomplète (nom, thème, unité, définition) ou sens, sommable mal écrits."
            lecture.rejets.append(Rejet(motif, feuille, numero, "indicateur_id", ident, bloquant=False))
    return definitions


def _mesure(valeurs: dict[str, str | None], indicateurs: dict[str, tuple]) -> tuple | str:
    """La ligne de `mesure`, ou le motif qui la refuse."""
    ident, genre, code = (valeurs.get(c) for c in ("indicateur_id", "territoire_type", "territoire_id"))
    if ident not in indicateurs:
        return "L'indicateur n'a pas de définition complète."
    if genre not in TYPES:
        return f"Le type de territoire n'est pas {', '.join(TYPES)}."
    if not code:
        return "Le code du territoire manque."
    try:
        annee = entier(valeurs.get("annee") or "")
    except ValueError:
        return "L'année est illisible."
    brute, statut_lu = valeurs.get("valeur"), valeurs.get("statut")
    statut = STATUTS.get(sans_accents(statut_lu)) if statut_lu else None
    if statut_lu and statut is None:
        return "Le statut n'est pas diffusée, secret, manquante ou estimée."
    if brute and brute.lower() in STATUTS:
        brute, statut = None, STATUTS[brute.lower()]
    try:
        valeur = nombre(brute) if brute else None
    except ValueError:
        return "La valeur n'est pas un nombre."
    if statut is None:
        statut = "diffusée" if valeur is not None else "manquante"
    if (statut in ("diffusée", "estimée")) != (valeur is not None):
        return "Une valeur diffusée ou estimée doit être remplie, une valeur secrète ou manquante vide."
    perimetre = valeurs.get("zonage") or (
        zonage(code) if genre == "quartier" and est_quartier(code) else None
    )
    if perimetre not in (None, "2015", "2024"):
        return "Le zonage n'est pas 2015 ou 2024."
    return ident, genre, code, annee, valeur, statut, perimetre
