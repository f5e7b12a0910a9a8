"""Le classeur corrigé : le fichier de l'utilisateur, où chaque faute se voit."""

import io

import pytest
from openpyxl import load_workbook

from data.fichiers.classeur import ouvrir_octets
from data.programmation import correspondance, corrige, lecture
from tests.data.programmation.conftest import LIGNE, TITRES, ecrire, ligne, principale


def rendu(referentiels, contenu, nom="tableau.xlsx"):
    classeur = ouvrir_octets(contenu, nom)
    feuille = principale(classeur, referentiels)
    lue = lecture.lire(feuille, correspondance.proposer(feuille, referentiels), referentiels, 2026)
    return load_workbook(io.BytesIO(corrige.corriger(contenu, classeur, lue)))


@pytest.fixture
def corrigee(referentiels):
    fautes = ligne(Statut="?", Quartiers="QP001002", Référence="=1+1")
    return rendu(referentiels, ecrire(TITRES, LIGNE, fautes, autres=("Notes",)))


def test_la_cellule_fautive_est_coloree_et_dit_pourquoi(corrigee):
    cellule = corrigee["Programmation"]["E3"]
    assert cellule.fill.fgColor.rgb == corrige.COULEURS["rejet"]
    assert cellule.comment.text.startswith("Refusé : ce statut n'est pas connu")
    quartier = corrigee["Programmation"]["G3"]
    assert quartier.fill.fgColor.rgb == corrige.COULEURS["avertissement"]
    assert quartier.comment.text == "À regarder : ancien code QP001002, lu QN00102M (La Verrerie)."


def test_le_reste_du_classeur_est_intact(corrigee):
    assert corrigee.sheetnames == ["Programmation", "Notes", "À corriger"]
    assert corrigee["Programmation"]["A3"].value == "=1+1"
    assert corrigee["Programmation"]["E2"].value == "Retenue"
    assert corrigee["Programmation"]["E2"].comment is None


def test_la_feuille_a_corriger_liste_les_fautes_et_y_mene(corrigee):
    liste = corrigee["À corriger"]
    lignes = {ligne[1]: ligne for ligne in liste.iter_rows(min_row=2, values_only=True)}
    assert lignes["E3"][0] == "Refusé"
    assert lignes["G3"][2:4] == ("Quartiers", "QP001002")
    assert [liste.cell(rang, 2).hyperlink.location for rang in (2, 3)] == [
        "'Programmation'!E3",
        "'Programmation'!G3",
    ]


def test_une_cellule_fautive_ne_devient_pas_une_formule_dans_la_liste(referentiels):
    csv = ";".join(TITRES) + "\nN1;Atelier;Régie;;=1+1;E1;QN00101I;1;1;\n"
    liste = rendu(referentiels, csv.encode(), "tableau.csv")["À corriger"]
    valeurs = [cellule for ligne in liste.iter_rows(min_row=2) for cellule in ligne if cellule.value]
    assert all(cellule.data_type != "f" for cellule in valeurs)


def test_une_faute_dans_une_fusion_marque_sa_premiere_cellule(referentiels):
    lignes = [ligne(Pilier="E9"), ligne(Référence="N2", Intitulé="B", Pilier=None)]
    page = rendu(referentiels, ecrire(TITRES, *lignes, fusions=("F2:F3",)))["Programmation"]
    assert page["F2"].comment.text.count("valeur inconnue") >= 1
