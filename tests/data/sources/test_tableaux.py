"""Ce qu'un tableur fait aux données publiques se défait : gardes, zéros perdus, nombres à la française."""

import io
import zipfile

import pytest

from data.fichiers import brut
from data.fichiers.classeur import ouvrir_octets
from data.lecture import SourceIllisible
from data.sources import tableaux


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("1 234,5", 1234.5),
        ("1\u202f234", 1234.0),
        ("1.234,56", 1234.56),
        ("1,234.56", 1234.56),
        ("-3", -3.0),
        ("\u22123,5", -3.5),
        ("44,3 %", 44.3),
        (",5", 0.5),
    ],
)
def test_un_nombre_se_lit_a_la_francaise_comme_a_l_anglaise(ecrit, attendu):
    assert tableaux.nombre(ecrit) == attendu


@pytest.mark.parametrize("ecrit", ["", "ns", "1.2.3,4,5", "12 €", "nan", "inf", "1e", "douze"])
def test_ce_qui_n_est_pas_un_nombre_est_refuse(ecrit):
    with pytest.raises(ValueError, match="nombre"):
        tableaux.nombre(ecrit)


def lire_tableau(texte: str, encodage: str = "utf-8"):
    classeur = ouvrir_octets(texte.encode(encodage), "x.csv")
    return tableaux.tableau_de(classeur, "une liste", "nom").lignes


def test_la_garde_d_un_tableur_s_enleve():
    lignes = lire_tableau('\ufeffcode;nom\n"=""60057""";\u00a0Beauvais ;;;\n')
    assert lignes == [("x", 2, {"code": "60057", "nom": "Beauvais"})]


def test_le_zero_initial_d_une_commune_revient():
    assert tableaux.codes("1262; 60057;2A004; 60057") == ["01262", "60057", "2A004"]
    assert tableaux.codes("28134, 28404") == ["28134", "28404"]
    assert tableaux.codes(None) == []


def test_un_csv_de_windows_se_lit():
    assert lire_tableau("nom\tnb\nCité\t3\n", "cp1252") == [("x", 2, {"nom": "Cité", "nb": "3"})]


def test_un_json_coupe_se_dit():
    with pytest.raises(SourceIllisible, match="coupé"):
        brut.lire_json(b'[{"a": 1}, {"a"', "x.json")


def test_une_bombe_est_refusee_sans_etre_deployee():
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.csv", b"0" * 50_000_000)
    with (
        brut.ouvrir_archive(tampon.getvalue(), "bombe.zip") as archive,
        pytest.raises(SourceIllisible, match="démesurément"),
    ):
        brut.lire_membre(archive, "zeros.csv")


def test_une_archive_abimee_se_dit():
    with pytest.raises(SourceIllisible, match="abîmée"):
        brut.ouvrir_archive(b"PK\x03\x04rien", "x.zip")


def test_un_fichier_absent_ou_vide_se_dit(tmp_path):
    with pytest.raises(SourceIllisible, match="introuvable"):
        brut.octets(tmp_path / "absent.csv")
    (tmp_path / "vide.csv").write_text(" \n")
    with pytest.raises(SourceIllisible, match="vide"):
        brut.octets(tmp_path / "vide.csv")
