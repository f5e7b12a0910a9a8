"""La course des objectifs et le prévu contre le réel : l'inconnu est gris, dit, et jamais zéro."""

import json

import pandas as pd
import plotly.graph_objects as go

from pages.composants import couleurs, ecran, graphiques_course, graphiques_prevus
from pages.composants.formats import FINE

ROLES = couleurs.CLAIR


def objectif(etat="approche", avancement=0.5, aujourdhui=43.0, raison=None, nom="Emploi", groupe="Emploi"):
    return {
        "objectif": nom,
        "groupe": groupe,
        "nb_groupe": 2,
        "nb_sus_groupe": 1,
        "depart": 40.0,
        "depart_annee": 2023,
        "aujourdhui": aujourdhui,
        "annee": 2025 if aujourdhui else None,
        "cible": 46.0,
        "echeance": 2030,
        "avancement": avancement,
        "etat": etat,
        "raison": raison,
        "unite": "%",
    }


INCONNU = objectif("inconnu", None, None, "rien depuis", "Pauvreté <i>")


def course(*lignes, **autres):
    spec, note = graphiques_course.figure(pd.DataFrame(list(lignes)), **autres)
    go.Figure(spec)
    json.dumps(spec)
    return spec, note


def textes(spec) -> list[str]:
    return [a["text"] for a in spec["layout"]["annotations"]]


def test_l_avancement_place_le_point_entre_le_depart_et_la_cible():
    spec, _ = course(objectif())
    depart, cible, aujourdhui = spec["data"]
    assert (depart["x"], cible["x"], aujourdhui["x"]) == ([0.0], [1.0], [0.5])
    assert f"<b>43,0{FINE}% en 2025, on s'en approche</b>" in textes(spec)


def test_l_inconnu_est_un_pointille_gris_sans_point_et_dit_pourquoi():
    spec, _ = course(INCONNU)
    assert spec["data"][2]["x"] == []
    assert spec["layout"]["shapes"][0]["line"] == {"color": ROLES.neutre, "width": 2, "dash": "dot"}
    assert f"nous ne savons pas{FINE}: rien de publié depuis le départ" in textes(spec)
    assert "Pauvreté &lt;i&gt;" in textes(spec)


def test_s_eloigner_sort_a_gauche_et_reste_dans_la_figure():
    spec, _ = course(objectif("eloigne", -3.0, 22.0))
    assert spec["data"][2]["x"] == [-0.3]
    assert spec["layout"]["xaxis"]["range"][0] < -0.3
    assert spec["data"][2]["marker"]["color"] == [ROLES.alerte]


def test_une_cible_depassee_reste_a_la_cible():
    assert course(objectif("atteint", 1.6, 50.0))[0]["data"][2]["x"] == [1.0]


def test_un_depart_inconnu_se_dit():
    ligne = objectif("inconnu", None, 43.0, "sans départ") | {"depart": None, "depart_annee": None}
    spec, _ = course(ligne)
    assert "départ inconnu" in textes(spec)
    assert any("43,0" in texte and "la valeur de départ manque" in texte for texte in textes(spec))


def test_au_mur_ce_qu_on_sait_passe_d_abord_et_le_reste_est_compte():
    spec, note = course(INCONNU, *[objectif(nom=f"O{i}") for i in range(6)], INCONNU, grand=True, hauteur=470)
    assert spec["layout"]["height"] <= 470
    montres = len(spec["data"][0]["x"])
    assert len(spec["data"][2]["x"]) == montres, "aucun inconnu n'a pris la place d'un connu"
    assert note.startswith("Pour 2 autres objectifs, nous ne savons pas")


def test_sur_un_telephone_les_mots_vont_sous_la_piste(monkeypatch):
    monkeypatch.setattr(ecran, "dimensions", lambda: (390, 844))
    spec, _ = course(INCONNU)
    texte = next(a for a in spec["layout"]["annotations"] if "nous ne savons pas" in a["text"])
    assert texte["xref"] == "paper"


def test_sans_objectif_il_n_y_a_pas_de_figure():
    assert graphiques_course.figure(pd.DataFrame())[0]["data"] == []


def groupe(**autres):
    return {
        "nom": "Emploi",
        "prevus": 50,
        "reels": 40,
        "nb_actions": 4,
        "nb_inconnues": 1,
        "nb_petites": 0,
    } | autres


def test_le_reel_est_dans_le_prevu_et_l_inconnu_a_cote():
    spec = graphiques_prevus.figure(pd.DataFrame([groupe()]))
    go.Figure(spec)
    assert [m["x"] for m in spec["data"]] == [[50.0], [40.0]]
    assert any("nous ne savons pas pour 1 sur 4" in a["text"] for a in spec["layout"]["annotations"])


def test_rien_de_connu_ne_trace_pas_de_barre_a_zero():
    spec = graphiques_prevus.figure(pd.DataFrame([groupe(prevus=None, reels=None, nb_inconnues=4)]))
    assert [m["x"] for m in spec["data"]] == [[None], [None]]
    assert graphiques_prevus.en_mots(groupe(reels=None, nb_inconnues=4)) == "nous ne savons pas pour 4 sur 4"


def test_les_petites_actions_se_disent_sans_nombre():
    assert "moins de 5" in graphiques_prevus.en_mots(groupe(nb_petites=1))
