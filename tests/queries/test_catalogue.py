"""Un dossier de Parquet à la place du fichier : mêmes questions, mêmes lignes, et rien d'autre à lire."""

import io
import secrets
import shutil
import zipfile
from pathlib import Path

import duckdb
import pytest

from data import mise_a_jour
from data.__main__ import main
from data.acces import EchecConstruction, lue
from data.catalogues import ecrire
from data.fichier_depose import Depot
from data.identite import version_servie
from data.ouverts import archive
from data.publication import EchecPublication, publier_fichier
from data.schema import tables
from queries import BaseIndisponible, a_la_version, lire, version_base
from queries.porte import _connexion, _empreinte, chemin_base
from queries.versions import journal
from tests.conftest import ouvrir_vide
from tests.data.ouverts.relecture import relire
from tests.epreuves.catalogue import QUESTIONS, ecarts


@pytest.fixture(scope="module")
def catalogue(base_demo, tmp_path_factory) -> Path:
    dossier = tmp_path_factory.mktemp("catalogue") / "b"
    ecrire(base_demo, dossier, "essai")
    return dossier


@pytest.fixture
def minuscule(tmp_path):
    """Une base d'une action, et de quoi en changer la version."""

    def faire(version: str) -> Path:
        chemin = tmp_path / f"{version}.duckdb"
        base = ouvrir_vide(chemin, version=version)
        base.execute("insert into financeur values ('etat', ?, 'État', 1, 's')", [f"État {version}"])
        base.close()
        return chemin

    return faire


def test_chaque_question_rend_les_memes_lignes_d_un_fichier_et_d_un_dossier(
    base_demo, catalogue, monkeypatch
):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    graine = secrets.randbelow(10**6)
    assert not ecarts(base_demo, catalogue, graine, len(QUESTIONS)), f"graine {graine}"


def test_chaque_table_revient_a_ses_types_et_dans_son_ordre(base_demo, catalogue):
    with lue(base_demo) as fichier, lue(catalogue) as dossier:
        for table in tables():
            une, autre = (c.sql(f'select * from "{table}"').to_arrow_table() for c in (fichier, dossier))
            assert une.schema == autre.schema and une.equals(autre), table


def test_l_archive_et_le_parquet_d_une_archive_se_lisent_aussi(base_demo, catalogue, tmp_path, monkeypatch):
    du_fichier, du_dossier = io.BytesIO(), io.BytesIO()
    archive.ecrire(du_fichier, base_demo)
    archive.ecrire(du_dossier, catalogue)
    une, autre = (relire(flux) for flux in (du_fichier, du_dossier))
    assert une.keys() == autre.keys() and all(une[nom].equals(autre[nom]) for nom in une)
    with zipfile.ZipFile(du_fichier) as ouverte:
        ouverte.extractall(tmp_path, [nom for nom in ouverte.namelist() if nom.startswith("parquet/")])
    monkeypatch.setenv("CONTRAT_BASE", str(tmp_path / "parquet"))
    assert version_base() == version_servie(base_demo)


def test_une_version_de_plus_se_voit_sans_redemarrer_et_l_ancienne_se_fige(minuscule, tmp_path, monkeypatch):
    dossier = tmp_path / "b"
    monkeypatch.setenv("CONTRAT_BASE", str(dossier))
    for version in ("V1", "V2"):
        ecrire(minuscule(version), dossier, "Claire")
        assert version_base() == version
        assert lire("referentiels/financeurs")["nom"].tolist() == [f"État {version}"]
    with a_la_version("V1"):
        assert lire("referentiels/financeurs")["nom"].tolist() == ["État V1"]
    assert ecrire(tmp_path / "V1.duckdb", dossier, "Claire").lignes is None
    assert version_base() == "V1"
    actions = [(e.version_id, e.action, e.par) for e in journal(dossier)]
    assert actions == [
        ("V1", "publier", "Claire"),
        ("V2", "publier", "Claire"),
        ("V1", "restaurer", "Claire"),
    ]


def test_au_dela_du_nombre_garde_les_anciennes_versions_s_effacent(minuscule, tmp_path, monkeypatch):
    reglages = tmp_path / "c.toml"
    reglages.write_text("versions_conservees = 2\n", encoding="utf-8")
    monkeypatch.setenv("CONTRAT_CONFIG", str(reglages))
    for version in ("V1", "V2", "V3"):
        ecrire(minuscule(version), tmp_path / "b")
    assert sorted(f.name for f in (tmp_path / "b").iterdir() if f.is_dir()) == ["V2", "V3"]


def test_rien_ne_se_lit_hors_du_dossier(minuscule, tmp_path, monkeypatch):
    dossier, secret = tmp_path / "b", tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    ecrire(minuscule("V1"), dossier)
    monkeypatch.setenv("CONTRAT_BASE", str(dossier))
    curseur = _connexion(_empreinte(chemin_base())).cursor()
    for interdit in (
        "from read_csv('/etc/passwd')",
        f"from read_csv('{secret}')",
        f"from read_csv('{dossier}/V1/../../secret.csv')",
        "attach '/tmp/autre.duckdb' as autre",
        f"copy (select 1) to '{tmp_path}/x.csv'",
        "set enable_external_access = true",
        f"set allowed_directories = ['{tmp_path}']",
        "install httpfs",
    ):
        with pytest.raises(duckdb.Error):
            curseur.execute(interdit)


def test_un_dossier_incomplet_ou_abime_a_sa_phrase(minuscule, tmp_path, monkeypatch):
    dossier = tmp_path / "b"
    ecrire(minuscule("V1"), dossier)
    monkeypatch.setenv("CONTRAT_BASE", str(dossier))
    entier = tmp_path / "entier"
    shutil.copytree(dossier, entier)
    gestes = {
        "une table manque": lambda: (dossier / "V1" / "action.parquet").unlink(),
        "une table est coupée": lambda: (dossier / "V1" / "financement.parquet").write_bytes(b"PAR1xx"),
        "une petite table est coupée": lambda: (dossier / "V1" / "financeur.parquet").write_bytes(b""),
        "courant ment": lambda: (dossier / "courant").write_text("../../etc"),
        "courant nomme une absente": lambda: (dossier / "courant").write_text("V9"),
        "le dossier est vide": lambda: shutil.rmtree(dossier / "V1"),
    }
    for quoi, geste in gestes.items():
        shutil.rmtree(dossier)
        shutil.copytree(entier, dossier)
        geste()
        with pytest.raises(BaseIndisponible, match="ne peut pas être lue"):
            lire("serveur/version")
        with pytest.raises(EchecConstruction), lue(dossier):
            pass
        assert version_servie(dossier) is None, quoi
    shutil.rmtree(dossier)
    dossier.mkdir()
    with pytest.raises(BaseIndisponible, match="n'a pas les tables"):
        lire("serveur/version")


def test_on_ne_publie_pas_dans_un_dossier_et_on_n_ecrit_pas_sur_autre_chose(minuscule, tmp_path, capsys):
    dossier = tmp_path / "b"
    assert main(["parquet", str(dossier), "--base", str(minuscule("V1"))]) == 0
    assert "version V1, 31 tables, 2 lignes." in capsys.readouterr().out
    with pytest.raises(EchecPublication, match="est un dossier"):
        publier_fichier(minuscule("V2"), dossier)
    v = mise_a_jour.Verification(Depot("t.xlsx", b"", "xlsx", (), "classeur"), "classeur", "V1")
    mise_a_jour._comparer(v, dossier, tmp_path, print, pytest.fail)
    assert "dossier de Parquet" in v.blocages[0] and v.neuve is None
    assert main(["versions", "--base", str(dossier)]) == 0
    assert capsys.readouterr().out.startswith("→ V1")
    (tmp_path / "autre").mkdir()
    (tmp_path / "autre" / "these.odt").touch()
    for ou in ("autre", "V1.duckdb"):
        assert main(["parquet", str(tmp_path / ou), "--base", str(tmp_path / "V1.duckdb")]) == 1
    assert (tmp_path / "autre" / "these.odt").exists()
