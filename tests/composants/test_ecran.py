"""La taille de l'écran : un cookie qu'on lit sans lui faire confiance."""

import pytest

from pages.composants import ecran
from pages.composants import graphiques_socle as socle


@pytest.mark.parametrize(
    ("lues", "attendu"),
    [(None, 1), ((1920, 1080), 1), ((1280, 720), 2 / 3), ((390, 9), 0.6), ((1, 99999), 2)],
)
def test_la_projection_suit_la_hauteur_de_l_ecran_sans_exces(monkeypatch, lues, attendu):
    monkeypatch.setattr(ecran, "dimensions", lambda: lues)
    assert ecran.echelle() == pytest.approx(attendu)


def test_les_figures_de_projection_suivent_l_ecran_et_celles_du_bureau_non(monkeypatch):
    monkeypatch.setattr(ecran, "dimensions", lambda: (1280, 720))
    assert socle.taille(True).texte == 23
    assert socle.taille(False) == socle.BUREAU
    assert socle.hauteur_figure(None, 250, 540, True) == 360
    assert socle.hauteur_figure(200, 250, 540, True) == 200


def test_hors_d_une_visite_on_ne_sait_pas():
    assert ecran.dimensions() is None


@pytest.mark.parametrize(
    ("cookie", "attendu"), [("1920x1080", (1920, 1080)), ("", None), ("<b>x1", None), ("9999999x1", None)]
)
def test_un_cookie_malforme_est_ignore(monkeypatch, cookie, attendu):
    monkeypatch.setattr(ecran, "get_script_run_ctx", lambda suppress_warning: object())

    class Contexte:
        cookies = {"ecran": cookie}  # noqa: RUF012

    monkeypatch.setattr("streamlit.context", Contexte)
    assert ecran.dimensions() == attendu
