"""Le droit commun : ce qui n'est pas mesuré n'est pas un zéro, un retard se compte à la bonne date."""

from datetime import date
from decimal import Decimal

import pytest

from queries import Filtre, lire

BASE = """
insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
values ('C1', 'Essai', 2024, 2030, '2024', 's'), ('C2', 'Voisin', 2024, 2030, '2024', 's');
insert into structure (structure_id, nom, source_id)
values ('caf', 'CAF', 's'), ('ars', 'ARS', 's'), ('ville', 'Ville', 's');
insert into source (source_id, type, nom, fichier, empreinte, importe_le)
values ('s', 'classeur', 'Engagements', 'e.csv', 'x', '2026-01-01'),
('t', 'classeur', 'Autre', 'a.csv', 'y', '2026-01-01');
insert into engagement values
('E1', 'C1', 'caf', 'Crèches', 1000, 400.50, 'Ville', 'Appel', '2026-12-31', 'en cours', true, 's'),
('E2', 'C1', 'caf', 'Centres', 500, null, null, null, '2026-06-30', 'non mesuré', null, 's'),
('E3', 'C1', 'ars', 'Santé', 300, 0, null, null, '2025-12-31', 'non tenu', false, 's'),
('E4', 'C1', 'ars', 'Médiation', null, null, null, null, null, 'en cours', true, 's'),
('E5', 'C1', 'ville', 'Propreté', 200, 250, null, null, '2025-12-31', 'tenu', true, 's'),
('E6', 'C2', 'ville', 'Bus', 9000, null, null, null, '2030-01-01', 'en cours', true, 't');
"""
LE = date(2026, 7, 1)


@pytest.fixture
def base(base_minuscule):
    return base_minuscule(BASE)


def test_le_resume_compte_l_argent_mesure_et_celui_qui_ne_l_est_pas(base):
    resume = lire("droit_commun/resume", contrats=["C1"], le=LE).iloc[0]
    assert (resume["nb"], resume["nb_partenaires"]) == (5, 3)
    # En retard le 1er juillet 2026 : E2 (30 juin) et E3 (2025) ; E5 est tenu, E4 n'a pas d'échéance.
    assert (resume["nb_tenus"], resume["nb_en_cours"], resume["nb_en_retard"]) == (1, 2, 2)
    assert (resume["nb_non_tenus"], resume["nb_non_mesures"]) == (1, 1)
    assert (resume["nb_sans_montant"], resume["nb_sans_mesure"]) == (1, 2)
    assert resume["annonce_eur"] == Decimal("2000.00")
    assert resume["annonce_suivi_eur"] == Decimal("1500.00")
    assert resume["annonce_non_mesure_eur"] == Decimal("500.00")
    assert resume["mesure_eur"] == Decimal("650.50")


def test_un_engagement_n_est_pas_en_retard_le_jour_de_son_echeance(base):
    retards = [
        lire("droit_commun/resume", contrats=["C1"], le=date(2026, 6, j)).iloc[0]["nb_en_retard"]
        for j in (29, 30)
    ]
    assert retards == [1, 1]


def test_ce_qui_presse_vient_d_abord_et_se_filtre(base):
    def codes(etat):
        return lire("droit_commun/engagements", contrats=["C1"], le=LE, etat=etat)["engagement_id"].tolist()

    assert codes(None) == ["E3", "E2", "E1", "E4", "E5"]
    assert codes("en retard") == ["E3", "E2"]
    assert codes("en cours") == ["E1", "E4"]
    assert codes("tenu") == ["E5"]


def test_la_reponse_inconnue_n_est_ni_oui_ni_non(base):
    lignes = lire("droit_commun/engagements", contrats=["C1"], le=LE, etat=None).set_index("engagement_id")
    reponses = lignes["mesure_au_quartier"].to_dict()
    assert reponses == {"E1": "oui", "E2": "on ne sait pas", "E3": "non", "E4": "oui", "E5": "oui"}


def test_par_partenaire_la_mesure_absente_reste_absente(base):
    argent = lire("droit_commun/argent_par_partenaire", contrats=["C1"])
    assert argent["structure_id"].tolist() == ["caf", "ars", "ville"]
    assert argent["annonce_eur"].tolist() == [Decimal("1500.00"), Decimal("300.00"), Decimal("200.00")]
    assert argent["mesure_eur"].tolist() == [Decimal("400.50"), Decimal("0.00"), Decimal("250.00")]
    assert argent["annonce_non_mesure_eur"].fillna(0).tolist() == [Decimal("500.00"), 0, 0]
    assert argent["nb_sans_mesure"].tolist() == [1, 1, 0]
    seul = lire("droit_commun/argent_par_partenaire", contrats=["C2"])
    assert seul["mesure_eur"].isna().all()


def test_la_matrice_range_d_abord_ceux_qui_savent_mesurer(base):
    lignes = lire("droit_commun/mesure_au_quartier", contrats=["C1"])
    assert lignes["partenaire"].drop_duplicates().tolist() == ["Ville", "ARS", "CAF"]
    cases = lignes.dropna(subset="nb_engagements").set_index(["partenaire", "reponse"])["nb_engagements"]
    assert cases.to_dict() == {
        ("Ville", "oui"): 1,
        ("ARS", "oui"): 1,
        ("ARS", "non"): 1,
        ("CAF", "oui"): 1,
        ("CAF", "on ne sait pas"): 1,
    }
    assert len(lignes) == 9


def test_les_sources_sont_celles_du_contrat(base):
    assert lire("droit_commun/sources", contrats=["C1"])["nom"].tolist() == ["Engagements"]
    assert lire("droit_commun/sources", contrats=None)["nom"].tolist() == ["Autre", "Engagements"]


def test_le_resume_et_le_detail_disent_la_meme_somme_sur_la_region_fictive(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    for contrats in (["CN00001I"], ["CN00002I", "CN00003I"], None):
        resume = lire("droit_commun/resume", contrats=contrats, le=LE).iloc[0]
        lignes = lire("droit_commun/engagements", contrats=contrats, le=LE, etat=None)
        argent = lire("droit_commun/argent_par_partenaire", contrats=contrats)
        naif = sum(lignes["montant_eur"].dropna().tolist(), Decimal(0))
        mesure = sum(lignes["montant_mesure_eur"].dropna().tolist(), Decimal(0))
        assert resume["annonce_eur"] == naif == sum(argent["annonce_eur"].dropna().tolist(), Decimal(0))
        assert resume["mesure_eur"] == mesure == sum(argent["mesure_eur"].dropna().tolist(), Decimal(0))
        assert resume["annonce_suivi_eur"] + resume["annonce_non_mesure_eur"] == naif
        assert resume["nb_en_retard"] == lignes["en_retard"].sum()
        matrice = lire("droit_commun/mesure_au_quartier", contrats=contrats)
        assert matrice["nb_engagements"].sum() == resume["nb"] == len(lignes)


ACTIONS = """
insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
values ('C1', 'Essai', 2024, 2030, '2024', 's');
insert into financeur values ('etat', 'État', 'État', 1, 's');
insert into action (action_id, contrat_id, annee, intitule, statut, echelle, cout_theorique, source_id)
values ('A1', 'C1', 2026, 'Petite', 'retenue', 'contrat', false, 's'),
('A2', 'C1', 2026, 'Grande', 'retenue', 'contrat', false, 's'),
('A3', 'C1', 2026, 'Refusée', 'refusée', 'contrat', false, 's'),
('A4', 'C1', 2026, 'Poste', 'retenue', 'contrat', true, 's');
insert into ventilation (action_id, financeur_id, nature, section, accorde_eur) values
('A1', 'etat', 'specifique', 'fonctionnement', 10), ('A2', 'etat', 'specifique', 'fonctionnement', 20),
('A2', 'etat', 'droit_commun', 'fonctionnement', 5), ('A3', 'etat', 'specifique', 'fonctionnement', 900),
('A4', 'etat', 'specifique', 'fonctionnement', 800);
"""


def test_l_action_de_la_visite_est_la_plus_soutenue_hors_postes_et_statuts_caches(base_minuscule):
    base_minuscule(ACTIONS)
    filtre = Filtre(contrats=("C1",), statuts=("retenue",))
    assert lire("aide/action_phare", filtre=filtre)["action_id"].tolist() == ["A2"]
    assert lire("aide/action_phare", filtre=Filtre(annees=(2020, 2020))).empty
