"""Ce qu'une cellule montre : un pourcentage n'est pas un montant, deux décimales affichées font foi."""

import io
from decimal import Decimal

import pytest
import xlwt
from openpyxl import Workbook

from data.fichiers.classeur import ouvrir_octets
from data.fichiers.formats import DEUX, POURCENT, affichage


@pytest.mark.parametrize(
    ("code", "attendu"),
    [
        ("0%", POURCENT),
        ("0.00 %", POURCENT),
        ('0" %"', None),
        ("0.00", DEUX),
        ("#,##0.00", DEUX),
        ('#,##0.00\\ "€"', DEUX),
        ("#,##0.00 [$€-40C];[Red]-#,##0.00 [$€-40C]", DEUX),
        ('_-* #,##0.00\\ "€"_-;-* #,##0.00\\ "€"_-', DEUX),
        ("#,##0", None),
        ("0.000", None),
        ("General", None),
        ("dd/mm/yyyy", None),
        ("0.00E+00", None),
    ],
)
def test_un_code_de_format_dit_ce_qu_il_montre(code, attendu):
    assert affichage(code) == attendu


def xlsx() -> bytes:
    classeur = Workbook()
    feuille = classeur.active
    for colonne, (valeur, code) in enumerate(
        [(0.5, "0%"), (33.3333, "0.00"), (33.3333, "General"), (0.125, "0.0%"), (1200, "#,##0.00")], start=1
    ):
        feuille.cell(1, colonne, valeur).number_format = code
    flux = io.BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def xls() -> bytes:
    classeur = xlwt.Workbook()
    feuille = classeur.add_sheet("F")
    for colonne, (valeur, code) in enumerate(
        [(0.5, "0%"), (33.3333, "0.00"), (33.3333, "General"), (0.125, "0.0%"), (1200, "#,##0.00")]
    ):
        feuille.write(0, colonne, valeur, xlwt.easyxf(num_format_str=code))
    flux = io.BytesIO()
    classeur.save(flux)
    return flux.getvalue()


@pytest.mark.parametrize(("contenu", "nom"), [(xlsx(), "a.xlsx"), (xls(), "a.xls")])
def test_une_cellule_en_pourcentage_reste_un_pourcentage_et_deux_decimales_font_foi(contenu, nom):
    (feuille,) = ouvrir_octets(contenu, nom).feuilles.values()
    cellules = feuille.lignes[0].cellules
    assert [c.valeur for c in cellules] == [
        "50 %",
        Decimal("33.3333"),
        Decimal("33.3333"),
        "12,5 %",
        Decimal(1200),
    ]
    assert [c.montant for c in cellules[1:3]] == [Decimal("33.33"), Decimal("33.3333")]
