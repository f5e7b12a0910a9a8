"""Chaque petit fichier qui va mal donne ce qui est juste (voir tests/data/cas_attendus.py)."""

import pytest

from tests.data import cas
from tests.data.cas_attendus import CAS


@pytest.mark.parametrize("essai", CAS, ids=lambda essai: essai.fichier)
def test_un_fichier_qui_va_mal_donne_ce_qui_est_juste(essai, tmp_path):
    resultat = cas.essayer(essai, tmp_path)
    assert essai.juste(resultat), f"{essai.attendu} ; code {resultat.code} : {resultat.dit[-1500:]}"
    assert "Traceback" not in resultat.dit


def test_chaque_fichier_a_son_essai():
    fichiers = {f.name for f in cas.DOSSIER.rglob("*.toml")} | {
        f.name for f in cas.DOSSIER.iterdir() if f.suffix in (".xlsx", ".csv", ".json") and f.name[0] in "34"
    }
    ailleurs = {"8-programmation.toml", "sans-titre.toml", "etages.toml", "36_corrige_controle.toml"}
    assert fichiers - ailleurs <= {essai.fichier.rpartition("/")[2] for essai in CAS}
