"""La présentation de départ d'un diaporama : 16:9, nos couleurs et notre police dans le thème, en français.

Le thème porte les couleurs : qui modifie un graphique dans PowerPoint les retrouve dans sa palette.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.dml.fill import FillFormat
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Diaporama
from pptx.util import Emu, Inches, Pt

from data.fichiers.sortie import propriete
from pages.composants.couleurs import CLAIR

POLICE = "Source Sans Pro"
# Le poste qui n'a pas la police en prend une proche (Calibri) : c'est ce que dit cette signature.
_PANOSE = "020B0503030403020204"
LARGEUR, HAUTEUR = Inches(13.333), Inches(7.5)
MARGE = Inches(0.6)
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_COULEURS = {
    "dk1": CLAIR.texte,
    "lt1": "#FFFFFF",
    "dk2": CLAIR.discret,
    "lt2": CLAIR.surface,
    "accent1": CLAIR.palette[0],
    "accent2": CLAIR.palette[1],
    "accent3": CLAIR.palette[2],
    "accent4": CLAIR.palette[3],
    "accent5": CLAIR.palette[4],
    "accent6": CLAIR.palette[5],
    "hlink": CLAIR.accent,
    "folHlink": CLAIR.palette[6],
}
_THEME = {
    CLAIR.texte: MSO_THEME_COLOR.TEXT_1,
    CLAIR.discret: MSO_THEME_COLOR.TEXT_2,
    CLAIR.surface: MSO_THEME_COLOR.BACKGROUND_2,
    "#FFFFFF": MSO_THEME_COLOR.BACKGROUND_1,
    **{CLAIR.palette[i]: getattr(MSO_THEME_COLOR, f"ACCENT_{i + 1}") for i in range(6)},
}


def neuf(titre: str, auteur: str) -> Diaporama:
    """Une présentation vide : deux dispositions, « titre » et « titre seul »."""
    diaporama = Presentation()
    diaporama.slide_width, diaporama.slide_height = LARGEUR, HAUTEUR
    gardees = ("Title Slide", "Title Only")
    for disposition in list(diaporama.slide_layouts):
        if disposition.name not in gardees:
            diaporama.slide_layouts.remove(disposition)
    maitre = diaporama.slide_master
    for disposition, nom in zip(diaporama.slide_layouts, ("Page de titre", "Un point"), strict=True):
        disposition.name = nom
        _ranger(disposition.placeholders, nom == "Page de titre")
    _ranger(maitre.placeholders, False)
    _teinter(maitre)
    proprietes = diaporama.core_properties
    proprietes.title, proprietes.author = propriete(titre), propriete(auteur)
    proprietes.language = "fr-FR"
    proprietes.subject = "Diaporama de séance"
    return diaporama


def couleur(cible: FillFormat | object, hexa: str) -> None:
    """Pose une couleur : celle du thème si elle en est, sinon la sienne. `cible` : un ColorFormat."""
    if hexa in _THEME:
        cible.theme_color = _THEME[hexa]
    else:
        cible.rgb = RGBColor.from_string(hexa.lstrip("#"))


def en_francais(diaporama: Diaporama) -> None:
    """Dit la langue de chaque texte : le correcteur et les lecteurs d'écran la suivent."""
    for racine in _racines(diaporama):
        for run in racine.iter(qn("a:r"), qn("a:fld")):
            run.get_or_add_rPr() if hasattr(run, "get_or_add_rPr") else None
        for proprietes in racine.iter(qn("a:rPr"), qn("a:endParaRPr"), qn("a:defRPr")):
            proprietes.set("lang", "fr-FR")


def _racines(diaporama: Diaporama) -> Iterator[etree._Element]:
    yield diaporama.slide_master._element
    for disposition in diaporama.slide_layouts:
        yield disposition._element
    for diapositive in diaporama.slides:
        yield diapositive._element
        if diapositive.has_notes_slide:
            yield diapositive.notes_slide._element
        for forme in diapositive.shapes:
            if forme.has_chart:
                yield forme.chart._chartSpace


def _ranger(reserves, de_titre: bool) -> None:
    """Les réserves du modèle de base, aux mesures d'une diapositive large ; celles du pied s'en vont."""
    for reserve in list(reserves):
        genre = reserve.placeholder_format.type
        nom = str(genre)
        if "TITLE" in nom and "SUB" not in nom:
            haut, haute = (Inches(2.2), Inches(1.7)) if de_titre else (Inches(0.62), Inches(0.95))
            reserve.left, reserve.top, reserve.width, reserve.height = MARGE, haut, LARGEUR - 2 * MARGE, haute
            _au_pied(reserve, "b" if de_titre else "t", 40 if de_titre else 26)
        elif "SUBTITLE" in nom:
            reserve.left, reserve.top = MARGE, Inches(4.05)
            reserve.width, reserve.height = LARGEUR - 2 * MARGE, Inches(1.5)
            _au_pied(reserve, "t", 20, gras=False)
        elif "BODY" in nom:
            reserve.left, reserve.top = MARGE, Inches(1.7)
            reserve.width, reserve.height = LARGEUR - 2 * MARGE, Inches(4.8)
        else:
            reserve._element.getparent().remove(reserve._element)


def _au_pied(reserve, ancre: str, corps: int, gras: bool = True) -> None:
    """Le texte d'une réserve : à gauche, sans marge, son corps, sa graisse."""
    boite = reserve._element.txBody.find(qn("a:bodyPr"))
    for nom, valeur in {"lIns": "0", "rIns": "0", "tIns": "0", "bIns": "0", "anchor": ancre}.items():
        boite.set(nom, valeur)
    for enfant in list(boite):
        boite.remove(enfant)
    styles = reserve._element.txBody.find(qn("a:lstStyle"))
    for enfant in list(styles):
        styles.remove(enfant)
    niveau = etree.SubElement(styles, qn("a:lvl1pPr"), algn="l", marL="0", indent="0")
    etree.SubElement(niveau, qn("a:buNone"))
    proprietes = etree.SubElement(niveau, qn("a:defRPr"), sz=str(corps * 100), b="1" if gras else "0")
    remplissage = etree.SubElement(proprietes, qn("a:solidFill"))
    etree.SubElement(remplissage, qn("a:schemeClr"), val="tx1")


def _teinter(maitre) -> None:
    """Écrit les couleurs et la police dans le thème."""
    lien = next(r for r in maitre.part.rels.values() if r.reltype.endswith("/theme"))
    theme = etree.fromstring(lien.target_part.blob)
    theme.set("name", "Contrat de ville")
    for nom, hexa in _COULEURS.items():
        element = theme.find(f".//{{{_A}}}clrScheme/{{{_A}}}{nom}")
        for enfant in list(element):
            element.remove(enfant)
        etree.SubElement(element, f"{{{_A}}}srgbClr", val=hexa.lstrip("#"))
    for police in theme.iter(f"{{{_A}}}latin"):
        police.set("typeface", POLICE)
        police.set("panose", _PANOSE)
    lien.target_part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


__all__ = ["HAUTEUR", "LARGEUR", "MARGE", "POLICE", "Emu", "Inches", "Pt", "couleur", "en_francais", "neuf"]
