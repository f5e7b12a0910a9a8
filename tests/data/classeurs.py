"""Écrire, dans un essai, un petit classeur en XLSX, XLS ou ODS à partir de feuilles de CSV."""

import csv
import io
import re
import zipfile
from datetime import date, datetime

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook

Cases = list[list[object]]


def cases(texte: str) -> Cases:
    """Un CSV à points-virgules en cellules typées : les nombres en nombres, sauf les codes à zéro initial."""
    return [
        [_typee(c) if rang else c for c in ligne]
        for rang, ligne in enumerate(csv.reader(io.StringIO(texte), delimiter=";"))
    ]


def _typee(cellule: str) -> object:
    if not cellule:
        return None
    if re.fullmatch(r"[1-9]\d*", cellule):
        return int(cellule)
    nu = cellule.replace(" ", "").replace(",", ".")
    return float(nu) if re.fullmatch(r"\d+\.\d+", nu) else cellule


def xlsx(feuilles: dict[str, Cases]) -> bytes:
    classeur = Workbook()
    classeur.remove(classeur.active)
    for nom, lignes in feuilles.items():
        feuille = classeur.create_sheet(nom)
        for ligne in lignes:
            feuille.append(ligne)
    return enregistrer(classeur)


def enregistrer(classeur: Workbook) -> bytes:
    tampon = io.BytesIO()
    classeur.save(tampon)
    return tampon.getvalue()


def xls(feuilles: dict[str, Cases]) -> bytes:
    classeur = xlwt.Workbook()
    for nom, lignes in feuilles.items():
        feuille = classeur.add_sheet(nom)
        for rang, ligne in enumerate(lignes):
            for colonne, valeur in enumerate(ligne):
                if isinstance(valeur, date):
                    feuille.write(rang, colonne, valeur, xlwt.easyxf(num_format_str="DD/MM/YYYY"))
                elif valeur is not None:
                    feuille.write(rang, colonne, valeur)
    tampon = io.BytesIO()
    classeur.save(tampon)
    return tampon.getvalue()


def ods(feuilles: dict[str, Cases], cachees: tuple[str, ...] = ()) -> bytes:
    document = OpenDocumentSpreadsheet()
    masque = Style(name="masque", family="table")
    masque.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(masque)
    for nom, lignes in feuilles.items():
        table = Table(name=nom, **({"stylename": masque} if nom in cachees else {}))
        for ligne in lignes:
            rangee = TableRow()
            for valeur in ligne:
                rangee.addElement(_case_ods(valeur))
            table.addElement(rangee)
        document.spreadsheet.addElement(table)
    tampon = io.BytesIO()
    document.write(tampon)
    return tampon.getvalue()


def _case_ods(valeur: object) -> TableCell:
    if valeur is None:
        return TableCell()
    if isinstance(valeur, bool):
        return TableCell(valuetype="boolean", booleanvalue=str(valeur).lower())
    if isinstance(valeur, int | float):
        return TableCell(valuetype="float", value=repr(valeur))
    if isinstance(valeur, date | datetime):
        return TableCell(valuetype="date", datevalue=valeur.isoformat())
    case = TableCell(valuetype="string")
    for paragraphe in str(valeur).split("\n"):
        case.addElement(P(text=paragraphe))
    return case


def retoucher(contenu: bytes, membre: str, avant: bytes, apres: bytes) -> bytes:
    """L'archive dont un membre change : ce qu'aucune bibliothèque n'accepterait d'écrire."""
    tampon = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(contenu)) as lue,
        zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as neuve,
    ):
        for nom in lue.namelist():
            octets = lue.read(nom)
            if nom == membre:
                assert avant in octets, (membre, avant)
                octets = octets.replace(avant, apres, 1)
            neuve.writestr(nom, octets)
    return tampon.getvalue()


def archive(**membres: bytes) -> bytes:
    """Une archive ; `_` vaut `/` dans les noms donnés, et `__` un point."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as neuve:
        for nom, octets in membres.items():
            neuve.writestr(nom.replace("__", ".").replace("_", "/"), octets)
    return tampon.getvalue()
