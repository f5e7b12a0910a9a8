"""La phrase du droit commun : elle ne dit rien que les lignes ne disent."""

from decimal import Decimal

import pandas as pd
import pytest

from pages.composants.formats import FINE
from pages.sujets.droit_commun import dit as constats
from queries import Filtre


def resume(nb=0, tenus=0, retard=0, annonce=None, non_mesure=None, mesure=None, suivi=None):
    return {
        "nb": nb,
        "nb_tenus": tenus,
        "nb_en_retard": retard,
        "nb_en_cours": 0,
        "nb_non_tenus": 1,
        "nb_sans_montant": 0,
        "nb_sans_mesure": 2,
        "annonce_eur": annonce,
        "mesure_eur": mesure,
        "annonce_non_mesure_eur": non_mesure,
        "annonce_suivi_eur": suivi,
    }


M = Decimal(1_000_000)


@pytest.mark.parametrize(
    ("lignes", "attendu"),
    [
        (resume(), "Aucun engagement de droit commun n'est connu pour ce contrat."),
        (
            resume(1, 1, 0, M, None, M),
            "Le seul engagement connu est tenu ; annonces : 1 M€, mesuré : 1 M€.",
        ),
        (
            resume(1, 0, 1),
            "Le seul engagement connu n'est pas tenu, et il est en retard ; aucun montant n'est annoncé.",
        ),
        (
            resume(2, 2, 0, M, M, None),
            "Les 2 engagements sont tous tenus ; annonces : 1 M€, sans aucune mesure.",
        ),
        (
            resume(17, 6, 4, 4 * M, M, 2 * M),
            "6 engagements sur 17 sont tenus, 4 sont en retard ; annonces : 4 M€, dont 1 M€ sans mesure.",
        ),
        (
            resume(17, 1, 1, 4 * M, None, 2 * M),
            "1 engagement sur 17 est tenu, 1 est en retard ; annonces : 4 M€, mesuré : 2 M€.",
        ),
        (
            resume(3, 0, 0, M, None, 0),
            "Aucun des 3 engagements n'est tenu ; annonces : 1 M€, mesuré : 0 €.",
        ),
    ],
)
def test_la_phrase(lignes, attendu):
    assert constats.constat(lignes).replace(FINE, " ") == attendu


def test_les_chiffres_disent_ce_qui_n_est_pas_mesure():
    cartes = {c.cle: c for c in constats.chiffres(resume(3, 1, 0, 3 * M, M, 2 * M, 2 * M))}
    assert cartes["tenus"].valeur == "1 sur 3"
    assert cartes["non-mesure"].valeur.replace(FINE, " ") == "1 M€"
    assert cartes["mesure"].suite.replace(FINE, " ") == "sur 2 M€ d'annonces suivies"


def test_sans_rien_d_annonce_le_non_mesure_est_inconnu_et_non_nul():
    cartes = {c.cle: c for c in constats.chiffres(resume(2))}
    assert cartes["non-mesure"].valeur == cartes["annonce"].valeur == f"n.{FINE}d."
    tout = {c.cle: c for c in constats.chiffres(resume(2, annonce=M, mesure=M, suivi=M))}
    assert tout["non-mesure"].valeur.replace(FINE, " ") == "0 €"


@pytest.mark.parametrize(
    ("oui", "non", "attendu"),
    [
        (0, 2, "Aucun engagement ne se mesure par quartier"),
        (1, 1, "1 engagement se mesure par quartier sur 2"),
        (2, None, "Tous les engagements se mesurent par quartier"),
        (1, None, "Le seul engagement se mesure par quartier"),
    ],
)
def test_ce_qui_se_mesure_par_quartier(oui, non, attendu):
    mesure = pd.DataFrame({"reponse": ["oui", "non"], "nb_engagements": [oui, non]})
    assert constats.mesurables(mesure) == attendu


def test_les_credits_des_actions_sont_un_autre_compte():
    filtre = Filtre(annees=(2026, 2026))
    montants = pd.DataFrame({"montant_eur": [Decimal(200_000), Decimal(81_000), None]})
    texte = constats.credits(montants, filtre).replace(FINE, " ")
    assert texte.startswith(
        "En 2026, 2 financeurs apportent 281 k€ de droit commun aux actions (montants accordés)."
    )
    assert "ne s'ajoute pas" in texte
    assert "aucun crédit" in constats.credits(montants.iloc[2:], filtre)
