"""Les petits multiples : une même échelle, des fils jamais joints, le secret dit."""

import json

import pandas as pd
import plotly.graph_objects as go
import pytest

from pages.composants import ecran, graphiques_multiples

COLONNES = ["quartier_id", "quartier", "fil", "annee", "valeur", "reference", "statut"]
SERIES = pd.DataFrame(
    [
        ("QN1", "Nord <b>", "QN1", 2020, 45.0, 17.0, "diffusée"),
        ("QN1", "Nord <b>", "QN1", 2023, 47.5, 17.5, "estimée"),
        ("QN2", "Sud", "QP2", 2020, 40.0, 17.0, "diffusée"),
        ("QN2", "Sud", "QN2", 2023, 30.0, 17.5, "diffusée"),
        ("QN3", "Est", "QN3", 2023, None, 17.5, "secret"),
        ("QN4", "Ouest", None, None, None, None, "manquante"),
    ],
    columns=COLONNES,
)


def figure(df=SERIES, **autres):
    spec, note = graphiques_multiples.figure(
        df, "annee", "valeur", "quartier", "quartier_id", "fil", reference="reference", **autres
    )
    go.Figure(spec)
    json.dumps(spec)
    return spec, note


def test_chaque_case_a_la_meme_echelle():
    page = figure()[0]["layout"]
    portees = {tuple(axe["range"]) for nom, axe in page.items() if nom.startswith("yaxis")}
    assert len(portees) == 1
    assert len([nom for nom in page if nom.startswith("yaxis")]) == 4


def test_deux_perimetres_font_deux_traits_et_l_ancien_est_gris():
    fils = [m for m in figure()[0]["data"] if m["meta"] == "fil" and m["xaxis"] == "x2"]
    assert [m["x"] for m in fils] == [[2020], [2023]]
    assert fils[0]["line"]["color"] != fils[1]["line"]["color"]


def test_le_secret_est_une_croix_sous_l_echelle_et_non_une_valeur():
    spec, _ = figure()
    croix = next(m for m in spec["data"] if m["meta"] == "secret")
    assert croix["y"][0] < min(spec["layout"]["yaxis"]["tickvals"])
    trait = next(m for m in spec["data"] if m["meta"] == "fil" and m["xaxis"] == "x3")
    assert trait["y"] == [None]
    textes = [a["text"] for a in spec["layout"]["annotations"]]
    assert "secret statistique" in textes
    assert "rien de publié" in textes


def test_un_clic_rend_le_code_du_quartier_et_rien_n_est_du_html_actif():
    spec, _ = figure()
    assert {c[0] for m in spec["data"] for c in m["customdata"]} == {"QN1", "QN2", "QN3"}
    assert "<b>&lt;" not in spec["layout"]["annotations"][0]["text"]
    assert "Nord &lt;b&gt;" in spec["layout"]["annotations"][0]["text"]


def test_une_estimation_est_un_point_creux():
    fil = next(m for m in figure()[0]["data"] if m["meta"] == "fil")
    assert fil["marker"]["color"][0] != fil["marker"]["color"][1]


@pytest.mark.parametrize(("largeur", "par_rang"), [(390, 2), (1366, 4)])
def test_un_telephone_a_deux_cases_par_rang(monkeypatch, largeur, par_rang):
    monkeypatch.setattr(ecran, "dimensions", lambda: (largeur, 900))
    page = figure()[0]["layout"]
    haut = max(axe["domain"][1] for nom, axe in page.items() if nom.startswith("yaxis"))
    premier_rang = [n for n, axe in page.items() if n.startswith("yaxis") and axe["domain"][1] == haut]
    assert len(premier_rang) == par_rang


def test_ce_qui_ne_tient_pas_au_mur_est_compte():
    beaucoup = pd.concat([SERIES.assign(quartier_id=f"Q{i}", fil=f"Q{i}") for i in range(30)])
    spec, note = figure(beaucoup, grand=True, hauteur=430)
    cases = len([nom for nom in spec["layout"] if nom.startswith("yaxis")])
    assert spec["layout"]["height"] == 430
    assert note.startswith(str(30 - cases))


def test_rien_de_publie_ne_dessine_rien():
    assert figure(SERIES[SERIES["quartier_id"] == "QN4"])[0]["data"] == []


def test_la_legende_ne_dit_que_ce_qui_se_voit():
    spec, note = figure()
    texte = graphiques_multiples.legende(spec, SERIES, "quartier_id", "fil", "l'agglomération", note, False)
    assert "l'agglomération" in texte and "croix" in texte and "ancien périmètre" in texte
    simple = SERIES[SERIES["quartier_id"] == "QN1"].assign(reference=None)
    texte = graphiques_multiples.legende(
        figure(simple)[0], simple, "quartier_id", "fil", "l'agglomération", "", False
    )
    assert "croix" not in texte and "tirets" not in texte
