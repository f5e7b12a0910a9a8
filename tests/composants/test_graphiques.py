"""Tous les graphiques : valides, assez grands, cliqués une seule fois, décrits ; la matrice et les flux."""

import html
import json
import re
import time
from decimal import Decimal

import pandas as pd
import plotly.graph_objects as go
import pytest
import streamlit as st

from pages.composants import (
    couleurs,
    graphiques_annees,
    graphiques_barres,
    graphiques_flux,
    graphiques_lignes,
    graphiques_sankey,
)
from pages.composants import graphiques_socle as socle
from pages.composants.formats import FINE

PILIERS = pd.DataFrame(
    {
        "code": ["CAD", "EMP", "COH", "SAN"],
        "nom": ["Cadre de vie", "Emploi <b>", "Cohésion", "Santé"],
        "m": [Decimal("340000"), Decimal("600000.50"), Decimal("60000"), None],
    }
)
ANNEES = pd.DataFrame(
    [
        (annee, code, code.lower(), Decimal(1000 * rang))
        for annee, codes in ((2022, "ABC"), (2023, "ABC"), (2024, "DEFGH"))
        for rang, code in enumerate(codes, start=1)
    ],
    columns=["annee", "code", "nom", "m"],
)
MESURES = pd.DataFrame(
    [
        ("Les Tilleuls", 2018, 44.0, "diffusée", "2015"),
        ("Les Tilleuls", 2019, None, "secret", "2015"),
        ("Les Tilleuls", 2020, 42.0, "diffusée", "2015"),
        ("Les Tilleuls", 2022, 40.0, "diffusée", "2024"),
        ("Les Tilleuls", 2023, 39.0, "estimée", "2024"),
        ("Ville", 2018, 20.0, "diffusée", None),
        ("Ville", 2023, 19.0, "diffusée", None),
    ],
    columns=["territoire", "annee", "valeur", "statut", "zonage"],
)


def _lignes(df=MESURES, **autres):
    return graphiques_lignes.figure(
        df, "annee", "valeur", "territoire", "zonage", "statut", references=["Ville"], **autres
    )


def _valide(spec):
    """La figure, acceptée par Plotly et écrite en JSON."""
    figure = go.Figure(spec)
    json.loads(figure.to_json())
    return figure


@pytest.mark.parametrize("grand", [False, True])
def test_toutes_les_figures_sont_valides_et_assez_grandes(grand):
    specs = [
        graphiques_barres.figure(PILIERS, "m", "nom", "code", grand=grand)[0],
        graphiques_barres.figure_entonnoir(8, 6, 5, 4, grand),
        graphiques_annees.figure_colonnes(ANNEES, "annee", "m", grand=grand)[0],
        graphiques_annees.figure_empilees(ANNEES, "m", "annee", "nom", "code", grand=grand)[0],
        _lignes(grand=grand)[0],
        graphiques_sankey.figure_sankey(ANNEES, "nom", "annee", "m", grand=grand),
    ]
    for spec in specs:
        page = _valide(spec).layout
        assert page.font.size >= (28 if grand else 14)
        assert page.hoverlabel.font.size >= (28 if grand else 14)
        assert page.dragmode is False
        for axe in ("xaxis", "yaxis"):
            if spec["layout"].get(axe):
                assert page[axe].fixedrange is True
        tailles = re.findall(r'"size": (\d+)', json.dumps(spec["layout"]))
        assert min(int(t) for t in tailles) >= (28 if grand else 14)


def test_rien_a_montrer_ne_casse_pas():
    vide = PILIERS.head(0)
    assert graphiques_barres.figure(vide, "m", "nom", "code")[0]["data"] == []
    assert graphiques_annees.figure_colonnes(ANNEES.head(0), "annee", "m")[0]["data"] == []
    assert graphiques_annees.figure_empilees(ANNEES.head(0), "m", "annee", "nom")[0]["data"] == []
    assert graphiques_sankey.figure_sankey(ANNEES.head(0), "nom", "code", "m")["data"] == []
    assert _lignes(MESURES.head(0))[0]["data"] == []
    assert graphiques_barres.figure_entonnoir(None, None, None, None, False)["data"] == []
    _valide(graphiques_barres.figure(PILIERS.tail(1), "m", "nom")[0])


def test_la_matrice_est_un_tableau_avec_ses_totaux():
    df = pd.DataFrame(
        [("Emploi", "État", 60000), ("Emploi", "CAF <x>", 40000), ("Santé", "État", 20000)],
        columns=["p", "f", "m"],
    )
    brut = graphiques_flux.tableau(df, "p", "f", "m", titre='Qui "paie"')
    cellules = [html.unescape(c) for c in re.findall(r"<t[dh][ >](?:[^>]*>)?(.*?)</t[dh]>", brut)]
    assert cellules == [
        c.replace(" k", f"{FINE}k")
        for c in (
            "",
            "Total",
            "État",
            "CAF <x>",
            "Emploi",
            "100 k€",
            "60 k€",
            "40 k€",
            "Santé",
            "20 k€",
            "20 k€",
            "",
            "Total",
            "120 k€",
            "80 k€",
            "40 k€",
        )
    ]
    assert "<x>" not in brut
    assert 'aria-label="Qui &quot;paie&quot;"' in brut


def test_la_matrice_porte_un_complement_et_raccourcit_ses_titres_sans_les_confondre():
    df = pd.DataFrame(
        [("Emploi", "Bailleurs (abattement)", 2), ("Emploi", "État (147)", 1), ("Emploi", "État (104)", 1)],
        columns=["p", "f", "m"],
    )
    brut = graphiques_flux.tableau(
        df, "p", "f", "m", format="entier", complements={"Levier": {"Emploi": "3 €", "Total": "2 €"}}
    )
    cellules = [html.unescape(c) for c in re.findall(r"<t[dh][ >](?:[^>]*>)?(.*?)</t[dh]>", brut)]
    assert cellules == [
        "",
        "Total",
        "Levier",
        "Bailleurs",
        "État (147)",
        "État (104)",
        "Emploi",
        "4",
        f"3{FINE}€",
        "2",
        "1",
        "1",
        "Total",
        "4",
        f"2{FINE}€",
        "2",
        "1",
        "1",
    ]


def test_un_flux_prend_la_couleur_de_celui_de_ses_bouts_qui_en_a_une():
    df = pd.DataFrame([("État", "Emploi", 3), ("Emploi", "Nord", 3)], columns=["s", "c", "m"])
    marque = graphiques_sankey.figure_sankey(df, "s", "c", "m", couleurs={"Emploi": "#0B5C7A"})["data"][0]
    assert marque["link"]["color"] == ["rgba(11,92,122,0.35)"] * 2


@pytest.mark.parametrize(("grand", "seuil"), [(False, 4.5), (True, 7)])
def test_chaque_case_de_la_matrice_se_lit(grand, seuil):
    df = pd.DataFrame(
        {"p": [f"p{i}" for i in range(50)], "f": ["f"] * 50, "m": [i**2 + 1 for i in range(50)]}
    )
    brut = graphiques_flux.tableau(df, "p", "f", "m", grand=grand)
    cases = re.findall(r"background:(#\w{6});color:(#\w{6})", brut)
    assert len(cases) == 50
    assert len(set(cases)) >= 4
    assert min(couleurs.contraste(fond, encre) for fond, encre in cases) >= seuil


def test_les_flux_gardent_leur_somme_et_ecartent_ce_qui_ne_se_dessine_pas():
    df = pd.DataFrame(
        {
            "f": [f"f{i}" for i in range(12)] + ["f0"],
            "p": ["Emploi"] * 12 + ["Santé"],
            "m": [*range(1, 13), -5],
        }
    )
    spec = graphiques_sankey.figure_sankey(df, "f", "p", "m")
    assert sum(spec["data"][0]["link"]["value"]) == sum(range(1, 13))
    assert any("Autres (5)" in nom for nom in spec["data"][0]["node"]["label"])
    _valide(spec)


def test_un_clic_dit_le_code_de_sa_marque(monkeypatch):
    points = [{"customdata": ["EMP", "…"]}]
    monkeypatch.setattr(st, "session_state", {"piliers": {"selection": {"points": points}}})
    assert socle.code_clique("piliers") == "EMP"


@pytest.mark.parametrize("selection", [{}, {"points": []}, {"points": [{"customdata": ["", "Autres"]}]}])
def test_un_clic_sur_autres_ou_a_cote_n_est_pas_un_choix(monkeypatch, selection):
    monkeypatch.setattr(st, "session_state", {"piliers": {"selection": selection}})
    assert socle.code_clique("piliers") == ""


def test_une_figure_se_construit_bien_en_dessous_de_trente_millisecondes():
    df = pd.DataFrame(
        {"c": range(60), "n": [f"Financeur {i}" for i in range(60)], "m": [Decimal(i) for i in range(60)]}
    )
    debut = time.perf_counter()
    for _ in range(10):
        graphiques_barres.figure(df, "m", "n", "c")
    assert (time.perf_counter() - debut) / 10 < 0.03


def test_aucun_texte_des_figures_n_est_en_anglais():
    textes = json.dumps([_lignes()[0], graphiques_barres.figure(PILIERS, "m", "nom")[0]])
    assert not re.search(r"\b(total of|trace \d|undefined|null%|Click|Zoom)\b", textes)
    assert socle.CONFIG["displayModeBar"] is False
    assert socle.CONFIG["showTips"] is False


def _page():
    """Une page avec tous les graphiques, comme les nôtres les disent."""
    from types import SimpleNamespace

    import pandas as pd

    from pages.blocs import Barres, Colonnes, Empilees, Entonnoir, Flux, Lignes, Matrice
    from pages.rendus import ecran

    df = pd.DataFrame({"c": ["A", "B"], "n": ["a", "b"], "m": [2.0, 1.0], "an": [2023, 2024]})
    annees = {"x": "an", "valeur": "m", "titre": "t"}
    barres = {"valeur": "m", "libelle": "n"}
    blocs = (
        Barres(
            df,
            cle="b1",
            code="c",
            choisit="pilier",
            titre="Titre *brut*",
            sous_titre="sous : titre",
            **barres,
        ),
        Barres(df.head(0), cle="b0", **barres),
        Colonnes(df, cle="c1", **annees),
        Empilees(df, cle="e1", serie="n", codes="c", **annees),
        Entonnoir(3, 2, 1, cle="en", titre="t"),
        Lignes(df, cle="l1", x="an", y="m", serie="n", titre="t"),
        Matrice(df, cle="m1", lignes="n", colonnes="an", valeur="m", titre="t"),
        Flux(df, cle="s1", source="n", cible="an", valeur="m", titre="t"),
    )
    for bloc in blocs:
        ecran.MONTREURS[type(bloc)](bloc, SimpleNamespace(visite=SimpleNamespace(projection=False)))


def test_la_page_se_dessine_sans_erreur_et_chaque_graphique_se_decrit():
    from streamlit.testing.v1 import AppTest

    essai = AppTest.from_function(_page).run()
    assert not essai.exception
    dessins = essai.get("plotly_chart")
    assert len(dessins) == 6
    assert all(d.proto.alt.strip() for d in dessins)
    assert dessins[0].proto.alt.startswith("Titre *brut*. a")
    corps = " ".join(h.proto.body for h in essai.get("html"))
    assert "<h3" in corps
    assert "Titre *brut*" in corps
    assert "Rien à montrer." in corps


def test_un_prix_au_metre_carre_garde_ses_centimes_sur_l_axe():
    from pages.composants import graphiques_reperes as reperes

    assert [reperes.court(v, "€ par m²") for v in (5.57, 6.41, 13_724.2)] == [
        "5,57\u202f€",
        "6,41\u202f€",
        "13\u202f724\u202f€",
    ]
    lues = reperes.graduations(0, 0.5, 0.1, "€ par m²")["ticktext"]
    assert len(set(lues)) == len(lues) and lues[1:] == [f"0,{i}0\u202f€" for i in (1, 2, 3, 4, 5)]
