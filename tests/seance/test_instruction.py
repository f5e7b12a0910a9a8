"""Noter une décision : ce que la saisie dit, ce qu'elle refuse, ce que la feuille emporte."""

import io
from decimal import Decimal

import pandas as pd
import pytest
from openpyxl import load_workbook

from data.feuilles import FEUILLES
from pages.seance import instruction, instruction_export
from pages.seance.instruction_decision import SaisieRefusee, decider, montant_ecrit
from pages.seance.instruction_fiche import reste
from pages.seance.ordre import Decision, Seance

DEMANDE = {
    "action_id": "A1",
    "demande_eur": Decimal("6000.00"),
    "propose_eur": Decimal("4500.00"),
    "validable_eur": Decimal("4500.00"),
}


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("", None),
        ("  ", None),
        ("12500", Decimal(12500)),
        ("12 500", Decimal(12500)),
        ("12\u202f500,50 €", Decimal("12500.50")),
        ("12500.5", Decimal("12500.50")),
        ("0", Decimal(0)),
    ],
)
def test_un_montant_se_tape_a_la_francaise(ecrit, lu):
    assert montant_ecrit(ecrit) == lu


@pytest.mark.parametrize("ecrit", ["12.500", "1,234", "-5", "12k", "douze", "1e9", "12,345,678"])
def test_un_montant_douteux_est_refuse_avec_une_phrase(ecrit):
    with pytest.raises(SaisieRefusee, match="n'est pas un montant"):
        montant_ecrit(ecrit)


def test_validee_fixe_le_montant_propose():
    assert decider(DEMANDE, "validée", "", " Bien  vu ") == Decision(
        "A1", "validée", Decimal(4500), "Bien vu"
    )
    assert decider(DEMANDE, "validée", "4 500", "").montant_eur == Decimal(4500)


def test_modifiee_va_de_zero_au_demande():
    assert decider(DEMANDE, "modifiée", "6000", "").montant_eur == Decimal(6000)
    assert decider(DEMANDE, "modifiée", "0", "").montant_eur == Decimal(0)
    assert decider(DEMANDE, "ajournée", "", "À revoir") == Decision("A1", "ajournée", None, "À revoir")


@pytest.mark.parametrize(
    ("sens", "montant", "phrase"),
    [
        (None, "", "Choisissez d'abord"),
        ("supprimée", "", "Choisissez d'abord"),
        ("modifiée", "", "a besoin du montant"),
        ("modifiée", "6000,01", "dépasse les"),
        ("validée", "5000", "choisissez « modifiée »"),
        ("rejetée", "100", "n'a pas de montant"),
    ],
)
def test_une_saisie_contradictoire_est_refusee(sens, montant, phrase):
    with pytest.raises(SaisieRefusee, match=phrase):
        decider(DEMANDE, sens, montant, "")


def test_le_reste_d_une_enveloppe_se_dit():
    assert reste(Decimal(1200)) == "1\u202f200\u202f€"
    assert reste(Decimal("-900.50")) == "dépassée de 900,50\u202f€"
    assert reste(None) == "sans enveloppe"


def demandes() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "action_id": ["A1", "A2", "A3", "A4"],
            "reference": ["R1", "R2", "R3", "R4"],
            "annee": [2026] * 4,
            "intitule": ["Chantier d'été", "Fête", "=Jardin", "Déjà votée"],
            "porteur": ["Régie", "Centre social Œuvre", "Régie", "Régie"],
            "quartiers": ["Nord", "Sud", "Nord", "Nord"],
            "statut": ["en instruction", "déposée", "ajournée", "retenue"],
            "en_instruction": [True, True, False, False],
            "decidable": [True, True, True, False],
            "ecart_eur": [Decimal(1500), None, None, Decimal(0)],
            "decision": ["modifiée", None, "ajournée", None],
            "motif": ["Réduit", None, None, None],
            "decide_eur": [Decimal("1000.50"), None, None, None],
        }
    )


@pytest.mark.parametrize(
    ("liste", "mots", "gardees"),
    [
        ("attente", "", ["A1", "A2"]),
        ("restantes", "", ["A2"]),
        ("ecart", "", ["A1"]),
        ("decidees", "", ["A1", "A3"]),
        ("ajournees", "", ["A3"]),
        ("toutes", "", ["A1", "A2", "A3", "A4"]),
        ("toutes", "ete nord", ["A1"]),
        ("toutes", "oeuvre", ["A2"]),
        ("toutes", "[", []),
    ],
)
def test_la_liste_et_les_mots_choisissent_les_demandes(liste, mots, gardees):
    lignes = demandes()
    assert lignes[instruction.garder(lignes, liste, mots)]["action_id"].tolist() == gardees


CONNUES = pd.DataFrame(
    {
        "seance_id": ["S1", "S1", "S2"],
        "action_id": ["A4", "A3", "A1"],
        "reference": ["R4", "R3", "R1"],
        "objet": ["Déjà votée", "Jardin", "Chantier"],
        "decision": ["validée", "ajournée", None],
        "motif": [None, "Attendre", None],
        "montant_eur": [Decimal(7000), None, None],
    }
)


def test_la_feuille_garde_le_publie_et_remplace_ce_qui_attendait():
    lignes = instruction_export.feuille(demandes(), CONNUES, "S2")
    assert tuple(lignes.columns) == tuple(FEUILLES["decisions"])
    assert lignes[["seance_id", "reference", "decision", "montant_eur"]].to_numpy().tolist() == [
        ["S1", "R4", "validée", Decimal(7000)],
        # Ajournée au printemps, elle l'est encore en décembre : deux réunions, deux lignes.
        ["S1", "R3", "ajournée", None],
        ["S2", "R1", "modifiée", Decimal("1000.50")],
        ["S2", "R3", "ajournée", None],
    ]


def test_le_classeur_a_une_feuille_decisions_qu_aucun_tableur_ne_calcule():
    lignes = instruction_export.feuille(demandes(), CONNUES, "S2")
    lignes.loc[0, "motif"] = "=1+1"
    livre = load_workbook(io.BytesIO(instruction_export.classeur(lignes, "Essai · 2026")))
    assert livre.sheetnames[0] == "decisions"
    rangees = list(livre["decisions"].iter_rows(values_only=True))
    assert rangees[0] == tuple(FEUILLES["decisions"])
    assert rangees[1][4] == "'=1+1"
    assert rangees[3][5] == pytest.approx(1000.5)


def test_les_decisions_en_listes_paralleles_suivent_la_seance():
    seance = Seance().avec(Decision("A1", "validée", Decimal(5))).avec(Decision("A2", "rejetée", None, "Non"))
    seance = seance.avec(Decision("A1", "modifiée", Decimal(3), "Moins"))
    assert instruction.paralleles(seance.decisions) == {
        "actions": ["A2", "A1"],
        "sens": ["rejetée", "modifiée"],
        "montants": [None, Decimal(3)],
        "motifs": ["Non", "Moins"],
    }
