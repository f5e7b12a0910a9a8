"""Les tableaux : les mêmes chiffres à un clic, et les fichiers qui les suivent."""

import io
from contextlib import nullcontext
from decimal import Decimal

import pandas as pd
import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from pages.composants import tableaux
from pages.composants.tableaux import Colonne

COLONNES = {
    "financeur": Colonne("Financeur"),
    "montant_eur": Colonne("Montant accordé", "euros", "Voté par le financeur"),
    "part": Colonne("Part", "pourcent"),
    "annee": Colonne("Année", "annee"),
    "cpo": Colonne("Pluriannuelle", "oui_non"),
}
TABLE = pd.DataFrame(
    {
        "financeur": ["État", "Région"],
        "montant_eur": [Decimal("6000.50"), None],
        "part": [1.0, None],
        "annee": [2024, 2024],
        "cpo": [True, False],
        "interne": ["x", "y"],
    }
)


def test_un_montant_decimal_se_trie_comme_un_nombre_et_l_absent_reste_absent():
    montre = tableaux.affichable(TABLE[list(COLONNES)], COLONNES)
    assert montre["montant_eur"].dtype == "float64"
    assert montre["montant_eur"].tolist()[0] == 6000.50
    assert montre["montant_eur"].isna().tolist() == [False, True]
    assert TABLE["montant_eur"].tolist()[0] == Decimal("6000.50")


@pytest.mark.parametrize(
    ("genre", "format"),
    [("euros", "euro"), ("pourcent", "percent"), ("annee", "%d"), ("entier", "localized")],
)
def test_chaque_type_a_son_ecriture(genre, format):
    configuration = tableaux.configuration_colonne(Colonne("Titre", genre, "définition"))
    assert configuration["type_config"]["format"] == format
    assert configuration["label"] == "Titre"
    assert configuration["help"] == "définition"


@pytest.fixture
def telechargements(monkeypatch):
    """Les boutons posés par `telecharger` : nom du fichier → contenu fabriqué au clic."""
    poses = {}

    def bouton(libelle, data, file_name, **autres):
        assert autres["on_click"] == "ignore"
        poses[file_name] = data

    monkeypatch.setattr(tableaux.st, "download_button", bouton)
    return poses


def test_les_fichiers_portent_les_titres_de_l_ecran_et_rien_d_autre(telechargements):
    tableaux.telecharger(TABLE, "qui-paie", COLONNES, "Année : 2024", ["ANCT"], "Qui paie")
    assert set(telechargements) == {"qui-paie.csv", "qui-paie.xlsx"}
    lignes = telechargements["qui-paie.csv"]().decode("utf-8-sig").split("\r\n")
    assert lignes[0] == "Financeur;Montant accordé;Part;Année;Pluriannuelle"
    assert lignes[1] == "État;6000,50;1;2024;oui"
    assert lignes[2] == "Région;;;2024;non"
    classeur = load_workbook(io.BytesIO(telechargements["qui-paie.xlsx"]()))
    assert classeur.sheetnames == ["Chiffres", "Sources et filtres"]
    assert "€" in classeur["Chiffres"]["B2"].number_format
    textes = [c.value for ligne in classeur["Sources et filtres"].iter_rows() for c in ligne]
    assert {"Qui paie", "Année : 2024", "ANCT"} <= set(textes)


def test_une_colonne_inconnue_est_une_erreur():
    with pytest.raises(KeyError):
        tableaux.telecharger(TABLE, "n", {"absente": Colonne("Absente")})


def _page_detail():
    from types import SimpleNamespace

    import pandas as pd

    from pages.blocs import Colonne, Details
    from pages.rendus import ecran

    df = pd.DataFrame({"financeur": ["État"], "montant_eur": [1.5]})
    colonnes = {"financeur": Colonne("Financeur"), "montant_eur": Colonne("Montant", "euros")}
    bloc = Details(df, "t", "Qui paie", colonnes)
    ecran.MONTREURS[Details](bloc, SimpleNamespace(visite=None))


def test_les_chiffres_sont_a_un_clic_avec_leurs_deux_fichiers(monkeypatch):
    monkeypatch.setattr("pages.rendus.ecran.plis.rouvert", lambda visite: nullcontext())
    essai = AppTest.from_function(_page_detail).run()
    assert not essai.exception
    assert essai.expander[0].label.startswith("Voir les chiffres")
    assert not essai.dataframe and not essai.get("download_button")
    essai.session_state["chiffres-t"] = True
    essai.run()
    assert not essai.exception
    assert len(essai.dataframe) == 1
    assert [b.proto.label for b in essai.get("download_button")] == ["CSV", "Excel"]


def _page_vide():
    from pages.blocs import Rien
    from pages.rendus import ecran

    bloc = Rien("Aucune action en 2031 : rien à montrer.", "Effacer les filtres", efface=True)
    ecran.MONTREURS[Rien](bloc, None)


def test_une_reponse_vide_le_dit_et_propose_une_issue():
    essai = AppTest.from_function(_page_vide).run()
    assert not essai.exception
    assert essai.info[0].value.startswith("Aucune action en 2031")
    assert [b.label for b in essai.button] == ["Effacer les filtres"]
