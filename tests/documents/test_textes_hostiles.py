"""Un nom venu d'un tableau n'empêche aucun document : contrôles, non-caractères, longueurs démesurées."""

import io

import pypdf
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pptx import Presentation

from data.fichiers.sortie import lisible
from pages.composants.dessin_neutre import Dessin, Serie
from pages.documents import blocs, formes, natifs, papier, theme
from pages.documents.grilles import Grille
from tests.data.fichiers.hostiles import TEXTES, permis


def ecrit(texte):
    document = blocs.Ecrit(f"Titre {texte}" * 20, f"Ville {texte}" * 20, [texte])
    document.titrer(f"Section {texte}")
    document.dire(texte)
    document.montrer(Grille(f"T {texte}", ("Nom", texte), ((texte, "1"),), (False, True)))
    return document


@settings(max_examples=60, deadline=None)
@given(TEXTES)
def test_le_docx_s_ecrit_se_rouvre_et_garde_le_texte(texte):
    document = Document(io.BytesIO(blocs.docx(ecrit(texte))))
    cellule = document.tables[0].rows[1].cells[0].text
    # Word tient un retour chariot, ou une tabulation verticale, pour un saut de ligne.
    assert cellule.split() == lisible(texte).split()
    assert len(document.core_properties.title) <= 255 and len(document.core_properties.author) <= 255


@settings(max_examples=20, deadline=None)
@given(TEXTES)
def test_le_pdf_s_ecrit_et_se_rouvre(texte):
    assert len(pypdf.PdfReader(io.BytesIO(blocs.pdf(ecrit(texte)))).pages) >= 1
    assert papier.composer(
        "ecrit", {"titre": texte, "collectivite": texte, "situation": [texte], "fictif": True, "blocs": []}
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXTES, min_size=1, max_size=4, unique_by=permis), TEXTES)
def test_la_diapositive_s_ecrit_se_rouvre_et_son_graphique_n_execute_rien(noms, texte):
    diaporama = theme.neuf(texte * 30, texte * 30)
    diapositive = diaporama.slides.add_slide(diaporama.slide_layouts[1])
    cadre = (0, 0, 9_000_000, 4_000_000)
    formes.ecrire(diapositive.shapes, cadre, texte, 12, lien="https://exemple.fr")
    formes.tableau(diapositive, (texte,), ((texte,),), (False,), (1,), (1, 1), cadre, 10, texte)
    serie = Serie(texte, tuple(range(len(noms))))
    dessin = Dessin("barres", texte, categories=tuple(noms), series=(serie,), alt=texte)
    natifs.graphique(diapositive, dessin, cadre, titre=texte)
    tampon = io.BytesIO()
    diaporama.save(tampon)
    relu = Presentation(io.BytesIO(tampon.getvalue()))
    (graphique,) = [f.chart for f in relu.slides[0].shapes if f.has_chart]
    livre = load_workbook(io.BytesIO(graphique.part.chart_workbook.xlsx_part.blob))
    assert all(c.data_type != "f" for rangee in livre.active.iter_rows() for c in rangee)
