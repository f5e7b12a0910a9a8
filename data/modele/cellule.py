"""Poser une valeur dans une cellule : un nombre reste un nombre, un texte n'est jamais une formule."""

import re
from datetime import date
from decimal import Decimal

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell

from data.modele.colonnes import Colonne
from data.sources import cellules

LONGUEUR_MAX = 32_767
"""Caractères qu'une cellule de tableur peut porter."""
CHIFFRES = 15
"""Chiffres significatifs qu'un tableur garde ; un nombre qui en a plus s'écrit en texte."""
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
    "montant": 16, "entier": 10, "nombre": 12, "date": 13, "texte": 24, "liste": 24, "geometrie": 18,
    "booleen": 10,
}  # fmt: skip


def poser(cellule: Cell, valeur: object, genre: str) -> str | None:
    """Écrit `valeur` ; rend la raison si la cellule ne peut pas la porter (elle reste alors vide)."""
    if isinstance(valeur, bool):
        valeur = "oui" if valeur else "non"
    elif isinstance(valeur, list):
        valeur = ",".join(_element(element) for element in valeur)
    elif isinstance(valeur, float) and len(Decimal(repr(valeur)).as_tuple().digits) > CHIFFRES:
        valeur = repr(valeur)
    if isinstance(valeur, str):
        return _texte(cellule, valeur)
    cellule.value = valeur
    if isinstance(valeur, Decimal | int | float | date):
        cellule.number_format = FORMATS[genre]
    return None


def _texte(cellule: Cell, valeur: str) -> str | None:
    propre = ILLEGAL_CHARACTERS_RE.sub("", valeur)
    # « _x000D_ » écrit tel quel serait relu comme un retour chariot.
    propre = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", propre).replace("\r", "_x000D_")
    if len(propre) > LONGUEUR_MAX:
        return f"{len(propre)} caractères, quand une cellule en porte {LONGUEUR_MAX} : laissée vide"
    if not propre:
        return None
    cellule.value = propre
    # Le type dit « texte » : « =1+1 » n'est pas une formule, et ne le devient pas si on édite la cellule.
    cellule.data_type = "s"
    cellule.number_format = "@"
    if propre[0] in "=+-@\t'":
        cellule.quotePrefix = True
    return None


def _element(element: object) -> str:
    return repr(element) if isinstance(element, float) else str(element)


def valeur_exemple(colonne: Colonne) -> object:
    """L'exemple d'une colonne, dans son type."""
    if colonne.genre in ("montant", "entier", "nombre", "date"):
        return cellules.FONCTIONS[colonne.genre](colonne.exemple)
    return colonne.exemple
