"""Le diaporama : natif, entier, en français, et aux nombres de la base."""

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace

import pandas as pd
import pypdf
import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.util import Pt

from pages.blocs import Barres
from pages.composants.formats import typographie
from pages.composants.recueil import Dessin as Figure
from pages.composants.recueil import Vue
from pages.documents import diaporama
from pages.documents.matiere import Section
from pages.rendus.neutre import complet
from pages.seance.ordre import Point
from queries import Filtre, lire
from tests.documents.conftest import SITE

PIEGE = "#panic() *x* $y$ <b> =1+1"


@pytest.fixture(scope="module")
def fichier(matiere):
    return diaporama.pptx(matiere)


@pytest.fixture(scope="module")
def diapositives(fichier):
    return Presentation(io.BytesIO(fichier)).slides


def textes(diapositive):
    lus = []
    for forme in diapositive.shapes:
        if forme.has_text_frame:
            lus.append(forme.text_frame.text)
        if forme.has_table:
            lus += [c.text for ligne in forme.table.rows for c in ligne.cells]
    return "\n".join(lus)


def graphiques(diapositive):
    return [forme.chart for forme in diapositive.shapes if forme.has_chart]


def test_une_diapositive_de_titre_puis_une_par_point(diapositives, matiere):
    assert len(diapositives) == 9
    assert diapositives[0].shapes.title.text == "Comité de pilotage de décembre"
    assert "Données fictives" in textes(diapositives[0])
    for section, diapositive in zip(matiere.sections, list(diapositives)[1:], strict=True):
        assert diapositive.shapes.title.text == section.phrase


def test_le_pied_dit_les_filtres_la_source_la_date_et_le_lien(diapositives, matiere):
    for section, diapositive in zip(matiere.sections, list(diapositives)[1:], strict=True):
        ecrit = textes(diapositive)
        assert section.vue.filtres in ecrit
        assert "Sources" in ecrit and "Base publiée le" in ecrit
        liens = [
            r.hyperlink.address
            for f in diapositive.shapes
            if f.has_text_frame
            for p in f.text_frame.paragraphs
            for r in p.runs
        ]
        assert section.adresse in liens
        assert any(f.name == "QR code" for f in diapositive.shapes)


def test_les_nombres_des_graphiques_sont_ceux_de_la_base(diapositives, demo):
    filtre = Filtre(contrats=("CN00001I",), annees=(2025, 2025))
    for rang, question, nom in (
        (1, "synthese/montants_par_pilier", "pilier"),
        (3, "financeurs/montants_par_financeur", "financeur"),
    ):
        attendu = lire(question, filtre=filtre).dropna(subset=["montant_eur"])
        noms = [typographie(str(n)) for n in attendu[nom]]
        attendus = sorted(zip(noms, attendu["montant_eur"].astype(float), strict=True))
        (graphique,) = graphiques(diapositives[rang])
        (serie,) = graphique.plots[0].series
        assert sorted(zip(graphique.plots[0].categories, serie.values, strict=True)) == attendus


def test_le_classeur_d_un_graphique_porte_les_memes_nombres(diapositives):
    (graphique,) = graphiques(diapositives[1])
    feuille = load_workbook(io.BytesIO(graphique.part.chart_workbook.xlsx_part.blob)).active
    lues = [ligne[1] for ligne in feuille.iter_rows(min_row=2, values_only=True)]
    assert lues == list(graphique.plots[0].series[0].values)


def test_un_quartier_au_secret_n_a_aucune_valeur(diapositives):
    petits = graphiques(diapositives[5])
    assert len(petits) == 9
    secrets = [g for g in petits if "secret statistique" in g.chart_title.text_frame.text]
    assert len(secrets) == 2
    siennes = [s for g in secrets for s in g.plots[0].series if "agglo" not in s.name]
    assert siennes and all(v is None for s in siennes for v in s.values)


def test_la_carte_est_faite_de_formes_nommees_et_decrites(diapositives):
    (groupe,) = [f for f in diapositives[2].shapes if f.name.startswith("Carte")]
    assert "Gare-Sud" in groupe._element.xpath("./p:nvGrpSpPr/p:cNvPr/@descr")[0]
    assert any(f.name.startswith("Gare-Sud") for f in groupe.shapes)


def test_un_tableau_long_dit_ce_qu_il_ne_montre_pas(diapositives, matiere):
    (tableau,) = [f.table for f in diapositives[8].shapes if f.has_table]
    entier = next(t for t in matiere.sections[7].vue.tableaux if t.nom == "actions")
    montrees = len(tableau.rows) - 1
    assert 3 <= montrees <= diaporama.tableau_projete.LIGNES
    assert f"{len(entier.lignes) - montrees} autres lignes" in textes(diapositives[8])


def test_tout_est_en_francais_et_decrit(fichier, diapositives):
    with zipfile.ZipFile(io.BytesIO(fichier)) as archive:
        for nom in archive.namelist():
            if nom.startswith(("ppt/slides/slide", "ppt/charts/chart")) and nom.endswith(".xml"):
                contenu = archive.read(nom).decode()
                assert 'lang="en-US"' not in contenu and "fr-FR" in contenu, nom
        assert 'lt2><a:srgbClr val="F0EEE8"' in archive.read("ppt/theme/theme1.xml").decode()
    for diapositive in diapositives:
        for forme in diapositive.shapes:
            if forme.has_chart or forme.has_table or forme.shape_type == 13:
                assert forme._element.xpath(".//p:cNvPr/@descr")[0], forme.name


def test_l_orateur_a_sa_note_la_duree_et_la_regle(diapositives):
    notes = diapositives[1].notes_slide.notes_text_frame.text
    assert "Note synthese" in notes and "5 minutes" in notes and "Un euro compte une fois" in notes


def test_rien_ne_sort_de_la_diapositive(fichier):
    presentation = Presentation(io.BytesIO(fichier))
    large, haute = presentation.slide_width, presentation.slide_height
    for diapositive in presentation.slides:
        for forme in diapositive.shapes:
            assert forme.left >= 0 and forme.left + forme.width <= large + Pt(1), forme.name
            assert forme.top >= 0 and forme.top + forme.height <= haute + Pt(1), forme.name


def test_une_vue_indisponible_garde_sa_diapositive(matiere):
    muette = replace(matiere.sections[0], vue=None, defaut="La page n'a pas pu être lue.")
    lues = Presentation(io.BytesIO(diaporama.pptx(replace(matiere, sections=(muette,))))).slides
    assert lues[1].shapes.title.text == "Vue indisponible"
    assert "La page n'a pas pu être lue." in textes(lues[1])


def test_un_nom_piege_traverse_sans_dommage(matiere):
    lignes = pd.DataFrame({"nom": [PIEGE, "=HYPERLINK(1)"], "eur": [3, 2]})
    bloc = Barres(lignes, "eur", cle="d", titre=PIEGE, format="entier")
    neutre = complet(bloc, mesure=PIEGE, alt=PIEGE)
    montre = Figure("d", {}, PIEGE, PIEGE, PIEGE, neutre)
    vue = Vue("synthese", phrase=PIEGE, filtres=PIEGE, dessins=[montre], version="V")
    section = Section(1, Point(PIEGE, "synthese", note=PIEGE), f"{SITE}/", vue)
    lues = Presentation(io.BytesIO(diaporama.pptx(replace(matiere, sections=(section,))))).slides
    assert lues[1].shapes.title.text == PIEGE and PIEGE in lues[1].notes_slide.notes_text_frame.text
    (graphique,) = graphiques(lues[1])
    assert list(graphique.plots[0].categories) == [PIEGE, "=HYPERLINK(1)"]
    feuille = load_workbook(io.BytesIO(graphique.part.chart_workbook.xlsx_part.blob)).active
    assert [c.data_type for c in feuille["A"][1:]] == ["s", "s"]
    assert feuille["A3"].value == "'=HYPERLINK(1)"


def test_libreoffice_l_ouvre_et_lui_trouve_autant_de_pages(fichier, tmp_path):
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice (libreoffice-impress) n'est pas installé : rien n'est converti.")
    (tmp_path / "seance.pptx").write_bytes(fichier)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profil",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "seance.pptx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    pages = pypdf.PdfReader(tmp_path / "seance.pdf").pages
    assert len(pages) == 9
    assert "Données fictives" in pages[0].extract_text()
