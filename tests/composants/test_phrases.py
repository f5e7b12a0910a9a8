"""Les phrases : un français qu'on lit à voix haute sans buter."""

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


@pytest.mark.parametrize(
    ("nom", "de"),
    [
        ("Orléans", "d'Orléans"),
        ("Évreux", "d'Évreux"),
        ("Blois", "de Blois"),
        ("Le Mans", "du Mans"),
        ("Les Mureaux", "des Mureaux"),
        ("La Chapelle", "de La Chapelle"),
        ("Hérouville", "d'Hérouville"),
        ("Hautes-Vignes", "de Hautes-Vignes"),
        ("Yvetot", "d'Yvetot"),
        ("Yutz", "de Yutz"),
        ("Lesneven", "de Lesneven"),
    ],
)
def test_les_noms_de_lieux_s_elident_et_se_contractent(nom, de):
    assert phrases.de(nom) == de


def test_un_nom_venu_des_donnees_ne_met_rien_en_forme():
    assert phrases.markdown("*Gras* [x](y) <b> 5 $") == r"\*Gras\* \[x\](y) \<b\> 5 \$"


def test_une_phrase_commence_par_une_majuscule_et_finit_par_un_point():
    assert phrases.phrase("en 2024 : tout va bien") == f"En 2024{FINE}: tout va bien."
    assert phrases.phrase("Déjà finie !") == f"Déjà finie{FINE}!"
    assert phrases.phrase("  ") == ""
