"""Un euro compte une fois, au centime, quel que soit le chemin de la somme."""

from decimal import Decimal

from queries import Filtre, lire

DEUX_QUARTIERS = """
insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
values ('C1', 'Essai', 2015, 2030, '2024', 's');
insert into quartier (quartier_id, contrat_id, nom, type, generation, communes, population, source_id)
values ('QN1', 'C1', 'Nord', 'QPV', '2024', ['1'], 100, 's'),
('QN2', 'C1', 'Sud', 'QPV', '2024', ['1'], 50, 's');
insert into financeur values
('etat', 'État', 'État', 1, 's'), ('agglo', 'Agglo', 'EPCI', 2, 's'),
('porteur', 'Porteur', 'autres', 3, 's');
insert into pilier values ('C1-P1', 'C1', 'P1', 'Emploi', 1, 2024, 2030, 's');
insert into action (
    action_id, contrat_id, annee, intitule, structure_id, pilier_id, statut, pluriannuelle, echelle, source_id
)
values ('A1', 'C1', 2024, 'Une', 'S1', 'C1-P1', 'retenue', true, 'quartiers', 's'),
('A2', 'C1', 2024, 'Deux', 'S2', null, 'retenue', false, 'contrat', 's');
insert into action_quartier values ('A1', 'QN1', 0.5, null, 's'), ('A1', 'QN2', 0.5, null, 's');
insert into ventilation values
('A1', 'etat', 'specifique', 'fonctionnement', 'QN1', 5000, 4000, 3000.01, 0),
('A1', 'etat', 'specifique', 'fonctionnement', 'QN2', 5000, 4000, 3000.00, 0),
('A1', 'agglo', 'specifique', 'fonctionnement', 'QN1', 1000, 1000, 1000, 1000),
('A1', 'agglo', 'specifique', 'fonctionnement', 'QN2', 1000, 1000, 1000, 1000),
('A1', 'porteur', 'autofinancement', 'fonctionnement', 'QN1', 500, 500, 500, 500),
('A2', 'etat', 'specifique', 'fonctionnement', null, 900, 900, 4000, 900);
"""
FILTRE = Filtre(contrats=("C1",), annees=(2024, 2024))


def test_une_action_dans_deux_quartiers_compte_une_fois_au_total(base_minuscule):
    base_minuscule(DEUX_QUARTIERS)
    chiffres = lire("synthese/chiffres", filtre=FILTRE).iloc[0]
    assert chiffres["accorde_eur"] == Decimal("12500.01")
    assert (chiffres["nb_actions"], chiffres["nb_porteurs"], chiffres["nb_quartiers"]) == (2, 2, 2)
    # Levier : État 6 000,01 € pour 2 000 € de l'agglo sur A1 ; l'autofinancement et A2 n'y comptent pas.
    assert round(chiffres["levier"], 4) == 3.0000
    # CPO : 6 000,01 € pluriannuels sur 10 000,01 € de l'État.
    assert round(chiffres["part_cpo"], 4) == 0.6000


def test_le_total_est_le_meme_par_pilier_financeur_et_quartier(base_minuscule):
    base_minuscule(DEUX_QUARTIERS)
    for question in ("synthese/montants_par_pilier", "financeurs/montants_par_financeur"):
        assert lire(question, filtre=FILTRE)["montant_eur"].sum() == Decimal("12500.01")
    quartiers = lire("quartiers/montants_par_quartier", filtre=FILTRE, contrats=["C1"], generation="2024")
    assert dict(zip(quartiers["quartier_id"], quartiers["montant_eur"], strict=True)) == {
        "QN1": Decimal("4500.01"),
        "QN2": Decimal("4000.00"),
        "ensemble": Decimal("4000.00"),
    }
