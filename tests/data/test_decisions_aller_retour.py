"""Les décisions d'une séance reviennent par la feuille « decisions » : ce que l'import en fait ou non."""

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from data.construction import construire
from pages.composants import exports
from pages.seance.instruction import DECIDABLES, EN_INSTRUCTION, paralleles
from pages.seance.instruction_export import feuille
from pages.seance.ordre import Decision, Seance
from pages.serveur.configuration import STATUTS
from queries import Filtre, lire

FEUILLES = {
    "programmation": "reference;contrat_id;annee;intitule;structure_id;pilier;statut;quartiers\n"
    "A1;C1;2026;Chantier;S1;EMP;en instruction;QN1\nA2;C1;2026;Fête;S1;VIE;déposée;\n"
    "A3;C1;2026;Votée;S1;EMP;retenue;QN2\nA4;C1;2026;Jardin;S1;VIE;recevable;\n",
    "financements": "reference;financeur_id;nature;section;demande_eur;propose_eur;accorde_eur\n"
    "A1;etat;specifique;fonctionnement;6000;4500;\nA2;agglo;specifique;fonctionnement;1500;;\n"
    "A3;etat;specifique;fonctionnement;7000;7000;7000\nA4;agglo;specifique;fonctionnement;800;500;\n",
    "instances": "instance_id;contrat_id;nom;type\nCOPIL;C1;Comité de pilotage;COPIL\n",
    "seances": "seance_id;instance_id;tenue_le\nS1;COPIL;2026-04-01\nS2;COPIL;2026-12-10\n",
    "decisions": "seance_id;reference;objet;decision;motif;montant_eur\n"
    "S1;A3;Votée;validée;;7000\nS2;A1;Chantier;;;\nS2;;Orientations 2027;;;\n",
}
SEANCE = (
    Seance()
    .avec(Decision("C1-A1", "modifiée", Decimal("1000.50"), "Réduit ; sous réserve"))
    .avec(Decision("C1-A2", "validée", Decimal(1500)))
    .avec(Decision("C1-A4", "rejetée", None, "Doublon"))
)


def decisions(base) -> list[tuple]:
    with duckdb.connect(str(base), read_only=True) as connexion:
        return connexion.execute(
            "select seance_id, action_id, objet, decision, motif, montant_eur from decision order by rowid"
        ).fetchall()


def argent(base) -> list[tuple]:
    with duckdb.connect(str(base), read_only=True) as connexion:
        return connexion.execute(
            "select action_id, statut, sum(accorde_eur) from action join financement using (action_id) "
            "group by all order by 1"
        ).fetchall()


@pytest.fixture
def exportee(classeur, tmp_path, monkeypatch):
    """La feuille que la séance donne d'une base neuve, et cette base."""
    base = tmp_path / "avant.duckdb"
    construire(classeur(**FEUILLES), base=base, silencieux=True)
    monkeypatch.setenv("CONTRAT_BASE", str(base))
    filtre = Filtre(contrats=("C1",), annees=(2026, 2026), statuts=STATUTS)
    demandes = lire(
        "instruction/demandes",
        filtre=filtre,
        attente=list(EN_INSTRUCTION),
        decidables=list(DECIDABLES),
        **paralleles(SEANCE.decisions),
    )
    reunions = lire("instruction/reunions", contrats=["C1"], le=date(2026, 11, 22))
    connues = lire("instruction/feuille_decisions", contrats=["C1"], statuts=None)
    return feuille(demandes, connues, reunions["seance_id"].iloc[0]), base


def test_la_feuille_relue_inscrit_chaque_decision_une_fois(exportee, classeur, tmp_path):
    lignes, _ = exportee
    base = tmp_path / "apres.duckdb"
    rapport = construire(
        classeur(**FEUILLES | {"decisions": exports.csv_francais(lignes)}), base=base, silencieux=True
    )
    assert rapport.sources[0].rejetees == 0
    assert sorted(decisions(base), key=lambda ligne: ligne[2]) == [
        ("S2", None, "Orientations 2027", None, None, None),
        (
            "S2",
            "C1-A1",
            "Programmation 2026 : Chantier",
            "modifiée",
            "Réduit ; sous réserve",
            Decimal("1000.50"),
        ),
        ("S2", "C1-A2", "Programmation 2026 : Fête", "validée", None, Decimal("1500.00")),
        ("S2", "C1-A4", "Programmation 2026 : Jardin", "rejetée", "Doublon", Decimal("0.00")),
        ("S1", "C1-A3", "Votée", "validée", None, Decimal("7000.00")),
    ]


def test_l_import_ne_change_ni_le_statut_ni_l_accorde(exportee, classeur, tmp_path):
    """La feuille dit ce que le comité a décidé ; programmation et financements disent ce qui est accordé."""
    lignes, avant = exportee
    base = tmp_path / "apres.duckdb"
    construire(classeur(**FEUILLES | {"decisions": exports.csv_francais(lignes)}), base=base, silencieux=True)
    assert argent(base) == argent(avant)
    assert [ligne[1] for ligne in argent(base)] == ["en instruction", "déposée", "retenue", "recevable"]
