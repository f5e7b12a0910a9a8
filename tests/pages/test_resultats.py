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


def test_le_premier_indicateur_est_la_pauvrete_et_le_lien_en_change(demo):
    assert "Taux de pauvreté" in ouvrir("indicateurs").header[0].value
    essai = ouvrir("indicateurs", indicateur="taux-emploi", reference="france", quartier="QN00003I")
    assert not essai.exception
    assert "Taux d'emploi" in essai.header[0].value
    assert "la France" in essai.header[0].value
    assert essai.query_params["indicateur"] == "taux-emploi"


@pytest.mark.parametrize("quartier", ["QN00001I", "QN00005M", "QN00008N", "QP000005", "QV00009V", "ensemble"])
def test_chaque_sorte_de_quartier_a_sa_reponse(demo, quartier):
    for indicateur in ("taux-pauvrete", "population", "revenu-median"):
        essai = ouvrir("indicateurs", quartier=quartier, indicateur=indicateur)
        assert not essai.exception
        assert essai.header[0].value


def test_un_indicateur_inconnu_est_ecarte_avec_une_note(demo):
    essai = ouvrir("indicateurs", indicateur="bonheur")
    assert not essai.exception
    assert "bonheur" in "\n".join(str(note.value) for note in essai.info)


def test_l_annee_du_lien_borne_ce_qui_est_dit(demo):
    assert "en 2018" in ouvrir("indicateurs", quartier="QN00003I", annee="2018").header[0].value


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
