"""Le relevé de décisions : ce qui est décidé, au centime, et rien que ce qu'on a le droit de voir."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pypdf
import pytest
from docx import Document

from pages.documents import blocs, releve
from pages.documents.matiere import Matiere
from pages.seance.ordre import Decision, Seance
from pages.serveur.configuration import STATUTS

PIEGE = "#panic() *x* $y$ <b> =1+1"
BASE = f"""
insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
    values ('C1', 'Contrat d''Essai', 2024, 2030, '2024', 'S');
insert into structure (structure_id, nom, source_id) values ('P', 'Porteur', 'S');
insert into pilier values ('C1-1', 'C1', '1', 'Emploi', 1, 2024, 2030, 'S');
insert into action
    (action_id, contrat_id, annee, intitule, structure_id, pilier_id, statut, echelle, source_id)
    values ('A1', 'C1', 2026, '{PIEGE}', 'P', 'C1-1', 'en instruction', 'contrat', 'S'),
           ('A2', 'C1', 2026, 'Atelier', 'P', 'C1-1', 'en instruction', 'contrat', 'S'),
           ('A3', 'C1', 2026, 'Chantier', null, null, 'déposée', 'contrat', 'S'),
           ('A4', 'C1', 2026, 'Bal', 'P', 'C1-1', 'retenue', 'contrat', 'S');
insert into financeur values ('F', 'État', 'État', 1, 'S'), ('G', 'Agglo', 'EPCI', 2, 'S');
insert into financement
    (action_id, financeur_id, nature, section, demande_eur, propose_eur, accorde_eur, source_id)
    values ('A1', 'F', 'specifique', 'fonctionnement', 6000.50, 5000, null, 'S'),
           ('A1', 'G', 'specifique', 'fonctionnement', 1000, null, null, 'S'),
           ('A1', 'G', 'droit_commun', 'fonctionnement', 9999, 9999, null, 'S'),
           ('A2', 'F', 'specifique', 'fonctionnement', 2000, null, null, 'S'),
           ('A4', 'F', 'specifique', 'fonctionnement', 300, 200, 200, 'S');
"""


@pytest.fixture
def matiere(base_minuscule):
    base_minuscule(BASE)
    return Matiere(Seance("Comité d'essai"), (), date(2026, 11, 22), "Agglo d'Essai")


def decider(matiere, *decisions):
    return replace(matiere, seance=Seance("Comité d'essai", (), decisions))


def tableaux(ecrit):
    return {b.grille.titre: b.grille.lignes for b in ecrit.blocs if b.grille}


def test_chaque_decision_a_son_montant_et_les_totaux_tombent_juste(matiere):
    lu = tableaux(
        releve.ecrire(
            decider(
                matiere,
                Decision("A1", "validée"),
                Decision("A2", "modifiée", Decimal("1500.25"), "Deux fois"),
                Decision("A3", "ajournée", None, "Budget à préciser"),
                Decision("A4", "rejetée"),
            ),
            STATUTS,
        )
    )
    assert lu["Emploi"] == (
        (PIEGE, "Porteur", "7\u202f000,50\u202f€", "5\u202f000\u202f€", "validée", "5\u202f000\u202f€", ""),
        (
            "Atelier",
            "Porteur",
            "2\u202f000\u202f€",
            "n.\u202fd.",
            "modifiée",
            "1\u202f500,25\u202f€",
            "Deux fois",
        ),
        ("Bal", "Porteur", "300\u202f€", "200\u202f€", "rejetée", "0\u202f€", ""),
    )
    assert lu["Sans pilier"] == (
        ("Chantier", "n.\u202fd.", "n.\u202fd.", "n.\u202fd.", "ajournée", "—", "Budget à préciser"),
    )
    assert lu["Totaux"][-1] == (
        "Total",
        "4",
        "9\u202f300,50\u202f€",
        "5\u202f200\u202f€",
        "6\u202f500,25\u202f€",
    )


def test_validee_sans_proposition_vaut_le_demande(matiere):
    lu = tableaux(releve.ecrire(decider(matiere, Decision("A2", "validée")), STATUTS))
    assert lu["Emploi"][0][5] == "2\u202f000\u202f€"


def test_une_action_invisible_est_comptee_jamais_nommee(matiere):
    seance = decider(matiere, Decision("A1", "validée"), Decision("A4", "validée"), Decision("X", "rejetée"))
    ecrit = releve.ecrire(seance, ("retenue",))
    assert list(tableaux(ecrit)) == ["Emploi", "Totaux"]
    assert [ligne[0] for ligne in tableaux(ecrit)["Emploi"]] == ["Bal"]
    assert any("2 décisions portent" in b.texte for b in ecrit.blocs)
    assert PIEGE not in "".join(b.texte for b in ecrit.blocs)


def test_sans_decision_le_releve_le_dit(matiere):
    assert any(b.texte == "Aucune décision notée." for b in releve.ecrire(matiere, STATUTS).blocs)


def test_le_docx_et_le_pdf_disent_la_meme_chose_et_un_nom_piege_les_traverse(matiere):
    seance = decider(matiere, Decision("A1", "modifiée", Decimal(10), PIEGE))
    document = Document(io.BytesIO(blocs.docx(releve.ecrire(seance, STATUTS))))
    cellules = [c.text for t in document.tables for ligne in t.rows for c in ligne.cells]
    assert cellules.count(PIEGE) == 2
    assert document.core_properties.language == "fr-FR"
    assert all(t.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for t in document.tables)
    lecteur = pypdf.PdfReader(io.BytesIO(blocs.pdf(releve.ecrire(seance, STATUTS))))
    ecrit = "".join("".join(p.extract_text().split()) for p in lecteur.pages)
    assert ecrit.count("".join(PIEGE.split())) == 2
    assert str(lecteur.trailer["/Root"]["/Lang"]).startswith("fr")
