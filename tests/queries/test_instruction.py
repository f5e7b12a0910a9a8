"""L'instruction : demandes, enveloppes et reste, calculés à la main sur une base minuscule."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pages.composants.formats import absent
from pages.seance.instruction import DECIDABLES, EN_INSTRUCTION, PROGRAMMES
from pages.serveur.configuration import STATUTS
from queries import Filtre, lire

BASE = """
insert into source (source_id, type, nom, fichier, empreinte, importe_le)
values ('s', 'classeur', 'Essai', 'f', 'e', '2026-01-01');
insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
values ('C', 'Essai', 2024, 2030, '2024', 's');
insert into pilier values ('P1', 'C', '1', 'Emploi', 1, 2024, 2030, 's'),
('P2', 'C', '2', 'École', 2, 2024, 2030, 's');
insert into financeur values ('etat', 'État', 'État', 1, 's'), ('agglo', 'Agglo', 'EPCI', 2, 's'),
('dept', 'Département', 'Département', 3, 's'), ('porteur', 'Porteur', 'autres', 4, 's');
insert into structure (structure_id, nom, source_id) values ('S', 'Régie', 's');
insert into quartier (quartier_id, contrat_id, nom, type, generation, communes, source_id)
values ('Q', 'C', 'Nord', 'QPV', '2024', ['1'], 's');
insert into action (action_id, contrat_id, annee, reference, intitule, structure_id, pilier_id, statut,
    echelle, action_precedente, cout_theorique, source_id)
values ('V1', 'C', 2026, 'V1', 'Votée', 'S', 'P1', 'retenue', 'contrat', null, false, 's'),
('D1', 'C', 2026, 'D1', 'Chantier', 'S', 'P1', 'en instruction', 'quartiers', 'N1', false, 's'),
('D2', 'C', 2026, 'D2', 'Fête', 'S', 'P2', 'déposée', 'contrat', 'N0', false, 's'),
('D4', 'C', 2026, 'D4', 'Reportée', 'S', 'P1', 'ajournée', 'contrat', null, false, 's'),
('R1', 'C', 2026, 'R1', 'Secrète', 'S', 'P1', 'refusée', 'contrat', null, false, 's'),
('PO', 'C', 2026, 'PO', 'Poste', 'S', 'P1', 'retenue', 'contrat', null, true, 's'),
('N1', 'C', 2025, 'N1', 'Chantier', 'S', 'P1', 'soldée', 'contrat', null, false, 's'),
('N0', 'C', 2024, 'N0', 'Fête', 'S', 'P2', 'soldée', 'contrat', null, false, 's');
insert into action_quartier values ('D1', 'Q', 1, null, 's');
insert into financement values
('V1', 'etat', 'specifique', 'fonctionnement', 6000, 6000, 6000, 0, 's'),
('V1', 'agglo', 'specifique', 'fonctionnement', 1000, 1000, 1000, 0, 's'),
('V1', 'porteur', 'autofinancement', 'fonctionnement', 999, 999, 999, 0, 's'),
('D1', 'etat', 'specifique', 'fonctionnement', 4000, 3000, null, null, 's'),
('D1', 'agglo', 'specifique', 'fonctionnement', 2000, 1500, null, null, 's'),
('D1', 'porteur', 'autofinancement', 'fonctionnement', 700, 700, null, null, 's'),
('D2', 'etat', 'specifique', 'fonctionnement', 1000, null, null, null, 's'),
('D2', 'dept', 'specifique', 'fonctionnement', 500, null, null, null, 's'),
('D4', 'etat', 'specifique', 'fonctionnement', 900, null, null, null, 's'),
('R1', 'etat', 'specifique', 'fonctionnement', 100, 0, 0, null, 's'),
('PO', 'etat', 'specifique', 'fonctionnement', 9999, 9999, 9999, 9999, 's'),
('N1', 'etat', 'specifique', 'fonctionnement', 2500, 2500, 2500, 2500, 's'),
('N1', 'agglo', 'specifique', 'fonctionnement', 500, 500, 500, 500, 's'),
('N0', 'etat', 'specifique', 'fonctionnement', 800, 800, 800, 800, 's');
insert into ventilation select action_id, financeur_id, nature, section, null, demande_eur, propose_eur,
    accorde_eur, verse_eur from financement;
insert into enveloppe values ('C', 2026, 'etat', 'P1', 10000, 's'), ('C', 2026, 'etat', 'P2', 5000, 's'),
('C', 2026, 'agglo', null, 4000, 's');
insert into instance values ('CC1', 'C', 'Conseil A', 'conseil citoyen', null, 's'),
('CC2', 'C', 'Conseil B', 'conseil citoyen', null, 's'),
('CC3', 'C', 'Conseil D', 'conseil citoyen', null, 's'),
('TECH', 'C', 'Technique', 'comité technique', null, 's'), ('COPIL', 'C', 'Comité', 'COPIL', null, 's');
insert into seance values ('S1', 'COPIL', '2026-04-01', null, 5, 's'),
('S2', 'COPIL', '2026-12-10', null, null, 's'),
('S3', 'COPIL', '2027-04-01', null, null, 's'), ('S4', 'TECH', '2026-12-01', null, null, 's');
insert into avis values ('D1', 'CC1', 'favorable', null, 's'), ('D1', 'CC2', 'favorable', null, 's'),
('D1', 'CC3', 'réservé', null, 's'), ('D1', 'TECH', 'défavorable', null, 's');
insert into decision values ('S1', 'V1', 'Votée', 'validée', null, 7000, 's'),
('S1', 'D4', 'Reportée', 'ajournée', 'Attendre', null, 's'),
('S2', 'D1', 'Chantier', null, null, null, 's'), ('S1', 'R1', 'Secrète', 'rejetée', 'Non', 0, 's');
"""
AGENT = Filtre(contrats=("C",), annees=(2026, 2026), statuts=STATUTS)
PUBLICS = ("retenue", "conventionnée", "réalisée", "soldée")


def listes(*decisions: tuple) -> dict[str, list]:
    """(action, sens, montant) → les listes parallèles que reçoivent les questions."""
    actions, sens, montants = zip(*decisions, strict=True) if decisions else ([], [], [])
    return {"actions": list(actions), "sens": list(sens), "montants": list(montants)}


def demandes(*decisions: tuple, filtre: Filtre = AGENT):
    attente = [s for s in EN_INSTRUCTION if s in filtre.statuts]
    decidables = [s for s in DECIDABLES if s in filtre.statuts]
    motifs = [None] * len(decisions)
    return lire(
        "instruction/demandes",
        filtre=filtre,
        attente=attente,
        decidables=decidables,
        motifs=motifs,
        **listes(*decisions),
    )


def enveloppes(*decisions: tuple, filtre: Filtre = AGENT, action: str | None = None):
    return lire(
        "instruction/enveloppes",
        filtre=filtre,
        programmes=list(PROGRAMMES),
        attente=list(EN_INSTRUCTION),
        decidables=list(DECIDABLES),
        action=action,
        **listes(*decisions),
    )


def restes(lignes) -> dict[tuple[str, str], Decimal]:
    return {(e.financeur_id, e.pilier_id): e.reste_eur for e in lignes.itertuples(index=False)}


@pytest.fixture(autouse=True)
def base(base_minuscule):
    base_minuscule(BASE)


def test_une_demande_montre_ses_credits_specifiques_son_passe_et_ses_avis():
    chantier = demandes().set_index("action_id").loc["D1"]
    assert (chantier["demande_eur"], chantier["propose_eur"]) == (Decimal(6000), Decimal(4500))
    assert chantier["ecart_eur"] == Decimal(1500)
    assert chantier["avant_eur"] == Decimal(3000)
    assert chantier["avis"] == "2 favorables, réservé"
    assert (chantier["porteur"], chantier["pilier"], chantier["quartiers"]) == ("Régie", "Emploi", "Nord")


def test_une_action_reconduite_il_y_a_deux_ans_n_a_pas_de_n_moins_un():
    fete = demandes().set_index("action_id").loc["D2"]
    assert absent(fete["avant_id"]) and absent(fete["avant_eur"])


def test_les_totaux_portent_sur_les_demandes_en_instruction_et_un_poste_n_en_est_pas():
    lignes = demandes()
    assert set(lignes["action_id"]) == {"V1", "D1", "D2", "D4", "R1"}
    total = lignes.iloc[0]
    assert (total["total_demandes"], total["total_sans_proposition"]) == (2, 1)
    assert (total["total_demande_eur"], total["total_propose_eur"]) == (Decimal(7500), Decimal(4500))
    assert (total["total_decidees"], total["total_restantes"]) == (0, 2)


def test_le_reste_est_l_enveloppe_moins_ce_qui_est_vote():
    lignes = enveloppes()
    assert restes(lignes) == {
        ("etat", "P1"): Decimal(4000),
        ("etat", "P2"): Decimal(5000),
        ("agglo", "tous"): Decimal(3000),
    }
    total = lignes.iloc[0]
    assert (total["total_enveloppe_eur"], total["total_programme_eur"]) == (Decimal(19000), Decimal(7000))
    assert (total["total_reste_eur"], total["total_apres_eur"]) == (Decimal(12000), Decimal(7500))


def test_un_montant_modifie_se_partage_comme_le_propose_au_centime():
    lignes = enveloppes(("D1", "modifiée", Decimal("1000.01")))
    # 1 500 sur 4 500 à l'agglo : 333,34 € ; le reste à l'État : 666,67 €.
    assert restes(lignes)["agglo", "tous"] == Decimal("2666.66")
    assert restes(lignes)["etat", "P1"] == Decimal("3333.33")
    assert lignes.iloc[0]["total_reste_eur"] == Decimal("10999.99")
    assert lignes.iloc[0]["total_propose_eur"] == 0


def test_une_demande_validee_sans_proposition_l_est_au_demande_et_dit_ce_qui_est_hors_enveloppe():
    assert demandes(("D2", "validée", None)).set_index("action_id").loc["D2", "decide_eur"] == Decimal(1500)
    lignes = enveloppes(("D2", "validée", None))
    assert restes(lignes)["etat", "P2"] == Decimal(4000)
    dehors = lignes[lignes["pilier_id"] == "sans enveloppe"].iloc[0]
    assert (dehors["financeur_id"], dehors["decide_eur"]) == ("dept", Decimal(500))


def test_ajournee_ou_rejetee_ne_prend_rien_et_quitte_le_propose():
    for sens in ("ajournée", "rejetée"):
        total = enveloppes(("D1", sens, None)).iloc[0]
        assert (total["total_reste_eur"], total["total_apres_eur"]) == (Decimal(12000), Decimal(12000))
    decidee = demandes(("D1", "rejetée", None)).set_index("action_id").loc["D1"]
    assert decidee["decide_eur"] == 0


def test_une_demande_ajournee_peut_revenir_devant_la_seance():
    lignes = demandes(("D4", "validée", Decimal(900)))
    assert lignes.iloc[0]["total_decidees"] == 1
    assert lignes.iloc[0]["total_restantes"] == 2
    assert restes(enveloppes(("D4", "validée", Decimal(900))))["etat", "P1"] == Decimal(3100)


def test_une_decision_sur_une_action_deja_votee_ne_compte_pas():
    assert demandes(("V1", "rejetée", None))["decision"].isna().all()
    assert enveloppes(("V1", "validée", Decimal(500))).iloc[0]["total_reste_eur"] == Decimal(12000)


def test_les_colonnes_ici_disent_ou_puise_la_demande():
    lignes = enveloppes(action="D1").dropna(subset=["ici_demande_eur"])
    assert lignes[["financeur_id", "ici_demande_eur", "ici_propose_eur"]].to_numpy().tolist() == [
        ["etat", Decimal(4000), Decimal(3000)],
        ["agglo", Decimal(2000), Decimal(1500)],
    ]


def test_un_pilier_choisi_ne_totalise_que_ses_enveloppes():
    lignes = enveloppes(filtre=replace(AGENT, piliers=("P2",)))
    assert set(restes(lignes)) == {("etat", "P2"), ("agglo", "tous")}
    assert lignes.iloc[0]["total_reste_eur"] == Decimal(5000)


def test_un_visiteur_ne_lit_ni_demande_ni_refus():
    public = replace(AGENT, statuts=PUBLICS)
    assert demandes(filtre=public)["action_id"].tolist() == ["V1"]
    lignes = enveloppes(("D1", "validée", Decimal(4500)), filtre=public)
    assert (lignes["propose_eur"].sum(), lignes["decide_eur"].sum()) == (0, 0)
    assert lignes.iloc[0]["total_reste_eur"] == Decimal(12000)
    assert lire("instruction/exercices", contrats=["C"], statuts=[]).empty


def test_les_exercices_et_les_reunions_du_comite():
    annees = lire("instruction/exercices", contrats=["C"], statuts=list(EN_INSTRUCTION))
    assert annees.to_numpy().tolist() == [[2026, 2]]
    reunions = lire("instruction/reunions", contrats=["C"], le=date(2026, 11, 22))
    # La prochaine, les suivantes, puis celles qui se sont tenues ; le comité technique ne vote pas.
    assert reunions["seance_id"].tolist() == ["S2", "S3", "S1"]


def test_la_feuille_publiee_se_relit_dans_son_ordre_et_sans_ce_qu_on_ne_peut_voir():
    lignes = lire("instruction/feuille_decisions", contrats=["C"], statuts=None)
    assert lignes["reference"].tolist() == ["V1", "D4", "D1", "R1"]
    publiques = lire("instruction/feuille_decisions", contrats=["C"], statuts=list(PUBLICS))
    assert publiques["reference"].tolist() == ["V1"]
