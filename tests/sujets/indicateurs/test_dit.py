"""Les phrases des indicateurs : justes, accordées, et muettes sur ce qu'on ne sait pas."""

from decimal import Decimal

import pandas as pd
import pytest

from pages.composants.formats import FINE, MOINS
from pages.sujets.indicateurs import dit

PAUVRETE = {"nom": "Taux de pauvreté", "unite": "%", "sommable": False}
BILAN = {
    "quartier": "Les Hauts",
    "perimetre": "Les Hauts",
    "continu": True,
    "annee": 2023,
    "statut": "diffusée",
    "annee_debut": 2015,
    "annee_fin": 2023,
    "valeur_fin": Decimal("49.9"),
    "variation": Decimal("8.7"),
    "evolution": "hausse",
    "annee_ecart_debut": 2015,
    "annee_ecart_fin": 2023,
    "ecart_debut": Decimal("23.7"),
    "ecart_fin": Decimal("32.1"),
    "place": "plus",
    "tendance": "se creuse",
}
RIEN = {
    "annee_fin": None,
    "valeur_fin": None,
    "variation": None,
    "evolution": None,
    "annee_ecart_debut": None,
    "annee_ecart_fin": None,
    "ecart_debut": None,
    "ecart_fin": None,
    "place": None,
    "tendance": None,
}
AUCUN_TOTAL = pd.DataFrame(columns=["annee", "total", "nb_quartiers", "estime"])


def phrase(reference="epci", **autres) -> str:
    return dit.quartier(PAUVRETE, BILAN | autres, reference).replace(FINE, " ")


@pytest.mark.parametrize(
    ("taille", "unite", "attendu"),
    [
        (Decimal("18.6"), "%", "18,6 points"),
        (Decimal("1.0"), "%", "1 point"),
        (Decimal("1.9"), "%", "1,9 point"),
        (Decimal("-2"), "%", f"{MOINS}2 points"),
        (Decimal("2340"), "€ par an", f"2{FINE}340{FINE}€"),
        (Decimal("0.02"), "indice", "0,02"),
        (Decimal("120"), "habitants", "120 habitants"),
        (None, "%", f"n.{FINE}d."),
    ],
)
def test_un_ecart_s_ecrit_dans_son_unite(taille, unite, attendu):
    assert dit.ecart(taille, unite) == attendu


def test_le_quartier_sa_valeur_son_ecart_et_sa_tendance():
    assert phrase() == (
        "Taux de pauvreté à « Les Hauts » : 49,9 % en 2023, 32,1 points de plus que l'agglomération. "
        "L'écart se creuse : il était de 23,7 points en 2015."
    )


def test_une_seule_annee_comparee_ne_fait_pas_de_tendance():
    assert phrase(tendance=None).endswith("nous ne savons pas si l'écart se réduit.")


@pytest.mark.parametrize(
    ("tendance", "fin"),
    [("stable", "L'écart est stable depuis 2015."), ("s'inverse", "L'écart s'est inversé depuis 2015.")],
)
def test_un_ecart_stable_ou_inverse_ne_dit_pas_de_chiffre(tendance, fin):
    assert phrase(tendance=tendance).endswith(fin)


def test_une_egalite_a_l_arrondi_n_est_pas_un_ecart():
    assert "autant que la France, à l'arrondi près" in phrase("france", place="égal", tendance="stable")


def test_le_secret_se_dit_et_ne_donne_aucune_valeur():
    assert phrase(**RIEN, statut="secret").endswith("nous ne savons pas, le secret statistique le couvre.")
    assert phrase(annee=2024, statut="secret").endswith("En 2024, le secret statistique le couvre.")


def test_rien_de_publie_est_une_reponse():
    assert "nous ne savons pas, rien n'est publié" in phrase(**RIEN, statut="manquante")


def test_sans_reference_on_dit_l_evolution_et_l_ancien_perimetre():
    sans = {nom: RIEN[nom] for nom in RIEN if "ecart" in nom} | {"place": None, "tendance": None}
    texte = phrase("", **sans, continu=False, perimetre="Kennedy")
    assert texte == (
        "Taux de pauvreté à « Les Hauts » : 49,9 % en 2023 sur l'ancien périmètre, « Kennedy », "
        "en hausse de 8,7 points depuis 2015."
    )


def test_l_annee_de_l_ecart_se_dit_si_ce_n_est_pas_celle_de_la_valeur():
    assert "que l'agglomération en 2022" in phrase(annee_ecart_fin=2022)


def tous(*bilans: dict, reference="epci") -> str:
    return dit.ensemble(PAUVRETE, pd.DataFrame(list(bilans)), reference, AUCUN_TOTAL).replace(FINE, " ")


def test_tous_les_quartiers_se_comptent_par_place_et_par_tendance():
    stable = BILAN | {"tendance": "stable", "place": "moins"}
    assert tous(BILAN, BILAN, stable) == (
        "Taux de pauvreté : 2 quartiers sur 3 sont au-dessus de l'agglomération ; "
        "l'écart se creuse dans 2 et est stable dans 1."
    )


def test_les_quartiers_inconnus_sont_comptes_a_part():
    texte = tous(BILAN, BILAN | RIEN | {"statut": "secret"}, BILAN | RIEN | {"statut": "manquante"})
    assert "le seul quartier connu est au-dessus de l'agglomération" in texte
    assert texte.endswith(
        "1 quartier est couvert par le secret statistique. Rien n'est publié pour « Les Hauts »."
    )


def test_sans_reference_les_quartiers_vont_du_plus_bas_au_plus_haut():
    sans = BILAN | {"place": None, "tendance": None}
    bas = sans | {"quartier": "Sud", "valeur_fin": Decimal("30.0")}
    vieux = sans | {"quartier": "Est", "valeur_fin": Decimal("90.0"), "annee_fin": 2012}
    assert tous(sans, bas, vieux, reference="") == (
        "Taux de pauvreté : de 30,0 % (« Sud ») à 49,9 % (« Les Hauts ») en 2023 ; en hausse dans 3 "
        "depuis 2015."
    )


def test_des_quartiers_a_egalite_sont_nommes_ensemble():
    connus = pd.DataFrame({"quartier": ["A", "B", "C"], "valeur_fin": [61.0, 61.0, 40.0]})
    assert dit.memes(connus, 61.0) == "« A » et « B »"
    assert dit.memes(connus.assign(valeur_fin=40.0), 40.0) == "3 quartiers"


def test_un_nombre_se_totalise_si_tout_est_connu():
    totaux = pd.DataFrame(
        {"annee": [2023, 2024], "total": [7500.0, None], "nb_quartiers": [3, 3], "estime": [False, False]}
    )
    habitants = {"nom": "Habitants", "unite": "habitants", "sommable": True}
    texte = dit.ensemble(habitants, pd.DataFrame([BILAN]), "", totaux).replace(FINE, " ")
    assert texte == "Habitants : 7 500 habitants dans les 3 quartiers prioritaires en 2023."


@pytest.mark.parametrize(
    ("statut", "mot"),
    [
        ("identique", "inchangé"),
        ("modifié", "jamais jointes"),
        ("nouveau", "depuis 2024"),
        ("sorti", "plus prioritaire"),
    ],
)
def test_le_perimetre_dit_ce_qu_il_fait_a_la_serie(statut, mot):
    passages = pd.DataFrame({"statut": [statut], "nom_ancien": ["Nord"], "nom_nouveau": ["Nord"]})
    assert mot in dit.perimetre(passages, "2024")
    assert dit.perimetre(passages.head(0), "2024") == ""
