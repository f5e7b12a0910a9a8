"""Les phrases de la fiche d'une action."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from pages.composants.formats import FINE
from pages.sujets.action import dit


def action(**champs):
    return {
        "annee": 2025,
        "intitule": "Chantier",
        "porteur": "Régie",
        "cout_theorique": False,
        "finances_eur": Decimal(12_700),
        "demande_finances_eur": Decimal(15_000),
        "nb_financeurs": 3,
    } | champs


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({}, "obtient 12 700 € accordés par 3 financeurs, 85 % de ce qui était demandé."),
        (
            {"nb_financeurs": 1, "demande_finances_eur": Decimal(12_700)},
            "obtient 12 700 € accordés par un seul financeur, tout ce qui était demandé.",
        ),
        ({"demande_finances_eur": None}, "obtient 12 700 € accordés par 3 financeurs."),
        ({"demande_finances_eur": Decimal(1000)}, "obtient 12 700 € accordés par 3 financeurs."),
        ({"finances_eur": None}, "n'a pas encore de montant accordé."),
        ({"finances_eur": Decimal(0)}, "n'a obtenu aucun montant."),
        (
            {"cout_theorique": True, "finances_eur": Decimal("22810.61")},
            "est un poste aidé par l'État, compté 22 810,61 €, son coût théorique.",
        ),
    ],
)
def test_la_fiche_dit_ce_que_l_action_recoit(champs, attendu):
    lu = dit.reponse(action(**champs)).replace(FINE, " ")
    assert lu == f"En 2025, « Chantier » (Régie) {attendu}"


def test_l_histoire_dit_ses_annees():
    assert dit.histoire(pd.DataFrame({"annee": [2025]})) == f"Une seule année connue{FINE}: 2025."
    annees = pd.DataFrame({"annee": [2022, 2024, 2024]})
    assert dit.histoire(annees) == "Menée 2 années, de 2022 à 2024."


def test_une_decision_se_dit_prise_ou_attendue():
    prise = {
        "instance": "COPIL",
        "tenue_le": date(2025, 4, 7),
        "decision": "modifiée",
        "motif": "Trop cher. ",
        "montant_eur": Decimal(12_700),
    }
    lu = dit.decision(prise).replace(FINE, " ")
    assert lu == "COPIL du 7 avril 2025 : modifiée, pour 12 700 € (Trop cher)."
    attendue = prise | {"decision": None, "montant_eur": None}
    lu = dit.decision(attendue).replace(FINE, " ")
    assert lu == "COPIL du 7 avril 2025 : décision attendue."


def test_un_avis_se_dit_avec_son_motif():
    lu = dit.avis({"instance": "Conseil citoyen", "avis": "réservé", "motif": None})
    assert lu.replace(FINE, " ") == "Conseil citoyen : avis réservé."


@pytest.mark.parametrize(
    ("recu", "attendu"),
    [
        (True, "Le bilan est reçu."),
        (False, "Le bilan n'est pas reçu."),
        (None, "Nous ne savons pas si le bilan est reçu."),
        (pd.NA, "Nous ne savons pas si le bilan est reçu."),
    ],
)
def test_ne_pas_savoir_est_une_reponse(recu, attendu):
    assert dit.bilan({"bilan_recu": recu}) == attendu
