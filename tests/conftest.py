"""Une base minuscule, remplie en SQL : les lignes sont dans le test, l'attendu se calcule à la main."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

RACINE = Path(__file__).parents[1]


def ouvrir_vide(chemin: Path, version: str = "V1", schema: int = 1) -> duckdb.DuckDBPyConnection:
    """Une base neuve au schéma du projet, avec sa ligne de version."""
    base = duckdb.connect(str(chemin))
    base.execute((RACINE / "data" / "schema.sql").read_text(encoding="utf-8"))
    base.execute("insert into version values (?, ?, 'Essai', '2026-01-01', '{}', null)", [version, schema])
    return base


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
def base_demo(tmp_path_factory) -> Path:
    """La base de démonstration, construite une fois ; CONTRAT_BASE, s'il est posé, en impose une autre."""
    if os.environ.get("CONTRAT_BASE"):
        return Path(os.environ["CONTRAT_BASE"]).resolve()
    base = tmp_path_factory.mktemp("base") / "demo.duckdb"
    construire = [sys.executable, "-m", "data", "construire", "demo", "--base", str(base)]
    fini = subprocess.run(construire, cwd=RACINE, capture_output=True, text=True, check=False)
    assert fini.returncode == 0, f"La base de démonstration ne se construit pas.\n{fini.stderr[-4000:]}"
    return base
