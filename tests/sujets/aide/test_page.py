"""Aide : chaque rubrique a son lien, la visite mène à de vraies vues, le glossaire est à une lettre près."""

import random
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from pages import plan
from pages.blocs import (
    Article,
    Bouton,
    Constat,
    Definitions,
    Etapes,
    Information,
    Liens,
    Rubriques,
    Saisie,
)
from pages.composants import glossaire
from pages.reponses import Reponse
from pages.sujets.aide import dit
from tests.dire import dire

MENU = Path(__file__).parents[3] / "pages" / "menu.py"


@pytest.fixture
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    return duckdb.connect(str(base_demo), read_only=True)


def codes(dite: Reponse) -> list[str]:
    """Les mots définis, dans l'ordre où on les lit."""
    groupes = [g for bloc in dite.tous() if isinstance(bloc, Definitions) for g in bloc.groupes.values()]
    return [definition.code for groupe in groupes for definition in groupe]


@pytest.mark.parametrize(
    "parametres",
    [
        {},
        {"mode": "projection"},
        {"contrat": "*"},
        {"annee": "toutes"},
        {"annee": "2016"},
        {"pilier": "aucun"},
    ],
)
def test_la_page_repond_sous_tout_filtre(demo, parametres):
    assert dire("aide", parametres).premier(Constat).phrase == dit.constat("visite")


def test_une_base_vide_a_son_aide(base_minuscule):
    base_minuscule("select 1")
    for section in dit.RUBRIQUES:
        assert dire("aide", {"section": section}).premier(Constat).phrase == dit.constat(section)


@pytest.mark.parametrize("section", dit.RUBRIQUES)
def test_chaque_rubrique_de_l_aide_a_son_lien(demo, section):
    dite = dire("aide", {"section": section})
    assert dite.premier(Constat).phrase == dit.constat(section)
    assert dite.premier(Rubriques).valeur == section
    article = dite.premier(Article)
    assert (article is None) == (section in ("visite", "glossaire"))
    assert article is None or sum(len(corps) for _, corps in article.parties) > 800


def test_la_visite_mene_a_de_vraies_vues_du_contrat_en_cours(demo):
    visite = dire("aide", {"contrat": "CN00002I", "annee": "2025"}).premier(Etapes).etapes
    assert len(visite) == len(dit.etapes())
    assert all((e.parametres["contrat"], e.parametres["annee"]) == ("CN00002I", "2025") for e in visite)
    # Ce que demande une étape est bien à la page qu'elle ouvre.
    communs = {"contrat", "annee", "quartier", "mode"}
    assert all(set(e.parametres) <= communs | set(plan.PAR_CODE[e.page].parametres) for e in visite)
    code = next(e.parametres["action"] for e in visite if "action" in e.parametres)
    assert demo.execute(
        "select statut, contrat_id, annee from action where action_id = ?", [code]
    ).fetchone() in {
        (statut, "CN00002I", 2025) for statut in ("retenue", "conventionnée", "réalisée", "soldée")
    }


def test_la_visite_projetee_commence_a_l_ecran_ordinaire(demo):
    etapes = dire("aide", {"mode": "projection", "section": "glossaire"}).premier(Etapes).etapes
    modes = [e.parametres.get("mode") for e in etapes]
    assert modes == [e.get("parametres", {}).get("mode") for e in dit.etapes()]


def test_le_glossaire_montre_tout_puis_le_mot_cherche(demo):
    tout = dire("aide", {"section": "glossaire"})
    assert codes(tout) == list(glossaire.mots())
    lettres = list(tout.premier(Definitions).groupes)
    assert lettres == sorted(set(lettres)) and all(len(lettre) == 1 for lettre in lettres)
    mot = dire("aide", {"section": "glossaire", "mot": "qpv"})
    assert codes(mot) == ["qpv"]
    assert mot.premier(Saisie).valeur == glossaire.mots()["qpv"].mot
    assert [lien.page for lien in mot.premier(Liens).liens] == list(glossaire.mots()["qpv"].vues)
    assert mot.premier(Bouton).pose == {"mot": None}
    rien = dire("aide", {"section": "glossaire", "mot": "tartiflette"})
    assert rien.premier(Information).texte == "Aucun mot ne contient « tartiflette »."
    assert not codes(rien)


def test_chaque_mot_se_cherche_par_son_code_et_par_un_bout_de_son_nom(demo):
    hasard = random.Random()
    for mot in hasard.sample(list(glossaire.mots().values()), 12):
        assert codes(dire("aide", {"section": "glossaire", "mot": mot.code})) == [mot.code]
        debut = hasard.randrange(max(1, len(mot.mot) - 4))
        bout = mot.mot[debut : debut + 5]
        assert mot.code in codes(dire("aide", {"section": "glossaire", "mot": bout})) or bout in (
            glossaire.mots()
        ), (mot, bout)


def test_une_rubrique_inconnue_se_dit(demo):
    dite = dire("aide", {"section": "recettes"})
    rubriques = dite.premier(Rubriques)
    assert (rubriques.inconnue, rubriques.valeur) == ("recettes", "visite")
    assert dite.premier(Constat).phrase == dit.constat("visite")


def test_changer_de_rubrique_oublie_le_mot_cherche(demo):
    essai = AppTest.from_file(MENU, default_timeout=60)
    for nom, valeur in {"section": "glossaire", "mot": "qpv", "annee": "2025"}.items():
        essai.query_params[nom] = valeur
    essai.switch_page("aide.py")
    essai.run()
    essai.get("button_group")[0].set_value("mentions").run()
    assert not essai.exception
    assert essai.query_params == {"section": "mentions", "annee": "2025"}
    assert essai.header[0].value == dit.constat("mentions")
