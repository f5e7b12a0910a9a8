"""Les contrats se comparent au centime, sans moyenne de taux ni somme de populations douteuses."""

from dataclasses import replace
from decimal import Decimal

from queries import Filtre, lire

TROIS_CONTRATS = """
insert into contrat (
    contrat_id, nom, region, debut, fin, generation, population_qpv, longitude, latitude, source_id
)
values ('A', 'Aube', '24', 2015, 2030, '2024', 9999, 1, 47, 's'),
('B', 'Brume', '24', 2015, 2030, '2024', 400, 2, 47, 's'),
('C', 'Cime', '24', 2015, 2030, '2024', 5000, null, null, 's'),
('D', 'Dune', '11', 2015, 2030, '2024', 100, 3, 48, 's');
insert into quartier (quartier_id, contrat_id, nom, type, generation, communes, population, source_id)
values ('QN1', 'A', 'Nord', 'QPV', '2024', ['1'], 100, 's'),
('QN2', 'A', 'Sud', 'QPV', '2024', ['1'], 300, 's'),
('QV1', 'A', 'Veille', 'QVA', '2024', ['1'], 700, 's'),
('QP1', 'A', 'Ancien', 'QPV', '2015', ['1'], 80, 's'),
('QN3', 'B', 'Est', 'QPV', '2024', ['2'], null, 's'),
('QN4', 'C', 'Ouest', 'QPV', '2024', ['3'], null, 's');
insert into commune (commune_id, nom, population, contrat_id, geometrie, source_id)
values ('1', 'Un', 20000, 'A', 'POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))', 's'),
('11', 'Onze', 500, 'A', 'POLYGON ((1 0, 2 0, 2 1, 1 1, 1 0))', 's'),
('2', 'Deux', 900, 'B', 'POLYGON ((3 0, 4 0, 4 1, 3 1, 3 0))', 's'),
('22', 'Vingt-deux', 900, 'B', null, 's'),
('3', 'Trois', 4000, 'C', null, 's');
insert into theme_national values
('1', '2020-2023', 'Cohésion', null, 's'), ('1.1', '2020-2023', 'École', '1', 's'),
('1', '2024-2030', 'Éducation', null, 's'), ('1.2', '2024-2030', 'Réussite', '1', 's'),
('5', '2024-2030', 'Emploi', null, 's');
insert into financeur values ('etat', 'État', 'État', 1, 's');
insert into action (
    action_id, contrat_id, annee, intitule, theme_national, statut, echelle, cout_theorique, source_id
)
values ('A1', 'A', 2024, 'Une', '1.2', 'retenue', 'quartiers', false, 's'),
('A2', 'A', 2024, 'Deux', '5', 'retenue', 'contrat', false, 's'),
('A3', 'A', 2024, 'Poste', null, 'retenue', 'contrat', true, 's'),
('A4', 'A', 2024, 'Écartée', '5', 'refusée', 'contrat', false, 's'),
('A5', 'A', 2023, 'Avant', '1.1', 'retenue', 'contrat', false, 's'),
('B1', 'B', 2024, 'Autre', '5', 'retenue', 'contrat', false, 's'),
('D1', 'D', 2024, 'Loin', '5', 'retenue', 'contrat', false, 's'),
('C1', 'C', 2024, 'Refus', '5', 'refusée', 'contrat', false, 's');
insert into ventilation values
('A1', 'etat', 'specifique', 'fonctionnement', 'QN1', 0, 0, 1000.01, 0),
('A1', 'etat', 'specifique', 'fonctionnement', 'QN2', 0, 0, 999.99, 0),
('A2', 'etat', 'specifique', 'fonctionnement', null, 0, 0, 400, 0),
('A3', 'etat', 'specifique', 'fonctionnement', null, 0, 0, 1600, 0),
('A4', 'etat', 'specifique', 'fonctionnement', null, 0, 0, 7777, 0),
('A5', 'etat', 'specifique', 'fonctionnement', null, 0, 0, 80, 0),
('B1', 'etat', 'specifique', 'fonctionnement', null, 0, 0, 200, 0),
('D1', 'etat', 'specifique', 'fonctionnement', null, 0, 0, 555, 0),
('C1', 'etat', 'specifique', 'fonctionnement', null, 0, 0, 666, 0);
insert into classement values ('A-d', 'A', 'Dispositifs', true, 's');
insert into classe values ('A-ar', 'A-d', 'adultes-relais', 'Adultes-relais', 1, 's');
insert into action_classe values ('A3', 'A-ar', 's');
insert into source (source_id, type, nom, millesime, fichier, empreinte, importe_le)
values ('s', 'essai', 'Essai', '2021', 'f', 'e', '2026-01-01');
insert into indicateur values
('pauv', 'Taux de pauvreté', 'Revenus', '%', 'd', 'baisse', false, 's'),
('autre', 'Taux d''emploi', 'Emploi', '%', 'd', 'hausse', false, 's');
insert into mesure values
('pauv', 'quartier', 'QN1', 2021, 40, 'diffusée', '2024', 's'),
('pauv', 'quartier', 'QN2', 2021, 55.4, 'diffusée', '2024', 's'),
('pauv', 'quartier', 'QV1', 2021, 10, 'diffusée', '2024', 's'),
('pauv', 'quartier', 'QN3', 2021, null, 'secret', '2024', 's'),
('pauv', 'quartier', 'QN1', 2020, 99, 'diffusée', '2024', 's'),
('pauv', 'quartier', 'QP1', 2022, 70, 'diffusée', '2015', 's'),
('pauv', 'commune', '1', 2023, 5, 'diffusée', null, 's'),
('autre', 'quartier', 'QN1', 2023, 60, 'diffusée', '2024', 's');
"""
PUBLICS = ("retenue", "conventionnée", "réalisée", "soldée")
REGION = Filtre(contrats=("A", "B", "C"), annees=(2024, 2024), statuts=PUBLICS)


def contrats(filtre: Filtre = REGION, generation: str = "2024") -> dict:
    lignes = lire("territoires/contrats", filtre=filtre, generation=generation)
    return {ligne["contrat_id"]: ligne for ligne in lignes.to_dict("records")}


def absent(valeur: object) -> bool:
    return valeur is None or valeur != valeur


def test_on_se_compare_aux_contrats_de_sa_region(base_minuscule):
    base_minuscule(TROIS_CONTRATS)
    assert lire("territoires/perimetre", contrats=["B"])["contrat_id"].tolist() == ["A", "B", "C"]
    assert lire("territoires/perimetre", contrats=["D"])["contrat_id"].tolist() == ["D"]
    assert len(lire("territoires/perimetre", contrats=None)) == 4


def test_les_euros_par_habitant_sont_un_quotient_et_l_inconnu_n_est_pas_zero(base_minuscule):
    base_minuscule(TROIS_CONTRATS)
    lus = contrats()
    # A : 1 000,01 + 999,99 + 400 + 1 600 = 4 000 € pour 100 + 300 habitants ; la veille active n'y est pas.
    assert lus["A"]["montant_eur"] == Decimal("4000.00")
    assert (lus["A"]["population"], lus["A"]["population_de"]) == (400, "quartiers")
    assert lus["A"]["eur_par_habitant"] == 10.0
    assert (lus["A"]["nb_actions"], lus["A"]["nb_postes"], lus["A"]["nb_adultes_relais"]) == (2, 1, 1)
    assert lus["A"]["theorique_eur"] == Decimal("1600.00")
    # B : le quartier n'a pas d'habitants connus, la population publiée (400) est plausible.
    assert (lus["B"]["population"], lus["B"]["population_de"]) == (400, "contrat")
    assert lus["B"]["eur_par_habitant"] == 0.5
    # C : 5 000 habitants publiés pour une commune de 4 000, et aucune action publique.
    assert absent(lus["C"]["population"])
    assert not lus["C"]["connu"]
    assert absent(lus["C"]["nb_actions"]) and absent(lus["C"]["eur_par_habitant"])
    assert list(lus) == ["A", "B", "C"]


def test_un_contrat_connu_qui_n_a_rien_cette_annee_a_zero(base_minuscule):
    base_minuscule(TROIS_CONTRATS)
    lus = contrats(replace(REGION, annees=(2023, 2023)), "2015")
    assert lus["A"]["eur_par_habitant"] == 1.0
    assert lus["B"]["montant_eur"] == 0
    # En 2015, B n'a pas de quartier dans la base, et sa population publiée est celle de 2024.
    assert absent(lus["B"]["nb_quartiers"]) and absent(lus["B"]["population"])


def test_les_totaux_n_additionnent_les_habitants_que_si_tous_sont_connus(base_minuscule):
    base_minuscule(TROIS_CONTRATS)
    totaux = lire("territoires/totaux", filtre=REGION, generation="2024").iloc[0]
    assert totaux["montant_eur"] == Decimal("4200.00")
    assert (totaux["nb_contrats"], totaux["nb_contrats_finances"], totaux["nb_postes"]) == (3, 2, 1)
    assert (totaux["nb_quartiers"], totaux["nb_sans_population"]) == (4, 2)
    assert absent(totaux["population"]) and absent(totaux["eur_par_habitant"])
    seul = lire("territoires/totaux", filtre=replace(REGION, contrats=("A",)), generation="2024").iloc[0]
    assert (seul["population"], seul["eur_par_habitant"]) == (400, 10.0)


def test_la_pauvrete_est_une_etendue_du_zonage_et_de_la_derniere_annee(base_minuscule):
    base_minuscule(TROIS_CONTRATS)
    lignes = lire("territoires/pauvrete", contrats=["A", "B", "C"], generation="2024").to_dict("records")
    assert [ligne["contrat_id"] for ligne in lignes[:2]] == ["A", "B"]
    a, b, tous = lignes
    assert (a["annee"], a["zonage"], a["plus_bas"], a["plus_haut"]) == (2021, "2024", 40, 55.4)
    assert absent(b["plus_bas"]) and b["nb_secrets"] == 1
    assert absent(tous["contrat_id"]) and (tous["nb_publies"], tous["nb_secrets"]) == (2, 1)
    ancien = lire("territoires/pauvrete", contrats=["A"], generation="2015").iloc[0]
    assert (ancien["annee"], ancien["plus_haut"]) == (2022, 70)


def test_sans_mesure_du_zonage_voulu_on_donne_celle_de_l_autre(base_minuscule):
    base_minuscule(TROIS_CONTRATS + "delete from mesure where zonage = '2015'")
    assert lire("territoires/pauvrete", contrats=["A"], generation="2015").iloc[0]["zonage"] == "2024"


def test_les_themes_de_l_etat_redonnent_le_total_de_chaque_contrat(base_minuscule):
    base_minuscule(TROIS_CONTRATS)
    lignes = lire("territoires/themes", filtre=REGION, generation="2024")
    lus = {(ligne["contrat_id"], ligne["theme_id"]): ligne for ligne in lignes.to_dict("records")}
    assert lus["A", "2024-2030.1"]["montant_eur"] == Decimal("2000.00")
    assert lus["A", "2024-2030.1"]["theme"] == "Éducation"
    assert lus["A", "2024-2030.5"]["eur_par_habitant"] == 1.0
    assert lus["A", "aucun"]["montant_eur"] == Decimal("1600.00")
    assert lus["A", "aucun"]["nb_actions"] == 0
    assert lus["B", "2024-2030.1"]["montant_eur"] == 0
    # C n'a aucune action publique : il n'a pas zéro, il est absent.
    assert {contrat for contrat, _ in lus} == {"A", "B"}
    assert sum(ligne["montant_eur"] for cle, ligne in lus.items() if cle[0] == "A") == Decimal("4000.00")


def test_deux_nomenclatures_ne_se_confondent_pas(base_minuscule):
    base_minuscule(TROIS_CONTRATS)
    lignes = lire("territoires/themes", filtre=replace(REGION, annees=(2023, 2024)), generation="2024")
    noms = dict(zip(lignes["theme_id"], lignes["theme"], strict=True))
    assert noms["2020-2023.1"] == "Cohésion (2020-2023)"
    assert noms["2024-2030.1"] == "Éducation (2024-2030)"


def test_un_territoire_incomplet_n_est_pas_dessine(base_minuscule):
    base_minuscule(TROIS_CONTRATS)
    assert set(lire("serveur/contours_territoires", contrats=None)["code"]) == {"A"}
    assert lire("serveur/points_contrats", contrats=["A", "C"])["geometrie"].tolist() == ["POINT (1.0 47.0)"]
