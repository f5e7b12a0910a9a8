"""Territoires : le rang se lit sur ce qui s'écrit, l'inconnu se dit, un taux n'est jamais moyenné."""

from types import SimpleNamespace

import pandas as pd
import pytest

from pages.composants import formats, graphiques_etendues
from pages.serveur.contours import unir
from pages.sujets.territoires import demande, dit
from pages.sujets.territoires.demande import Comparaison, etendue
from queries import Filtre


def vue(valeurs: dict, mesure: str = "habitant", siens=("a",), theorique=0, theme="") -> Comparaison:
    """Une comparaison dont les contrats sont « Nom A », « Nom B »… avec ces valeurs."""
    lignes = pd.DataFrame(
        {
            "quartier_id": list(valeurs),
            "nom": [f"Nom {code.upper()}" for code in valeurs],
            "type": "contrat",
            "valeur": pd.Series(list(valeurs.values()), dtype="float64"),
            "statut": "diffusée",
        }
    )
    return Comparaison(
        siens=siens,
        mesure=mesure,
        theme=theme,
        zonage="2024",
        filtre=Filtre(annees=(2024, 2024)),
        contrats=lignes,
        themes=pd.DataFrame({"theme_id": ["aucun"]}),
        pauvrete=pd.DataFrame(),
        totaux=pd.Series({"montant_eur": 100, "theorique_eur": theorique}),
        valeurs=lignes.sort_values("valeur", ascending=False, na_position="last", kind="stable"),
    )


def phrase(comparaison: Comparaison) -> str:
    return dit.territoires(comparaison).replace(formats.FINE, " ")


@pytest.mark.parametrize(
    ("valeurs", "fin"),
    [
        ({"a": 30, "b": 20, "c": 10}, "le plus haut des 3 contrats (le plus bas : 10 €)."),
        ({"a": 10, "b": 20, "c": 30}, "le plus bas des 3 contrats (le plus haut : 30 €)."),
        ({"a": 20, "b": 10, "c": 30}, "2e des 3 contrats (de 10 € à 30 €)."),
        # Au centime, tous deux s'écrivent « 20,00 € » : ils sont à égalité, quel que soit leur ordre exact.
        ({"a": 20.001, "b": 20.004, "c": 30, "d": 1}, "2e à égalité des 4 contrats (de 1 € à 30 €)."),
        ({"a": 20.004, "b": 20.001}, "comme chacun des 2 contrats."),
        ({"a": 20, "b": 10, "c": None, "d": 30}, "2e des 3 contrats connus (de 10 € à 30 €)."),
        ({"a": 20, "b": None}, "seul contrat connu."),
    ],
)
def test_le_rang_se_lit_sur_les_valeurs_ecrites(valeurs, fin):
    dite = phrase(vue(valeurs))
    assert dite.startswith("En 2024, « Nom A » : ")
    assert dite.endswith(fin)
    assert "accordés par habitant des QPV" in dite


def test_un_contrat_inconnu_n_a_pas_de_rang():
    dite = phrase(vue({"a": None, "b": 10, "c": 30}))
    assert dite.startswith("En 2024, « Nom A » n'a pas de valeur connue ici ; les autres contrats : de 10 €")


def test_sans_contrat_a_soi_la_phrase_donne_les_bornes():
    assert phrase(vue({"a": 5, "b": 9}, siens=())) == (
        "En 2024, de 5 € (Nom A) à 9 € (Nom B) accordés par habitant des QPV."
    )


def test_une_base_d_un_seul_contrat_le_dit_et_dit_comment_en_avoir_d_autres():
    seule = vue({"a": 5})
    assert "qu'un contrat" in phrase(seule)
    assert "recette" in dit.notes(seule, Filtre())[0]


def test_des_postes_seuls_sont_annonces_a_leur_cout_theorique():
    assert "de postes aidés (coût théorique) par habitant" in phrase(vue({"a": 5, "b": 9}, theorique=100))


def test_les_comptes_s_accordent():
    assert "1 poste aidé, le plus bas" in phrase(vue({"a": 1, "b": 9}, mesure="postes"))
    assert phrase(vue({"a": 2, "b": 9}, mesure="quartiers")).startswith(
        "« Nom A » : 2 quartiers prioritaires"
    )


def test_le_theme_compare_est_dit():
    assert "pour le thème « Emploi »" in phrase(vue({"a": 5, "b": 9}, theme="Emploi"))


def test_un_filtre_propre_a_un_contrat_n_est_pas_applique_et_cela_se_dit():
    deux = vue({"a": 5, "b": 9})
    assert dit.notes(deux, Filtre()) == []
    (note,) = dit.notes(deux, Filtre(piliers=("P1",), quartiers=("Q1",)))
    assert note.startswith("Pilier et quartier sont propres à un contrat")


def test_l_etendue_ne_dit_pas_deux_fois_le_meme_nombre():
    lisible = [etendue(*bornes).replace(formats.FINE, " ") for bornes in ((39, 61), (56, 56.3), (None, None))]
    assert lisible == ["de 39 à 61 %", "56 %", "n. d."]


def test_les_cinq_chiffres_disent_l_inconnu():
    totaux = {
        "nb_contrats": 19,
        "nb_contrats_finances": 17,
        "nb_quartiers": 57,
        "nb_sans_population": 57,
        "montant_eur": 100,
        "theorique_eur": 100,
        "nb_postes": 3,
        "nb_adultes_relais": 2,
        "nb_fonjep": 1,
        "population": None,
        "eur_par_habitant": None,
    }
    pauvrete = pd.DataFrame(
        [
            {
                "contrat_id": None,
                "annee": 2021,
                "zonage": "2015",
                "plus_bas": 39,
                "plus_haut": 61,
                "nb_publies": 2,
                "nb_secrets": 11,
                "nom": "Filosofi",
                "producteur": "INSEE",
                "millesime": "2021",
            }
        ]
    )
    fausse = SimpleNamespace(totaux=totaux, pauvrete=pauvrete, filtre=Filtre())
    cartes = {carte.cle: carte for carte in dit.chiffres_cles(fausse)}
    assert list(cartes) == ["contrats", "accorde", "habitants", "postes", "pauvrete"]
    assert cartes["habitants"].valeur == formats.ABSENT
    assert cartes["habitants"].suite == "connus pour aucun des 57 quartiers"
    assert cartes["pauvrete"].valeur.replace(formats.FINE, " ") == "39 à 61 %"
    assert "11 secrets" in cartes["pauvrete"].suite
    assert (cartes["pauvrete"].lignes, cartes["pauvrete"].sources) == (
        "13 mesures de quartiers",
        ("Filosofi (INSEE, 2021)",),
    )


def test_les_etendues_gardent_la_choisie_et_comptent_les_absentes():
    df = pd.DataFrame(
        {
            "code": ["a", "b", "c", "d"],
            "nom": ["A", "B", "C", "D"],
            "bas": [40, 30, 20, None],
            "haut": [50, 30, 25, None],
        }
    )
    spec, note = graphiques_etendues.figure(
        df, bas="bas", haut="haut", libelle="nom", code="code", ecrire=etendue, choisis=["c"], n_max=2
    )
    assert [trace["x"] for trace in spec["data"]] == [[40.0, 50.0], [20.0, 25.0]]
    assert spec["data"][1]["marker"]["color"] != spec["data"][0]["marker"]["color"]
    assert "1 autre dans le tableau" in note and "1 ligne sans valeur publiée" in note
    vide, _ = graphiques_etendues.figure(
        df.iloc[3:], bas="bas", haut="haut", libelle="nom", code="code", ecrire=etendue
    )
    assert vide["data"] == []


def test_un_territoire_est_la_reunion_de_ses_communes():
    carres = pd.DataFrame(
        {
            "code": ["A", "A", "B"],
            "nom": ["Aube", "Aube", "Brume"],
            "geometrie": [f"POLYGON (({x} 0, {x + 1} 0, {x + 1} 1, {x} 1, {x} 0))" for x in (0, 1, 5)],
        }
    )
    reunis = unir(carres)
    assert reunis["code"].tolist() == ["A", "B"]
    # Deux carrés accolés n'en font plus qu'un, sans limite au milieu.
    assert reunis["geometrie"][0].startswith("POLYGON") and "1 0.5" not in reunis["geometrie"][0]
    assert unir(carres.iloc[:0]).empty


def test_chaque_mesure_a_sa_colonne():
    assert set(demande._COLONNE) == set(demande.MESURES)
