"""Les porteurs : qui agit, qui arrive, qui dépend de qui."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queries import Filtre, lire
from tests.queries.test_sommes_au_hasard import Brut, filtres, somme

PUBLICS = ("retenue", "conventionnée", "réalisée", "soldée")
BASE = """
insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
values ('C1', 'Essai', 2015, 2030, '2024', 's');
insert into quartier (quartier_id, contrat_id, nom, type, generation, communes, population, source_id)
values ('QN1', 'C1', 'Nord', 'QPV', '2024', ['1'], 100, 's');
insert into financeur values
('etat', 'État', 'État', 1, 's'), ('agglo', 'Agglo', 'EPCI', 2, 's'),
('porteur', 'Autofinancement', 'autres', 3, 's');
insert into structure (structure_id, nom, categorie, source_id) values
('ancien', 'Ancien', 'association', 's'), ('fidele', 'Fidèle', 'bailleur', 's'),
('neuf', 'Neuf', 'association', 's'), ('refuse', 'Refusé', 'association', 's');
insert into action (
    action_id, contrat_id, annee, intitule, structure_id, statut, echelle, cout_theorique, source_id
) values
('A24', 'C1', 2024, 'Une', 'ancien', 'soldée', 'contrat', false, 's'),
('F24', 'C1', 2024, 'Deux', 'fidele', 'soldée', 'contrat', false, 's'),
('F25', 'C1', 2025, 'Deux', 'fidele', 'retenue', 'quartiers', false, 's'),
('P25', 'C1', 2025, 'Poste', 'fidele', 'retenue', 'contrat', true, 's'),
('N25', 'C1', 2025, 'Trois', 'neuf', 'retenue', 'contrat', false, 's'),
('R25', 'C1', 2025, 'Quatre', 'refuse', 'refusée', 'contrat', false, 's'),
('X25', 'C1', 2025, 'Sans porteur', null, 'retenue', 'contrat', false, 's');
insert into action_quartier values ('F25', 'QN1', 1, null, 's');
insert into ventilation values
('A24', 'etat', 'specifique', 'fonctionnement', null, 100, 100, 100, 100),
('F24', 'etat', 'specifique', 'fonctionnement', null, 50, 50, 50, 50),
('F25', 'etat', 'specifique', 'fonctionnement', 'QN1', 400, 300, 300, 0),
('F25', 'agglo', 'specifique', 'fonctionnement', 'QN1', 100, 100, 60, 0),
('F25', 'agglo', 'droit_commun', 'fonctionnement', 'QN1', 100, 100, 40, 0),
('F25', 'porteur', 'autofinancement', 'fonctionnement', 'QN1', 500, 500, 500, 0),
('P25', 'etat', 'specifique', 'fonctionnement', null, 1000, 1000, 1000, 0),
('N25', 'agglo', 'specifique', 'fonctionnement', null, 70, 70, 70, 0),
('R25', 'agglo', 'specifique', 'fonctionnement', null, 70, 70, 70, 0),
('X25', 'etat', 'specifique', 'fonctionnement', null, 9, 9, 9, 9);
"""
FILTRE = Filtre(contrats=("C1",), annees=(2025, 2025), statuts=PUBLICS)
HISTOIRE = replace(FILTRE, annees=None)


@pytest.fixture
def base(base_minuscule):
    base_minuscule(BASE)


def test_la_dependance_se_lit_hors_autofinancement_et_hors_postes(base):
    lignes = lire("porteurs/porteurs", filtre=FILTRE)
    assert lignes["porteur"].tolist() == ["Fidèle", "Neuf", "Porteur non renseigné"]
    fidele, neuf, inconnu = (lignes.iloc[i] for i in range(3))
    assert (fidele["nb_actions"], fidele["nb_postes"], fidele["nb_financeurs"]) == (2, 1, 2)
    assert fidele["montant_eur"] == Decimal(1900)
    # État 300 € sur 400 € : ni les 500 € du porteur, ni les 1 000 € du poste n'y comptent.
    assert (fidele["premier_financeur"], fidele["part_premier"]) == ("État", 0.75)
    assert (neuf["premier_financeur"], neuf["part_premier"]) == ("Agglo", 1.0)
    assert inconnu["montant_eur"] == Decimal(9)


def test_un_porteur_refuse_n_est_ni_liste_ni_ouvert(base):
    noms = lire("porteurs/noms", contrats=["C1"], statuts=list(PUBLICS))
    assert noms["structure_id"].tolist() == ["ancien", "fidele", "neuf"]
    assert lire("porteurs/fiche", filtre=HISTOIRE, porteur="refuse").empty


def test_les_mouvements_disent_qui_arrive_et_qui_s_arrete(base):
    lignes = lire("porteurs/mouvements", filtre=replace(FILTRE, annees=(2024, 2025)), annee=2025)
    assert dict(zip(lignes["structure_id"], lignes["situation"], strict=True)) == {
        "neuf": "nouveau",
        "fidele": "continue",
        "ancien": "arrêté",
    }
    ancien = lignes.set_index("structure_id").loc["ancien"]
    assert (ancien["nb_avant"], ancien["nb_actions"], ancien["avant_eur"]) == (1, 0, Decimal(100))


def test_la_premiere_annee_connue_n_a_pas_de_nouveaux(base):
    lignes = lire("porteurs/par_annee", filtre=HISTOIRE)
    assert lignes[["annee", "situation", "nb_porteurs"]].values.tolist() == [
        [2025, "Déjà là l'an d'avant", 1],
        [2025, "Nouvelles ou de retour", 1],
    ]


def test_la_fiche_d_un_porteur_compte_ses_annees_et_ses_postes(base):
    toutes = lire("porteurs/fiche", filtre=HISTOIRE, porteur="fidele").iloc[0]
    assert (toutes["premiere_annee"], toutes["derniere_annee"], toutes["nb_annees"]) == (2024, 2025, 2)
    assert (toutes["nb_actions"], toutes["montant_eur"], toutes["theorique_eur"]) == (
        3,
        Decimal(1950),
        Decimal(1000),
    )
    assert toutes["nb_quartiers"] == 1
    assert lire("porteurs/fiche", filtre=FILTRE, porteur="ancien").empty


def test_l_argent_d_un_porteur_se_lit_par_annee_financeur_et_quartier(base):
    annees = lire("porteurs/annees", filtre=HISTOIRE, porteur="fidele")
    assert annees[["annee", "nb_actions", "montant_eur"]].values.tolist() == [
        [2024, 1, Decimal(50)],
        [2025, 2, Decimal(1900)],
    ]
    financeurs = lire("porteurs/financeurs", filtre=FILTRE, porteur="fidele")
    assert dict(zip(financeurs["libelle"], financeurs["montant_eur"], strict=True)) == {
        "État": Decimal(1300),
        "Autofinancement": Decimal(500),
        "Agglo": Decimal(60),
        "Agglo (droit commun)": Decimal(40),
    }
    quartiers = lire("porteurs/quartiers", filtre=FILTRE, porteur="fidele")
    assert quartiers[["quartier_id", "nb_actions", "montant_eur"]].values.tolist() == [
        ["ensemble", 1, Decimal(1000)],
        ["QN1", 1, Decimal(900)],
    ]


AU_HASARD = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def fictive(base_demo):
    return Brut(base_demo)


@AU_HASARD
@given(st.data())
def test_les_porteurs_totalisent_le_filtre_et_chacun_ses_chemins(fictive, monkeypatch, data):
    monkeypatch.setenv("CONTRAT_BASE", str(fictive.chemin))
    filtre = data.draw(filtres(fictive))
    lignes = lire("porteurs/porteurs", filtre=filtre)
    assert somme(lignes) == fictive.total(filtre)[0]
    connus = lignes[lignes["montant_eur"].notna()]
    if len(connus):
        ligne = connus.iloc[data.draw(st.integers(0, len(connus) - 1))]
        for question in ("annees", "financeurs", "quartiers"):
            chemin = lire(f"porteurs/{question}", filtre=filtre, porteur=ligne["structure_id"])
            assert somme(chemin) == ligne["montant_eur"], question
        liste = lire("actions/recherche", filtre=filtre, q=None, porteur=ligne["structure_id"], limite=None)
        assert somme(liste) == ligne["montant_eur"]
        assert len(liste) == ligne["nb_actions"]
