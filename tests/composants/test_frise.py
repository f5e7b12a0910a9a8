"""La frise : une bande par période, un point par réunion, un losange pour ce qui vient."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go
import pytest

from pages.composants import couleurs, frise

LE = date(2026, 11, 22)
PERIODES = pd.DataFrame(
    {
        "contrat": ["Essai", "Essai"],
        "debut": [2015, 2024],
        "fin": [2023, 2030],
        "signe_le": [date(2024, 6, 27)] * 2,
    }
)
SEANCES = pd.DataFrame(
    {
        "type": ["COPIL", "COPIL", "conseil citoyen"],
        "tenue_le": [date(2026, 12, 15), date(2026, 4, 20), date(2026, 1, 10)],
        "instance": ["Comité de pilotage", "Comité de pilotage", "Conseil <b>citoyen</b>"],
        "ordre_du_jour": ["Bilan", None, "Marche"],
    }
)


@pytest.mark.parametrize("grand", [False, True])
def test_la_figure_est_valide_et_dit_tout(grand):
    spec = frise.figure(PERIODES, SEANCES, LE, (2026, 2026), grand)
    go.Figure(spec)
    # Comité de pilotage, conseils citoyens, signature : pas de rangée pour une instance absente.
    assert [len(m["x"]) for m in spec["data"]] == [2, 1, 1]
    textes = [a["text"] for a in spec["layout"]["annotations"]]
    assert {"2015–2023", "2024–2030", "Comité de pilotage", "Conseils citoyens", "aujourd'hui"} <= set(textes)
    assert "Comité technique" not in textes
    assert ("15 décembre 2026" if grand else "15/12/2026") in textes


def test_ce_qui_vient_se_distingue_par_sa_forme():
    copil = frise.figure(PERIODES, SEANCES, LE)["data"][0]
    assert copil["marker"]["symbol"] == ["diamond", "circle"]
    assert "(à venir)" in copil["customdata"][0] and "(à venir)" not in copil["customdata"][1]


def test_la_periode_en_cours_est_accentuee():
    formes = [f for f in frise.figure(PERIODES, SEANCES, LE)["layout"]["shapes"] if f["type"] == "rect"]
    assert [f["fillcolor"] for f in formes] == [couleurs.CLAIR.absent, couleurs.CLAIR.accent]


def test_un_nom_venu_des_donnees_n_est_pas_du_html():
    conseil = frise.figure(PERIODES, SEANCES, LE)["data"][1]
    assert "&lt;b&gt;citoyen" in conseil["customdata"][0]


def test_le_texte_de_remplacement_compte_les_reunions():
    meta = frise.figure(PERIODES, SEANCES, LE)["layout"]["meta"]
    assert "Comité de pilotage : 1 réunions tenues, prochaine le 15 décembre 2026" in meta


def test_un_contrat_sans_reunion_a_sa_bande_et_rien_d_autre():
    spec = frise.figure(PERIODES.assign(signe_le=None).tail(1), SEANCES.head(0), LE, hauteur=900)
    go.Figure(spec)
    assert spec["layout"]["height"] < 400
    assert frise.figure(PERIODES.head(0), SEANCES, LE)["data"] == []
