"""Annoncé contre mesuré : la part non mesurée se voit, une mesure absente ne vaut pas zéro."""

from decimal import Decimal

import pandas as pd
import plotly.graph_objects as go
import pytest

from pages.composants import graphiques_paires
from pages.composants.formats import FINE

ARGENT = pd.DataFrame(
    {
        "partenaire": ["CAF", "ARS", "Région", "Ville"],
        "annonce_eur": [Decimal(1000), Decimal(700), Decimal(120), None],
        "non_mesure_eur": [None, Decimal(650), Decimal(120), None],
        "mesure_eur": [Decimal(900), Decimal(0), None, Decimal(50)],
    }
)


def figure(**options):
    return graphiques_paires.figure(
        ARGENT, "partenaire", "annonce_eur", "non_mesure_eur", "mesure_eur", **options
    )


@pytest.mark.parametrize("grand", [False, True])
def test_les_trois_series_se_calculent_a_la_main(grand):
    spec, reste = figure(grand=grand)
    go.Figure(spec)
    assert reste == 0
    assert [m["x"] for m in spec["data"]] == [[1000, 50, 0, 0], [0, 650, 120, 0], [900, 0, None, 50]]
    # Le non mesuré se reconnaît à ses hachures, pas seulement à sa couleur.
    assert [m["marker"]["pattern"]["shape"] for m in spec["data"]] == ["", "/", ""]


def test_une_mesure_absente_se_dit_et_un_zero_aussi():
    textes = [a["text"].replace(FINE, " ") for a in figure()[0]["layout"]["annotations"]]
    assert textes == [
        "CAF",
        "1 000 €",
        "900 €",
        "ARS",
        "700 €",
        "0 €",
        "Région",
        "120 €",
        "non mesuré",
        "Ville",
        "aucun montant annoncé",
        "50 €",
    ]


def test_en_projection_les_deux_montants_se_suivent():
    textes = [a["text"].replace(FINE, " ") for a in figure(grand=True)[0]["layout"]["annotations"]]
    assert textes[:2] == ["CAF", "1 000 € · mesuré 900 €"]
    assert textes[5] == "120 € · non mesuré"


def test_ce_qui_ne_tient_pas_est_compte():
    spec, reste = figure(hauteur=130)
    assert reste == 2 and len(spec["data"][0]["x"]) == 2


def test_sans_ligne_il_n_y_a_pas_de_figure():
    vide = graphiques_paires.figure(
        ARGENT.head(0), "partenaire", "annonce_eur", "non_mesure_eur", "mesure_eur"
    )
    assert vide[0]["data"] == []
