"""Ce qui est d'une autre page quitte le lien d'une page de lecture ; un atelier garde ce qui est sien."""

import pytest
import streamlit as st

from pages import plan
from pages.composants import etat, filtres, liens
from tests.pages.test_pages import ouvrir

PROPRES = {nom for page in plan.PAGES for nom in page.parametres}
COMMUNS = {"annee", "mode", "version", "lu", "seance", "salle", "pas", "role"}


@pytest.fixture
def session(monkeypatch):
    """L'état d'une visite, sans navigateur."""
    gardee: dict[str, object] = {}
    monkeypatch.setattr(st, "session_state", gardee)
    return gardee


@pytest.mark.parametrize("page", plan.PAGES, ids=lambda page: page.code)
def test_chaque_page_garde_les_siens_et_ceux_de_tous(session, page):
    session["etat_page"] = plan.adresse(page.code)
    session["etat_lien"] = dict.fromkeys([*PROPRES, *COMMUNS, *liens.ORDRE, "inconnu"], "x")
    filtres._oublier_les_autres_pages()
    restent = set(etat.etat())
    assert restent >= {*COMMUNS, *liens.ORDRE, "inconnu", *page.parametres}
    assert restent & PROPRES == (set(page.parametres) if page.valeur else PROPRES)


def test_l_instruction_garde_sa_recherche_sa_liste_et_sa_demande(base_demo, monkeypatch):
    """Ces paramètres sont ceux d'autres pages aussi : les retirer fermait la demande qu'on instruit."""
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    lien = {"annee": "2024", "q": "emploi", "action": "A1"}
    essai = ouvrir("instruction", **lien)
    assert not essai.exception
    assert dict(essai.query_params) == lien


def test_une_note_survit_a_ce_qui_quitte_le_lien(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    essai = ouvrir("synthese", financeur="personne", mesure="montant")
    assert dict(essai.query_params) == {}
    assert "personne" in "\n".join(str(note.value) for note in essai.info)
