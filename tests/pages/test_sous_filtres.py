"""Toute page de lecture, sous tout filtre que la base connaît : ni faute, ni faux vide.

Un échantillon frais ; l'épreuve entière est tests/epreuves/filtres.py.
"""

import random
import secrets

import pytest

from pages import reponses
from tests.epreuves.filtres import MODES, PAGES, Choix, essayer
from tests.epreuves.vides import Brut, faux_vides
from tests.lecture import lire_la_page


@pytest.fixture
def brut(base_demo, monkeypatch) -> Brut:
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    return Brut(base_demo)


def test_un_echantillon_de_filtres_ne_trouve_ni_faute_ni_faux_vide(brut):
    graine = secrets.randbelow(10**9)
    hasard, choix, fautes = random.Random(graine), Choix(), []
    for page in hasard.sample(PAGES, 3):
        seules = [*choix.communs(""), *choix.propres(page, "")]
        vues = [*hasard.sample(seules, 4), choix.paire(hasard, page, "")[1]]
        fautes += [f for v in vues for f in essayer(brut, page, v, hasard.choice([*MODES]))]
    assert not fautes, f"graine {graine} : " + "\n".join(fautes)


@pytest.mark.parametrize("filtre", [{"financeur": "caf"}, {"nature": "droit_commun"}, {"annee": "1999"}])
def test_les_territoires_se_lisent_sans_poste_aide(brut, filtre):
    assert essayer(brut, "territoires", filtre, "bureau") == []


def test_la_meme_mesure_deux_fois_fait_une_carte(brut):
    assert essayer(brut, "carte", {"mesure": "actions", "mesure2": "actions"}, "bureau") == []


@pytest.fixture
def reponses_neuves():
    """Une réponse faite avec une phrase de l'essai n'est gardée pour personne."""
    reponses._blocs.cache_clear()
    yield
    reponses._blocs.cache_clear()


@pytest.mark.usefixtures("reponses_neuves")
def test_un_faux_vide_se_voit(brut, monkeypatch):
    """La règle n'est pas vide elle-même : une page qui dirait « aucun » à tort serait prise."""
    monkeypatch.setattr("pages.composants.constats.synthese", lambda *_: "En 2024, aucun montant accordé.")
    assert faux_vides(lire_la_page("synthese", {"annee": "2024"}), brut)


@pytest.mark.usefixtures("reponses_neuves")
def test_une_phrase_de_vide_inconnue_se_voit(brut, monkeypatch):
    monkeypatch.setattr("pages.composants.constats.synthese", lambda *_: "Il n'y a rien du tout.")
    assert faux_vides(lire_la_page("synthese", {"annee": "2024"}), brut)
