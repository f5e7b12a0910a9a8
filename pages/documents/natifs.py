"""Les graphiques d'une diapositive : natifs, donc modifiables dans PowerPoint."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Emu, Pt

from data.fichiers.sortie import lisible, neutre
from pages.composants.dessin_neutre import Dessin, Ecriture
from pages.composants.formats import FINE
from pages.documents import theme
from pages.documents.formes import DISCRET, TEXTE, TRAIT, Cadre, decrire

_GENRES = {
    "barres": XL_CHART_TYPE.BAR_CLUSTERED,
    "colonnes": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "empilees": XL_CHART_TYPE.COLUMN_STACKED,
    "lignes": XL_CHART_TYPE.LINE_MARKERS,
}
CASES = 15
"""Petits graphiques sur une diapositive."""


def graphique(diapositive: Slide, dessin: Dessin, cadre: Cadre, corps: int = 14, titre: str = "") -> None:
    """Un graphique natif, ses nombres tels quels dans son classeur."""
    donnees = CategoryChartData(number_format=_code(dessin))
    # Le classeur d'un graphique s'ouvre dans Excel : un nom n'y devient pas une formule.
    donnees.categories = [_sans_formule(c) for c in dessin.categories]
    for serie in dessin.series:
        donnees.add_series(_sans_formule(serie.nom), serie.valeurs)
    forme = diapositive.shapes.add_chart(_GENRES[dessin.genre], *cadre, donnees)
    decrire(forme, titre or dessin.titre or "Graphique", dessin.alt)
    objet = forme.chart
    _rendre_les_noms(objet._chartSpace, dessin)
    objet.font.size, objet.font.name = Pt(corps), theme.POLICE
    theme.couleur(objet.font.color, TEXTE)
    # Un titre qui n'a que des signes interdits n'en laisse aucun.
    titre = lisible(titre).strip()
    objet.has_title = bool(titre)
    if titre:
        objet.chart_title.text_frame.text = titre
        objet.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(corps + 1)
        objet.chart_title.include_in_layout = False
    plusieurs = len(dessin.series) > 1
    objet.has_legend = plusieurs and not titre
    if objet.has_legend:
        objet.legend.position, objet.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        objet.legend.font.size = Pt(corps)
    _axes(objet, dessin, corps, petit=bool(titre))
    trace = objet.plots[0]
    if dessin.genre != "lignes":
        trace.gap_width = 45 if not plusieurs or dessin.genre == "empilees" else 60
        trace.overlap = 100 if dessin.genre == "empilees" else 0
    _etiqueter(trace, dessin, corps, petit=bool(titre))
    for objet_serie, serie in zip(trace.series, dessin.series, strict=True):
        _colorer(objet_serie, serie, dessin.genre)
    langue = objet._chartSpace.find(qn("c:lang"))
    if langue is None:
        langue = etree.Element(qn("c:lang"))
        objet._chartSpace.insert(1 if objet._chartSpace.find(qn("c:date1904")) is not None else 0, langue)
    langue.set("val", "fr-FR")


def multiples(diapositive: Slide, dessin: Dessin, cadre: Cadre) -> None:
    """De petits graphiques natifs côte à côte, à la même échelle."""
    gauche, haut, largeur, hauteur = cadre
    cases = dessin.cases[:CASES]
    par_rang = min(5, len(cases)) if len(cases) > 6 else min(3, len(cases))
    rangs = -(-len(cases) // par_rang)
    large, haute = largeur // par_rang, hauteur // rangs
    for rang, case in enumerate(cases):
        ou = (gauche + rang % par_rang * large, haut + rang // par_rang * haute, large, haute)
        bas, sommet = case.bornes
        connue = any(v is not None for s in case.series if not s.tirets for v in s.valeurs)
        # La dernière valeur s'écrit au-dessus de son point : il lui faut de l'air.
        alt = f"{case.titre}{FINE}: {case.note}. {dessin.mesure}"
        aeree = replace(case, alt=alt, bornes=(bas, sommet + (sommet - bas) * 0.3))
        titre = case.titre if connue else f"{case.titre}{FINE}: {case.note}"
        graphique(diapositive, aeree, tuple(map(Emu, ou)), 11, titre)


def _sans_formule(nom: str) -> str:
    return neutre(lisible(nom))


def _rendre_les_noms(espace: etree._Element, dessin: Dessin) -> None:
    """À l'écran, les noms sont les vrais : l'apostrophe qui protège le classeur n'y a que faire."""
    vrais = {_sans_formule(n): lisible(n) for n in (*dessin.categories, *(s.nom for s in dessin.series))}
    for valeur in espace.iter(qn("c:v")):
        if valeur.text in vrais:
            valeur.text = vrais[valeur.text]


def _axes(objet, dessin: Dessin, corps: int, petit: bool) -> None:
    noms, valeurs = objet.category_axis, objet.value_axis
    noms.tick_labels.font.size = Pt(corps)
    # À plat : un logiciel qui manque de place saute un nom plutôt que de le pencher.
    noms._element.find(qn("c:txPr")).find(qn("a:bodyPr")).set("rot", "0")
    noms.has_major_gridlines = False
    noms.format.line.width = Pt(1)
    theme.couleur(noms.format.line.color, DISCRET)
    # Sur un petit graphique, la période est dite une fois, au-dessus de tous.
    noms.tick_label_position = XL_TICK_LABEL_POSITION.NONE if petit else XL_TICK_LABEL_POSITION.LOW
    # Tous les noms sont écrits : PowerPoint en sauterait un sur deux.
    noms._element.find(qn("c:noMultiLvlLbl")).addprevious(etree.Element(qn("c:tickLblSkip"), val="1"))
    valeurs.has_minor_gridlines = False
    if dessin.genre == "barres":
        noms.reverse_order = True
    # Chaque barre porte sa valeur : une échelle la dirait deux fois. Les courbes et les piles en ont besoin.
    echelle = dessin.genre in ("lignes", "empilees")
    valeurs.visible, valeurs.has_major_gridlines = echelle, echelle
    if echelle:
        valeurs.tick_labels.font.size = Pt(corps - 1)
        valeurs.tick_labels.number_format = _code(
            dessin, replace(dessin.ecriture, decimales=0) if petit else None
        )
        valeurs.tick_labels.number_format_is_linked = False
        valeurs.format.line.fill.background()
        theme.couleur(valeurs.major_gridlines.format.line.color, TRAIT)
    if dessin.bornes:
        valeurs.minimum_scale, valeurs.maximum_scale = dessin.bornes
    elif all((v or 0) >= 0 for s in dessin.series for v in s.valeurs):
        valeurs.minimum_scale = 0


def _etiqueter(trace, dessin: Dessin, corps: int, petit: bool) -> None:
    """La valeur au bout de chaque barre ; sur une courbe, au dernier point connu seulement."""
    if dessin.genre in ("barres", "colonnes"):
        trace.has_data_labels = True
        etiquettes = trace.data_labels
        etiquettes.number_format, etiquettes.number_format_is_linked = _code(dessin), False
        etiquettes.position = XL_LABEL_POSITION.OUTSIDE_END
        etiquettes.font.size = Pt(corps if len(dessin.categories) * len(dessin.series) <= 14 else corps - 3)
        etiquettes.font.bold = True
        return
    if dessin.genre != "lignes":
        return
    fins = [max((i for i, v in enumerate(s.valeurs) if v is not None), default=-1) for s in dessin.series]
    pleines = [fin for fin, s in zip(fins, dessin.series, strict=True) if not s.tirets]
    for objet_serie, serie, fin in zip(trace.series, dessin.series, fins, strict=True):
        # Sur un petit graphique, deux périmètres finissent côte à côte : le plus récent parle.
        if fin >= 0 and not serie.tirets and not (petit and fin < max(pleines)):
            etiquette = objet_serie.points[fin].data_label
            etiquette.has_text_frame = False
            etiquette.position = XL_LABEL_POSITION.ABOVE
            etiquette.font.bold, etiquette.font.size = True, Pt(corps)
            _montrer_la_valeur(etiquette._dLbl, _code(dessin))


def _code(dessin: Dessin, ecriture: Ecriture | None = None) -> str:
    """Le format de nombre des valeurs de ce dessin."""
    return (ecriture or dessin.ecriture).code_de(v for s in dessin.series for v in s.valeurs)


def _montrer_la_valeur(etiquette: etree._Element, code: str) -> None:
    """L'étiquette d'un seul point : sa valeur, dans son format, et rien d'autre."""
    for nom, montre in (("showLegendKey", "0"), ("showVal", "1"), ("showCatName", "0"), ("showSerName", "0")):
        element = etiquette.find(qn(f"c:{nom}"))
        if element is not None:
            element.set("val", montre)
    format_ = etiquette.find(qn("c:numFmt"))
    if format_ is None:
        format_ = etree.Element(qn("c:numFmt"))
        etiquette.find(qn("c:idx")).addnext(format_)
    format_.set("formatCode", code)
    format_.set("sourceLinked", "0")


def _colorer(objet_serie, serie, genre: str) -> None:
    if genre == "lignes":
        objet_serie.smooth = False
        trait = objet_serie.format.line
        theme.couleur(trait.color, serie.couleur)
        trait.width = Pt(1.5 if serie.tirets else 2.5)
        if serie.tirets:
            trait.dash_style = MSO_LINE_DASH_STYLE.DASH
        objet_serie.marker.style = XL_MARKER_STYLE.NONE if serie.tirets else XL_MARKER_STYLE.CIRCLE
        objet_serie.marker.size = 6
        objet_serie.marker.format.fill.solid()
        theme.couleur(objet_serie.marker.format.fill.fore_color, serie.couleur)
        objet_serie.marker.format.line.fill.background()
        return
    objet_serie.invert_if_negative = False
    objet_serie.format.fill.solid()
    theme.couleur(objet_serie.format.fill.fore_color, serie.couleur)
    for rang, hexa in enumerate(serie.couleurs):
        if hexa != serie.couleur:
            point = objet_serie.points[rang].format.fill
            point.solid()
            theme.couleur(point.fore_color, hexa)
