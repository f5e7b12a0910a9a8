"""Les barres et l'entonnoir : étiquettes, couleurs, repli, secret."""

import json
from decimal import Decimal

import pandas as pd

from pages.composants import couleurs, graphiques_barres
from pages.composants import graphiques_socle as socle
from pages.composants.formats import ABSENT, FINE, MOINS

ROLES = couleurs.CLAIR
PILIERS = pd.DataFrame(
    {
        "code": ["CAD", "EMP", "COH", "SAN"],
        "nom": ["Cadre de vie", "Emploi <b>", "Cohésion", "Santé"],
        "m": [Decimal("340000"), Decimal("600000.50"), Decimal("60000"), None],
    }
)


def test_les_barres_vont_de_la_plus_longue_a_l_absente_avec_montant_et_part():
    spec, _ = graphiques_barres.figure(PILIERS, "m", "nom", "code")
    barre = spec["data"][0]
    assert [d[0] for d in barre["customdata"]] == ["EMP", "CAD", "COH", "SAN"]
    assert barre["text"][:3] == [
        f"600{FINE}k€ · 60{FINE}%",
        f"340{FINE}k€ · 34{FINE}%",
        f"60{FINE}k€ · 6{FINE}%",
    ]
    assert barre["x"][3] is None
    assert ABSENT in [a["text"] for a in spec["layout"]["annotations"]]


def test_le_survol_dit_le_montant_exact_la_part_et_le_voisin():
    spec, _ = graphiques_barres.figure(PILIERS, "m", "nom", "code")
    survol = spec["data"][0]["customdata"][1][1]
    assert "<b>Cadre de vie</b>" in survol
    assert f"340{FINE}000{FINE}€ · 34,0{FINE}% du total" in survol
    assert f"Après Emploi &lt;b&gt;{FINE}: 600{FINE}000,50{FINE}€" in survol


def test_un_nom_venu_des_donnees_ne_met_rien_en_forme():
    spec, _ = graphiques_barres.figure(PILIERS, "m", "nom", "code")
    assert spec["layout"]["annotations"][0]["text"] == "Emploi &lt;b&gt;"


def test_la_premiere_barre_est_en_accent_sinon_la_choisie():
    spec, _ = graphiques_barres.figure(PILIERS, "m", "nom", "code")
    assert spec["data"][0]["marker"]["color"] == [ROLES.accent, *[ROLES.neutre] * 3]
    spec, _ = graphiques_barres.figure(PILIERS, "m", "nom", "code", choisi=("COH",))
    assert spec["data"][0]["marker"]["color"] == [ROLES.neutre, ROLES.neutre, ROLES.accent, ROLES.neutre]


def test_filtrer_ne_recolore_rien():
    rangs = couleurs.rangs(["EMP", "CAD", "COH", "SAN"])
    for df in (PILIERS, PILIERS.iloc[2:], PILIERS.iloc[::-1]):
        barre = graphiques_barres.figure(df, "m", "nom", "code", couleurs=rangs)[0]["data"][0]
        teintes = dict(zip([d[0] for d in barre["customdata"]], barre["marker"]["color"], strict=True))
        assert teintes["COH"] == ROLES.palette[2]
        assert teintes["SAN"] == ROLES.palette[3]


def test_au_dela_de_douze_les_dernieres_se_replient_et_le_total_reste():
    df = pd.DataFrame(
        {"c": [f"F{i}" for i in range(15)], "n": [f"f{i}" for i in range(15)], "m": range(15, 0, -1)}
    )
    barre = graphiques_barres.figure(df, "m", "n", "c")[0]["data"][0]
    assert len(barre["x"]) == 12
    assert sum(barre["x"]) == df["m"].sum()
    assert barre["customdata"][-1][0] == ""
    assert "Autres (4)" in barre["customdata"][-1][1]


def test_la_choisie_reste_visible_parmi_les_repliees():
    df = pd.DataFrame(
        {"c": [f"F{i}" for i in range(15)], "n": [f"f{i}" for i in range(15)], "m": range(15, 0, -1)}
    )
    barre = graphiques_barres.figure(df, "m", "n", "c", choisi="F14")[0]["data"][0]
    assert barre["customdata"][10][0] == "F14"
    assert sum(barre["x"]) == df["m"].sum()


def test_des_taux_ne_s_additionnent_pas_en_autres():
    df = pd.DataFrame({"c": range(15), "n": [f"q{i}" for i in range(15)], "m": [0.1] * 15})
    spec, note = graphiques_barres.figure(df, "m", "n", "c", format="pourcent")
    assert len(spec["data"][0]["x"]) == 11
    assert note.startswith("4 autres")
    assert "·" not in spec["data"][0]["text"][0]


def test_un_secret_se_dit_et_ne_vaut_pas_zero():
    df = pd.DataFrame({"n": ["A", "B"], "m": [12.0, 0.0], "statut": ["diffusée", "secret"]})
    spec, _ = graphiques_barres.figure(df, "m", "n", format="%")
    assert spec["data"][0]["x"] == [12.0, None]
    assert "secret statistique" in [a["text"] for a in spec["layout"]["annotations"]]


def test_des_negatifs_gardent_leur_signe_et_n_ont_pas_de_part():
    df = pd.DataFrame({"n": ["A", "B"], "m": [Decimal(20000), Decimal(-10000)]})
    spec, _ = graphiques_barres.figure(df, "m", "n")
    assert spec["data"][0]["text"] == [f"20{FINE}k€", f"{MOINS}10{FINE}k€"]
    assert spec["layout"]["xaxis"]["range"] == [-10000, 20000]
    assert spec["layout"]["margin"]["l"] > 50


def test_la_place_des_etiquettes_est_reservee_en_pixels():
    for grand in (False, True):
        spec, _ = graphiques_barres.figure(PILIERS, "m", "nom", "code", grand=grand)
        mesures = socle.taille(grand)
        longueur = max(len(t) for t in spec["data"][0]["text"])
        assert spec["layout"]["margin"]["r"] >= longueur * mesures.texte * 0.5


def test_la_hauteur_suit_le_nombre_de_lignes_et_rentre_dans_la_place():
    deux, quatre = (
        graphiques_barres.figure(PILIERS.head(n), "m", "nom")[0]["layout"]["height"] for n in (2, 4)
    )
    assert quatre == 2 * deux
    df = pd.DataFrame({"n": [f"f{i}" for i in range(30)], "m": range(30)})
    assert graphiques_barres.figure(df, "m", "n", hauteur=300)[0]["layout"]["height"] <= 300
    grand = graphiques_barres.figure(df, "m", "n", grand=True)[0]["layout"]["height"]
    assert grand <= graphiques_barres.HAUTEUR_GRAND


def test_l_entonnoir_va_du_clair_au_fonce_et_dit_ses_rapports():
    spec = graphiques_barres.figure_entonnoir(
        Decimal(8000), Decimal(6000), Decimal(5000), Decimal(4000), False
    )
    barre = spec["data"][0]
    assert barre["marker"]["color"] == [ROLES.demande, ROLES.propose, ROLES.accorde, ROLES.verse]
    assert barre["marker"]["pattern"]["shape"] == ["", "/", "", ""]
    textes = [a["text"] for a in spec["layout"]["annotations"]]
    assert textes[2] == f"Accordé  <b>5{FINE}000{FINE}€ · 63{FINE}% du demandé</b>"
    assert textes[3].endswith(f"80{FINE}% de l'accordé</b>")


def test_un_montant_inconnu_n_est_pas_une_etape_de_l_entonnoir():
    spec = graphiques_barres.figure_entonnoir(None, None, Decimal(5000), Decimal(0), False)
    assert spec["data"][0]["x"] == [5000, 0]
    assert "du demandé" not in json.dumps(spec, ensure_ascii=False)
