"""Droit commun, Gouvernance, Aide : ce que la page montre est ce que la base dit."""

from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from pages.composants import aide, glossaire

PAGES = ("aide",)
MENU = Path(__file__).parents[2] / "pages" / "menu.py"


def ouvrir(page: str, **parametres: str) -> AppTest:
    essai = AppTest.from_file(MENU, default_timeout=60)
    for nom, valeur in parametres.items():
        essai.query_params[nom] = valeur
    essai.switch_page(f"{page}.py")
    return essai.run()


def textes(essai: AppTest) -> str:
    blocs = [*essai.title, *essai.header, *essai.subheader, *essai.markdown, *essai.caption, *essai.info]
    html = [e.proto.body for e in essai.get("html")]
    return "\n".join([*(str(bloc.value) for bloc in blocs), *html]).replace("\u202f", " ")


@pytest.fixture
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    return duckdb.connect(str(base_demo), read_only=True)


@pytest.mark.parametrize("parametres", [{}, {"mode": "projection"}, {"contrat": "*"}, {"annee": "toutes"},
                                        {"annee": "2016"}, {"pilier": "aucun"}])  # fmt: skip
@pytest.mark.parametrize("page", PAGES)
def test_la_page_s_ouvre_sous_tout_filtre(demo, page, parametres):
    essai = ouvrir(page, **parametres)
    assert not essai.exception
    assert essai.title[0].value.endswith("?") and essai.header[0].value


@pytest.mark.parametrize("page", PAGES)
def test_une_base_vide_se_dit(base_minuscule, page):
    base_minuscule("select 1")
    essai = ouvrir(page)
    assert not essai.exception
    assert essai.header[0].value


@pytest.mark.parametrize("section", aide.RUBRIQUES)
def test_chaque_rubrique_de_l_aide_a_son_lien(demo, section):
    essai = ouvrir("aide", section=section)
    assert not essai.exception
    assert essai.header[0].value == aide.constat(section)
    assert len(textes(essai)) > 800


def test_la_visite_mene_a_de_vraies_vues_du_contrat_en_cours(demo):
    essai = ouvrir("aide", contrat="CN00002I", annee="2025")
    liens = [e.proto for e in essai.get("page_link")]
    visite = [lien for lien in liens if lien.label.startswith("**")]
    assert len(visite) == len(aide.etapes())
    assert all(
        "contrat=CN00002I" in lien.query_string and "annee=2025" in lien.query_string for lien in visite
    )
    fiche = next(lien for lien in visite if "action=" in lien.query_string)
    code = fiche.query_string.split("action=")[1].split("&")[0]
    assert demo.execute(
        "select statut, contrat_id, annee from action where action_id = ?", [code]
    ).fetchone() in {
        (statut, "CN00002I", 2025) for statut in ("retenue", "conventionnée", "réalisée", "soldée")
    }


def test_le_glossaire_montre_tout_puis_le_mot_cherche(demo):
    tout = textes(ouvrir("aide", section="glossaire"))
    assert tout.count("<dt ") == len(glossaire.mots())
    essai = ouvrir("aide", section="glossaire", mot="qpv")
    assert textes(essai).count("<dt ") == 1
    assert 'id="qpv"' in textes(essai)
    rien = ouvrir("aide", section="glossaire", mot="tartiflette")
    assert "Aucun mot ne contient « tartiflette »" in textes(rien)


def test_une_rubrique_inconnue_se_dit(demo):
    essai = ouvrir("aide", section="recettes")
    assert "recettes" in essai.info[0].value
    assert essai.header[0].value == aide.constat("visite")
