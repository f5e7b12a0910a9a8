"""Les années : colonnes, piles, indicateurs ; ni secret à zéro, ni zonages reliés."""

from decimal import Decimal
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go
import pytest

from pages.composants import couleurs, graphiques_annees, graphiques_lignes
from pages.composants import graphiques_socle as socle
from pages.composants.formats import FINE
from pages.composants.graphiques_reperes import bouts, echelle

ROLES = couleurs.CLAIR
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


def test_les_colonnes_additionnent_l_annee_et_mettent_la_choisie_en_accent():
    spec, unite = graphiques_annees.figure_colonnes(ANNEES, "annee", "m", choisi="2023")
    colonne = spec["data"][0]
    assert colonne["y"] == [6000, 6000, 15000]
    assert colonne["marker"]["color"] == [ROLES.neutre, ROLES.accent, ROLES.neutre]
    assert colonne["text"][2] == f"15{FINE}k€"
    assert unite == ""
    assert f"▲ +150{FINE}% par rapport à 2023" in colonne["customdata"][2][1]


def test_des_colonnes_serrees_disent_leur_unite_une_seule_fois():
    df = pd.DataFrame({"a": range(2015, 2027), "m": [Decimal(1_250_000)] * 12})
    spec, unite = graphiques_annees.figure_colonnes(df, "a", "m")
    assert unite == "M€"
    assert set(spec["data"][0]["text"]) == {"1,25"}


def test_une_annee_sans_valeur_n_est_pas_une_annee_a_zero():
    df = pd.DataFrame({"a": [2023, 2024], "m": [None, Decimal(5000)]})
    assert graphiques_annees.figure_colonnes(df, "a", "m")[0]["data"][0]["y"] == [None, 5000]


def test_la_pile_garde_la_couleur_de_ses_codes_et_ses_totaux():
    rangs = couleurs.rangs("ABCDEFGH")
    spec, _, legende = graphiques_annees.figure_empilees(ANNEES, "m", "annee", "nom", "code", rangs)
    assert [nom for nom, _ in legende] == list("abcdefgh")
    assert [teinte for _, teinte in legende] == list(ROLES.palette)
    seule = ANNEES[ANNEES["code"] == "C"]
    assert graphiques_annees.figure_empilees(seule, "m", "annee", "nom", "code", rangs)[2] == [
        ("c", ROLES.palette[2])
    ]
    totaux = {a["x"]: a["text"] for a in spec["layout"]["annotations"]}
    assert totaux[2024] == f"15{FINE}k€"


def test_plus_de_six_series_a_la_fois_deviennent_autres_sans_perdre_un_euro():
    df = pd.DataFrame(
        {"a": [2024] * 9, "n": [f"s{i}" for i in range(9)], "m": [Decimal(i + 1) for i in range(9)]}
    )
    spec, _, legende = graphiques_annees.figure_empilees(df, "m", "a", "n")
    assert len(spec["data"]) == 7
    assert legende[-1] == ("Autres (3)", ROLES.neutre)
    assert sum(marque["y"][0] for marque in spec["data"]) == 45


def test_la_rupture_se_marque_entre_deux_annees():
    spec, _ = graphiques_annees.figure_colonnes(ANNEES, "annee", "m", rupture=(2024, "nouveau contrat"))
    assert spec["layout"]["shapes"][0]["x0"] == pytest.approx(2 / 3)
    assert spec["layout"]["annotations"][0]["text"] == "nouveau contrat"
    spec, _ = graphiques_annees.figure_colonnes(ANNEES, "annee", "m", rupture=(2022, "hors champ"))
    assert "shapes" not in spec["layout"]


def test_deux_zonages_ne_se_relient_jamais():
    spec, note = _lignes(choisi="Les Tilleuls")
    quartier = [t for t in spec["data"] if t["name"] == "Les Tilleuls"]
    assert [(t["meta"], t["x"]) for t in quartier] == [("2015", [2018, 2019, 2020]), ("2024", [2022, 2023])]
    assert spec["layout"]["shapes"][0]["x0"] == 2021
    assert "ne se comparent pas" in note
    textes = [a["text"] for a in spec["layout"]["annotations"]]
    assert "contours 2015" in textes
    assert "contours 2024" in textes


def test_sans_changement_de_zonage_il_n_y_a_pas_de_rupture():
    spec, note = _lignes(MESURES[MESURES["zonage"] != "2024"])
    assert note == ""
    assert not spec["layout"].get("shapes")


def test_un_point_secret_est_une_croix_dans_sa_bande_jamais_un_zero():
    spec, _ = _lignes()
    quartier = next(t for t in spec["data"] if t["name"] == "Les Tilleuls")
    assert quartier["y"] == [44.0, None, 42.0]
    assert quartier["connectgaps"] is False
    secrets = next(t for t in spec["data"] if t["name"] == "Secret statistique")
    assert secrets["x"] == [2019]
    assert secrets["yaxis"] == "y2"
    assert spec["layout"]["yaxis2"]["domain"][1] < spec["layout"]["yaxis"]["domain"][0]
    assert spec["layout"]["yaxis2"]["ticktext"] == ["secret"]


def test_une_valeur_livree_malgre_le_secret_ne_se_trace_pas():
    df = MESURES.assign(valeur=MESURES["valeur"].fillna(0))
    quartier = next(t for t in _lignes(df)[0]["data"] if t["name"] == "Les Tilleuls")
    assert quartier["y"][1] is None


def test_tout_au_secret_se_montre_quand_meme():
    df = MESURES[MESURES["statut"] == "secret"]
    spec, _ = _lignes(df)
    go.Figure(spec)
    assert spec["layout"]["meta"] == "Toutes les mesures sont au secret."


def test_les_references_sont_en_tirets_et_le_quartier_en_accent():
    traces = {t["name"]: t["line"] for t in _lignes(choisi="Les Tilleuls")[0]["data"] if "line" in t}
    assert traces["Les Tilleuls"]["color"] == ROLES.accent
    assert traces["Ville"]["dash"] != "solid"


def test_les_noms_en_bout_de_ligne_ne_se_chevauchent_pas_et_restent_dans_le_cadre():
    fins = [(f"Territoire numéro {i}", {"valeur": 20 + i / 10, "annee": 2024}, "#000000") for i in range(5)]
    textes, marge = bouts(fins, 2024, (0, 40), 300, "%", ROLES, socle.BUREAU)
    hauteurs = sorted((40 - t["y"]) / 40 * 300 for t in textes)
    places = [(t["text"].count("<br>") + 1) * socle.BUREAU.texte for t in textes]
    for avant, apres in pairwise(hauteurs):
        assert apres - avant >= max(places)
    assert hauteurs[-1] <= 300
    assert marge > 80


@pytest.mark.parametrize("valeurs", [[14, 44], [10788, 13724], [0, 0], [5], [-3, 8], [0.2, 0.3]])
def test_l_echelle_contient_tout_et_ses_pas_sont_ronds(valeurs):
    bas, haut, pas = echelle(valeurs)
    assert bas <= min(valeurs) <= max(valeurs) < haut
    assert float(f"{pas:.1e}"[0]) in (1, 2, 5)
    assert bas / pas == pytest.approx(round(bas / pas))
