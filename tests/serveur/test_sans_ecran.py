"""Lire une page sans écran : les mêmes chiffres que la page, et jamais plus que ce qu'elle montre."""

import threading

import pytest
from streamlit.testing.v1 import AppTest

from pages import plan
from pages.serveur.configuration import Configuration
from pages.serveur.sans_ecran import MENU, VueIllisible, saisir
from queries import Filtre, lire, version_base

PAGES = tuple(p.code for p in plan.PAGES if p.valeur and p.code not in ("quartier", "action"))


@pytest.fixture
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))


@pytest.mark.parametrize("page", PAGES)
def test_la_phrase_et_les_chiffres_sont_ceux_de_la_page(demo, page):
    vue = saisir(page, {"annee": "2024"})
    essai = AppTest.from_file(MENU, default_timeout=60)
    essai.query_params["annee"] = "2024"
    essai.switch_page(f"{page}.py")
    essai.run()
    assert vue.question == essai.title[0].value
    assert vue.phrase.replace("*", "") == essai.header[0].value.replace("\\", "").replace("*", "")
    assert [c.valeur for c in vue.chiffres] == [m.value for m in essai.metric]


def test_une_vue_porte_ses_filtres_sa_version_et_ses_sources(demo):
    vue = saisir("synthese", {"contrat": "CN00001I", "annee": "2024", "pilier": "CN00001I-E1"})
    assert "2024" in vue.filtres and "Pilier" in vue.filtres
    assert vue.version == version_base()
    assert vue.fictif and vue.contrat and vue.sources and vue.regle


def test_un_tableau_de_la_vue_a_toutes_ses_lignes(demo):
    vue = saisir("actions", {"contrat": "CN00001I", "annee": "2024"})
    filtre = Filtre(contrats=("CN00001I",), annees=(2024, 2024), statuts=Configuration().statuts_publics)
    resume = lire("synthese/chiffres", filtre=filtre).iloc[0]
    (tableau,) = [t for t in vue.tableaux if t.nom == "actions"]
    assert len(tableau.lignes) == resume["nb_actions"]
    assert set(tableau.colonnes) <= set(tableau.lignes.columns)


def test_une_page_qui_s_arrete_dit_pourquoi(demo):
    vue = saisir("synthese", {"annee": "1999"})
    assert vue.message.startswith("Aucun financement")
    assert not vue.phrase


def test_une_valeur_inconnue_ne_casse_rien(demo):
    vue = saisir("financeurs", {"contrat": "<script>", "annee": "x", "pilier": "'; drop table action"})
    assert vue.phrase


def test_la_projection_et_la_seance_ne_changent_pas_la_vue(demo):
    vue = saisir("piliers", {"annee": "2024", "mode": "projection", "seance": "abc", "pas": "2"})
    assert vue.parametres == {"annee": "2024"}
    assert vue.tableaux


def test_un_visiteur_ne_lit_pas_les_demandes_un_agent_si(demo, monkeypatch):
    monkeypatch.setattr("pages.composants.acces.configuration", lambda: Configuration(agents=("@agglo.fr",)))
    demande = {"contrat": "CN00001I", "annee": "2026", "statut": "en instruction"}
    agent = {"is_logged_in": True, "email": "Agent@Agglo.fr", "email_verified": True}

    def statuts(identite):
        (tableau,) = [t for t in saisir("actions", demande, identite).tableaux if t.nom == "actions"]
        return set(tableau.lignes["statut"])

    assert statuts(agent) == {"en instruction"}
    assert "en instruction" not in statuts({})
    assert "en instruction" not in statuts(agent | {"email_verified": False})
    assert "en instruction" not in statuts(agent | {"email": "agent@agglo.fr.pirate.example"})


def test_plusieurs_lectures_a_la_fois_ne_se_melent_pas(demo):
    lues = {}
    fils = [
        threading.Thread(target=lambda a=a: lues.update({a: saisir("synthese", {"annee": str(a)})}))
        for a in range(2019, 2025)
    ]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert all(str(annee) in vue.phrase for annee, vue in lues.items())
    assert len(lues) == 6


def test_sans_base_la_raison_est_dite(tmp_path, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(tmp_path / "absente.duckdb"))
    assert "introuvable" in saisir("synthese", {}).message


@pytest.mark.parametrize(
    ("page", "fautive"),
    [
        ("synthese", "pages.composants.constats.synthese"),
        ("synthese", "pages.rendus.vue.gardee"),
        ("instruction", "pages.composants.entete.marque"),
    ],
)
def test_une_page_en_faute_ne_rend_rien(demo, monkeypatch, page, fautive):
    """Qu'elle soit une valeur, un dessin de cette valeur ou un script."""
    monkeypatch.setattr(fautive, lambda *_, **__: 1 / 0)
    with pytest.raises(VueIllisible, match="n'a pas pu être lue"):
        # Une vue que nul autre essai n'a demandée : sa réponse n'est pas déjà gardée.
        saisir(page, {"annee": "2016-2018", "montant": "verse"})
