"""Chaque page, sur chaque écran : axe-core ne relève rien de grave et rien ne déborde en largeur."""

import pytest

from tests.navigateur import outils

PAGES = ("/", "/carte", "/quartier", "/financeurs", "/donnees")
ECRANS = {
    "bureau": (1366, 900, "", False),
    "telephone-sombre": (390, 844, "", True),
    "projection": (1920, 1080, "?mode=projection", False),
}


@pytest.mark.parametrize("ecran", ECRANS)
@pytest.mark.parametrize("chemin", PAGES)
def test_la_page_est_accessible_et_ne_deborde_pas(page, serveur, chemin, ecran):
    largeur, hauteur, requete, sombre = ECRANS[ecran]
    ouverte = outils.ouvrir(page(largeur, hauteur, sombre=sombre), f"{serveur}{chemin}{requete}")
    assert outils.axe(ouverte) == []
    assert outils.defilement_horizontal(ouverte) == 0
