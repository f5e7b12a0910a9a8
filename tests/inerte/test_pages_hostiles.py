"""Aucune page n'emploie une donnée sans la rendre inerte : tous les textes de la base sont hostiles."""

import pytest

from pages.serveur.configuration import Configuration
from queries import Filtre, lire
from tests.epreuves.filtres import MODES, PAGES
from tests.inerte.base import rendre_hostile
from tests.inerte.destinations import controler
from tests.lecture import lire_la_page

AGENT = {"is_logged_in": True, "email": "a@agglo.fr", "email_verified": True}


@pytest.fixture(scope="module")
def hostiles(base_demo, tmp_path_factory):
    return rendre_hostile(base_demo, tmp_path_factory.mktemp("hostile") / "hostile.duckdb")


@pytest.fixture(autouse=True)
def servie(hostiles, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(hostiles))
    monkeypatch.setattr("pages.composants.acces.configuration", lambda: Configuration(agents=("@agglo.fr",)))


def precisions(page: str) -> dict[str, str]:
    """De quoi ouvrir une fiche sur la page qui en demande une."""
    if page == "action":
        return {
            "action": lire("actions/recherche", filtre=Filtre(), q=None, porteur=None, limite=1)[
                "action_id"
            ].iloc[0]
        }
    return {}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("page", PAGES)
def test_aucune_donnee_ne_devient_autre_chose(page, mode):
    parametres, ecran = MODES[mode]
    identite = AGENT if mode == "bureau" else {}
    lecture = lire_la_page(page, parametres | precisions(page), identite, ecran)
    fautes = controler(lecture)
    assert not fautes, f"{len(fautes)} : " + "\n".join(fautes[:30])
