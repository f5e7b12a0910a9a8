"""Les phrases : un français qu'on lit à voix haute sans buter."""

import pandas as pd
import pytest

from pages.composants import phrases
from pages.composants.formats import FINE


@pytest.mark.parametrize(
    ("mots", "attendu"),
    [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")],
)
def test_une_liste_se_lit(mots, attendu):
    assert phrases.liste(mots) == attendu


def test_une_liste_trop_longue_compte_le_reste_mais_pas_un_seul():
    assert phrases.liste(list("abcdef"), maximum=2) == "a, b et 4 autres"
    assert phrases.liste(list("abc"), maximum=2) == "a, b et c"


@pytest.mark.parametrize(
    ("n", "attendu"), [(0, "action"), (1, "action"), (1.9, "action"), (2, "actions"), (None, "actions")]
)
def test_le_pluriel_commence_a_deux(n, attendu):
    assert phrases.pluriel(n, "action") == attendu


def test_un_pluriel_irregulier_se_donne():
    assert phrases.pluriel(3, "journal", "journaux") == "journaux"


@pytest.mark.parametrize(
    ("n", "attendu"),
    [(0, "aucun quartier"), (1, "1 quartier"), (8, "8 quartiers"), (1200, f"1{FINE}200 quartiers")],
)
def test_le_nombre_et_son_mot_s_accordent(n, attendu):
    assert phrases.accord(n, "quartier") == attendu


def test_un_petit_effectif_ne_se_dit_pas():
    assert phrases.moins_de(3, "bénéficiaire") == "moins de 5 bénéficiaires"
    assert phrases.moins_de(0, "bénéficiaire") == "moins de 5 bénéficiaires"
    assert phrases.moins_de(5, "bénéficiaire") == "5 bénéficiaires"


@pytest.mark.parametrize(
    ("nom", "de", "a"),
    [
        ("Orléans", "d'Orléans", "à Orléans"),
        ("Évreux", "d'Évreux", "à Évreux"),
        ("Blois", "de Blois", "à Blois"),
        ("Le Mans", "du Mans", "au Mans"),
        ("Les Mureaux", "des Mureaux", "aux Mureaux"),
        ("La Chapelle", "de La Chapelle", "à La Chapelle"),
        ("Hérouville", "d'Hérouville", "à Hérouville"),
        ("Hautes-Vignes", "de Hautes-Vignes", "à Hautes-Vignes"),
        ("Yvetot", "d'Yvetot", "à Yvetot"),
        ("Yutz", "de Yutz", "à Yutz"),
        ("Lesneven", "de Lesneven", "à Lesneven"),
    ],
)
def test_les_noms_de_lieux_s_elident_et_se_contractent(nom, de, a):
    assert phrases.de(nom) == de
    assert phrases.a(nom) == a


@pytest.mark.parametrize(
    ("avant", "apres", "unite", "repere", "attendu"),
    [
        (100, 108, "pourcent", "2023", f"en hausse de 8{FINE}% par rapport à 2023"),
        (100, 97, "pourcent", None, f"en baisse de 3{FINE}%"),
        (0.44, 0.47, "points", None, "en hausse de 3 points"),
        (0.44, 0.45, "points", None, "en hausse de 1 point"),
        (0.44, 0.4401, "points", "2023", "stable par rapport à 2023"),
        (1000, 1004, "pourcent", None, "stable"),
        (100, 420, "pourcent", None, "en forte hausse (multiplication par 4,2)"),
        (0, 12, "pourcent", "2023", "sans équivalent en 2023"),
        (0, 0, "pourcent", "2023", "stable par rapport à 2023"),
        (1000, 13500, "euros", None, f"en hausse de 12,5{FINE}k€"),
        (10, 9, "nombre", None, "en baisse de 1"),
        (100, 0, "pourcent", None, f"en baisse de 100{FINE}%"),
        (None, 3, "pourcent", None, None),
        (3, float("nan"), "pourcent", None, None),
    ],
)
def test_une_evolution_ne_pretend_pas_un_changement_que_l_arrondi_efface(
    avant, apres, unite, repere, attendu
):
    assert phrases.evolution_phrase(avant, apres, unite, repere) == attendu


def test_une_unite_inconnue_est_une_erreur():
    with pytest.raises(ValueError, match="pourcent"):
        phrases.evolution_phrase(1, 2, "litres")


def test_un_ecart_se_dit_par_rapport_a_un_nom():
    assert phrases.ecart_phrase(0.44, 0.36, "points", "Orléans") == "8 points de plus qu'Orléans"
    assert phrases.ecart_phrase(0.36, 0.36, "points", "la France") == "autant que la France"
    assert phrases.ecart_phrase(None, 0.36, "points", "la France") is None


def _postes(*valeurs):
    return pd.DataFrame({"nom": list("ABCDEF")[: len(valeurs)], "m": valeurs})


def test_le_premier_poste_dit_sa_part_et_son_montant():
    phrase = phrases.premier_poste(_postes(60_000, 40_000), "m", "nom")
    assert phrase == f"A reçoit 60{FINE}% du total (60{FINE}k€)"


def test_deux_premiers_a_egalite_sont_nommes_ensemble():
    assert phrases.premier_poste(_postes(50_000, 50_000), "m", "nom") == (
        f"A et B reçoivent 50{FINE}% chacun du total (50{FINE}k€)"
    )


def test_sans_montant_il_n_y_a_pas_de_premier_poste():
    assert phrases.premier_poste(_postes(0, None), "m", "nom") is None
    assert phrases.premier_poste(_postes(), "m", "nom") is None


def test_un_nom_venu_des_donnees_ne_met_rien_en_forme():
    assert phrases.markdown("*Gras* [x](y) <b> 5 $") == r"\*Gras\* \[x\](y) \<b\> 5 \$"


def test_une_phrase_commence_par_une_majuscule_et_finit_par_un_point():
    assert phrases.phrase("en 2024 : tout va bien") == f"En 2024{FINE}: tout va bien."
    assert phrases.phrase("Déjà finie !") == f"Déjà finie{FINE}!"
    assert phrases.phrase("  ") == ""
