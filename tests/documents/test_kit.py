"""Le panneau des documents : rien avant un clic, un fichier bien nommé après, une faute dite en français."""

import io

import pytest
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from pages.documents import kit
from pages.serveur.configuration import Configuration


def page():
    import streamlit as st

    from pages.documents import kit
    from pages.seance.ordre import Seance, point_de

    st.session_state.setdefault("etat_page", "copil")
    points = (point_de("Aide", "aide", {}), point_de("Données", "donnees", {"contrat": "CN00001I"}))
    kit.panneau(Seance("Comité de l'été", points))


@pytest.fixture
def essai(demo):
    return AppTest.from_function(page, default_timeout=60).run()


def test_rien_n_est_fabrique_avant_un_clic(essai):
    assert [b.label for b in essai.button] == [
        "Diaporama (PPTX)",
        "Dossier (PDF)",
        "Relevé de décisions (DOCX, PDF)",
        "Rapport annuel (DOCX, PDF)",
    ]
    assert not essai.get("download_button") and not essai.status


def test_un_clic_fabrique_le_diaporama_et_le_garde(essai):
    essai.button(key="document-diaporama").click().run()
    assert not essai.exception
    assert essai.status[0].state == "complete" and "prêt" in essai.status[0].label
    (fichiers,) = essai.session_state["documents_prets"][1].values()
    assert fichiers[0].nom == "diaporama-comite-de-l-ete.pptx"
    assert len(Presentation(io.BytesIO(fichiers[0].contenu)).slides) == 3
    essai.run()
    assert len(essai.get("download_button")) == 1


def test_le_releve_vient_en_docx_et_en_pdf(essai):
    essai.button(key="document-releve").click().run()
    (fichiers,) = essai.session_state["documents_prets"][1].values()
    assert [f.nom.rpartition(".")[2] for f in fichiers] == ["docx", "pdf"]
    assert fichiers[1].contenu.startswith(b"%PDF")


def test_une_faute_se_dit_en_francais_et_la_page_reste(essai, monkeypatch):
    def tombe(matiere):
        raise ValueError("boom")

    monkeypatch.setattr(kit.dossier, "pdf", tombe)
    essai.button(key="document-dossier").click().run()
    assert not essai.exception and essai.status[0].state == "error"
    assert "n'a pas pu être fabriqué" in essai.status[0].label


def test_l_exercice_propose_est_une_annee_ecoulee(essai):
    (choix,) = [s for s in essai.selectbox if s.label == "Exercice du rapport annuel"]
    assert choix.value == 2025 or choix.value < 2026


def test_les_liens_sont_ceux_de_l_adresse_publique(monkeypatch):
    monkeypatch.setattr(kit, "configuration", lambda: Configuration(adresse_publique="https://ville.fr/"))
    assert kit.adresse_du_site() == "https://ville.fr"


@pytest.mark.parametrize(
    ("titre", "attendu"),
    [
        ("Comité de pilotage du 15 décembre", "dossier-comite-de-pilotage-du-15-decembre.pdf"),
        ("../../etc/passwd\x00", "dossier-etc-passwd.pdf"),
        ("«»", "dossier.pdf"),
    ],
)
def test_un_nom_de_fichier_est_sans_danger(titre, attendu):
    assert kit.nom_de_fichier("dossier", titre, extension="pdf") == attendu
