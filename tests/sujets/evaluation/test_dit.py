"""Les phrases de l'évaluation : « nous ne savons pas » y est une réponse, et rien n'y est gonflé."""

import pandas as pd
import pytest

from pages.composants.formats import FINE
from pages.sujets.evaluation import demande, dit
from queries import Filtre

AN = Filtre(annees=(2025, 2025))
RESUME = {
    "nb_actions": 104,
    "nb_sues": 83,
    "nb_petites": 0,
    "nb_inconnues": 21,
    "nb_sans_prevu": 0,
    "nb_sans_reel": 21,
    "prevus": 9729,
    "reels": 9167,
    "nb_terminees": 80,
    "nb_bilans": 65,
    "nb_bilans_inconnus": 0,
    "part_bilans": 0.8125,
}


def lignes(**etats: int) -> pd.DataFrame:
    return pd.DataFrame({"etat": [e for e, nb in etats.items() for _ in range(nb)]}, columns=["etat"])


@pytest.mark.parametrize(
    ("etats", "attendu"),
    [
        ({}, "Ce contrat n'a pas d'objectif chiffré dans cette base."),
        ({"inconnu": 1}, "Nous ne savons pas où en est le seul objectif."),
        ({"inconnu": 3}, "Nous ne savons pas où en sont les 3 objectifs."),
        ({"atteint": 1}, "Sur 1 objectif, 1 est atteint."),
        ({"eloigne": 2, "stable": 1}, "Sur 3 objectifs, 1 n'a pas bougé et 2 s'éloignent de leur cible."),
        (
            {"approche": 1, "eloigne": 4, "inconnu": 7},
            "Sur 12 objectifs, 1 se rapproche de sa cible, 4 s'en éloignent et, pour 7, nous ne savons pas.",
        ),
    ],
)
def test_les_objectifs_se_comptent_inconnus_compris(etats, attendu):
    assert dit.objectifs(lignes(**etats)) == attendu


def personnes(**autres) -> str:
    return dit.personnes(RESUME | autres, AN).replace(FINE, " ")


def test_ce_qu_on_sait_puis_ce_qu_on_ne_sait_pas():
    assert personnes() == (
        "En 2025, 83 actions ont touché 9 167 personnes pour 9 729 prévues. Nous ne savons pas, pour 21 "
        "actions sur 104, combien de personnes ont été touchées."
    )


def test_ne_rien_savoir_est_une_reponse():
    assert personnes(nb_sues=0, nb_inconnues=104, reels=None, prevus=None) == (
        "En 2025, nous ne savons, pour aucune des 104 actions, combien de personnes ont été touchées."
    )
    assert "nous ne savons pas, pour l'action menée," in personnes(nb_actions=1, nb_sues=0, nb_inconnues=1)


def test_un_petit_effectif_seul_ne_se_lit_pas():
    texte = personnes(nb_actions=1, nb_sues=1, nb_petites=1, nb_inconnues=0, reels=None, prevus=None)
    assert texte == "En 2025, les actions connues ont touché moins de 5 personnes chacune."


def test_tout_savoir_ne_laisse_pas_de_reserve():
    assert "Nous ne savons pas" not in personnes(nb_inconnues=0)
    assert dit.ignorance(RESUME | {"nb_inconnues": 0}) == ""


def test_la_phrase_du_mur_laisse_l_inconnu_a_sa_carte():
    long = dit.evaluation(RESUME, lignes(atteint=1), AN)
    court = dit.evaluation(RESUME, lignes(atteint=1), AN, court=True)
    assert long.startswith(court) and "21" not in court


def test_les_reserves_disent_ce_qui_manque():
    texte = dit.reserves(RESUME | {"nb_petites": 1, "nb_bilans_inconnus": 2})
    assert "1 action compte moins de 5 personnes et n'entre pas dans les totaux" in texte
    assert "21 sans nombre réel" in texte
    assert "le bilan de 2 actions" in texte
    assert dit.reserves(RESUME | {"nb_sans_reel": 0}) == ""


def test_cinq_chiffres_au_plus_dont_l_inconnu():
    cartes = dit.chiffres_cles(RESUME, lignes(approche=1, inconnu=7))
    assert len(cartes) == 5
    assert [c.valeur for c in cartes if c.nom.startswith("Nous ne savons pas")] == ["21", "7"]
    sans = dit.chiffres_cles(RESUME | {"reels": None, "nb_terminees": 0}, lignes())
    assert [c.cle for c in sans] == ["inconnues"]


def test_la_derniere_annee_connue_n_est_proposee_que_si_la_vue_est_muette():
    annees = pd.DataFrame({"code": ["2024", "2025", "2026"], "nb_sues": [3, 2, 0]})
    assert dit.derniere_annee(annees, RESUME) == ""
    assert dit.derniere_annee(annees, RESUME | {"nb_sues": 0}) == "2025"
    assert dit.derniere_annee(annees.head(0), RESUME | {"nb_sues": 0}) == ""


def test_chaque_objectif_dit_ou_il_en_est():
    lus = demande.en_clair(pd.DataFrame({"etat": ["approche", "inconnu"], "raison": [None, "secret"]}))
    assert lus["ou"].tolist() == [
        "on s'en approche",
        f"nous ne savons pas{FINE}: le secret statistique le couvre",
    ]
