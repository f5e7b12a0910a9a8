"""Les épreuves des droits, en bref, d'une graine fraîche."""

import random

import pytest

from tests.epreuves.droits import EPREUVES


@pytest.mark.parametrize("epreuve", EPREUVES, ids=lambda e: e.quoi)
def test_aucune_tentative_n_ouvre_un_droit(epreuve):
    graine = random.SystemRandom().randrange(2**32)
    resultat = epreuve.lancer(graine, 200)
    assert resultat.essayees and not resultat.fautes, (graine, resultat.fautes[:5])
