"""Ce qu'une colonne du classeur dit à celui qui le remplit : titre, définition, exemple, liste de choix."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from data import vocabulaire
from data.feuilles import FEUILLES
from data.schema import sans_accents, valeurs_admises

FICHIER = Path(__file__).parent / "colonnes.csv"
SEPARATEUR = " · "
"""Un choix de liste est « code · libellé » : à la relecture, seul le code compte."""
LIBELLE = r"\s+·\s.*$"
MARQUE = "Exemple : "
EXEMPLE = r"^\s*exemple\s*:"
"""Début de la première cellule d'une ligne à ne pas lire (sans égard à la casse)."""

TABLES = {
    "communes": "commune",
    "quartiers": "quartier",
    "passages": "passage_quartier",
    "financeurs": "financeur",
    "structures": "structure",
    "programmation": "action",
    "financements": "financement",
    "indicateurs": "indicateur",
    "mesures": "mesure",
    "engagements": "engagement",
    "instances": "instance",
    "decisions": "decision",
    "avis": "avis",
}
"""Feuille → table qui dit ses listes fermées, quand le nom diffère."""

TITRES = {"seances": "Séances", "decisions": "Décisions"}
"""Nom d'onglet, quand il porte un accent."""


class Colonne(NamedTuple):
    """`genre` : le type de data/feuilles.py, sans « ! » ; `liste` : le référentiel où choisir."""

    nom: str
    titre: str
    definition: str
    exemple: str
    liste: str
    genre: str
    exigee: bool


@cache
def colonnes(feuille: str) -> dict[str, Colonne]:
    """Nom technique → colonne, dans l'ordre de la feuille. KeyError si une colonne n'est pas décrite."""
    with FICHIER.open(encoding="utf-8", newline="") as flux:
        decrites = {r["colonne"]: r for r in csv.DictReader(flux, delimiter=";") if r["feuille"] == feuille}
    return {
        nom: Colonne(
            nom,
            decrites[nom]["titre"],
            decrites[nom]["definition"],
            decrites[nom]["exemple"],
            decrites[nom]["liste"],
            genre.rstrip("!"),
            genre.endswith("!"),
        )
        for nom, genre in FEUILLES[feuille].items()
    }


@cache
def intitules(feuille: str) -> dict[str, str]:
    """Tout ce qu'on peut écrire en tête de colonne (sans accents ni casse) → son nom technique."""
    titres = {sans_accents(colonne.titre): nom for nom, colonne in colonnes(feuille).items()}
    return titres | {sans_accents(nom): nom for nom in FEUILLES[feuille]}


def onglet(feuille: str) -> str:
    """Le nom d'onglet d'une feuille : « Programmation »."""
    return TITRES.get(feuille, feuille.capitalize())


def listes_fermees(feuille: str, colonne: str) -> tuple[str, ...]:
    """Les seules valeurs admises d'une colonne (statut, nature…) ; vide si elle est libre."""
    return valeurs_admises(TABLES.get(feuille, feuille.rstrip("s")), colonne)


def champ_ferme(feuille: str, colonne: str) -> str | None:
    """Le champ (data/vocabulaire) d'une colonne à liste fermée ; None si elle est libre."""
    return vocabulaire.liste_fermee(TABLES.get(feuille, feuille.rstrip("s")), colonne)
