"""Chaque commande, devant chaque base et chaque disque qui vont mal : une phrase française, jamais une trace.

Les commandes sont prises à leur dossier : en ajouter une sans dire ici comment on l'appelle fait échouer.
"""

import io
import resource
import shutil
import subprocess
import sys

import duckdb
import pytest

from data.__main__ import main
from data.commandes import commandes
from data.construction import construire
from tests.conftest import RACINE
from tests.data.conftest import MINUSCULE, RECETTE

TABLEAU = (
    "Référence;Intitulé;Porteur;Statut;Pilier;Quartiers;État accordé\nN1;Atelier;Régie;Retenue;EMP;QN1;10\n"
)
APPELS = {
    "construire": ["{recette}", "--base", "{base}"],
    "exporter": ["{sortie}.zip", "--base", "{base}"],
    "modele": ["{sortie}.xlsx", "--base", "{base}", "--rempli"],
    "programmation": [
        "{tableau}",
        "--contrat",
        "C1",
        "--annee",
        "2026",
        "--base",
        "{base}",
        "--corrige",
        "{sortie}.xlsx",
    ],
    "parquet": ["{sortie}.catalogue", "--base", "{base}"],
    "publier": ["{autre}", "--base", "{base}"],
    "restaurer": ["{version}", "--base", "{base}"],
    "scdl": ["{sortie}.csv", "--financeur", "etat", "--siret", "73282932000074", "--base", "{base}"],
    "telecharger": ["{recette}", "--dossier", "{dossier}"],
    "verifier": ["--base", "{base}"],
    "versions": ["--base", "{base}"],
}
AILLEURS = ("diagnostic", "local")
"""Ni l'une ni l'autre ne s'arrête à une base : test_diagnostic.py et test_local.py."""
SANS_BASE = ("telecharger",)
"""Ne lit ni n'écrit de base."""
REMPLACENT = ("construire", "publier", "restaurer")
"""Mettent une base à la place de l'autre : qu'elle manque ou soit abîmée ne les arrête pas."""
ECRIVENT = ("construire", "exporter", "modele", "parquet", "programmation", "publier", "scdl")
ANGLAIS = ("Traceback", "Error", "No such", "denied", "lock on", "not a valid", "Could not", "Is a dir")


def lancer(commande, lieux, **options):
    mots = [mot.format(**lieux) for mot in APPELS[commande]]
    return subprocess.run(
        [sys.executable, "-m", "data", commande, *mots],
        cwd=RACINE,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        **options,
    )


def appeler(commande, lieux, capsys):
    """De même, dans ce processus : vingt fois plus vite."""
    capsys.readouterr()
    code = main([commande, *(mot.format(**lieux) for mot in APPELS[commande])])
    sortie = capsys.readouterr()
    return subprocess.CompletedProcess(commande, code, sortie.out, sortie.err)


def dire(fini, code=1):
    """La commande a rendu `code` et l'a dit en une phrase française, sur la sortie d'erreur."""
    assert fini.returncode == code, fini.stderr + fini.stdout
    assert not [mot for mot in ANGLAIS if mot in fini.stderr], fini.stderr
    phrase = fini.stderr.strip().splitlines()[-1]
    assert phrase[0].isupper() or phrase[0] == "«"
    assert phrase.endswith(".")
    return phrase


@pytest.fixture(scope="module")
def modele(tmp_path_factory):
    """Une base publiée deux fois, le tableau et la recette des essais."""
    dossier = tmp_path_factory.mktemp("modele")
    (dossier / "classeur").mkdir()
    for nom, contenu in MINUSCULE.items():
        (dossier / "classeur" / f"{nom}.csv").write_text(contenu, encoding="utf-8")
    (dossier / "essai.toml").write_text(RECETTE.format(entete='nom = "Essai"'), encoding="utf-8")
    (dossier / "tableau.csv").write_text(TABLEAU, encoding="utf-8")
    for _ in range(2):
        construire(dossier / "essai.toml", base=dossier / "b.duckdb", silencieux=True)
    construire(dossier / "essai.toml", base=dossier / "autre" / "a.duckdb", silencieux=True)
    return dossier


@pytest.fixture
def lieux(modele, tmp_path):
    shutil.copytree(modele, tmp_path / "m")
    dossier = tmp_path / "m"
    base = dossier / "b.duckdb"
    servie = duckdb.connect(str(base), read_only=True).execute("select version_id from version").fetchone()[0]
    (autre,) = [f.stem for f in (dossier / "b.versions").glob("*.duckdb") if f.stem != servie]
    return {
        "base": base,
        "recette": dossier / "essai.toml",
        "sortie": tmp_path / "sortie",
        "version": autre,
        "tableau": dossier / "tableau.csv",
        "autre": dossier / "autre" / "a.duckdb",
        "dossier": tmp_path,
    }


@pytest.fixture
def occuper():
    """Un autre processus ouvre la base en écriture jusqu'à la fin de l'essai."""
    tenus = []

    def tenir(base):
        geste = f"import duckdb; c = duckdb.connect({str(base)!r}); print('tenue', flush=True); input()"
        tenu = subprocess.Popen(
            [sys.executable, "-c", geste], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        tenus.append(tenu)
        assert tenu.stdout.readline() == "tenue\n"

    yield tenir
    for tenu in tenus:
        tenu.communicate("\n")


def test_chaque_commande_a_son_appel():
    assert {*APPELS, *AILLEURS} == set(commandes())


@pytest.mark.parametrize("commande", [c for c in APPELS if c not in SANS_BASE])
def test_une_base_occupee_par_un_autre_programme_est_dite(commande, lieux, occuper, capsys):
    avant = lieux["base"].read_bytes()
    occuper(lieux["base"])
    assert "occupée" in dire(appeler(commande, lieux, capsys))
    assert lieux["base"].read_bytes() == avant
    assert not lieux["sortie"].parent.joinpath("sortie.zip").exists()


def test_une_base_a_publier_qu_un_autre_programme_ecrit_est_dite(lieux, occuper, capsys):
    occuper(lieux["autre"])
    assert "occupée" in dire(appeler("publier", lieux, capsys))


def _abimee(base):
    octets = bytearray(base.read_bytes())
    for rang in range(12_288, len(octets), 1024):
        octets[rang] ^= 0xFF
    base.write_bytes(octets)


def _d_un_autre_programme(base):
    base.unlink()
    with duckdb.connect(str(base)) as connexion:
        connexion.execute("create table facture (contrat integer)")


def _d_une_autre_version(base):
    with duckdb.connect(str(base)) as connexion:
        connexion.execute("update version set schema_version = 999")


def _sans_colonne(base):
    with duckdb.connect(str(base)) as connexion:
        connexion.execute("alter table action drop column description")


def _dossier(base):
    base.unlink()
    base.mkdir()


ETATS = {
    "absente": lambda base: base.unlink(),
    "vide": lambda base: base.write_bytes(b""),
    "octets": lambda base: base.write_bytes(b"x" * 20_000),
    "courte": lambda base: base.write_bytes(base.read_bytes()[:9000]),
    "abimee": _abimee,
    "autre programme": _d_un_autre_programme,
    "autre version": _d_une_autre_version,
    "sans colonne": _sans_colonne,
    "dossier": _dossier,
}


@pytest.mark.parametrize("etat", ETATS)
@pytest.mark.parametrize("commande", [c for c in APPELS if c not in SANS_BASE])
def test_une_base_qui_va_mal_est_dite_ou_remplacee(commande, etat, lieux, capsys):
    ETATS[etat](lieux["base"])
    fini = appeler(commande, lieux, capsys)
    if commande in REMPLACENT and etat != "dossier":
        assert fini.returncode == 0, fini.stderr
        with duckdb.connect(str(lieux["base"]), read_only=True) as relue:
            assert relue.execute("select count(*) from action").fetchone() == (3,)
    elif fini.returncode:
        phrase = dire(fini)
        assert "occupée" not in phrase
    else:
        # Ce qu'elle lit est encore là : ni le journal, ni une colonne qu'elle ne demande pas n'y manquent.
        assert etat in ("autre version", "sans colonne", "abimee", "autre programme")
        assert "Traceback" not in fini.stderr


# Aucun fichier d'un dossier de Parquet n'est assez gros pour cette borne : tests/epreuves/disque_plein.py.
@pytest.mark.parametrize("commande", [c for c in ECRIVENT if c != "parquet"])
def test_un_disque_plein_est_dit_et_ne_laisse_rien(commande, lieux):
    def limiter():
        # Quatre subventions tiennent en mille signes ; un classeur, en davantage.
        octets = 100 if commande == "scdl" else 5000
        resource.setrlimit(resource.RLIMIT_FSIZE, (octets, octets))

    avant = lieux["base"].read_bytes()
    fini = lancer(commande, lieux, preexec_fn=limiter)
    assert "plein" in dire(fini)
    assert lieux["base"].read_bytes() == avant
    laisses = [f.name for f in lieux["sortie"].parent.rglob(".*") if not f.name.startswith(".verrou-")]
    assert laisses == []


@pytest.mark.parametrize("commande", [c for c in ECRIVENT if "{sortie}" in "".join(APPELS[c])])
@pytest.mark.parametrize(
    ("sortie", "raison"),
    [
        ("nulle-part/x", "n'existe pas"),
        ("m/tableau.csv/x", "d'un dossier"),
        ("x" * 260, "trop long"),
    ],
)
def test_une_sortie_impossible_est_dite(commande, sortie, raison, lieux, capsys):
    assert raison in dire(appeler(commande, lieux | {"sortie": lieux["sortie"].parent / sortie}, capsys))


@pytest.mark.parametrize("commande", ("construire", "publier"))
@pytest.mark.parametrize("base", ["m/tableau.csv/b.duckdb", "x" * 260 + ".duckdb"])
def test_une_base_ou_rien_ne_s_ecrit_est_dite(commande, base, lieux, capsys):
    dire(appeler(commande, lieux | {"base": lieux["sortie"].parent / base}, capsys))


@pytest.mark.parametrize("commande", APPELS)
def test_une_console_qui_ne_sait_pas_tout_ecrire_n_arrete_rien(commande, lieux, monkeypatch):
    for flux in ("stdout", "stderr"):
        monkeypatch.setattr(sys, flux, io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert main([commande, *(mot.format(**lieux) for mot in APPELS[commande])]) in (0, 1)


def test_une_sortie_coupee_ne_fait_pas_de_trace(lieux):
    sortie = subprocess.Popen(
        [sys.executable, "-m", "data", "versions", "--base", str(lieux["base"])],
        cwd=RACINE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    sortie.stdout.close()
    assert "Traceback" not in sortie.stderr.read()
    sortie.wait()
    sortie.stderr.close()
