"""Le classeur corrigé : celui de l'utilisateur, cellules fautives colorées et commentées, et leur liste."""

import io
import logging
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from data.fichiers.classeur import Classeur
from data.fichiers.sortie import (
    COLONNES_MAX,
    LIGNES_MAX,
    enregistrer,
    nom_de_feuille,
    poser,
    texte_de_cellule,
)
from data.programmation.modele import Constat, Lecture

COULEURS = {"rejet": "FFF8C9C4", "avertissement": "FFFFE9A8"}
GRAVITES = {"rejet": "Refusé", "avertissement": "À regarder"}
NOM = "À corriger"
AUTEUR = "Contrat de ville"
LONGUEUR = 1000
"""Un commentaire plus long ne se lit pas dans une bulle."""
VALEURS_SEULES = (
    "Ce classeur est une copie en valeurs : la mise en forme du vôtre ne pouvait pas être reprise. Corrigez "
    "de préférence le fichier d'origine."
)

_FORMES = {date: "dd/mm/yyyy", datetime: "dd/mm/yyyy hh:mm"}
journal = logging.getLogger(__name__)

# L'OOXML « strict » (ISO/IEC 29500) dit la même chose que l'usuel, sous d'autres noms.
_STRICT = b"http://purl.oclc.org/ooxml/"
_ESPACES = (
    (
        rb"http://purl\.oclc\.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (
        rb"http://purl\.oclc\.org/ooxml/officeDocument/(extendedProperties|customProperties)",
        rb"http://schemas.openxmlformats.org/officeDocument/2006/\1",
    ),
    (
        rb"http://purl\.oclc\.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        rb"http://purl\.oclc\.org/ooxml/drawingml/([A-Za-z]+)",
        rb"http://schemas.openxmlformats.org/drawingml/2006/\1",
    ),
)


def corriger(contenu: bytes, classeur: Classeur, lecture: Lecture) -> bytes:
    """Un XLSX : copie du fichier d'origine, où chaque constat se voit. `contenu` : les octets du fichier.

    Un constat est posé dans la feuille qu'il nomme, sinon dans celle de la correspondance. Un XLS, un ODS, un
    CSV, ou un XLSX qu'openpyxl ne sait pas reprendre, est rendu en XLSX, valeurs seules.
    """
    if classeur.genre == "xlsx":
        try:
            repris = load_workbook(io.BytesIO(_usuel(contenu)))
            remplies = {nom for nom, feuille in classeur.feuilles.items() if feuille.lignes}
            if remplies <= {feuille.title for feuille in repris.worksheets}:
                return _annoter(repris, {nom: nom for nom in remplies}, lecture)
        except Exception:  # noqa: BLE001 — openpyxl lève de tout sur un classeur qu'Excel, lui, lit
            journal.warning("classeur rendu en valeurs seules : %s", classeur.nom, exc_info=True)
    copie, noms, manques = _recopier(classeur)
    # Un CSV n'a pas de mise en forme à perdre.
    dits = [*([VALEURS_SEULES] if classeur.genre != "csv" else []), *manques]
    return _annoter(copie, noms, lecture, dits)


def _usuel(contenu: bytes) -> bytes:
    """Le même XLSX, ses espaces de noms « stricts » dits comme openpyxl les lit."""
    with zipfile.ZipFile(io.BytesIO(contenu)) as lue:
        parties = {fiche.filename: lue.read(fiche) for fiche in lue.infolist()}
    if not any(_STRICT in partie for nom, partie in parties.items() if nom.endswith((".xml", ".rels"))):
        return contenu
    ecrite = io.BytesIO()
    with zipfile.ZipFile(ecrite, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, partie in parties.items():
            if nom.endswith((".xml", ".rels")):
                for strict, usuel in _ESPACES:
                    partie = re.sub(strict, usuel, partie)
            archive.writestr(nom, partie)
    return ecrite.getvalue()


def _recopier(classeur: Classeur) -> tuple[Workbook, dict[str, str], list[str]]:
    """Les valeurs seules, le nouveau nom de chaque feuille, et ce que des cellules n'ont pas pu porter."""
    copie, noms, manques = Workbook(), {}, []
    copie.remove(copie.active)
    for lue in classeur.feuilles.values():
        noms[lue.nom] = nom_de_feuille(lue.nom, copie.sheetnames)
        feuille = copie.create_sheet(noms[lue.nom])
        trop = sum(not _tient(ligne.numero, len(ligne.cellules)) for ligne in lue.lignes)
        if trop:
            manques.append(f"« {lue.nom} » : {trop} lignes dépassent ce qu'une feuille d'Excel peut porter.")
        for ligne in lue.lignes:
            for cellule in ligne.cellules:
                if not _tient(ligne.numero, cellule.colonne):
                    continue
                # Une erreur de formule n'a pas de valeur : on montre ce que la cellule affichait.
                valeur = cellule.ecrit if cellule.valeur is None else cellule.valeur
                posee = feuille.cell(ligne.numero, cellule.colonne)
                if manque := poser(posee, valeur, _FORMES.get(type(valeur))):
                    manques.append(f"{quote_sheetname(feuille.title)}!{posee.coordinate} : {manque}.")
    return copie, noms, manques


def _tient(ligne: int | None, colonne: int | None) -> bool:
    """Vrai si Excel a une cellule là ; sans ligne, il n'y a pas de cellule."""
    return bool(ligne) and ligne <= LIGNES_MAX and (colonne or 1) <= COLONNES_MAX


def _annoter(
    copie: Workbook, noms: Mapping[str, str], lecture: Lecture, dits: list[str] | None = None
) -> bytes:
    """`noms` : feuille du fichier → feuille de la copie ; `dits` : phrases à mettre en tête de la liste."""
    a_dire = [c for c in lecture.constats if c.gravite in COULEURS]

    def ou(constat: Constat) -> Worksheet:
        return copie[noms[constat.feuille if constat.feuille in noms else lecture.correspondance.feuille]]

    par_cellule: dict[tuple[str, int, int], list[Constat]] = {}
    for constat in a_dire:
        if constat.ligne is not None and _tient(constat.ligne, constat.colonne):
            lieu = (ou(constat).title, constat.ligne, constat.colonne or 1)
            par_cellule.setdefault(lieu, []).append(constat)
    for (titre, ligne, colonne), constats in par_cellule.items():
        _marquer(_premiere(copie[titre], ligne, colonne), constats)
    _liste(copie, ou, a_dire, dits or [])
    sortie = io.BytesIO()
    enregistrer(copie, sortie)
    return sortie.getvalue()


def _premiere(feuille: Worksheet, ligne: int, colonne: int) -> Cell:
    """La cellule, ou celle qui porte la valeur de sa fusion."""
    cellule = feuille.cell(ligne, colonne)
    if isinstance(cellule, MergedCell):
        for plage in feuille.merged_cells:
            if cellule.coordinate in plage:
                return feuille.cell(plage.min_row, plage.min_col)
    return cellule


def _marquer(cellule: Cell, constats: list[Constat]) -> None:
    grave = "rejet" if any(c.gravite == "rejet" for c in constats) else "avertissement"
    cellule.fill = PatternFill("solid", fgColor=COULEURS[grave])
    ancien = f"{cellule.comment.text}\n\n" if cellule.comment else ""
    motifs = "\n".join(f"{GRAVITES[c.gravite]} : {c.motif}." for c in constats)
    cellule.comment = Comment(texte_de_cellule(ancien + motifs, LONGUEUR)[0], AUTEUR, width=360, height=120)


def _liste(
    copie: Workbook, ou: Callable[[Constat], Worksheet], constats: list[Constat], dits: list[str]
) -> None:
    liste = copie.create_sheet(nom_de_feuille(NOM, copie.sheetnames))
    liste.append(["Gravité", "Cellule", "Titre", "Valeur lue", "Pourquoi", "Peut-être"])
    for phrase in dits:
        rang = liste.max_row + 1
        poser(liste.cell(rang, 1), "À savoir")
        poser(liste.cell(rang, 5), phrase)
        liste.cell(rang, 5).alignment = Alignment(wrap_text=True, vertical="top")
    plusieurs = len({ou(c).title for c in constats}) > 1
    for constat in constats:
        feuille = ou(constat)
        montre = _tient(constat.ligne, constat.colonne)
        cellule = feuille.cell(constat.ligne, constat.colonne or 1).coordinate if montre else ""
        lieu = f"{quote_sheetname(feuille.title)}!{cellule}"
        valeurs = (
            GRAVITES[constat.gravite],
            lieu if plusieurs and cellule else cellule,
            constat.titre,
            constat.valeur,
            constat.motif,
            constat.proposition,
        )
        rang = liste.max_row + 1
        for colonne, valeur in enumerate(valeurs, start=1):
            poser(liste.cell(rang, colonne), valeur)
            liste.cell(rang, colonne).alignment = Alignment(wrap_text=True, vertical="top")
        liste.cell(rang, 1).fill = PatternFill("solid", fgColor=COULEURS[constat.gravite])
        if cellule:
            liste.cell(rang, 2).hyperlink = Hyperlink(ref=f"B{rang}", location=lieu)
    for cellule in liste[1]:
        cellule.font = Font(bold=True)
    for lettre, largeur in zip("ABCDEF", (12, 10, 26, 28, 70, 18), strict=True):
        liste.column_dimensions[lettre].width = largeur
    liste.freeze_panes = "A2"
