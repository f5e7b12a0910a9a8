"""Poser une valeur dans une cellule : un nombre reste un nombre, un texte n'est jamais une formule."""

from decimal import Decimal

from openpyxl.cell import Cell

from data.fichiers import sortie
from data.modele.colonnes import Colonne
from data.rapport import nombre
from data.sources import cellules

# Dans le fichier, le séparateur de milliers s'écrit à l'anglaise : le tableur le montre en français.
FORMATS = {
    "montant": '#,##0.00\\ "€"',
    "entier": "0",
    "nombre": "General",
    "date": "dd/mm/yyyy",
    "texte": "@",
    "liste": "@",
    "geometrie": "@",
    "booleen": "General",
}
LARGEURS = {
    "montant": 16,
    "entier": 10,
    "nombre": 12,
    "date": 13,
    "texte": 24,
    "liste": 24,
    "geometrie": 18,
    "booleen": 10,
}


def poser(cellule: Cell, valeur: object, genre: str) -> str | None:
    """Écrit `valeur` ; rend la raison si la cellule ne peut pas la porter.

    Elle reste alors vide : un texte coupé se relirait comme s'il était entier.
    """
    if isinstance(valeur, bool):
        valeur = "oui" if valeur else "non"
    elif isinstance(valeur, list):
        valeur = ",".join(_element(element) for element in valeur)
    elif isinstance(valeur, float) and len(Decimal(repr(valeur)).as_tuple().digits) > sortie.CHIFFRES:
        valeur = repr(valeur)
    if isinstance(valeur, str) and sortie.texte_de_cellule(valeur)[1]:
        return (
            f"{nombre(len(valeur))} signes, quand une cellule en porte "
            f"{nombre(sortie.LONGUEUR_CELLULE)} : laissée vide"
        )
    sortie.poser(cellule, valeur, FORMATS[genre])
    if cellule.data_type == "s":
        cellule.number_format = "@"
    return None


def _element(element: object) -> str:
    return repr(element) if isinstance(element, float) else str(element)


def valeur_exemple(colonne: Colonne) -> object:
    """L'exemple d'une colonne, dans son type."""
    if colonne.genre in ("montant", "entier", "nombre", "date"):
        return cellules.FONCTIONS[colonne.genre](colonne.exemple)
    return colonne.exemple
