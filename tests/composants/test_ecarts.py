"""Ce qui a changé entre deux versions, en mots et à l'euro près."""

from decimal import Decimal

import pandas as pd
import pytest

from pages.composants import formats
from pages.composants.ecarts import Ecart, comparer, en_mots

FLECHE = "1 204 300 € → 1 198 000 €"


def actions(*lignes: tuple[str, int, str, str]) -> pd.DataFrame:
    """(code, année, montant, signature)"""
    table = pd.DataFrame(lignes, columns=["action_id", "annee", "montant_eur", "signature"])
    table["montant_eur"] = table["montant_eur"].map(Decimal)
    return table


def dit(ecart: Ecart, montant: str = "accorde") -> str:
    return formats.typographie(en_mots(ecart, montant)).replace(formats.FINE, " ")


def test_les_montants_les_ajouts_les_retraits_et_les_modifications_se_comptent():
    avant = actions(("A1", 2024, "1000.00", "a"), ("A2", 2024, "0.10", "b"), ("A3", 2023, "5.00", "c"))
    apres = actions(("A1", 2024, "1000.00", "z"), ("A4", 2024, "0.20", "d"), ("A3", 2023, "5.00", "c"))
    ecart = comparer(avant, apres)
    assert ecart.annees == ((2024, Decimal("1000.10"), Decimal("1000.20")),)
    assert (ecart.ajoutees, ecart.retirees, ecart.modifiees) == (1, 1, 1)
    assert dit(ecart) == "accordé 2024 : 1 000,10 € → 1 000,20 € ; 1 action ajoutée, 1 retirée, 1 modifiée"


def test_rien_de_change_ne_dit_rien():
    table = actions(("A1", 2024, "1000.00", "a"))
    assert not comparer(table, table)
    assert dit(Ecart()) == ""
    assert not comparer(actions(), actions())


def test_une_action_qui_change_d_annee_est_retiree_et_ajoutee():
    ecart = comparer(actions(("A1", 2023, "10", "a")), actions(("A1", 2024, "10", "a")))
    assert ecart.annees == ((2023, Decimal(10), Decimal(0)), (2024, Decimal(0), Decimal(10)))
    assert (ecart.ajoutees, ecart.retirees, ecart.modifiees) == (1, 1, 0)


@pytest.mark.parametrize(
    ("ecart", "phrase"),
    [
        (
            Ecart(((2024, Decimal(1204300), Decimal(1198000)),), ajoutees=2, retirees=1),
            f"accordé 2024 : {FLECHE} ; 2 actions ajoutées, 1 retirée",
        ),
        (Ecart(modifiees=3), "3 actions modifiées"),
        (Ecart(solde=-2), "2 actions de moins"),
        (Ecart(solde=1, sujets=("indicateurs",)), "1 action de plus ; indicateurs mis à jour"),
        (Ecart(sujets=("séances",)), "séances mises à jour"),
        (
            Ecart(tuple((a, Decimal(10), Decimal(20)) for a in (2022, 2023, 2024))),
            "accordé, sur 3 années : 30 € → 60 €",
        ),
    ],
)
def test_l_ecart_se_dit_en_une_phrase(ecart, phrase):
    assert dit(ecart) == phrase
