"""De quel exercice est une ligne refusée : sans quoi une année dont les lignes manquent paraît une baisse.

Un refus ne dit que la ligne : on retourne au fichier y lire l'année, dans la colonne qui la porte, même si la
ligne a une autre cellule mauvaise. Une ligne de financement a l'année de l'action qu'elle cite. Ce qui ne se
lit pas reste sans année ; la règle de comparaison (queries/comparabilite) en tient compte aussi.
"""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from data.fichiers.classeur import Classeur, Feuille, Ligne, ouvrir
from data.lecture import Rejet, SourceIllisible
from data.schema import sans_accents

D_EXERCICE = ("classeur", "programmation", "scdl", "postes-anct")
"""Types de source dont une ligne est d'un exercice."""
TITRES = (
    "annee",
    "exercice",
    "exercicebudgetaire",
    "exercice budgetaire",
    "annee budgetaire",
    "millesime",
    "datedecision",
    "dateconvention",
    "date de decision",
    "date de convention",
    "date",
)
"""Titres des colonnes qui disent l'exercice, du plus sûr au moins sûr."""
REFERENCES = ("reference", "reference de l action", "reference administrative")
_ANNEE = re.compile(r"(?<!\d)(20\d\d|19\d\d)(?!\d)")
_PROFONDEUR = 30
"""Lignes où l'on cherche les titres."""


def refus(
    chemin: Path, type_: str, source_id: str, rejets: Sequence[Rejet]
) -> list[dict[str, str | int | bool | None]]:
    """Combien de lignes de chaque exercice n'entrent pas : `source_id`, `annee`, `argent`, `nb`.

    `argent` : vrai pour les lignes de la feuille « financements » d'un classeur, dont une action a plusieurs.
    Le résumé de la version les garde, queries/comparabilite les y lit.
    """
    comptees: dict[tuple, set[int]] = {}
    for rejet, annee in zip(rejets, dater(chemin, type_, rejets), strict=True):
        if type_ not in D_EXERCICE or not rejet.bloquant or not rejet.ligne:
            continue
        feuille = _code(rejet.feuille)
        if type_ == "classeur" and feuille not in ("programmation", "financements"):
            continue
        argent = type_ == "classeur" and feuille == "financements"
        comptees.setdefault((annee, argent), set()).add(rejet.ligne)
    return [
        {"source_id": source_id, "annee": annee, "argent": argent, "nb": len(lignes)}
        for (annee, argent), lignes in sorted(comptees.items(), key=repr)
    ]


def dater(chemin: Path, type_: str, rejets: Sequence[Rejet]) -> list[int | None]:
    """L'exercice de chaque rejet bloquant d'une ligne ; None : il n'en a pas, ou le fichier ne le dit pas."""
    if type_ not in D_EXERCICE or not any(rejet.bloquant and rejet.ligne for rejet in rejets):
        return [None] * len(rejets)
    connues = _annees(chemin)
    return [
        connues.get((_code(rejet.feuille), rejet.ligne), connues.get(("", rejet.ligne)))
        if rejet.bloquant and rejet.ligne
        else None
        for rejet in rejets
    ]


def _annees(chemin: Path) -> dict[tuple[str, int], int]:
    """(feuille, ligne) → année ; la feuille d'un fichier qui n'en a qu'une s'écrit aussi « »."""
    if chemin.suffix.lower() == ".json":
        return _du_json(chemin)
    try:
        classeur = ouvrir(chemin)
    except SourceIllisible:
        return {}
    annees, references = {}, {}
    for feuille in classeur.feuilles.values():
        lues = _de_la_feuille(feuille)
        annees |= {(_code(feuille.nom), numero): annee for numero, annee in lues.items()}
        if _code(feuille.nom) == "programmation":
            references = {
                reference: lues[numero]
                for numero, reference in _colonne(feuille, REFERENCES).items()
                if numero in lues
            }
    for feuille in classeur.feuilles.values():
        for numero, reference in _colonne(feuille, REFERENCES).items():
            if reference in references:
                annees.setdefault((_code(feuille.nom), numero), references[reference])
    return annees | _seule(classeur, annees)


def _seule(classeur: Classeur, annees: dict[tuple[str, int], int]) -> dict[tuple[str, int], int]:
    """Un fichier d'une feuille : ses rejets la nomment comme ils veulent."""
    if sum(bool(feuille.lignes) for feuille in classeur.feuilles.values()) != 1:
        return {}
    return {("", numero): annee for (_, numero), annee in annees.items()}


def _de_la_feuille(feuille: Feuille) -> dict[int, int]:
    lues: dict[int, int] = {}
    for titre in reversed(TITRES):
        for numero, texte in _colonne(feuille, (titre,)).items():
            if trouvee := _ANNEE.search(texte):
                lues[numero] = int(trouvee[1])
    return lues


def _colonne(feuille: Feuille, titres: Iterable[str]) -> dict[int, str]:
    """Les textes de la colonne qui porte l'un de ces titres, par numéro de ligne."""
    for entete in feuille.lignes[:_PROFONDEUR]:
        for cellule in entete.cellules:
            if _titre(cellule.texte_affiche) in titres:
                sous = (ligne for ligne in feuille.lignes if ligne.numero > entete.numero)
                return {ligne.numero: texte for ligne in sous if (texte := _texte(ligne, cellule.colonne))}
    return {}


def _texte(ligne: Ligne, colonne: int) -> str:
    if colonne > len(ligne.cellules):
        return ""
    return ligne.cellules[colonne - 1].texte_affiche.strip()


def _du_json(chemin: Path) -> dict[tuple[str, int], int]:
    try:
        fiches = json.loads(chemin.read_bytes())
    except (OSError, ValueError):
        return {}
    annees = {}
    for numero, fiche in enumerate(fiches if isinstance(fiches, list) else [], start=1):
        dite = _ANNEE.search(str(fiche.get("annee", ""))) if isinstance(fiche, dict) else None
        if dite:
            annees["", numero] = int(dite[1])
    return annees


def _titre(texte: str) -> str:
    return re.sub(r"[\W_]+", " ", sans_accents(texte)).strip()


def _code(feuille: str | None) -> str:
    return sans_accents(feuille or "").replace("-", "_")
