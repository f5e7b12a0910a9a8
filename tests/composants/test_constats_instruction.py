"""La phrase et les chiffres de l'instruction, à toutes les étapes d'une séance."""

from decimal import Decimal

import pandas as pd
import pytest

from pages.composants import constats_instruction as constats
from queries import Filtre

FILTRE = Filtre(annees=(2026, 2026))


def demandes(**totaux: object) -> pd.DataFrame:
    defaut = {
        "total_demandes": 14,
        "total_sans_proposition": 0,
        "total_decidees": 0,
        "total_restantes": 14,
        "total_demande_eur": Decimal(250_000),
        "total_propose_eur": Decimal(182_400),
        "total_decide_eur": None,
    }
    return pd.DataFrame([defaut | totaux])


def enveloppes(
    reste: Decimal | None, apres: Decimal = Decimal(0), propose: Decimal = Decimal(1)
) -> pd.DataFrame:
    return pd.DataFrame([{"total_reste_eur": reste, "total_apres_eur": apres, "total_propose_eur": propose}])


@pytest.mark.parametrize(
    ("totaux", "reste", "phrase"),
    [
        ({}, 47_000, "14 demandes en instruction pour 182 k€ proposés ; il reste 47 k€ d'enveloppe"),
        (
            {"total_sans_proposition": 6},
            0,
            "14 demandes en instruction, dont 8 proposées pour 182 k€ ; l'enveloppe est épuisée",
        ),
        (
            {"total_propose_eur": None, "total_sans_proposition": 14},
            -900,
            "14 demandes en instruction pour 250 k€ demandés ; les enveloppes sont dépassées de 900 €",
        ),
        (
            {"total_demandes": 1, "total_restantes": 1},
            None,
            "1 demande en instruction pour 182 k€ proposés ; aucune enveloppe n'est connue",
        ),
        (
            {"total_decidees": 3, "total_restantes": 11, "total_decide_eur": Decimal(40_000)},
            7_000,
            "3 demandes décidées pour 40 k€, 11 à décider ; il reste 7 000 € d'enveloppe",
        ),
        (
            {"total_decidees": 14, "total_restantes": 0, "total_decide_eur": Decimal(40_000)},
            7_000,
            "14 demandes décidées pour 40 k€, plus rien à décider ; il reste 7 000 € d'enveloppe",
        ),
        (
            {"total_decidees": 1, "total_restantes": 13},
            7_000,
            "1 demande décidée pour 0 €, 13 à décider ; il reste 7 000 € d'enveloppe",
        ),
    ],
)
def test_la_phrase_suit_la_seance(totaux, reste, phrase):
    lignes = enveloppes(None if reste is None else Decimal(reste))
    dite = constats.constat(demandes(**totaux), lignes, FILTRE)
    assert dite.replace("\u202f", " ") == f"En 2026, {phrase}."


def test_sans_demande_la_phrase_le_dit():
    assert "aucune demande" in constats.constat(pd.DataFrame(), pd.DataFrame(), FILTRE)
    assert "aucune demande" in constats.constat(demandes(total_demandes=0), pd.DataFrame(), FILTRE)


@pytest.mark.parametrize(
    ("apres", "suite"), [(5_000, "5 000 € si tout passe"), (-5_000, "il manquerait 5 000 €")]
)
def test_le_reste_dit_ce_qu_il_en_serait_si_tout_passait(apres, suite):
    cartes = constats.chiffres(demandes(), enveloppes(Decimal(47_000), Decimal(apres)))
    assert cartes[-1].suite.replace("\u202f", " ") == suite
    decidees = constats.chiffres(demandes(), enveloppes(Decimal(47_000), Decimal(47_000), Decimal(0)))
    assert decidees[-1].suite == ""


def test_les_colonnes_du_visiteur_ne_disent_rien_d_une_demande():
    assert set(constats.PUBLIQUES) == {"pilier", "financeur", "enveloppe_eur", "programme_eur", "reste_eur"}
