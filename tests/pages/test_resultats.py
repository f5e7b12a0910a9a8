"""Indicateurs et Évaluation : un lien suffit, l'inconnu se dit, aucun petit effectif ne sort."""

import duckdb
import pytest

from pages.blocs import Tableau
from tests.dire import dessin, dire, tableau
from tests.pages.test_pages import ouvrir, textes

RESULTATS = ("indicateurs", "evaluation")


@pytest.fixture
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    return duckdb.connect(str(base_demo), read_only=True)


@pytest.mark.parametrize("mode", ["", "projection"])
@pytest.mark.parametrize("page", RESULTATS)
def test_la_page_s_ouvre_et_repond(demo, page, mode):
    essai = ouvrir(page, **({"mode": mode} if mode else {}))
    assert not essai.exception
    assert essai.title[0].value.endswith("?")
    assert essai.header[0].value
    assert 1 <= len(essai.metric) <= 5


@pytest.mark.parametrize(
    ("page", "mots"), [("indicateurs", "feuille « mesures »"), ("evaluation", "feuille « objectifs »")]
)
def test_une_base_vide_dit_quelle_feuille_la_remplirait(base_minuscule, page, mots):
    base_minuscule("select 1")
    essai = ouvrir(page)
    assert not essai.exception
    assert mots in textes(essai).replace("\u202f", " ")


def test_l_evaluation_propose_la_derniere_annee_connue(demo):
    essai = ouvrir("evaluation", annee="2026")
    essai.button(key="annee-connue").click().run()
    assert not essai.exception
    assert essai.query_params["annee"] == "2025"


def test_l_evaluation_se_lit_aussi_par_quartier(demo):
    lue = dire("evaluation", {"lecture": "quartier", "annee": "2025"})
    assert lue.visite.parametres["lecture"] == "quartier"
    assert dessin(lue, "course").titre.endswith("par quartier")
    en_projection = dire("evaluation", {"lecture": "quartier", "annee": "2025", "mode": "projection"})
    assert dessin(en_projection, "course").lignes["groupe"].tolist() == (
        dessin(dire("evaluation", {"annee": "2025"}), "course").lignes["groupe"].tolist()
    )


def test_aucune_colonne_montree_n_a_de_petit_effectif(demo):
    for annee in (2020, 2024, 2025):
        lue, vus = dire("evaluation", {"annee": str(annee)}), 0
        for pli in (bloc for bloc in lue.tous() if isinstance(bloc, Tableau)):
            lignes = pli.lues()
            for colonne in {"prevus", "reels", "personnes"} & set(pli.colonnes):
                valeurs = lignes[colonne].dropna()
                vus += len(valeurs)
                assert (valeurs >= 5).all()
        assert vus


@pytest.mark.parametrize("nom", ["par-quartier", "bilans"])
def test_un_tableau_sous_un_pli_n_est_demande_qu_ouvert(demo, nom):
    pli = tableau(dire("evaluation", {"annee": "2025"}), nom)
    assert callable(pli.lignes)
    assert set(pli.colonnes) <= set(pli.lues())
