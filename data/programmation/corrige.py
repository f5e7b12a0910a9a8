"""Le classeur corrigé : celui de l'utilisateur, cellules fautives colorées et commentées, et leur liste."""

import io

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from data.fichiers.classeur import Classeur
from data.programmation.large import poser
from data.programmation.modele import Constat, Lecture

COULEURS = {"rejet": "FFF8C9C4", "avertissement": "FFFFE9A8"}
GRAVITES = {"rejet": "Refusé", "avertissement": "À regarder"}
NOM = "À corriger"
AUTEUR = "Contrat de ville"
LONGUEUR = 1000
"""Un commentaire plus long ne se lit pas dans une bulle."""


def corriger(contenu: bytes, classeur: Classeur, lecture: Lecture) -> bytes:
    """Un XLSX : copie du fichier d'origine, où chaque constat se voit. `contenu` : les octets du fichier.

    Un XLS, un ODS ou un CSV est rendu en XLSX, valeurs seules.
    """
    copie = load_workbook(io.BytesIO(contenu)) if classeur.genre == "xlsx" else _recopier(classeur)
    feuille = copie[lecture.correspondance.feuille]
    a_dire = [c for c in lecture.constats if c.gravite in COULEURS]
    par_cellule: dict[tuple[int, int], list[Constat]] = {}
    for constat in a_dire:
        if constat.ligne:
            par_cellule.setdefault((constat.ligne, constat.colonne or 1), []).append(constat)
    for (ligne, colonne), constats in par_cellule.items():
        _marquer(_premiere(feuille, ligne, colonne), constats)
    _liste(copie, feuille, a_dire)
    sortie = io.BytesIO()
    copie.save(sortie)
    return sortie.getvalue()


def _recopier(classeur: Classeur) -> Workbook:
    copie = Workbook()
    copie.remove(copie.active)
    for lue in classeur.feuilles.values():
        feuille = copie.create_sheet(lue.nom)
        for ligne in lue.lignes:
            for cellule in ligne.cellules:
                if cellule.valeur is not None:
                    poser(feuille.cell(ligne.numero, cellule.colonne), cellule.valeur)
    return copie


def _premiere(feuille: Worksheet, ligne: int, colonne: int) -> Cell:
    """La cellule, ou celle qui porte la valeur de sa fusion."""
    cellule = feuille.cell(ligne, colonne)
    if isinstance(cellule, MergedCell):
        for plage in feuille.merged_cells.ranges:
            if cellule.coordinate in plage:
                return feuille.cell(plage.min_row, plage.min_col)
    return cellule


def _marquer(cellule: Cell, constats: list[Constat]) -> None:
    grave = "rejet" if any(c.gravite == "rejet" for c in constats) else "avertissement"
    cellule.fill = PatternFill("solid", fgColor=COULEURS[grave])
    ancien = f"{cellule.comment.text}\n\n" if cellule.comment else ""
    motifs = "\n".join(f"{GRAVITES[c.gravite]} : {c.motif}." for c in constats)
    cellule.comment = Comment((ancien + motifs)[:LONGUEUR], AUTEUR, width=360, height=120)


def _liste(copie: Workbook, feuille: Worksheet, constats: list[Constat]) -> None:
    nom = NOM
    while nom in copie.sheetnames:
        nom += " (suite)"
    liste = copie.create_sheet(nom[:31])
    liste.append(["Gravité", "Cellule", "Titre", "Valeur lue", "Pourquoi", "Peut-être"])
    for constat in constats:
        cellule = feuille.cell(constat.ligne, constat.colonne or 1).coordinate if constat.ligne else ""
        valeurs = (
            GRAVITES[constat.gravite], cellule, constat.titre, constat.valeur, constat.motif,
            constat.proposition,
        )  # fmt: skip
        rang = liste.max_row + 1
        for colonne, valeur in enumerate(valeurs, start=1):
            poser(liste.cell(rang, colonne), valeur)
            liste.cell(rang, colonne).alignment = Alignment(wrap_text=True, vertical="top")
        liste.cell(rang, 1).fill = PatternFill("solid", fgColor=COULEURS[constat.gravite])
        if cellule:
            lieu = f"{quote_sheetname(feuille.title)}!{cellule}"
            liste.cell(rang, 2).hyperlink = Hyperlink(ref=f"B{rang}", location=lieu)
    for cellule in liste[1]:
        cellule.font = Font(bold=True)
    for lettre, largeur in zip("ABCDEF", (12, 10, 26, 28, 70, 18), strict=True):
        liste.column_dimensions[lettre].width = largeur
    liste.freeze_panes = "A2"
