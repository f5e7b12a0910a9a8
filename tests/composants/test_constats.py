"""Les phrases qui répondent : justes, accordées, et muettes sur ce que les chiffres ne disent pas."""

from decimal import Decimal

import pandas as pd
import pytest

from pages.composants import constats
from queries import Filtre

UNE_ANNEE = Filtre(contrats=("C1",), annees=(2025, 2025))


def clair(texte: str) -> str:
    """Les fines insécables redeviennent des espaces, pour se lire dans un test."""
    return texte.replace("\u202f", " ")


def resume(**valeurs) -> dict:
    base = {
        "nb_actions": 118,
        "nb_postes": 12,
        "montant_eur": Decimal("2400000.00"),
        "part_cpo": None,
        "accorde_eur": Decimal(100),
        "verse_eur": Decimal(100),
        "theorique_eur": None,
    }
    return base | valeurs


def piliers(*montants: tuple[str, str, int]) -> pd.DataFrame:
    return pd.DataFrame(
        [(code, nom, Decimal(eur)) for code, nom, eur in montants],
        columns=["pilier_id", "pilier", "montant_eur"],
    )


DEUX = piliers(("P1", "Emploi", 1_500_000), ("P2", "Cadre de vie", 900_000))


@pytest.mark.parametrize(
    ("filtre", "attendu"),
    [
        (UNE_ANNEE, "En 2025"),
        (Filtre(annees=(2020, 2024)), "De 2020 à 2024"),
        (Filtre(), "Sur toutes les années"),
    ],
)
def test_la_periode_se_dit(filtre, attendu):
    assert constats.periode(filtre) == attendu


def test_la_synthese_dit_combien_et_le_premier_pilier():
    assert clair(constats.synthese(resume(), DEUX, UNE_ANNEE)) == (
        "En 2025, 118 actions sont soutenues pour 2,4 M€ ; 63 % de cette somme va au pilier « Emploi »."
    )


def test_une_seule_action_s_accorde_au_singulier():
    phrase = constats.synthese(resume(nb_actions=1, nb_postes=0), DEUX.head(1), UNE_ANNEE)
    assert clair(phrase) == "En 2025, 1 action est soutenue pour 2,4 M€."


def test_des_postes_seuls_sont_dits_au_cout_theorique():
    phrase = constats.synthese(
        resume(nb_actions=12, nb_postes=12, montant_eur=Decimal("190718.27")),
        piliers(("aucun", "Sans pilier", 190718)),
        UNE_ANNEE,
    )
    assert clair(phrase) == "En 2025, 12 postes sont financés par l'État pour 191 k€, à leur coût théorique."


def test_un_montant_qui_n_est_pas_l_accorde_est_nomme():
    phrase = constats.synthese(resume(), DEUX, Filtre(annees=(2025, 2025), montant="demande"))
    assert "2,4 M€ demandés ;" in clair(phrase)


TOUCHES = pd.DataFrame(
    {
        "quartier_id": ["Q1", "Q2", "ensemble"],
        "quartier": ["Nord", "Sud", "Ensemble du contrat"],
        "type": ["QPV", "QPV", None],
        "nb_actions": [3, 0, 1],
        "montant_eur": [Decimal(300), Decimal(0), Decimal(50)],
    }
)
SANS_POSTE = pd.DataFrame(columns=["dispositif_code", "dispositif", "nb_postes", "accorde_eur"])


def test_un_quartier_oublie_est_a_savoir():
    choses = constats.a_savoir(resume(), TOUCHES, SANS_POSTE, UNE_ANNEE)
    assert [clair(c) for c in choses] == ["**Aucune action** ne touche « Sud »."]


def test_la_part_pluriannuelle_se_compare_a_sa_cible():
    (chose, *_) = constats.a_savoir(resume(part_cpo=0.46), TOUCHES, SANS_POSTE, UNE_ANNEE)
    assert "**46 %**" in clair(chose) and "en dessous de la cible de 50 %" in clair(chose)


def test_les_postes_sont_comptes_par_dispositif():
    postes = pd.DataFrame(
        [("adultes-relais", "Adultes-relais", 7, Decimal("159674.27"))], columns=SANS_POSTE.columns
    )
    choses = constats.a_savoir(resume(), TOUCHES.tail(1), postes, UNE_ANNEE)
    assert clair(choses[-1]) == (
        "Postes aidés, à leur coût théorique : **7** « Adultes-relais » (159 674,27 €)."
    )


def test_rien_n_est_compare_sans_une_annee_seule():
    assert constats.annee_precedente(Filtre(annees=(2020, 2024))) is None
