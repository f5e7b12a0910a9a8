"""Chaque page s'ouvre, répond en français, et son lien suffit à la rouvrir."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from pages import plan

PAGES = tuple(page.code for page in plan.PAGES if page.code != "action")
"""Toutes, sauf la fiche : sans le code d'une action, elle n'a rien à dire."""
MENU = Path(__file__).parents[2] / "pages" / "menu.py"


def ouvrir(page: str, **parametres: str) -> AppTest:
    """La page, avec ces paramètres d'adresse, comme un lien qu'on vient d'ouvrir."""
    essai = AppTest.from_file(MENU, default_timeout=60)
    for nom, valeur in parametres.items():
        essai.query_params[nom] = valeur
    essai.switch_page(f"{page}.py")
    return essai.run()


def textes(essai: AppTest) -> str:
    """Tout ce que la page dit : titres, phrases, légendes, notes."""
    blocs = [*essai.title, *essai.header, *essai.subheader, *essai.markdown, *essai.caption, *essai.info]
    return "\n".join(str(bloc.value) for bloc in blocs)


@pytest.fixture
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    return duckdb.connect(str(base_demo), read_only=True)


@pytest.mark.parametrize("mode", ["", "projection"])
@pytest.mark.parametrize("page", PAGES)
def test_chaque_page_s_ouvre_et_repond(demo, page, mode):
    essai = ouvrir(page, **({"mode": mode} if mode else {}))
    assert not essai.exception
    assert essai.title[0].value.endswith("?")
    assert essai.header[0].value, "la page n'a pas de phrase qui réponde"


@pytest.mark.parametrize("page", PAGES)
def test_une_base_vide_donne_une_phrase_et_non_une_erreur(base_minuscule, page):
    base_minuscule("select 1")
    essai = ouvrir(page)
    assert not essai.exception
    assert essai.info or essai.header


@pytest.mark.parametrize("page", PAGES)
def test_la_base_absente_donne_la_marche_a_suivre(tmp_path, monkeypatch, page):
    monkeypatch.setenv("CONTRAT_BASE", str(tmp_path / "absente.duckdb"))
    essai = ouvrir(page)
    assert not essai.exception
    assert essai.title[0].value == "Les données ne sont pas disponibles"
    assert "python -m data construire" in textes(essai)


def test_la_synthese_montre_le_total_accorde_au_centime(demo):
    essai = ouvrir("synthese", annee="2024")
    contrat = demo.execute(
        "select contrat_id from action group by 1 order by count(*) desc, 1 limit 1"
    ).fetchone()[0]
    attendu = demo.execute(
        """select sum(accorde_eur) from financement join action using (action_id)
        where annee = 2024 and contrat_id = ?
        and statut in ('retenue', 'conventionnée', 'réalisée', 'soldée')""",
        [contrat],
    ).fetchone()[0]
    accorde = next(m for m in essai.metric if m.label == "Accordé")
    lu = accorde.help.split("Exactement ")[1].split("\u202f€")[0]
    assert Decimal(lu.replace("\u202f", "").replace(",", ".")) == attendu


def test_un_code_inconnu_est_ecarte_avec_une_note_et_sort_du_lien(demo):
    essai = ouvrir("financeurs", financeur="inconnu", annee="2024")
    assert not essai.exception
    assert "inconnu" in "\n".join(str(note.value) for note in essai.info)
    assert "financeur" not in essai.query_params


def test_les_filtres_suivent_d_une_page_a_l_autre(demo):
    essai = ouvrir("synthese", annee="2022", montant="demande")
    essai.switch_page("financeurs.py").run()
    assert not essai.exception
    assert essai.query_params["annee"] == "2022"
    assert essai.query_params["montant"] == "demande"


def test_un_statut_qui_n_est_pas_public_ne_se_voit_par_aucun_lien(demo):
    essai = ouvrir("synthese", statut="refusée", annee="2024")
    public = ouvrir("synthese", annee="2024")
    assert not essai.exception
    assert [m.value for m in essai.metric] == [m.value for m in public.metric]


def test_la_page_quartier_choisit_d_elle_meme_un_quartier(demo):
    essai = ouvrir("quartier")
    assert not essai.exception
    assert essai.query_params["quartier"]


def test_les_donnees_fictives_sont_annoncees_sur_chaque_page(demo):
    for page in PAGES:
        essai = ouvrir(page)
        assert "Données fictives" in "\n".join(str(bloc.value) for bloc in essai.markdown)
