"""L'exercice d'une ligne refusée se lit dans le fichier, quel qu'en soit le format, jusque dans la base."""

import json

import duckdb
import pytest
from openpyxl import Workbook

from data.construction import construire
from data.exercices import dater
from data.lecture import Rejet

PROGRAMMATION = (
    "reference;contrat_id;annee;intitule;structure_id;pilier;thematique;statut;quartiers\n"
    "A1;C1;2024;Chantier;S1;EMP;INS;retenue;QN1\n"
    "A2;C1;2025;Fête;S1;VIE;;on verra;\n"
    "A3;C1;2025;Atelier;S1;EMP;;peut-être;QN1\n"
    "A4;C1;2025;Sortie;S1;EMP;;retenue;QN1\n"
)
FINANCEMENTS = (
    "reference;financeur_id;nature;section;demande_eur;accorde_eur\n"
    "A1;etat;specifique;fonctionnement;6000;6000\n"
    "A4;etat;specifique;fonctionnement;500;mille\n"
)


def refus(feuille, *lignes):
    return [Rejet("mauvais", feuille, ligne) for ligne in lignes]


def test_un_classeur_dit_l_annee_de_ses_lignes_refusees(classeur, tmp_path):
    recette = classeur(programmation=PROGRAMMATION, financements=FINANCEMENTS)
    construire(recette, base=tmp_path / "b.duckdb", silencieux=True)
    with duckdb.connect(str(tmp_path / "b.duckdb"), read_only=True) as base:
        (resume,) = base.execute("select resume from version").fetchone()
    assert json.loads(resume)["sources"][0]["refus"] == [
        {"source_id": "s01", "annee": 2025, "argent": False, "nb": 2},
        {"source_id": "s01", "annee": 2025, "argent": True, "nb": 1},
    ]


def test_une_feuille_de_tableur_dont_les_titres_sont_plus_bas(tmp_path):
    livre = Workbook()
    page = livre.active
    page.title = "Programmation"
    for ligne in (["Titre"], [], ["Référence", "Exercice", "Montant"], ["A1", 2024, 1], ["A2", "2025", "x"]):
        page.append(ligne)
    autre = livre.create_sheet("Financements")
    autre.append(["Référence", "Accordé"])
    autre.append(["A2", "y"])
    livre.save(tmp_path / "t.xlsx")
    rejets = [*refus("programmation", 4, 5, 99), *refus("financements", 2), Rejet("dit", bloquant=False)]
    assert dater(tmp_path / "t.xlsx", "classeur", rejets) == [2024, 2025, None, 2025, None]


@pytest.mark.parametrize(
    ("titre", "valeur"),
    [("exerciceBudgetaire", "2025"), ("dateConvention", "2025-03-01"), ("dateDecision", "01/03/2025")],
)
def test_un_fichier_de_subventions(tmp_path, titre, valeur):
    (tmp_path / "s.csv").write_text(f"nomAttribuant,{titre},montant\nAgglo,{valeur},x\n", encoding="utf-8")
    assert dater(tmp_path / "s.csv", "scdl", refus(None, 2)) == [2025]


def test_un_fichier_de_postes(tmp_path):
    postes = [{"id_poste": "1", "annee": "2024"}, {"id_poste": "2", "annee": 2025}, {"id_poste": "3"}, "x"]
    (tmp_path / "p.json").write_text(json.dumps(postes), encoding="utf-8")
    assert dater(tmp_path / "p.json", "postes-anct", refus(None, 1, 2, 3, 4)) == [2024, 2025, None, None]


@pytest.mark.parametrize("contenu", [b"", b"\x00\xff", b"[", b'"a', b"PK\x03\x04"])
@pytest.mark.parametrize("nom", ["f.csv", "f.json", "f.xlsx", "f"])
def test_un_fichier_illisible_n_a_pas_d_annee(tmp_path, contenu, nom):
    (tmp_path / nom).write_bytes(contenu)
    assert dater(tmp_path / nom, "scdl", refus(None, 1)) == [None]


def test_les_sources_sans_exercice_ne_sont_pas_rouvertes(tmp_path):
    assert dater(tmp_path / "absent.csv", "indicateurs-insee", refus(None, 1)) == [None]
