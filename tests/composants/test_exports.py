"""Les fichiers qu'on emporte : ce qu'un tableur français en fait."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from pages.composants import exports
from tests.data.fichiers.hostiles import TEXTES, permis

TABLE = pd.DataFrame(
    {
        "Porteur": ["Régie « Les Tilleuls »", "=1+1", None],
        "Accordé": [Decimal("1204300.50"), Decimal("-6000.00"), None],
        "Part": [0.445, 0.0, None],
        "Année": [2024, 2024, 2023],
        "Le": [date(2024, 3, 1), None, date(2023, 1, 31)],
    }
)


def _lire_csv(df):
    return exports.csv_francais(df).decode("utf-8")


def test_le_csv_s_ouvre_d_un_double_clic_dans_un_excel_francais():
    octets = exports.csv_francais(TABLE)
    assert octets.startswith(b"\xef\xbb\xbf")
    lignes = octets.decode("utf-8-sig").split("\r\n")
    assert lignes[0] == "Porteur;Accordé;Part;Année;Le"
    assert lignes[1] == "Régie « Les Tilleuls »;1204300,50;0,445;2024;01/03/2024"
    assert lignes[2] == "'=1+1;-6000,00;0;2024;"
    assert lignes[3] == ";;;2023;31/01/2023"


@pytest.mark.parametrize("debut", list("=+-@\t\r\n"))
def test_aucun_texte_ne_devient_une_formule(debut):
    df = pd.DataFrame({f"{debut}titre": [f"{debut}cmd|' /C calc'!A0"]})
    brut = exports.csv_francais(df).decode("utf-8-sig")
    assert brut.lstrip('"').startswith("'")
    feuille = load_workbook(io.BytesIO(exports.xlsx(df, "t", "", []))).worksheets[0]
    for ligne in feuille.iter_rows():
        for cellule in ligne:
            assert cellule.value.startswith("'")
            assert cellule.data_type != "f"


def test_un_nombre_negatif_reste_un_nombre():
    df = pd.DataFrame({"Écart": [Decimal("-12.5")]})
    assert "\r\n-12,5\r\n" in _lire_csv(df)
    cellule = load_workbook(io.BytesIO(exports.xlsx(df, "t", "", []))).worksheets[0]["A2"]
    assert cellule.value == -12.5
    assert cellule.data_type == "n"


def test_un_texte_a_point_virgule_ou_guillemet_reste_dans_sa_cellule():
    df = pd.DataFrame({"a;b": ['dit "oui"; puis non']})
    assert _lire_csv(df) == '\ufeff"a;b"\r\n"dit ""oui""; puis non"\r\n'


def test_le_csv_n_ecrit_ni_exposant_ni_millier():
    df = pd.DataFrame({"x": [1e16, 1e-7, 123456.0]})
    assert _lire_csv(df).split("\r\n")[1:4] == ["10000000000000000", "0,0000001", "123456"]


def _classeur():
    sources = pd.DataFrame({"nom": ["Postes ANCT"], "millesime": ["2024"]})
    octets = exports.xlsx(
        TABLE,
        "Qui paie",
        {"Année": "2024", "Pilier": "Emploi"},
        sources,
        {"Accordé": "euros", "Part": "pourcent", "Année": "annee", "Le": "date"},
        le=date(2026, 3, 1),
    )
    return load_workbook(io.BytesIO(octets))


def test_le_classeur_a_ses_formats_et_garde_ses_nombres():
    feuille = _classeur()["Chiffres"]
    assert feuille["B2"].value == 1204300.5
    assert "€" in feuille["B2"].number_format
    assert feuille["C2"].value == 0.445
    assert feuille["C2"].number_format.endswith("%")
    assert feuille["D2"].number_format == "0"
    assert feuille["E2"].value == datetime(2024, 3, 1)
    assert feuille["E2"].number_format == "dd/mm/yyyy"
    assert feuille["B4"].value is None
    assert feuille.freeze_panes == "A2"
    assert feuille.auto_filter.ref == "A1:E4"


def test_la_seconde_feuille_dit_les_filtres_et_les_sources():
    feuille = _classeur()["Sources et filtres"]
    textes = [cellule.value for ligne in feuille.iter_rows() for cellule in ligne if cellule.value]
    for attendu in ("Qui paie", "1er mars 2026", "Pilier", "Emploi", "Postes ANCT", "2024"):
        assert attendu in textes


def test_un_tableau_vide_donne_des_fichiers_valides():
    vide = pd.DataFrame({"a": [], "b": []})
    assert _lire_csv(vide) == "\ufeffa;b\r\n"
    assert load_workbook(io.BytesIO(exports.xlsx(vide, "t", [], []))).worksheets[0]["A1"].value == "a"


def test_un_type_inconnu_est_une_erreur():
    with pytest.raises(ValueError, match="type de colonne inconnu"):
        exports.xlsx(TABLE, "t", "", [], {"Part": "kilos"})


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTES, min_size=1, max_size=5), TEXTES)
def test_tout_texte_s_exporte_se_rouvre_et_ne_s_execute_pas(textes, autre):
    df = pd.DataFrame([[t, t] for t in textes], columns=[f"Titre {permis(autre)}", "x"], dtype=object)
    octets = exports.xlsx(df, autre * 20, [autre], [autre], feuille=autre)
    livre = load_workbook(io.BytesIO(octets))
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(octets)).sheet_names) == 2
    for rang, texte in enumerate(textes, start=2):
        cellule = livre.worksheets[0].cell(rang, 1)
        lu = (cellule.value or "").replace("_x005F_", "_")
        assert permis(texte) in (lu, lu.removeprefix("'"))
        assert not lu.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    relues = list(
        csv.reader(io.StringIO(exports.csv_francais(df).decode("utf-8-sig"), newline=""), delimiter=";")
    )
    for texte, ligne in zip(textes, relues[1:], strict=True):
        assert permis(texte) in (ligne[0], ligne[0].removeprefix("'"))


def test_une_cellule_coupee_est_dite_avec_les_sources():
    df = pd.DataFrame({"Contour": ["x" * 40_000, "y"]})
    livre = load_workbook(io.BytesIO(exports.xlsx(df, "t", "", [])))
    assert len(livre["Chiffres"]["A2"].value) == 32_767
    dits = [cellule.value for rangee in livre["Sources et filtres"] for cellule in rangee if cellule.value]
    assert "Ce qui manque" in dits
    assert any(dit.startswith("A2 : une cellule porte 32\u202f767 signes") for dit in dits)


def test_ce_qu_une_feuille_ne_peut_pas_porter_est_dit(monkeypatch):
    monkeypatch.setattr(exports, "LIGNES_MAX", 3)
    livre = load_workbook(io.BytesIO(exports.xlsx(pd.DataFrame({"a": range(1, 6)}), "t", "", [])))
    assert [c.value for c in livre["Chiffres"]["A"]] == ["a", 1, 2]
    dits = [cellule.value for rangee in livre["Sources et filtres"] for cellule in rangee if cellule.value]
    assert any(dit.startswith("3 lignes de plus") for dit in dits)
