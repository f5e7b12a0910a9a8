"""La carte d'un engagement : combien, et quand."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from pages.composants.formats import FINE
from pages.sujets.droit_commun import montre as cartes


@pytest.mark.parametrize(
    ("annonce", "mesure", "attendu"),
    [
        (Decimal(120000), Decimal(0), ["Annoncé : **120 k€**", "Mesuré : **0 €** · 0 %"]),
        (Decimal(58000), Decimal(37100), ["Annoncé : **58 k€**", "Mesuré : **37,1 k€** · 64 %"]),
        (Decimal(58000), None, ["Annoncé : **58 k€**", "Mesuré : **non mesuré**"]),
        (None, Decimal(500), ["Aucun montant annoncé", "Mesuré : **500 €**"]),
        (pd.NA, pd.NA, ["Aucun montant annoncé", "Mesuré : **non mesuré**"]),
        (Decimal(0), Decimal(0), ["Annoncé : **0 €**", "Mesuré : **0 €**"]),
    ],
)
def test_combien(annonce, mesure, attendu):
    assert [ligne.replace(FINE, " ") for ligne in cartes.combien(annonce, mesure)] == attendu


def test_l_echeance_se_lit():
    assert cartes.echeance(date(2026, 12, 31), False).replace(FINE, " ") == "Échéance : 31 décembre 2026"
    assert "passée" in cartes.echeance(date(2025, 12, 31), True)
    assert cartes.echeance(None, False) == "Sans échéance"


def test_chaque_etat_a_un_mot_et_une_icone():
    assert set(cartes.ETATS) == {"tenu", "en cours", "non tenu", "non mesuré"}
    assert len({etat.icone for etat in cartes.ETATS.values()}) == 4
