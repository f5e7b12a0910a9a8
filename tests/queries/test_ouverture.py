"""Une base abîmée, incomplète ou illisible : la bonne phrase, à l'ouverture, jamais plus tard."""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from queries import BaseIndisponible, lire, ouverture
from queries.visible import COMPLETEES
from tests.conftest import ouvrir_vide
from tests.serveur.conftest import base_remplie


@pytest.fixture
def servie(monkeypatch, tmp_path):
    """Sert ce chemin, et rend ce que la porte en dit : son motif, ou vide si elle la lit."""

    def motif(chemin) -> str:
        monkeypatch.setenv("CONTRAT_BASE", str(chemin))
        try:
            lire("serveur/version")
        except BaseIndisponible as erreur:
            assert erreur.que_faire.endswith(".")
            assert str(tmp_path) not in erreur.motif + erreur.que_faire, "un chemin est public"
            return erreur.motif
        return ""

    return motif


@pytest.fixture(scope="module")
def sans_contraintes(tmp_path_factory):
    """Les mêmes tables, sans les clés, qui empêcheraient d'ôter une colonne."""
    chemin = tmp_path_factory.mktemp("nue") / "nue.duckdb"
    ouvrir_vide(chemin).close()
    with duckdb.connect(str(chemin)) as base:
        tables = [nom for (nom,) in base.execute("select table_name from duckdb_tables()").fetchall()]
        while tables:
            table = tables.pop(0)
            base.execute(f'create or replace table copie as from "{table}"')
            try:
                base.execute(f'drop table "{table}"')
            except duckdb.CatalogException:
                # Une autre table s'y réfère : après elle.
                tables.append(table)
                continue
            base.execute(f'alter table copie rename to "{table}"')
        base.execute("drop table if exists copie")
    return chemin


def test_sans_rien_changer_la_base_se_lit(servie, sans_contraintes, tmp_path):
    assert servie(base_remplie(tmp_path / "b.duckdb")) == ""
    assert servie(sans_contraintes) == ""


def test_une_base_modifiee_plusieurs_fois_n_est_pas_abimee(servie, base_demo, tmp_path):
    copie = tmp_path / "b.duckdb"
    shutil.copyfile(base_demo, copie)
    for nombre in range(4):
        with duckdb.connect(str(copie)) as base:
            # Récrite puis rendue, une table laisse des blocs libres, que le fichier ne garde pas à sa fin.
            base.execute("update financement set accorde_eur = accorde_eur * 2")
            base.execute("update version set version_id = ?", [f"V{nombre}"])
        # La porte garde ouvert ce qu'elle a lu : on lui en montre une copie.
        shutil.copyfile(copie, montree := tmp_path / f"montree-{nombre}.duckdb")
        assert servie(montree) == ""


def test_chaque_table_et_chaque_colonne_qui_manque_est_nommee(sans_contraintes, tmp_path):
    chemin = tmp_path / "b.duckdb"
    shutil.copyfile(sans_contraintes, chemin)
    gestes = {f'drop table "{table}"': f"la table « {table} »" for table, _, _ in ouverture.attendus()}
    for table, colonne, type_sql in ouverture.attendus():
        nommee = f"la colonne « {colonne} » de la table « {table} »"
        gestes[f'alter table "{table}" drop column "{colonne}"'] = nommee
        autre = "varchar" if type_sql == "BLOB" else "blob"
        gestes[f'alter table "{table}" alter "{colonne}" type {autre} using null'] = nommee
    assert len(gestes) > 400
    with duckdb.connect(str(chemin)) as base:
        ouverture._comparer(base, "b.duckdb", "b")
        for geste, nommee in gestes.items():
            # Le reste du schéma revient à chaque fois : un manque, un seul.
            base.execute("begin")
            base.execute(geste)
            with pytest.raises(BaseIndisponible) as refus:
                ouverture._comparer(base, "b.duckdb", "b")
            base.execute("rollback")
            assert nommee in refus.value.motif and "incomplète" in refus.value.motif, geste


def test_une_base_d_avant_s_ouvre_sans_les_colonnes_ajoutees_depuis(servie, sans_contraintes, tmp_path):
    chemin = tmp_path / "b.duckdb"
    shutil.copyfile(sans_contraintes, chemin)
    with duckdb.connect(str(chemin)) as base:
        for table, colonnes in COMPLETEES.items():
            for colonne in colonnes:
                base.execute(f'alter table "{table}" drop column "{colonne}"')
    assert servie(chemin) == ""


@pytest.mark.parametrize("table", ["action", "version", "ventilation", "avis"])
def test_une_table_qui_manque_se_dit_a_la_porte(servie, sans_contraintes, tmp_path, table):
    chemin = tmp_path / "b.duckdb"
    shutil.copyfile(sans_contraintes, chemin)
    with duckdb.connect(str(chemin)) as base:
        base.execute(f'drop table "{table}"')
    assert f"la table « {table} » manque" in servie(chemin)


@pytest.mark.parametrize("part", [0.001, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999])
def test_une_base_tronquee_est_abimee_pas_occupee(servie, base_demo, tmp_path, part):
    chemin = tmp_path / "b.duckdb"
    chemin.write_bytes(base_demo.read_bytes()[: int(base_demo.stat().st_size * part)])
    assert "abîmé" in servie(chemin)
    # La même phrase, tant que le fichier n'a pas changé ; le vrai, remis, se lit aussitôt.
    assert "abîmé" in servie(chemin)
    shutil.copyfile(base_demo, chemin)
    assert servie(chemin) == ""


def test_des_octets_retournes_se_voient_a_l_ouverture_ou_ne_changent_rien(servie, base_demo, tmp_path):
    graine = time.time_ns()
    hasard = random.Random(graine)
    chemin, entiere = tmp_path / "b.duckdb", base_demo.read_bytes()
    assert servie(base_demo) == ""
    juste = lire("serveur/effectifs", statuts=["retenue"]).to_dict("records")
    vues = 0
    for _ in range(25):
        abimee = bytearray(entiere)
        for _ in range(hasard.choice((1, 1, 8, 500))):
            abimee[hasard.randrange(len(abimee))] ^= 1 << hasard.randrange(8)
        chemin.write_bytes(abimee)
        dit = servie(chemin)
        vues += bool(dit)
        assert dit == "" or "abîmé" in dit, (graine, dit)
        assert dit or lire("serveur/effectifs", statuts=["retenue"]).to_dict("records") == juste, graine
    assert vues > 10, graine


@pytest.mark.parametrize(
    ("octets", "mot"),
    [(b"", "vide"), (b"x", "abîmé"), (b"\0" * 9000, "abîmé"), (b"set lock on file" * 900, "abîmé")],
)
def test_un_fichier_qui_n_est_pas_une_base(servie, tmp_path, octets, mot):
    chemin = tmp_path / "set lock on file.duckdb"
    chemin.write_bytes(octets)
    assert mot in servie(chemin)


def test_un_dossier_un_lien_mort_un_tube_ne_sont_pas_une_base(servie, tmp_path):
    (tmp_path / "mort.duckdb").symlink_to(tmp_path / "nulle-part")
    (tmp_path / "boucle.duckdb").symlink_to(tmp_path / "boucle.duckdb")
    os.mkfifo(tmp_path / "tube.duckdb")
    (tmp_path / "dossier.duckdb").mkdir()
    assert "n'est pas un fichier" in servie(tmp_path / "dossier.duckdb")
    # L'ouvrir attendrait qu'on y écrive.
    assert "n'est pas un fichier" in servie(tmp_path / "tube.duckdb")
    assert "introuvable" in servie(tmp_path / "mort.duckdb")
    assert "introuvable" in servie(tmp_path / "boucle.duckdb")
    assert "introuvable" in servie(tmp_path / "absente.duckdb")
    assert "introuvable" in servie(tmp_path / "absente" / "x.duckdb")
    assert "introuvable" in servie(tmp_path / ("x" * 300))


def test_des_droits_retires_ne_sont_pas_un_fichier_abime(servie, tmp_path, monkeypatch):
    chemin = base_remplie(tmp_path / "b.duckdb")

    vrai = Path.open

    def interdit(self, *args, **options):
        if self == chemin:
            raise PermissionError(13, "Permission denied")
        return vrai(self, *args, **options)

    # Les essais tournent parfois en administrateur, à qui rien n'est interdit.
    monkeypatch.setattr(Path, "open", interdit)
    assert "n'a pas le droit" in servie(chemin)
    monkeypatch.undo()
    assert servie(chemin) == ""


@pytest.mark.parametrize(
    "version", ["", "../x", "a/b", "é", "V1\n", "V1\0", "x" * 41, "<script>", "%2e", "V 1", "-V", "\u202eV"]
)
def test_une_version_qui_ne_peut_pas_etre_dans_une_adresse_n_est_pas_servie(servie, tmp_path, version):
    chemin = tmp_path / "b.duckdb"
    ouvrir_vide(chemin, version).close()
    assert "ne dit pas quelle version" in servie(chemin)


@pytest.mark.parametrize("geste", ["delete from version", "insert into version from version", "autre schéma"])
def test_une_ligne_de_version_et_une_seule(servie, sans_contraintes, tmp_path, geste):
    chemin = tmp_path / "b.duckdb"
    shutil.copyfile(sans_contraintes, chemin)
    with duckdb.connect(str(chemin)) as base:
        base.execute("update version set schema_version = 99" if geste == "autre schéma" else geste)
    assert ("autre version" if geste == "autre schéma" else "quelle version") in servie(chemin)


def test_une_base_occupee_l_est_et_se_lit_des_qu_elle_est_rendue(servie, tmp_path):
    chemin = tmp_path / "block.duckdb"
    base_remplie(chemin)
    geste = f"import duckdb; b = duckdb.connect({str(chemin)!r}); print(1, flush=True); input()"
    tenu = subprocess.Popen(
        [sys.executable, "-c", geste], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    tenu.stdout.readline()
    try:
        assert "occupée" in servie(chemin)
    finally:
        tenu.communicate("\n")
    assert servie(chemin) == ""
