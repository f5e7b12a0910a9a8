"""La gouvernance : qui siège, quand on se réunit, ce qu'on décide, sans rien de ce qui n'est pas public."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from queries import Filtre, lire

BASE = """
insert into contrat (contrat_id, nom, debut, fin, generation, signe_le, source_id)
values ('C1', 'Essai', 2015, 2030, '2024', '2024-06-27', 's'),
('C2', 'Voisin', 2024, 2030, '2024', null, 's');
insert into structure (structure_id, nom, categorie, source_id)
values ('pref', 'Préfecture', 'État', 's'), ('agglo', 'Agglo', 'collectivité', 's'),
('caf', 'CAF', 'établissement public', 's');
insert into signataire values
('C1', 'caf', 'signataire', 's'), ('C1', 'pref', 'coprésidente du comité de pilotage', 's'),
('C1', 'agglo', 'Coprésidente', 's'), ('C2', 'caf', null, 's');
insert into pilier values
('P0', 'C1', '1', 'Cohésion', 1, 2015, 2023, 's'), ('P1', 'C1', '1', 'Emploi', 1, 2024, 2030, 's'),
('P2', 'C1', '2', 'École', 2, 2024, 2030, 's');
insert into quartier (quartier_id, contrat_id, nom, type, generation, communes, source_id)
values ('QN1', 'C1', 'Nord', 'QPV', '2024', ['1'], 's'), ('QN2', 'C1', 'Sud', 'QPV', '2024', ['1'], 's'),
('QP1', 'C1', 'Nord', 'QPV', '2015', ['1'], 's'), ('QV1', 'C1', 'Est', 'QVA', '2024', ['1'], 's');
insert into instance values
('CC', 'C1', 'Conseil citoyen – Nord', 'conseil citoyen', 'QN1', 's'),
('COPIL', 'C1', 'Comité de pilotage', 'COPIL', null, 's'),
('TECH', 'C1', 'Comité technique', 'comité technique', null, 's'),
('AILLEURS', 'C2', 'Comité de pilotage', 'COPIL', null, 's');
insert into membre values
('COPIL', 'État', 'Préfecture', 'préfet', 1, 's'), ('COPIL', 'Élus', 'Agglo', 'élus', 4, 's'),
('TECH', 'État', 'Préfecture', 'services', 2, 's'), ('CC', 'Habitants', null, 'tirés au sort', 8, 's');
insert into seance values
('S1', 'COPIL', '2025-04-10', 'Vote 2025', 4, 's'), ('S2', 'COPIL', '2026-04-20', 'Vote 2026', 5, 's'),
('S3', 'COPIL', '2026-12-15', 'Bilan 2026', null, 's'), ('S4', 'CC', '2026-01-10', null, 6, 's'),
('S5', 'AILLEURS', '2026-12-01', null, null, 's');
insert into action (
    action_id, contrat_id, annee, intitule, structure_id, pilier_id, statut, echelle, source_id
)
values ('A1', 'C1', 2026, 'Une', 'caf', 'P1', 'retenue', 'contrat', 's'),
('A2', 'C1', 2026, 'Deux', 'caf', 'P2', 'conventionnée', 'contrat', 's'),
('A3', 'C1', 2026, 'Trois', 'caf', 'P1', 'refusée', 'contrat', 's'),
('A4', 'C1', 2026, 'Quatre', 'caf', 'P1', 'en instruction', 'contrat', 's'),
('A5', 'C1', 2025, 'Ancienne', 'caf', 'P1', 'soldée', 'contrat', 's');
insert into decision values
('S2', 'A1', 'Une', 'validée', null, 1000, 's'), ('S2', 'A2', 'Deux', 'modifiée', 'Réduit', 2000.50, 's'),
('S2', 'A3', 'Trois', 'rejetée', 'Doublon', 0, 's'), ('S3', 'A4', 'Quatre', null, null, null, 's'),
('S1', 'A5', 'Ancienne', 'validée', null, 500, 's'),
('S2', null, 'Règlement intérieur', 'validée', null, null, 's'),
('S3', null, 'Orientations 2027', null, null, null, 's');
insert into avis values
('A1', 'CC', 'favorable', 'Bien', 's'), ('A2', 'CC', 'réservé', null, 's'),
('A3', 'CC', 'défavorable', 'Non', 's'), ('A5', 'CC', 'favorable', null, 's');
"""
LE = date(2026, 11, 22)
PUBLIC = Filtre(contrats=("C1",), annees=(2026, 2026), statuts=("retenue", "conventionnée", "soldée"))


@pytest.fixture
def base(base_minuscule):
    return base_minuscule(BASE)


def test_les_periodes_sont_celles_des_piliers_ou_a_defaut_du_contrat(base):
    lignes = lire("gouvernance/periodes", contrats=None)
    assert list(zip(lignes["contrat_id"], lignes["debut"], lignes["fin"], strict=True)) == [
        ("C1", 2015, 2023),
        ("C1", 2024, 2030),
        ("C2", 2024, 2030),
    ]


def test_ceux_qui_copresident_sont_en_tete_des_signataires(base):
    lignes = lire("gouvernance/signataires", contrats=["C1"])
    assert lignes["signataire"].tolist() == ["Agglo", "Préfecture", "CAF"]


def test_le_resume_separe_les_reunions_tenues_de_celles_a_venir(base):
    resume = lire("gouvernance/resume", contrats=["C1"], debut=2026, fin=2026, le=LE).iloc[0]
    assert (resume["nb_signataires"], resume["nb_instances"], resume["nb_conseils"]) == (3, 3, 1)
    # Deux QPV de 2024 ; le QVA et le quartier de 2015 ne comptent pas.
    assert (resume["nb_quartiers"], resume["nb_quartiers_avec_conseil"]) == (2, 1)
    assert (resume["nb_reunions"], resume["nb_copils"]) == (2, 1)
    assert (resume["dernier_copil"], resume["prochain_copil"]) == (date(2026, 4, 20), date(2026, 12, 15))
    partout = lire("gouvernance/resume", contrats=None, debut=None, fin=None, le=LE).iloc[0]
    assert (partout["nb_reunions"], partout["prochain_copil"]) == (3, date(2026, 12, 1))


def test_une_reunion_du_jour_est_tenue(base):
    seances = lire("gouvernance/seances", contrats=["C1"], debut=2026, fin=2026, le=date(2026, 12, 15))
    assert seances["seance_id"].tolist() == ["S3", "S2", "S4"]
    assert not seances["a_venir"].any()


def test_les_reunions_a_venir_viennent_d_abord_meme_hors_de_la_periode(base):
    seances = lire("gouvernance/seances", contrats=["C1"], debut=2025, fin=2025, le=LE)
    assert list(zip(seances["seance_id"], seances["quand"], strict=True)) == [
        ("S3", "à venir"),
        ("S1", "tenue"),
    ]
    assert seances["nb_membres"].tolist() == [5, 5]


def test_chaque_instance_dit_ses_sieges_et_ses_dates(base):
    lignes = lire("gouvernance/instances", contrats=["C1"], debut=2026, fin=2026, le=LE)
    assert lignes["instance_id"].tolist() == ["COPIL", "TECH", "CC"]
    assert lignes["nb_membres"].tolist() == [5, 2, 8]
    assert lignes["nb_reunions"].tolist() == [1, 0, 1]
    assert lignes["quartier"].tolist()[2] == "Nord"


def test_les_sieges_par_college_suivent_le_comite_de_pilotage(base):
    lignes = lire("gouvernance/sieges_par_college", contrats=["C1"])
    assert lignes["college"].drop_duplicates().tolist() == ["Élus", "État", "Habitants"]
    cases = lignes.dropna(subset="nb_sieges").set_index(["college", "instance"])["nb_sieges"].to_dict()
    assert cases == {
        ("Élus", "Comité de pilotage"): 4,
        ("État", "Comité de pilotage"): 1,
        ("État", "Comité technique"): 2,
        ("Habitants", "Conseils citoyens"): 8,
    }
    membres = lire("gouvernance/membres", contrats=["C1"])
    assert membres["nb_sieges"].sum() == lignes["nb_sieges"].sum() == 15


def test_une_decision_sur_une_action_non_publique_ne_se_voit_pas(base):
    lignes = lire("gouvernance/decisions", filtre=PUBLIC, le=LE)
    assert list(zip(lignes["sujet"], lignes["decision"], strict=True)) == [
        ("Orientations 2027", "attendue"),
        ("Deux", "modifiée"),
        ("Une", "validée"),
        ("Règlement intérieur", "validée"),
    ]
    assert lignes["a_venir"].tolist() == [True, False, False, False]


def test_une_decision_sans_action_disparait_quand_on_choisit_un_pilier(base):
    lignes = lire("gouvernance/decisions", filtre=replace(PUBLIC, piliers=("P1",)), le=LE)
    assert lignes["sujet"].tolist() == ["Une"]


def test_le_sens_des_decisions_compte_les_memes_lignes(base):
    filtres = (PUBLIC, replace(PUBLIC, annees=None), replace(PUBLIC, piliers=("P2",)), Filtre())
    for filtre in filtres:
        detail = lire("gouvernance/decisions", filtre=filtre, le=LE)
        sens = lire("gouvernance/decisions_par_sens", filtre=filtre)
        naif = detail["decision"].value_counts().to_dict()
        assert dict(zip(sens["decision"], sens["nb_decisions"], strict=True)) == naif
        somme = sum(detail["montant_eur"].dropna().tolist(), Decimal(0))
        assert sum(sens["montant_eur"].dropna().tolist(), Decimal(0)) == somme
    assert lire("gouvernance/decisions_par_sens", filtre=PUBLIC)["decision"].tolist() == [
        "validée",
        "modifiée",
        "attendue",
    ]


def test_un_avis_sur_une_action_non_publique_ne_se_voit_pas(base):
    lignes = lire("gouvernance/avis_par_conseil", filtre=PUBLIC)
    assert dict(zip(lignes["avis"], lignes["nb_avis"].fillna(0), strict=True)) == {
        "favorable": 1,
        "réservé": 1,
        "défavorable": 0,
    }
    assert lignes["conseil"].unique().tolist() == ["Nord"]
    assert lire("gouvernance/avis", filtre=PUBLIC)["intitule"].tolist() == ["Deux", "Une"]


def test_les_sources_de_la_gouvernance(base_minuscule):
    base_minuscule(
        BASE
        + """insert into source (source_id, type, nom, fichier, empreinte, importe_le) values
        ('s', 'classeur', 'Classeur', 'c.csv', 'x', '2026-01-01'),
        ('z', 'classeur', 'Inutile', 'z.csv', 'y', '2026-01-01');"""
    )
    assert lire("gouvernance/sources", contrats=["C1"])["nom"].tolist() == ["Classeur"]


def test_aucune_decision_ni_avis_cache_sur_la_region_fictive(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    filtre = Filtre(statuts=("retenue", "conventionnée", "réalisée", "soldée"))
    visibles = set(lire("donnees/financements", filtre=filtre)["action_id"])
    assert set(lire("gouvernance/decisions", filtre=filtre, le=LE)["action_id"].dropna()) <= visibles
    assert set(lire("gouvernance/avis", filtre=filtre)["action_id"]) <= visibles
