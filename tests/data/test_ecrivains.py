"""Chaque écrivain de data/, nourri de textes hostiles : rien ne casse, tout se rouvre, rien ne s'exécute."""

import csv
import io
import tempfile
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from python_calamine import CalamineWorkbook

from data.fichiers.classeur import Cellule, Classeur, Feuille, Ligne, ouvrir_octets
from data.ouverts import scdl_sortie
from data.programmation import corrige, large
from data.programmation.modele import Constat, Correspondance, Lecture
from tests.data.fichiers.hostiles import PIEGES, TEXTES, permis

VALEURS = TEXTES | st.none() | st.booleans() | st.dates() | st.decimals(allow_nan=False, allow_infinity=False)

LIGNES = st.lists(st.lists(VALEURS, min_size=1, max_size=3), max_size=3)


def classeur_de(nom, genre, feuilles):
    return Classeur(
        nom,
        genre,
        {
            titre: Feuille(
                titre,
                [
                    Ligne(rang, [Cellule(titre, rang, c, v) for c, v in enumerate(valeurs, start=1)])
                    for rang, valeurs in enumerate(lignes, start=1)
                ],
            )
            for titre, lignes in feuilles.items()
        },
    )


def lecture_de(feuille, constats):
    return Lecture(Correspondance(feuille, (), ()), "C1", constats=list(constats))


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(TEXTES, LIGNES, min_size=1, max_size=3),
    TEXTES,
)
def test_le_classeur_corrige_s_ecrit_pour_tout_nom_et_tout_texte(feuilles, texte):
    premiere = next(iter(feuilles))
    constats = [
        Constat("rejet", "x", texte, feuille, ligne, 1, texte, texte, texte)
        for feuille in [*feuilles, "inconnue"]
        for ligne in (1, None, 2_000_000)
    ]
    rendu = corrige.corriger(b"", classeur_de("t.csv", "csv", feuilles), lecture_de(premiere, constats))
    lu = load_workbook(io.BytesIO(rendu))
    assert CalamineWorkbook.from_filelike(io.BytesIO(rendu)).sheet_names == lu.sheetnames
    assert len(lu.sheetnames) == len(feuilles) + 1
    for page, lignes in zip(lu.worksheets, feuilles.values(), strict=False):
        for rang, valeurs in enumerate(lignes, start=1):
            for colonne, valeur in enumerate(valeurs, start=1):
                cellule = page.cell(rang, colonne)
                assert cellule.data_type != "f"
                if isinstance(valeur, str):
                    assert (cellule.value or "").replace("_x005F_", "_") == permis(valeur)
    liste = lu.worksheets[-1]
    assert liste.max_row == 1 + len(constats)
    assert all(cellule.data_type != "f" for rangee in liste.iter_rows() for cellule in rangee)


def test_une_date_recopiee_reste_une_date_et_un_montant_n_est_pas_mis_en_euros():
    lignes = [[date(2026, 3, 12), Decimal("1234.5"), True, "texte"]]
    rendu = corrige.corriger(b"", classeur_de("t.xls", "xls", {"F": lignes}), lecture_de("F", []))
    page = load_workbook(io.BytesIO(rendu))["F"]
    assert page["A1"].number_format == "dd/mm/yyyy" and page["A1"].value.date() == date(2026, 3, 12)
    assert (page["B1"].value, page["B1"].number_format) == (1234.5, "General")
    assert page["C1"].value is True
    assert load_workbook(io.BytesIO(rendu))["À corriger"]["E2"].value == corrige.VALEURS_SEULES


def strict(contenu):
    """Le même XLSX, aux espaces de noms de l'OOXML strict, comme l'enregistre Excel."""
    sortie = io.BytesIO()
    usuels = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/drawingml/2006/main": b"http://purl.oclc.org/ooxml/drawingml/main",
    }
    with zipfile.ZipFile(io.BytesIO(contenu)) as lue, zipfile.ZipFile(sortie, "w") as ecrite:
        for nom in lue.namelist():
            partie = lue.read(nom)
            for usuel, autre in usuels.items():
                partie = partie.replace(usuel, autre)
            ecrite.writestr(nom, partie)
    return sortie.getvalue()


def plein():
    classeur = Workbook()
    page = classeur.active
    page.title = "Programmation 2026"
    page.append(["Intitulé", "Montant"])
    page.append(["Atelier", 12.5])
    page["A1"].font = Font(bold=True)
    page.merge_cells("A3:B3")
    tampon = io.BytesIO()
    classeur.save(tampon)
    return tampon.getvalue()


def test_un_classeur_strict_est_rendu_avec_sa_mise_en_forme():
    contenu = strict(plein())
    lu = ouvrir_octets(contenu, "strict.xlsx")
    faute = Constat("rejet", "x", "ce n'est pas un nombre", "Programmation 2026", 2, 2, "Montant", "12,5")
    rendu = load_workbook(
        io.BytesIO(corrige.corriger(contenu, lu, lecture_de("Programmation 2026", [faute])))
    )
    page = rendu["Programmation 2026"]
    assert page["A2"].value == "Atelier" and page["A1"].font.bold and page.merged_cells.ranges
    assert page["B2"].comment.text == "Refusé : ce n'est pas un nombre."
    assert [c.value for c in rendu["À corriger"][2]][:3] == ["Refusé", "B2", "Montant"]


@pytest.mark.parametrize("abime", ["xl/styles.xml", "xl/theme/theme1.xml", "[Content_Types].xml"])
def test_un_classeur_qu_openpyxl_ne_reprend_pas_est_rendu_en_valeurs_et_le_dit(abime):
    contenu = plein()
    lu = ouvrir_octets(contenu, "t.xlsx")
    sortie = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(contenu)) as lue, zipfile.ZipFile(sortie, "w") as ecrite:
        for nom in lue.namelist():
            ecrite.writestr(nom, b"<x>" if nom == abime else lue.read(nom))
    rendu = load_workbook(
        io.BytesIO(corrige.corriger(sortie.getvalue(), lu, lecture_de("Programmation 2026", [])))
    )
    assert rendu["Programmation 2026"]["A2"].value == "Atelier"


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTES, min_size=1, max_size=4), TEXTES)
def test_le_tableau_large_s_ecrit_pour_tout_texte(textes, nom):
    titres = [*large.TITRES, *textes]
    lignes = [[None, *textes, *[None] * (len(titres) - len(textes) - 1)]]
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(dossier) / "t.xlsx"
        large.ecrire_xlsx(titres, lignes, chemin, nom)
        page = load_workbook(chemin).active
    for colonne, texte in enumerate(textes, start=2):
        assert (page.cell(2, colonne).value or "").replace("_x005F_", "_") == permis(texte)
    assert all(cellule.data_type != "f" for rangee in page.iter_rows() for cellule in rangee)


def test_une_subvention_au_texte_hostile_sort_et_ce_qui_est_coupe_est_dit(base_minuscule):
    intitules = [p for p in PIEGES if p and "\ud800" not in p and "\x00" not in p] + ["long " * 200]
    actions = ", ".join(
        f"('A{i}', 'C1', 2024, '{t.replace(chr(39), chr(39) * 2)}', 'retenue', 'contrat', 's01')"
        for i, t in enumerate(intitules)
    )
    montants = ", ".join(
        f"('A{i}', 'agglo', 'specifique', 'fonctionnement', null, null, {i + 1}, null, 's01')"
        for i in range(len(intitules))
    )
    base = base_minuscule(
        "insert into source (source_id, type, nom, fichier, empreinte, importe_le) values "
        "('s01', 'classeur', 'E', 'a', 'x', '2026-01-01');"
        "insert into contrat (contrat_id, nom, debut, fin, generation, source_id) values "
        "('C1', 'C', 2024, 2030, '2024', 's01');"
        "insert into financeur (financeur_id, nom, categorie, ordre, source_id) values "
        "('agglo', 'Agglo', 'EPCI', 1, 's01');"
        "insert into action (action_id, contrat_id, annee, intitule, statut, echelle, source_id) values "
        f"{actions}; insert into financement values {montants};"
    )
    sortie = scdl_sortie.ecrire(base, "agglo", "73282932000074", ["retenue"])
    lues = {
        ligne["idCofinancement"]: ligne["objet"]
        for ligne in csv.DictReader(io.StringIO(sortie.contenu.decode("utf-8"), newline=""))
    }
    for rang, texte in enumerate(intitules[:-1]):
        objet = lues[f"A{rang}"]
        assert permis(texte) in (objet, objet.removeprefix("'"))
        assert objet[:1] not in ("=", "+", "-", "@", "\t", "\r")
    long = lues[f"A{len(intitules) - 1}"]
    assert len(long) == 256 and long.endswith("…")
    assert any("1\u202f000 signes" in m.motif and "coupé" in m.motif for m in sortie.manques)
