"""La visite : ce que dit l'adresse, borné à ce que voit qui regarde ; rien de plus n'entre dans sa clé."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages import plan
from pages.serveur.configuration import STATUTS, configuration
from pages.visite import COMMUNS, Visite, construire

PROPRES = {nom for page in plan.PAGES for nom in page.parametres}


@pytest.fixture(autouse=True)
def _base(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))


def test_une_valeur_inconnue_quitte_la_visite_et_se_dit():
    visite = construire("synthese", {"pilier": "inconnu", "annee": "jamais", "contrat": "rien"})
    assert visite.filtre.piliers == () and dict(visite.parametres) == {}
    assert len(visite.ecartes) == 3 and any("« inconnu »" in note for note in visite.ecartes)
    assert visite.cle == construire("synthese", {}).cle


def test_un_visiteur_ne_voit_que_le_public_quoi_que_dise_le_lien():
    publics = tuple(configuration().statuts_publics)
    lien = {"statut": "refusée,déposée"}
    assert construire("synthese", lien).filtre.statuts == publics
    assert construire("synthese", lien, permis=STATUTS).filtre.statuts == ("refusée", "déposée")
    assert not construire("synthese", lien).agent and construire("synthese", lien, permis=STATUTS).agent


def test_les_droits_et_la_projection_font_une_autre_cle():
    cles = {
        construire("synthese", {}).cle,
        construire("synthese", {}, permis=STATUTS).cle,
        construire("synthese", {"mode": "projection"}).cle,
        construire("carte", {}).cle,
        construire("synthese", {"annee": "2024"}).cle,
    }
    assert len(cles) == 5


@given(
    page=st.sampled_from([p.code for p in plan.PAGES]),
    parametres=st.dictionaries(
        st.sampled_from([*COMMUNS, *PROPRES, "lu", "seance", "salle", "utm_source", "fbclid"]),
        st.text(max_size=30),
        max_size=6,
    ),
)
def test_ce_que_personne_ne_lit_n_entre_pas_dans_la_cle(page, parametres):
    visite = construire(page, parametres)
    assert set(visite.parametres) <= {*COMMUNS, *plan.PAR_CODE[page].parametres}
    gardes = dict(visite.parametres)
    assert construire(page, gardes).cle == visite.cle
    assert construire(page, parametres | {"utm_source": "ailleurs"}).cle == visite.cle


def test_un_parametre_d_une_autre_page_est_une_faute_du_programme():
    with pytest.raises(KeyError, match="mesure"):
        construire("synthese", {"mesure": "habitant"}).parametre("mesure")


def test_rien_ne_change_une_visite():
    visite = construire("synthese", {})
    for champ in dataclasses.fields(Visite):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(visite, champ.name, None)
    with pytest.raises(TypeError):
        visite.parametres["annee"] = "2020"
