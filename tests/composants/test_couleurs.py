"""Les couleurs : lisibles, distinctes, et attachées à un code."""

import pytest

from pages.composants import couleurs
from pages.composants.couleurs import CLAIR, SOMBRE, contraste


@pytest.mark.parametrize("theme", [CLAIR, SOMBRE])
def test_les_textes_et_les_marques_se_voient(theme):
    for fond in (theme.fond, theme.surface):
        assert contraste(theme.texte, fond) >= 7
        assert contraste(theme.discret, fond) >= 4.5
        assert contraste(theme.alerte, fond) >= 4.5
    for marque in (theme.neutre, theme.accent, *theme.palette):
        assert contraste(marque, theme.fond) >= 3


@pytest.mark.parametrize("sombre", [False, True])
def test_en_projection_tout_texte_est_triple_a(sombre):
    grand = couleurs.roles(grand=True, sombre=sombre)
    for encre in (grand.texte, grand.discret):
        assert contraste(encre, grand.fond) >= 7


@pytest.mark.parametrize("theme", [CLAIR, SOMBRE])
def test_le_chiffre_d_une_case_se_lit_sur_sa_teinte(theme):
    for teinte in (*theme.sequentielle, *theme.palette):
        assert contraste(couleurs.texte_sur(teinte), teinte) >= 4.5


def test_la_couleur_suit_le_rang_du_referentiel_et_non_le_filtre():
    tous = couleurs.rangs(["EMP", "CAD", "COH"])
    assert tous == {"EMP": 1, "CAD": 2, "COH": 3}


def test_un_degrade_va_du_faible_au_fort():
    assert couleurs.degrade(5, sombre=False)[0] == CLAIR.sequentielle[0]
    assert couleurs.degrade(5, sombre=False)[-1] == CLAIR.sequentielle[-1]
    with pytest.raises(ValueError, match="classes"):
        couleurs.degrade(7)


def test_le_contraste_est_celui_du_wcag():
    assert contraste("#000000", "#FFFFFF") == pytest.approx(21)
    assert contraste("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
