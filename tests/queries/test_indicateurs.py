"""Les indicateurs : un écart n'est dit que s'il se sait, et deux périmètres ne se joignent jamais."""

from decimal import Decimal

import pytest

from queries import lire

LIEUX = """
insert into contrat (contrat_id, nom, epci_siren, epci_nom, region, debut, fin, generation, source_id)
values ('C1', 'Val', '200000001', 'Agglo du Val', '24', 2015, 2030, '2024', 's1');
insert into source (source_id, type, nom, producteur, millesime, fichier, empreinte, importe_le)
values ('s1', 'essai', 'Essai', 'Nous', '2024', 'f', 'e', '2026-01-01'),
    ('s2', 'essai', 'Autre', 'Eux', '2010', 'g', 'e', '2026-01-01');
insert into commune (commune_id, nom, source_id) values ('41018', 'Blois', 's1');
insert into quartier (quartier_id, contrat_id, nom, type, generation, communes, source_id) values
    ('QP1', 'C1', 'Identique', 'QPV', '2015', ['41018'], 's1'),
    ('QP2', 'C1', 'Ancien nom', 'QPV', '2015', ['41018'], 's1'),
    ('QN1', 'C1', 'Identique', 'QPV', '2024', ['41018'], 's1'),
    ('QN2', 'C1', 'Modifié', 'QPV', '2024', ['41018', '41019'], 's1'),
    ('QN3', 'C1', 'Nouveau', 'QPV', '2024', ['41018'], 's1');
insert into passage_quartier values
    ('QP1', 'QN1', 'identique', 's1'), ('QP2', 'QN2', 'modifié', 's1'), (null, 'QN3', 'nouveau', 's1');
insert into indicateur values
    ('emploi', 'Taux d''emploi', 'Emploi', '%', 'Part.', 'hausse', false, 's1'),
    ('pauvrete', 'Taux de pauvreté', 'Revenus', '%', 'Part.', 'baisse', false, 's1'),
    ('population', 'Habitants', 'Population', 'habitants', 'Nombre.', 'neutre', true, 's1');
"""


def mesures(*lignes: tuple) -> str:
    """(indicateur, type, territoire, année, valeur ou statut[, source]) ; le zonage suit le code."""
    rangees = []
    for indicateur, genre, territoire, annee, valeur, *source in lignes:
        zonage = {"QP": "'2015'", "QN": "'2024'"}.get(territoire[:2], "null")
        statut = valeur if isinstance(valeur, str) else "diffusée"
        nombre = "null" if isinstance(valeur, str) else valeur
        rangees.append(
            f"('{indicateur}', '{genre}', '{territoire}', {annee}, {nombre}, '{statut}', {zonage}, "
            f"'{source[0] if source else 's1'}')"
        )
    return LIEUX + f"insert into mesure values {', '.join(rangees)};"


def pauvrete(*lignes: tuple, genre: str = "quartier") -> list[tuple]:
    return [("pauvrete", genre, *ligne) for ligne in lignes]


def agglo(*lignes: tuple) -> list[tuple]:
    return [("pauvrete", "epci", "200000001", *ligne) for ligne in lignes]


def series(**autres):
    parametres = {
        "indicateur": "pauvrete",
        "quartier": None,
        "contrats": ["C1"],
        "generation": "2024",
        "reference": "epci",
        "fin": None,
    }
    return lire("indicateurs/series", **(parametres | autres))


def bilan(quartier: str, **autres) -> dict:
    lignes = series(**autres)
    return lignes[(lignes["quartier_id"] == quartier) & lignes["derniere"]].iloc[0].to_dict()


def test_un_perimetre_identique_fait_une_seule_serie(base_minuscule):
    base_minuscule(
        mesures(
            *pauvrete(("QP1", 2020, 40.1), ("QP1", 2022, 42.3), ("QN1", 2023, 45.2)),
            *agglo((2020, 17.2), (2022, 17.5), (2023, 17.4)),
        )
    )
    lignes = series()
    lignes = lignes[lignes["quartier_id"] == "QN1"]
    assert lignes["annee"].tolist() == [2020, 2022, 2023]
    assert set(lignes["fil"]) == {"QN1"}
    assert lignes["rupture"].isna().all(), "rien ne coupe un périmètre inchangé"
    fin = bilan("QN1")
    assert (fin["annee_ecart_debut"], fin["annee_ecart_fin"]) == (2020, 2023)
    assert (fin["ecart_debut"], fin["ecart_fin"]) == (Decimal("22.9"), Decimal("27.8"))
    assert (fin["tendance"], fin["place"], fin["evolution"]) == ("se creuse", "plus", "hausse")


def test_un_perimetre_modifie_ne_se_joint_jamais(base_minuscule):
    base_minuscule(
        mesures(
            *pauvrete(("QP2", 2020, 40.1), ("QP2", 2022, 45.3), ("QN2", 2023, 39.8)),
            *agglo((2020, 17.1), (2022, 17.1), (2023, 17.1)),
        )
    )
    lignes = series()
    lignes = lignes[lignes["quartier_id"] == "QN2"]
    assert set(zip(lignes["fil"], lignes["rupture"], strict=True)) == {("QP2", "2015"), ("QN2", "2024")}
    fin = bilan("QN2")
    assert fin["annee_ecart_debut"] == fin["annee_ecart_fin"] == 2023
    assert fin["tendance"] is None or fin["tendance"] != fin["tendance"], "une année ne fait pas une tendance"
    assert fin["perimetre"] == "Modifié"


def test_sans_valeur_sur_le_perimetre_de_2024_on_suit_l_ancien_en_le_disant(base_minuscule):
    base_minuscule(mesures(*pauvrete(("QP2", 2012, 51.7), ("QP2", 2021, 56.0))))
    fin = bilan("QN2")
    assert (fin["perimetre"], fin["continu"], fin["annee_fin"]) == ("Ancien nom", False, 2021)
    assert (fin["evolution"], fin["variation"]) == ("hausse", Decimal("4.3"))


def test_un_quartier_nouveau_n_a_rien_avant_2024(base_minuscule):
    base_minuscule(mesures(*pauvrete(("QP1", 2020, 40.1), ("QP2", 2020, 41.2), ("QN3", 2023, 38.4))))
    lignes = series()
    assert lignes[lignes["quartier_id"] == "QN3"]["annee"].tolist() == [2023]


@pytest.mark.parametrize(
    ("debut", "fin", "tendance"),
    [
        (40.1, 40.8, "stable"),  # 0,7 point : moins d'un point
        (40.1, 41.2, "se creuse"),
        (41.3, 40.2, "se réduit"),
        (16.1, 18.3, "s'inverse"),  # −1,1 puis +1,1 point
    ],
)
def test_l_ecart_n_est_dit_que_s_il_depasse_un_point(base_minuscule, debut, fin, tendance):
    base_minuscule(
        mesures(*pauvrete(("QN1", 2023, debut), ("QN1", 2024, fin)), *agglo((2023, 17.2), (2024, 17.2)))
    )
    assert bilan("QN1")["tendance"] == tendance


def test_des_valeurs_publiees_a_l_unite_demandent_un_plus_grand_ecart(base_minuscule):
    # Publiées à l'unité, chaque année : l'écart est connu à un point près, son changement à deux.
    base_minuscule(
        mesures(
            *pauvrete(("QN1", 2023, 40), ("QN1", 2024, 42)),
            *agglo((2023, 17), (2024, 17)),
            *pauvrete(("QN3", 2023, 40), ("QN3", 2024, 43)),
        )
    )
    assert bilan("QN1")["tendance"] == "stable"
    assert bilan("QN3")["tendance"] == "se creuse"


def test_un_ecart_que_l_arrondi_peut_faire_est_une_egalite(base_minuscule):
    base_minuscule(mesures(*pauvrete(("QN1", 2023, 17.3)), *agglo((2023, 17.2))))
    assert bilan("QN1")["place"] == "égal"


def test_le_secret_n_a_pas_de_valeur_et_la_derniere_publiee_reste(base_minuscule):
    base_minuscule(mesures(*pauvrete(("QN1", 2023, 44.1), ("QN1", 2024, "secret"), ("QN3", 2024, "secret"))))
    fin = bilan("QN1")
    assert (fin["statut"], fin["annee"], fin["annee_fin"]) == ("secret", 2024, 2023)
    jamais = bilan("QN3")
    assert jamais["statut"] == "secret"
    assert jamais["annee_fin"] != jamais["annee_fin"] or jamais["annee_fin"] is None


def test_l_annee_choisie_borne_la_serie(base_minuscule):
    base_minuscule(mesures(*pauvrete(("QP1", 2020, 40.1), ("QN1", 2023, 45.2))))
    assert bilan("QN1", fin=2022)["annee_fin"] == 2020


def test_une_annee_publiee_sur_les_deux_zonages_compte_une_fois(base_minuscule):
    base_minuscule(mesures(*pauvrete(("QP1", 2021, 40.1), ("QN1", 2021, 40.2))))
    lignes = series(quartier="QN1")
    assert lignes["valeur"].tolist() == [Decimal("40.2")]


def test_une_commune_ne_sert_de_reference_que_si_elle_est_seule(base_minuscule):
    base_minuscule(
        mesures(
            *pauvrete(("QN1", 2023, 40.1), ("QN2", 2023, 41.1)), ("pauvrete", "commune", "41018", 2023, 20.1)
        )
    )
    lignes = series(reference="commune").set_index("quartier_id")["ecart"]
    assert lignes["QN1"] == Decimal("20.0")
    assert lignes.isna()["QN2"]


def test_un_nombre_ne_se_compare_pas_d_un_territoire_a_l_autre(base_minuscule):
    base_minuscule(
        mesures(
            ("population", "quartier", "QN1", 2023, 4000), ("population", "epci", "200000001", 2023, 100000)
        )
    )
    assert series(indicateur="population")["ecart"].isna().all()
    assert lire(
        "indicateurs/references", indicateur="population", quartier="QN1", contrats=None, fin=None
    ).empty


def test_les_references_vont_du_plus_proche_au_plus_lointain(base_minuscule):
    base_minuscule(
        mesures(
            *pauvrete(("QN1", 2023, 40.1)),
            *agglo((2023, 17.2)),
            ("pauvrete", "commune", "41018", 2023, 20.1),
            ("pauvrete", "region", "24", 2023, 13.9),
            ("pauvrete", "france", "FR", 2023, 14.9),
            ("pauvrete", "region", "11", 2023, 15.5),
        )
    )
    lignes = lire("indicateurs/references", indicateur="pauvrete", quartier="QN1", contrats=None, fin=None)
    assert lignes["territoire"].tolist() == ["Agglo du Val", "Blois", "Région", "France"]


def test_les_quartiers_les_plus_en_retard_viennent_d_abord(base_minuscule):
    base_minuscule(
        mesures(
            ("emploi", "quartier", "QN1", 2023, 50.1),
            ("emploi", "quartier", "QN2", 2023, 40.1),
            ("emploi", "quartier", "QN3", 2023, "secret"),
        )
    )
    lignes = series(indicateur="emploi")
    assert lignes[lignes["derniere"]]["quartier_id"].tolist() == ["QN2", "QN1", "QN3"]


def test_le_choix_commence_par_la_pauvrete_et_ignore_ce_qui_n_est_pas_publie(base_minuscule):
    base_minuscule(
        mesures(
            ("emploi", "quartier", "QN1", 2025, 50.1),
            *pauvrete(("QN1", 2021, 40.1), ("QP1", 2015, 41.1)),
            ("population", "quartier", "QN1", 2025, "manquante"),
        )
    )
    lignes = lire("indicateurs/choix", contrats=["C1"])
    assert lignes["indicateur_id"].tolist() == ["pauvrete", "emploi"]
    assert lignes.iloc[0][["debut", "fin", "nb_quartiers"]].tolist() == [2015, 2021, 2]


def test_un_total_demande_que_chaque_quartier_soit_connu(base_minuscule):
    base_minuscule(
        mesures(
            ("population", "quartier", "QN1", 2023, 4000),
            ("population", "quartier", "QN2", 2023, 3000),
            ("population", "quartier", "QN3", 2023, 500),
            ("population", "quartier", "QN1", 2024, 4100),
            ("population", "quartier", "QN2", 2024, "secret"),
        )
    )
    lignes = lire("indicateurs/ensemble", indicateur="population", contrats=["C1"], fin=None)
    assert lignes["total"].tolist()[0] == 7500
    assert lignes["total"].isna().tolist() == [False, True]
    assert lignes["nb_connus"].tolist() == [3, 1]


def test_un_taux_n_a_jamais_de_chiffre_d_ensemble(base_minuscule):
    base_minuscule(mesures(*pauvrete(("QN1", 2023, 40.1), ("QN2", 2023, 41.1), ("QN3", 2023, 42.1))))
    assert lire("indicateurs/ensemble", indicateur="pauvrete", contrats=["C1"], fin=None).empty


def test_les_sources_sont_celles_des_mesures_montrees(base_minuscule):
    base_minuscule(mesures(*pauvrete(("QN1", 2023, 40.1)), ("emploi", "quartier", "QN1", 2010, 40.1, "s2")))
    assert lire("indicateurs/sources", indicateur="emploi", contrats=["C1"])["nom"].tolist() == ["Autre"]
