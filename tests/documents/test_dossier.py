"""Le dossier PDF : rien n'y est coupé, tout y est dit, et un lecteur d'écran peut le lire."""

import io
import re
from dataclasses import replace

import pandas as pd
import pypdf
import pytest

from pages.composants.recueil import Tableau, Vue
from pages.composants.tableaux import Colonne
from pages.documents import dossier
from pages.documents.grilles import PAYSAGE, PORTRAIT, ajuster, grille
from pages.documents.matiere import Section
from pages.seance.ordre import Point
from tests.documents.conftest import SITE

PIEGE = "#panic() *x* $y$ <b> =1+1"


def serre(texte):
    """Sans aucun blanc : un PDF coupe ses lignes où il veut."""
    return re.sub(r"[\s\u200b\u00ad]+", "", texte)


def texte_de(contenu):
    return serre("".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(contenu)).pages))


@pytest.fixture(scope="module")
def fichier(matiere):
    return dossier.pdf(matiere)


@pytest.fixture(scope="module")
def pages(fichier):
    return [serre(p.extract_text()) for p in pypdf.PdfReader(io.BytesIO(fichier)).pages]


@pytest.fixture(scope="module")
def ecrit(pages):
    return "".join(pages)


def test_chaque_ligne_de_chaque_tableau_est_dans_le_pdf(ecrit, matiere):
    tableaux = [grille(t) for s in matiere.sections for t in s.vue.tableaux]
    assert sum(len(t.lignes) for t in tableaux) > 500
    manquantes = [c for t in tableaux for ligne in t.lignes for c in ligne if serre(c) not in ecrit]
    assert not manquantes


def test_les_filtres_la_regle_la_source_la_date_et_le_lien_y_sont(ecrit, matiere):
    for section in matiere.sections:
        vue = section.vue
        for attendu in (section.titre, section.phrase, vue.filtres, vue.regle, *vue.sources, section.adresse):
            assert serre(attendu) in ecrit, attendu
    assert "Basepubliéele" in ecrit and "Donnéesfictives" in ecrit


def test_les_liens_s_ouvrent_et_les_pages_sont_comptees(fichier, pages, matiere):
    lecteur = pypdf.PdfReader(io.BytesIO(fichier))
    liens = {
        a.get_object()["/A"]["/URI"]
        for p in lecteur.pages
        for a in p.get("/Annots", [])
        if "/URI" in a.get_object().get("/A", {})
    }
    assert {s.adresse for s in matiere.sections} <= liens
    assert f"page2sur{len(pages)}" in pages[1]


def test_l_ordre_du_jour_donne_la_page_de_chaque_point(pages, matiere):
    for section in matiere.sections:
        debut = next(i for i, p in enumerate(pages) if f"Point{section.rang}·" in p)
        assert f"{serre(section.titre)}5min{debut + 1}" in pages[0]


def test_il_est_lisible_par_un_lecteur_d_ecran(fichier):
    lecteur = pypdf.PdfReader(io.BytesIO(fichier))
    racine = lecteur.trailer["/Root"]
    assert str(racine["/Lang"]).startswith("fr")
    assert racine["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in racine
    assert "Comité de pilotage de décembre" in lecteur.metadata.title
    assert b"pdfuaid" in racine["/Metadata"].get_object().get_data()


def test_un_nom_piege_traverse_sans_dommage(matiere):
    lignes = pd.DataFrame({"a": [PIEGE, '#image("/etc/passwd")'], "b": [1, 2]})
    tableau = Tableau("t", PIEGE, lignes, {"a": Colonne(PIEGE), "b": Colonne("Nombre", "entier")})
    dits = {"phrase": PIEGE, "filtres": PIEGE, "regle": PIEGE, "sources": [PIEGE]}
    vue = Vue("synthese", tableaux=[tableau], version="V", **dits)
    section = Section(1, Point(PIEGE, "synthese", note=PIEGE), f"{SITE}/", vue)
    lu = texte_de(dossier.pdf(replace(matiere, sections=(section,))))
    assert lu.count(serre(PIEGE)) >= 7
    assert '#image("/etc/passwd")' in lu


def test_un_tableau_trop_large_passe_en_paysage_puis_en_plusieurs_sans_perdre_de_colonne():
    def large(combien):
        lignes = pd.DataFrame({f"c{i}": ["un texte assez long pour se replier"] * 2 for i in range(combien)})
        colonnes = {f"c{i}": Colonne(f"Colonne {i}") for i in range(combien)}
        return ajuster(grille(Tableau("t", "T", lignes, colonnes)))

    (etroit,) = large(3)
    assert not etroit.paysage and sum(etroit.largeurs) <= PORTRAIT
    (moyen,) = large(7)
    assert moyen.paysage and sum(moyen.largeurs) <= PAYSAGE
    morceaux = large(30)
    assert len(morceaux) > 1 and all(sum(m.largeurs) <= PAYSAGE for m in morceaux)
    assert {e for m in morceaux for e in m.entetes} == {f"Colonne {i}" for i in range(30)}
    assert all(m.entetes[0] == "Colonne 0" for m in morceaux)


def test_un_mot_demesure_ne_deborde_pas_de_sa_colonne(matiere):
    empreinte = "a1b2c3d4" * 40
    tableau = Tableau("t", "T", pd.DataFrame({"e": [empreinte]}), {"e": Colonne("Empreinte")})
    vue = Vue("donnees", phrase="Une phrase.", tableaux=[tableau], version="V")
    section = Section(1, Point("T", "donnees"), f"{SITE}/donnees", vue)
    assert empreinte in texte_de(dossier.pdf(replace(matiere, sections=(section,))))


def test_les_cellules_s_ecrivent_a_la_francaise():
    lignes = pd.DataFrame({"t": [0.4267, None], "n": [2.26, 3.0], "l": [["a", "b"], []], "o": [True, False]})
    colonnes = {
        "t": Colonne("Taux", "pourcent"),
        "n": Colonne("Nombre", "nombre"),
        "l": Colonne("Liste"),
        "o": Colonne("Oui", "oui_non"),
    }
    assert grille(Tableau("t", "T", lignes, colonnes)).lignes == (
        ("42,7\u202f%", "2,26", "a, b", "oui"),
        ("n.\u202fd.", "3,00", "", "non"),
    )


def test_une_seance_vide_fait_un_dossier_qui_le_dit(matiere):
    assert "L'ordredujourestvide." in texte_de(dossier.pdf(replace(matiere, sections=()))).replace("’", "'")
