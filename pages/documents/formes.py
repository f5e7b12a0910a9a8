"""Les textes, tableaux et cartes d'une diapositive, en formes natives de PowerPoint."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Emu, Pt

from data.fichiers.sortie import lisible
from pages.composants.formats import FINE
from pages.documents import theme
from pages.documents.planches import Planche

Cadre = tuple[int, int, int, int]
"""Gauche, haut, largeur, hauteur, en EMU."""
TEXTE, DISCRET, TRAIT = "#1C2B33", "#4F5D65", "#D9D5CB"


def tableau(
    diapositive: Slide,
    entetes: tuple[str, ...],
    lignes: Sequence[tuple[str, ...]],
    nombres: tuple[bool, ...],
    largeurs: Sequence[float],
    hauteurs: Sequence[float],
    cadre: Cadre,
    corps: int,
    nom: str,
) -> None:
    """Un tableau natif ; `largeurs` et `hauteurs` (en-tête compris) relatives."""
    gauche, haut, largeur, hauteur = cadre
    forme = diapositive.shapes.add_table(len(lignes) + 1, len(entetes), gauche, haut, largeur, hauteur)
    decrire(forme, nom, f"Tableau{FINE}: {nom}")
    # Le style « clair, sans quadrillage » : des filets, un en-tête gras.
    forme._element.graphic.graphicData.tbl.tblPr.find(
        qn("a:tableStyleId")
    ).text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
    objet = forme.table
    objet.horz_banding = False
    total = sum(largeurs)
    for rang, part in enumerate(largeurs):
        objet.columns[rang].width = Emu(int(largeur * part / total))
    for i, ligne in enumerate((entetes, *lignes)):
        objet.rows[i].height = Emu(int(hauteur * hauteurs[i] / sum(hauteurs)))
        for j, mot in enumerate(ligne):
            _cellule(objet.cell(i, j), mot, nombres[j], corps, i == 0)


def carte(diapositive: Slide, planche: Planche, cadre: Cadre, nom: str, alt: str) -> None:
    """Une planche en formes natives, groupées : chaque quartier se recolore d'un clic."""
    gauche, haut, largeur, hauteur = cadre
    echelle = min(largeur / planche.largeur, hauteur / planche.hauteur)
    groupe = diapositive.shapes.add_group_shape()
    decrire(groupe, nom, alt)
    for forme in planche.formes:
        if forme["f"] == "forme" and forme["a"]:
            _surface(groupe, forme, gauche, haut, echelle)
        elif forme["f"] == "rond":
            rayon = forme["r"] * echelle
            boite = (
                gauche + forme["x"] * echelle - rayon,
                haut + forme["y"] * echelle - rayon,
                2 * rayon,
                2 * rayon,
            )
            _peindre(groupe.shapes.add_shape(MSO_SHAPE.OVAL, *(Emu(int(v)) for v in boite)), forme, echelle)
        elif forme["f"] == "texte":
            x, y, large, haute = (forme[c] * echelle for c in "xylh")
            cote = {"gauche": PP_ALIGN.LEFT, "centre": PP_ALIGN.CENTER, "droite": PP_ALIGN.RIGHT}[forme["s"]]
            if forme["s"] == "centre":
                # La police du poste peut être plus large que la nôtre : un nom ne se replie pas pour si peu.
                x, large = x - large * 0.3, large * 1.6
            corps = max(9, forme["k"] * echelle / 12700)
            boite = (gauche + x, haut + y, large, haute)
            ecrire(groupe.shapes, boite, forme["m"], corps, forme["c"], forme["g"], cote, MSO_ANCHOR.MIDDLE)


def ecrire(
    formes,
    cadre: Cadre,
    mots: str,
    corps: float,
    couleur: str = TEXTE,
    gras: bool = False,
    cote: PP_ALIGN = PP_ALIGN.LEFT,
    ancre: MSO_ANCHOR = MSO_ANCHOR.TOP,
    lien: str = "",
):
    """Une zone de texte sans marge ; chaque ligne est un paragraphe. Rend la forme."""
    boite = formes.add_textbox(*(Emu(int(v)) for v in cadre))
    zone = boite.text_frame
    zone.word_wrap = True
    zone.margin_left = zone.margin_right = zone.margin_top = zone.margin_bottom = 0
    zone.vertical_anchor = ancre
    for rang, ligne in enumerate(mots.split("\n")):
        paragraphe = zone.paragraphs[0] if rang == 0 else zone.add_paragraph()
        paragraphe.alignment = cote
        run = paragraphe.add_run()
        run.text = lisible(ligne)
        run.font.size, run.font.bold = Pt(round(corps, 1)), gras
        theme.couleur(run.font.color, couleur)
        if lien:
            run.hyperlink.address = lien
    return boite


def decrire(forme, nom: str, alt: str) -> None:
    """Le nom (volet de sélection) et le texte de remplacement d'une forme."""
    proprietes = forme._element.xpath(".//p:cNvPr")[0]
    proprietes.set("name", lisible(nom)[:120])
    proprietes.set("descr", lisible(alt))


def sans_style(forme) -> None:
    """Retire le style du thème : ni ombre, ni relief."""
    for style in forme._element.findall(qn("p:style")):
        forme._element.remove(style)


def _cellule(cellule, mot: str, nombre: bool, corps: int, tete: bool) -> None:
    cellule.margin_left = cellule.margin_right = Pt(5)
    cellule.margin_top = cellule.margin_bottom = Pt(2)
    cellule.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraphe = cellule.text_frame.paragraphs[0]
    paragraphe.alignment = PP_ALIGN.RIGHT if nombre else PP_ALIGN.LEFT
    run = paragraphe.add_run()
    run.text = lisible(mot)
    run.font.size, run.font.bold = Pt(corps), tete
    theme.couleur(run.font.color, TEXTE)
    proprietes = cellule._tc.get_or_add_tcPr()
    filet = etree.SubElement(proprietes, qn("a:lnB"), w=str(19050 if tete else 6350))
    remplissage = etree.SubElement(filet, qn("a:solidFill"))
    etree.SubElement(remplissage, qn("a:srgbClr"), val=(TEXTE if tete else TRAIT).lstrip("#"))


def _surface(groupe, forme: dict, gauche: int, haut: int, echelle: float) -> None:
    anneaux = [[(int(gauche + x * echelle), int(haut + y * echelle)) for x, y in a] for a in forme["a"]]
    trace = groupe.shapes.build_freeform(*anneaux[0][0], scale=1.0)
    for rang, anneau in enumerate(anneaux):
        if rang:
            trace.move_to(*anneau[0])
        trace.add_line_segments(anneau[1:], close=True)
    _peindre(trace.convert_to_shape(), forme, echelle)


def _peindre(objet, forme: dict, echelle: float) -> None:
    objet.fill.solid()
    theme.couleur(objet.fill.fore_color, forme["c"] or "#FFFFFF")
    theme.couleur(objet.line.color, forme["b"])
    objet.line.width = Pt(max(0.5, forme.get("e", 0.6) * echelle / 12700))
    if forme.get("t"):
        objet.line.dash_style = MSO_LINE_DASH_STYLE.DASH
    sans_style(objet)
    if forme["n"]:
        decrire(objet, forme["n"], forme["n"])
