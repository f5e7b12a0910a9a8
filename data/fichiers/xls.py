"""Les classeurs XLS (Excel 97 à 2003) : valeurs, erreurs de formule, lignes cachées et fusions."""

import io
import struct
from datetime import datetime

import xlrd
from openpyxl.utils import get_column_letter

from data.fichiers.formats import affichage
from data.fichiers.gardes import abime, protege
from data.fichiers.structure import Structure
from data.lecture import SourceIllisible

# Sur un fichier abîmé, ce lecteur trébuche de bien des façons, dont aucune ne doit sortir d'ici.
FAUTES = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    struct.error,
    AssertionError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    MemoryError,
    RecursionError,
    NotImplementedError,
    EOFError,
    ZeroDivisionError,
    UnboundLocalError,
)


def feuilles(contenu: bytes, nom: str) -> list[tuple[str, list[list[object]], Structure]]:
    """(titre, lignes de valeurs brutes, structure) de chaque feuille. Lève SourceIllisible."""
    try:
        try:
            classeur = _ouvrir(contenu, formatting_info=True)
        except FAUTES as erreur:
            if "encrypt" in str(erreur).lower():
                raise protege(nom) from erreur
            # La mise en forme peut être abîmée sans que les valeurs le soient.
            classeur = _ouvrir(contenu, formatting_info=False)
        return [_feuille(feuille, classeur) for feuille in classeur.sheets()]
    except FAUTES as erreur:
        raise abime(nom) from erreur


def _ouvrir(contenu: bytes, formatting_info: bool) -> xlrd.Book:
    return xlrd.open_workbook(
        file_contents=contenu, logfile=io.StringIO(), formatting_info=formatting_info, ragged_rows=True
    )


def _feuille(feuille: xlrd.sheet.Sheet, classeur: xlrd.Book) -> tuple[str, list[list[object]], Structure]:
    dite = Structure(
        lignes_cachees={rang + 1 for rang, fiche in feuille.rowinfo_map.items() if fiche.hidden},
        colonnes_cachees={rang + 1 for rang, fiche in feuille.colinfo_map.items() if fiche.hidden},
        fusions=[
            f"{get_column_letter(gauche + 1)}{haut + 1}:{get_column_letter(droite)}{bas}"
            for haut, bas, gauche, droite in feuille.merged_cells
        ],
        cachee=bool(feuille.visibility),
    )
    montres = {
        rang: montre
        for rang, xf in enumerate(classeur.xf_list)
        if (montre := affichage(classeur.format_map[xf.format_key].format_str))
    }
    lignes = []
    for rang in range(feuille.nrows):
        ligne: list[object] = []
        for colonne, (genre, valeur) in enumerate(
            zip(feuille.row_types(rang), feuille.row_values(rang), strict=True)
        ):
            if genre == xlrd.XL_CELL_ERROR:
                texte = xlrd.error_text_from_code.get(valeur, "erreur")
                dite.erreurs[rang + 1, colonne + 1] = texte
                ligne.append(None)
            else:
                if genre == xlrd.XL_CELL_NUMBER and montres:
                    montre = montres.get(feuille.cell_xf_index(rang, colonne))
                    if montre:
                        dite.formats[rang + 1, colonne + 1] = montre
                ligne.append(_valeur(genre, valeur, classeur.datemode))
        lignes.append(ligne)
    return feuille.name, lignes, dite


def _valeur(genre: int, valeur: object, datemode: int) -> object:
    if genre == xlrd.XL_CELL_DATE and isinstance(valeur, float):
        return _jour(valeur, datemode)
    if genre == xlrd.XL_CELL_BOOLEAN:
        return bool(valeur)
    return None if genre in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) else valeur


def _jour(valeur: float, datemode: int) -> datetime | float:
    try:
        return xlrd.xldate_as_datetime(valeur, datemode)
    except (ValueError, OverflowError):
        return valeur


__all__ = ["SourceIllisible", "feuilles"]
