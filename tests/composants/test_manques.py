"""Ce qui manque se dit avec la feuille qui le donnerait."""

import pytest

from data.feuilles import FEUILLES
from pages.composants import manques


def test_la_feuille_et_ses_colonnes_obligatoires_sont_nommees():
    texte = manques.en_mots("Rien ici.", "avis")
    assert texte.startswith("Rien ici.")
    assert "`avis.csv` : **reference**, **instance\\_id**, **avis** (obligatoires), motif" in texte
    assert "voici la feuille qui la remplirait" in texte


@pytest.mark.parametrize("feuille", FEUILLES)
def test_chaque_feuille_se_dit(feuille):
    assert f"`{feuille}.csv`" in manques.en_mots("Rien.", feuille)


def test_une_feuille_inconnue_est_une_faute():
    with pytest.raises(KeyError):
        manques.en_mots("Rien.", "tartiflette")
