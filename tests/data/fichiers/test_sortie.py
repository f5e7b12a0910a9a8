"""Ce qui s'écrit se rouvre : tout Unicode, toute longueur, tout nom, dans chaque destination."""

import ast
import io
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from data.fichiers import sortie
from tests.data.fichiers.hostiles import INTERDITS, TEXTES, permis

RACINE = Path(__file__).parents[3]


def rouvert(classeur):
    tampon = io.BytesIO()
    classeur.save(tampon)
    octets = tampon.getvalue()
    return load_workbook(io.BytesIO(octets)), CalamineWorkbook.from_filelike(io.BytesIO(octets))


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTES, min_size=1, max_size=8))
def test_tout_texte_pose_se_rouvre_et_se_relit_moins_ce_qui_est_interdit(textes):
    classeur = Workbook()
    for ligne, texte in enumerate(textes, start=1):
        classeur.active.cell(ligne, 1).value = 1
        assert sortie.poser(classeur.active.cell(ligne, 2), texte) == ""
        classeur.active.cell(ligne, 3).value = 1
    openpyxl, calamine = rouvert(classeur)
    rangees = calamine.get_sheet_by_index(0).to_python()
    for ligne, texte in enumerate(textes, start=1):
        attendu = permis(texte)
        assert rangees[ligne - 1][1] == attendu
        cellule = openpyxl.active.cell(ligne, 2)
        assert (cellule.value or "").replace("_x005F_", "_") == attendu.replace("_x005F_", "_")
        assert not attendu or cellule.data_type == "s"


@given(st.integers(32_700, 32_800), st.sampled_from(["x", "😀", "_x0041_", "é"]))
@settings(max_examples=60, deadline=None)
def test_une_cellule_ne_passe_jamais_la_limite_et_ce_qui_manque_est_dit(signes, motif):
    texte = (motif * (signes // len(motif) + 1))[:signes]
    ecrit, perdus = sortie.texte_de_cellule(texte)
    assert len(ecrit.encode("utf-16-le")) // 2 <= sortie.LONGUEUR_CELLULE
    decode = ecrit.replace("_x005F_", "_")
    if perdus:
        assert decode == texte[: len(texte) - perdus] + "…"
        assert "\u202f" in sortie.coupee(perdus) and "manquent" in sortie.coupee(perdus)
    else:
        assert decode == texte and sortie.coupee(perdus) == ""


@pytest.mark.parametrize(
    ("valeur", "relue"),
    [
        (Decimal("1204300.50"), 1204300.5),
        (Decimal("12345678901234567.89"), "12345678901234567,89"),
        (12345678901234567, "12345678901234567"),
        (float("nan"), None),
        (Decimal("Infinity"), None),
        (Decimal("1E+400"), "1" + "0" * 400),
        (date(2026, 3, 12), datetime(2026, 3, 12)),
        (date(1789, 7, 14), "14/07/1789"),
        (datetime(1900, 1, 1, 8, 30), "01/01/1900 08:30"),
        (datetime(2026, 3, 12, 8, 30), datetime(2026, 3, 12, 8, 30)),
        (True, True),
        (None, None),
        (["a", 1], "['a', 1]"),
    ],
)
def test_une_valeur_qu_excel_dirait_faux_s_ecrit_en_texte(valeur, relue):
    classeur = Workbook()
    sortie.poser(classeur.active["A1"], valeur, "dd/mm/yyyy" if isinstance(valeur, date) else None)
    assert rouvert(classeur)[0].active["A1"].value == relue


NOMS = ["History", "HISTORIQUE", "a", "A", "'", "x" * 31, "x" * 40, "ß", "SS"]


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTES | st.sampled_from(NOMS), min_size=1, max_size=8))
def test_excel_accepte_tout_nom_de_feuille_et_aucun_n_est_pris_deux_fois(noms):
    classeur, poses = Workbook(), []
    classeur.remove(classeur.active)
    for nom in noms:
        pose = sortie.nom_de_feuille(nom, poses)
        classeur.create_sheet(pose)
        poses.append(pose)
        assert 0 < len(pose.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\]", pose) and not INTERDITS.search(pose)
        assert pose[0] != "'" and pose[-1] != "'" and pose.strip() == pose
        assert pose.casefold() not in ("history", "historique")
    assert len({pose.casefold() for pose in poses}) == len(poses)
    assert classeur.sheetnames == poses
    openpyxl, calamine = rouvert(classeur)
    assert openpyxl.sheetnames == calamine.sheet_names == poses


def test_un_nom_de_feuille_ordinaire_reste_le_sien():
    assert sortie.nom_de_feuille("Programmation 2026") == "Programmation 2026"
    assert sortie.nom_de_feuille("37_corrige_tableau[1]") == "37_corrige_tableau(1)"
    assert sortie.nom_de_feuille("À corriger", ["À CORRIGER"]) == "À corriger (2)"
    assert len(sortie.nom_de_feuille("38_Programmation contrat de ville 2026 version COPIL")) == 31


@settings(max_examples=300)
@given(st.lists(TEXTES | st.sampled_from(["con", "NUL", "com1", "a" * 300]), max_size=3))
def test_tout_disque_accepte_un_nom_de_fichier(morceaux):
    nom = sortie.nom_de_fichier(*morceaux, extension="pptx")
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.pptx", nom) and len(nom) <= 100
    assert not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)\.pptx", nom)


@settings(max_examples=200)
@given(TEXTES)
def test_aucun_texte_de_csv_ne_commence_une_formule(texte):
    ecrit = sortie.texte_csv(texte)
    assert not re.match(r"[\t\r\n]|[\s\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]", ecrit)
    assert permis(texte) in (ecrit, ecrit.removeprefix("'"))
    assert ecrit.encode("utf-8").decode() == ecrit
    garde = sortie.texte_csv(texte, apostrophe=True)
    assert garde.removeprefix("'") == permis(texte)


def test_le_nom_provisoire_tient_a_cote_du_plus_long_des_noms(tmp_path):
    cible = tmp_path / ("x" * 249 + ".xlsx")
    cible.write_bytes(b"")
    sortie.provisoire(cible).write_bytes(b"")


INTERNES = ("data/programmation/depart.py",)
"""Écrivent un fichier que le programme relit aussitôt, et que personne n'ouvre."""
ECRIVAINS = ("Workbook", "load_workbook", "Document", "Presentation", "writer", "DictWriter", "write_csv")


def test_tout_ecrivain_de_fichier_passe_par_la_sortie():
    """Qui fabrique un classeur, un CSV, un DOCX ou un PPTX prend ici ses textes et ses noms."""
    oublieux = []
    for chemin in [*(RACINE / "data").rglob("*.py"), *(RACINE / "pages").rglob("*.py")]:
        if "demo" in chemin.parts:
            continue
        source = chemin.read_text(encoding="utf-8")
        appels = {
            getattr(noeud.func, "id", getattr(noeud.func, "attr", ""))
            for noeud in ast.walk(ast.parse(source))
            if isinstance(noeud, ast.Call)
        }
        porte = re.search(r"data\.fichiers(\.| import )sortie|data\.modele\.cellule", source)
        nom = chemin.relative_to(RACINE).as_posix()
        if appels & set(ECRIVAINS) and not porte and nom not in INTERNES:
            oublieux.append(nom)
    assert oublieux == []
