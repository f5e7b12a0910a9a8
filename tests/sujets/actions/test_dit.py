"""Les phrases de la page Actions."""

from decimal import Decimal

import pandas as pd
import pytest

from pages.composants.formats import FINE
from pages.sujets.actions import dit
from queries import Filtre

EN_2026 = Filtre(annees=(2026, 2026))


def totaux(actions, postes=0, somme=Decimal(340_000)):
    return pd.DataFrame([{"total_actions": actions, "total_postes": postes, "total_eur": somme}])


@pytest.mark.parametrize(
    ("mots", "lignes", "filtre", "attendu"),
    [
        ("emploi", totaux(12), EN_2026, "En 2026, 12 actions répondent à « emploi », pour 340 k€ accordés."),
        ("emploi", totaux(1), EN_2026, "En 2026, 1 action répond à « emploi », pour 340 k€ accordés."),
        ("", totaux(118), EN_2026, "En 2026, 118 actions sont soutenues, pour 340 k€ accordés."),
        ("", totaux(1), EN_2026, "En 2026, 1 action est soutenue, pour 340 k€ accordés."),
        ("", totaux(5, somme=None), EN_2026, "En 2026, 5 actions sont soutenues."),
        (
            "",
            totaux(12, 12),
            EN_2026,
            "En 2026, 12 postes aidés sont financés, pour 340 k€ accordés, à leur coût théorique.",
        ),
        (
            "santé",
            totaux(3),
            Filtre(montant="demande"),
            "Sur toutes les années, 3 actions répondent à « santé », pour 340 k€ demandés.",
        ),
    ],
)
def test_la_phrase_dit_combien_et_pour_combien(mots, lignes, filtre, attendu):
    assert dit.reponse(mots, lignes, filtre).replace(FINE, " ") == attendu
