"""Les nombres tels qu'ils s'écrivent à l'écran."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st_h

from pages.composants import formats
from pages.composants.formats import ABSENT, FINE, MOINS


@pytest.mark.parametrize("rien", [None, float("nan"), pd.NA, pd.NaT, float("inf"), Decimal("NaN")])
def test_une_valeur_absente_ne_s_ecrit_jamais_zero(rien):
    for ecrire in (formats.nombre, formats.montant, formats.pourcentage, formats.points, formats.jour):
        assert ecrire(rien) == ABSENT


@pytest.mark.parametrize(
    ("euros", "court"),
    [
        (0, "0 €"),
        (6000, "6 000 €"),
        (9999.49, "9 999 €"),
        (9999.5, "10 k€"),
        (340_400, "340 k€"),
        (999_499, "999 k€"),
        (999_500, "1 M€"),
        (1_204_300, "1,2 M€"),
        (1_250_000, "1,25 M€"),
        (123_456_789, "123 M€"),
        (2_500_000_000, "2,5 Md€"),
        (-340_000, "−340 k€"),
    ],
)
def test_un_montant_court_arrondit_sans_changer_d_unite_a_tort(euros, court):
    assert formats.montant(euros) == court.replace(" ", FINE)


def test_un_montant_exact_garde_ses_centimes_s_il_en_a():
    assert formats.montant(Decimal("3740940.04"), exact=True) == f"3{FINE}740{FINE}940,04{FINE}€"
    assert formats.montant(1_204_300, exact=True) == f"1{FINE}204{FINE}300{FINE}€"


@pytest.mark.parametrize(
    ("fraction", "ecrit"),
    [(0.44, "44 %"), (0, "0 %"), (1, "100 %"), (0.004, "< 1 %"), (0.9999, "> 99 %"), (1.2, "120 %")],
)
def test_une_part_ne_pretend_ni_rien_ni_tout(fraction, ecrit):
    assert formats.pourcentage(fraction) == ecrit.replace(" ", FINE)


def test_les_demis_s_arrondissent_comme_a_l_ecole():
    assert [formats.nombre(x) for x in (0.5, 1.5, 2.5, -2.5)] == ["1", "2", "3", f"{MOINS}3"]


@pytest.mark.parametrize(
    ("avant", "apres", "unite", "attendu"),
    [
        (100, 108, "pourcent", f"▲ +8{FINE}%"),
        (100, 99.9, "pourcent", "= stable"),
        (0.5, 0.42, "points", f"▼ {MOINS}8 points"),
        (0.5, 0.51, "points", "▲ +1 point"),
        (100, 420, "pourcent", "▲ multiplié par 4,2"),
        (0, 5, "pourcent", "▲ rien auparavant"),
        (None, 5, "pourcent", ABSENT),
    ],
)
def test_une_evolution_est_une_fleche_et_des_mots(avant, apres, unite, attendu):
    assert formats.evolution(avant, apres, unite) == attendu


@pytest.mark.parametrize(
    ("valeur", "unite", "statut", "attendu"),
    [
        (44.3, "%", "diffusée", f"44,3{FINE}%"),
        (0, "%", "secret", "secret statistique"),
        (None, "%", "secret", "secret statistique"),
        (None, "%", "manquante", "non disponible"),
        (13724.2, "€ par an", "diffusée", f"13{FINE}724{FINE}€ par an"),
        (1200, "personnes", "diffusée", f"1{FINE}200 personnes"),
        (1.25, "indice", "estimée", "1,3 (estimation)"),
    ],
)
def test_un_indicateur_dit_son_unite_et_son_secret(valeur, unite, statut, attendu):
    assert formats.indicateur(valeur, unite, statut) == attendu


def test_les_dates_sont_celles_de_paris():
    assert formats.jour(date(2024, 3, 1)) == "1er mars 2024"
    assert formats.jour(datetime(2024, 6, 30, 23, tzinfo=UTC)) == "1er juillet 2024"
    assert formats.instant(datetime(2024, 3, 1, 9, 5)) == f"1er mars 2024 à 9{FINE}h{FINE}05"
    assert formats.jour_court(date(2024, 3, 1)) == "01/03/2024"


def test_les_annees_se_regroupent_quand_elles_se_suivent():
    assert formats.annees([2024]) == "2024"
    assert formats.annees([2022, 2020, 2021]) == "2020–2022"
    assert formats.annees([2018, 2021]) == "2018, 2021"


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        ("50% : bien !", f"50{FINE}%{FINE}: bien{FINE}!"),
        ("« ici »", f"«{FINE}ici{FINE}»"),
        ("https://a.fr/?x=1:2", "https://a.fr/?x=1:2"),
        (":material/map: carte", ":material/map: carte"),
        ("à 9:05", "à 9:05"),
    ],
)
def test_la_typographie_met_des_fines_et_laisse_les_adresses(brut, attendu):
    assert formats.typographie(brut) == attendu
    assert formats.typographie(attendu) == attendu


@given(st_h.decimals(min_value=-(10**11), max_value=10**11, places=2))
def test_le_montant_exact_se_relit(euros):
    texte = formats.montant(euros, exact=True).replace(FINE, "").replace("€", "")
    assert Decimal(texte.replace(MOINS, "-").replace(",", ".")) == euros


@pytest.mark.parametrize(
    ("euros", "court"),
    [
        (5.57, "5,57 €"),
        (6.41, "6,41 €"),
        (0.44, "0,44 €"),
        (5.5, "5,50 €"),
        (57, "57 €"),
        (0.004, "0,004 €"),
        (0.4449, "0,445 €"),
        (99.996, "100 €"),
        (34_270, "34,3 k€"),
        (238_000, "238 k€"),
        (1_240_000, "1,24 M€"),
        (24_000_000, "24 M€"),
        (-0.44, "−0,44 €"),
        (1e-9, "0,000000001 €"),
    ],
)
def test_un_petit_montant_garde_son_sens(euros, court):
    assert formats.montant(euros) == court.replace(" ", FINE)


def _nul(texte):
    return not any(chiffre in texte for chiffre in "123456789")


GRANDEURS = st_h.floats(min_value=1e-6, max_value=1e12, allow_nan=False) | st_h.decimals(
    min_value=Decimal("0.01"), max_value=10**12, places=2
)
ECRITURES = {
    "court": formats.montant,
    "exact": lambda x: formats.montant(x, exact=True),
    "par m²": lambda x: formats.indicateur(x, "€ par m²"),
}


@given(GRANDEURS, st_h.booleans())
def test_un_montant_non_nul_ne_s_ecrit_jamais_zero(euros, negatif):
    for ecrire in ECRITURES.values():
        assert not _nul(ecrire(-euros if negatif else euros))


@given(GRANDEURS, st_h.floats(min_value=1.0101, max_value=1.2))
def test_deux_montants_qui_different_de_plus_d_un_pour_cent_s_ecrivent_autrement(euros, fois):
    autre = (
        type(euros)(float(euros) * fois)
        if isinstance(euros, float)
        else formats.arrondi(euros * Decimal(str(fois)), 2)
    )
    if autre / euros <= type(euros)("1.0101"):
        return
    assert formats.montant(euros) != formats.montant(autre)
    assert formats.indicateur(euros, "€ par m²") != formats.indicateur(autre, "€ par m²")
    if euros >= 1:
        assert formats.montant(euros, exact=True) != formats.montant(autre, exact=True)


@given(GRANDEURS | st_h.integers(0, 10**12))
def test_les_milliers_ont_toujours_leur_espace(valeur):
    for ecrire in (
        *ECRITURES.values(),
        formats.nombre,
        formats.significatif,
        lambda x: formats.indicateur(x, "personnes"),
    ):
        entiere = ecrire(valeur).partition(",")[0]
        assert not any(len(bloc) > 3 for bloc in entiere.replace(FINE, " ").split() if bloc.isdigit())
