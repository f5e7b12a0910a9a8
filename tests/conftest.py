"""Une base minuscule, remplie en SQL : les lignes sont dans le test, l'attendu se calcule à la main."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb
import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Playwright, sync_playwright

import queries
from data.verrou import verrou
from pages.composants import regard
from pages.serveur.magasin import choix
from tests import garde

RACINE = Path(__file__).parents[1]
# Une machine occupée n'est pas une faute : aucun essai au hasard n'a de délai.
settings.register_profile("sans-delai", deadline=None)
settings.load_profile("sans-delai")


garde.mettre_en_place()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Un processus par cœur, quatre au plus : chacun a son serveur et son navigateur.

    Aucun de plus quand on ne demande que des fichiers : leur départ coûterait plus que les essais. None :
    xdist en décide (PYTEST_XDIST_AUTO_NUM_WORKERS).
    """
    if all(".py" in argument for argument in config.args):
        return 0
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return min(4, os.cpu_count() or 1)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Un appel hors de la machine, de l'essai ou d'un serveur qu'il a fait travailler, le fait échouer."""
    yield
    if dits := garde.appels():
        pytest.fail(f"Appel hors de la machine pendant {item.nodeid} :\n{''.join(dits)}", pytrace=False)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """De même pour ce qu'un serveur a tenté en s'arrêtant, après le dernier essai."""
    if dits := garde.appels():
        print(f"Appel hors de la machine à la fin de la série :\n{''.join(dits)}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@cache
def _base_vide() -> Path:
    """Une base au schéma du projet, sans une ligne, faite une fois par processus."""
    dossier = tempfile.TemporaryDirectory(prefix="contrat-essais-")
    atexit.register(dossier.cleanup)
    chemin = Path(dossier.name) / "vide.duckdb"
    with duckdb.connect(str(chemin)) as base:
        base.execute((RACINE / "data" / "schema.sql").read_text(encoding="utf-8"))
    return chemin


def ouvrir_vide(chemin: Path, version: str = "V1", schema: int = 1) -> duckdb.DuckDBPyConnection:
    """Une base neuve au schéma du projet, avec sa ligne de version."""
    # Le schéma met huit fois plus de temps à s'exécuter qu'un fichier à se copier.
    shutil.copyfile(_base_vide(), chemin)
    base = duckdb.connect(str(chemin))
    base.execute("insert into version values (?, ?, 'Essai', '2026-01-01', '{}', null)", [version, schema])
    return base


@pytest.fixture(autouse=True)
def magasin_neuf(tmp_path_factory, monkeypatch) -> None:
    """Le magasin de chaque essai est neuf : salles, séances et quotas d'un autre n'y sont pas."""
    dossier: list[Path] = []

    def ailleurs(base: Path) -> Path:
        if not dossier:
            dossier.append(tmp_path_factory.mktemp("magasin"))
        return dossier[0] / f"{base.stem}.magasin"

    monkeypatch.setattr(choix, "fichier_a_cote", ailleurs)


@pytest.fixture(autouse=True)
def _porte_entiere(monkeypatch):
    """Une page lue ou un serveur monté par un essai ne réduit pas ce que la porte montre au suivant."""
    monkeypatch.setattr(regard, "_servi", False)
    yield
    queries.suivre_le_regard(lambda: None)


@pytest.fixture
def base_minuscule(tmp_path, monkeypatch):
    """Remplit une base par le SQL donné et la sert par `lire`."""

    def construire(sql: str) -> Path:
        chemin = tmp_path / "essai.duckdb"
        base = ouvrir_vide(chemin)
        base.execute(sql)
        base.close()
        monkeypatch.setenv("CONTRAT_BASE", str(chemin))
        return chemin

    return construire


@pytest.fixture(scope="session")
def dossier_commun(tmp_path_factory) -> Path:
    """Un dossier de la série d'essais, le même pour tous ses processus."""
    dossier = tmp_path_factory.getbasetemp()
    return dossier.parent if "PYTEST_XDIST_WORKER" in os.environ else dossier


@pytest.fixture(scope="session")
def base_demo(dossier_commun) -> Path:
    """La base de démonstration, construite une fois ; CONTRAT_BASE, s'il est posé, en impose une autre.

    Le premier processus qui la demande la construit, les autres l'attendent.
    """
    if os.environ.get("CONTRAT_BASE"):
        return Path(os.environ["CONTRAT_BASE"]).resolve()
    base = dossier_commun / "demo.duckdb"
    with verrou(dossier_commun / "base_demo"):
        if not base.exists():
            construire = [sys.executable, "-m", "data", "construire", "demo", "--base", str(base)]
            fini = subprocess.run(construire, cwd=RACINE, capture_output=True, text=True, check=False)
            assert fini.returncode == 0, (
                f"La base de démonstration ne se construit pas.\n{fini.stderr[-4000:]}"
            )
    return base


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Le pilote des navigateurs : un seul par processus, il garde sa boucle ouverte."""
    with sync_playwright() as pilote:
        yield pilote


@pytest.fixture(scope="session")
def navigateur(request) -> Iterator[Browser]:
    """Chromium ; absent, les essais sont sautés, sauf en CI où c'est une faute."""
    from tests.navigateur import outils

    if outils.chromium() is None:
        phrase = "Chromium est introuvable : apt-get install chromium, ou son chemin dans CHROMIUM."
        if os.environ.get("CI") == "true":
            pytest.fail(phrase)
        pytest.skip(phrase)
    chromium = outils.lancer_chromium(request.getfixturevalue("playwright"))
    yield chromium
    chromium.close()
