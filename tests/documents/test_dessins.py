"""D'un bloc à un dessin neutre : mêmes noms, mêmes nombres, mêmes unités que la page."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.blocs import Barres, Colonnes, Empilees, Entonnoir, Etendues, Flux, Lignes, Multiples, Paires
from pages.composants.dessin_neutre import Ecriture
from pages.documents.dessins import neutre as ecrit
from pages.documents.planches import planche
from pages.rendus.neutre import neutre

LONG = "Un nom très long que la page replie sur plusieurs lignes pour un téléphone"
PIEGE = "#panic() *x* $y$ <b> =1+1"


def test_des_barres_gardent_leurs_noms_entiers_leurs_valeurs_et_leurs_textes():
    df = pd.DataFrame({"nom": [LONG, PIEGE, "Rien"], "eur": [Decimal("1204300.50"), Decimal(6000), None]})
    dessin = neutre(Barres(df, "eur", cle="essai"))
    assert dessin.genre == "barres"
    assert dessin.categories == (LONG, PIEGE, "Rien")
    assert dessin.series[0].valeurs == (1204300.5, 6000.0, None)
    assert dessin.series[0].textes[2] == "n.\u202fd."
    assert dessin.ecriture.genre == "euros"


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.text("abcdé <>&*#$", min_size=1, max_size=30), st.integers(0, 10**9)),
        min_size=1,
        max_size=10,
        unique_by=lambda x: x[0],
    )
)
def test_aucun_nom_ni_nombre_ne_se_perd(lignes):
    df = pd.DataFrame(lignes, columns=["nom", "eur"])
    dessin = neutre(Barres(df, "eur", cle="essai", trie=False))
    assert dessin.series[0].valeurs == tuple(float(v) for _, v in lignes)
    assert [c.split() for c in dessin.categories] == [n.split() for n, _ in lignes]


def test_une_part_reste_une_fraction_et_un_taux_reste_un_taux():
    parts = pd.DataFrame({"nom": ["a", "b"], "v": [0.42, 0.08]})
    assert neutre(Barres(parts, "v", cle="essai", format="pourcent")).ecriture.genre == "fraction"
    taux = pd.DataFrame({"nom": ["a", "b"], "v": [44.3, 17.0]})
    dessin = neutre(Barres(taux, "v", cle="essai", format="%"))
    assert dessin.ecriture == Ecriture("nombre", 1, "\u202f%") and dessin.series[0].valeurs == (44.3, 17.0)


def test_l_entonnoir_separe_l_etape_de_son_montant():
    dessin = neutre(Entonnoir(1000, 800, 200, cle="essai"))
    assert dessin.categories == ("Demandé", "Accordé", "Versé")
    assert dessin.series[0].valeurs == (1000.0, 800.0, 200.0)
    assert dessin.series[0].textes[1].startswith("800\u202f€ · 80\u202f% du demandé")


def test_des_colonnes_serrees_gardent_leur_unite():
    df = pd.DataFrame({"annee": range(2015, 2024), "eur": [Decimal(10**6 + i) for i in range(9)]})
    dessin = neutre(Colonnes(df, cle="essai", valeur="eur"))
    assert dessin.genre == "colonnes" and dessin.categories[0] == "2015"
    assert dessin.series[0].valeurs[8] == 10**6 + 8 and dessin.ecriture.genre == "euros"


def test_des_effectifs_empiles_ne_deviennent_pas_des_pourcentages():
    df = pd.DataFrame(
        {"annee": [2023, 2023, 2024], "n": [4, 1, 3], "s": ["Anciennes", "Nouvelles", "Anciennes"]}
    )
    dessin = neutre(Empilees(df, "s", cle="essai", valeur="n", format="entier"))
    assert dessin.genre == "empilees"
    assert {s.nom: s.valeurs for s in dessin.series} == {"Anciennes": (4.0, 3.0), "Nouvelles": (1.0, None)}
    assert dessin.ecriture == Ecriture("nombre", 0)


def test_deux_zonages_font_deux_courbes_et_le_secret_n_a_pas_de_valeur():
    df = pd.DataFrame(
        {
            "annee": [2019, 2020, 2024, 2025],
            "v": [40.0, None, 44.0, 45.5],
            "q": ["Q"] * 4,
            "zonage": ["2015", "2015", "2024", "2024"],
            "statut": ["diffusée", "secret", "diffusée", "diffusée"],
        }
    )
    dessin = neutre(Lignes(df, cle="essai", y="v", serie="q", rupture="zonage", statut="statut"))
    assert [s.nom for s in dessin.series] == ["Q (contours 2015)", "Q (contours 2024)"]
    assert [s.valeurs for s in dessin.series] == [(40.0, None, None, None), (None, None, 44.0, 45.5)]
    assert "secret" in dessin.note and dessin.ecriture.suffixe == "\u202f%"


def test_des_petits_multiples_gardent_une_case_par_quartier():
    df = pd.DataFrame(
        {
            "annee": [2020, 2021, 2020],
            "v": [30.0, 31.0, None],
            "nom": ["A", "A", "B"],
            "code": ["a", "a", "b"],
            "fil": ["a", "a", "b"],
            "ref": [10.0, 11.0, 10.0],
            "statut": ["diffusée", "diffusée", "secret"],
        }
    )
    dessin = neutre(Multiples(df, cle="essai", y="v", reference="ref", nom_reference="l'agglomération"))
    assert [c.titre for c in dessin.cases] == ["A", "B"]
    assert {s.nom: s.valeurs for s in dessin.cases[0].series} == {
        "l'agglomération": (10.0, 11.0),
        "A": (30.0, 31.0),
    }
    assert dessin.cases[1].note == "secret statistique"


def test_annonce_non_mesure_et_mesure_sont_les_trois_montants_de_la_page():
    df = pd.DataFrame({"nom": ["CAF"], "a": [1000], "n": [300], "m": [None]})
    dessin = neutre(Paires(df, "nom", cle="essai", annonce="a", non_mesure="n", mesure="m"))
    assert [(s.nom, s.valeurs) for s in dessin.series] == [
        ("Annoncé", (1000.0,)),
        ("dont non mesuré", (300,)),
        ("Mesuré", (None,)),
    ]


def test_une_etendue_donne_son_plus_bas_et_son_plus_haut():
    df = pd.DataFrame({"c": ["x"], "nom": ["Contrat X"], "bas": [36.4], "haut": [49.9]})
    bornes = {"bas": "bas", "haut": "haut", "ecrire": lambda b, h: f"{b} à {h} %"}
    dessin = neutre(Etendues(df, cle="essai", libelle="nom", code="c", **bornes))
    assert dessin.categories == ("Contrat X",)
    assert [s.valeurs for s in dessin.series] == [(36.4,), (49.9,)]


def test_les_flux_deviennent_un_tableau_aux_montants_exacts():
    df = pd.DataFrame(
        {"de": ["État", "État"], "vers": ["Emploi", PIEGE], "eur": [Decimal("100.50"), Decimal(50)]}
    )
    dessin = neutre(Flux(df, "de", "vers", "eur", cle="essai"))
    assert dessin.genre == "tableau"
    assert dessin.lignes == (("État", "Emploi", "100,50\u202f€"), ("État", PIEGE, "50\u202f€"))


def test_zero_mesure_n_est_pas_une_absence():
    df = pd.DataFrame({"nom": ["CAF"], "a": [1000], "n": [0], "m": [0]})
    dessin = neutre(Paires(df, "nom", cle="essai", annonce="a", non_mesure="n", mesure="m"))
    assert [s.valeurs for s in dessin.series] == [(1000.0,), (None,), (0.0,)]


@pytest.mark.parametrize(
    ("ecriture", "valeur", "attendu"),
    [
        (Ecriture("euros"), 1204300, "1,2\u202fM€"),
        (Ecriture("euros"), 6000, "6\u202f000\u202f€"),
        (Ecriture("fraction"), 0.42, "42\u202f%"),
        (Ecriture("nombre", 1, "\u202f%"), 44.3, "44,3\u202f%"),
        (Ecriture("nombre"), None, ""),
    ],
)
def test_une_valeur_s_ecrit_comme_a_l_ecran(ecriture, valeur, attendu):
    assert ecriture(valeur) == attendu


def test_chaque_vue_du_territoire_fictif_se_dessine(matiere):
    dessins = [ecrit(f) for s in matiere.sections for f in s.vue.dessins]
    assert all(d.lignes or planche(d, 480).formes for d in dessins)
    assert {d.genre for d in dessins} >= {"barres", "empilees", "multiples", "tableau"}
