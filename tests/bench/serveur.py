"""Servir comme en production, et lire ce que le processus a coûté."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.navigateur.outils import RACINE, port_libre, processus, sans_reglages

NOTRE, NUE, SEULE = "app.py", "tests/bench/nue.py", "tests/bench/page_nue.py"
"""Nos pages ; la page nue, servie et démarrée comme elles ; la même, par Streamlit et nos réglages seuls."""
_TIC_S = 1 / os.sysconf("SC_CLK_TCK")
_PAGE_OCTETS = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Servi:
    """Un serveur en route : son adresse, son processus."""

    adresse: str
    pid: int

    def cpu_s(self) -> float:
        """Secondes de processeur depuis son départ, tous ses fils et ses enfants finis compris."""
        # Le nom du programme, entre parenthèses, peut contenir des espaces : on lit après la dernière.
        champs = Path(f"/proc/{self.pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        return sum(map(int, champs[11:15])) * _TIC_S

    def memoire_mo(self) -> float:
        """La mémoire résidente, en Mo (10⁶ octets)."""
        return int(Path(f"/proc/{self.pid}/statm").read_text("ascii").split()[1]) * _PAGE_OCTETS / 1e6

    def au_repos(self, delai_s: float = 5) -> float:
        """Attend qu'il ne calcule plus (le ramassage suit la fin annoncée d'un passage) ; rend `cpu_s`."""
        fin, avant = time.monotonic() + delai_s, self.cpu_s()
        while time.monotonic() < fin:
            time.sleep(0.12)
            if (ici := self.cpu_s()) - avant < 1.5 * _TIC_S:
                return ici
            avant = ici
        return avant


@contextmanager
def servir(programme: str, base: Path, journal: Path, delai_s: float = 180) -> Iterator[Servi]:
    """Sert `programme` (NOTRE, NUE ou SEULE) sur `base`, lancé comme le fait .deploiement.

    Lève RuntimeError, avec le journal, s'il ne répond pas en `delai_s` secondes.
    """
    port = port_libre()
    commande = [sys.executable, "-m", "streamlit", "run", programme, f"--server.port={port}"]
    variables = sans_reglages() | {"CONTRAT_BASE": str(base), "CONTRAT_MEMOIRE": "1GB"}
    with processus(commande, journal, cwd=RACINE, env=variables) as lance:
        servi = Servi(f"http://127.0.0.1:{port}", lance.pid)
        _attendre(servi, lance, journal, delai_s)
        yield servi


def _attendre(servi: Servi, lance: subprocess.Popen, journal: Path, delai_s: float) -> None:
    fin = time.monotonic() + delai_s
    while time.monotonic() < fin and lance.poll() is None:
        try:
            if httpx.get(f"{servi.adresse}/_stcore/health", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"Le serveur ne répond pas.\n{journal.read_text(encoding='utf-8')[-4000:]}")


def construire(dossier: Path, echelle: int = 1) -> Path:
    """La base fictive, `echelle` fois ; celle de `dossier` si elle y est déjà. Lève CalledProcessError."""
    base = dossier / f"echelle-{echelle}.duckdb"
    if base.exists():
        return base
    recette = "demo"
    if echelle > 1:
        classeur = dossier / f"classeur-{echelle}"
        _lancer("-m", "data.demo", "--echelle", str(echelle), "--sortie", str(classeur))
        recette = str(classeur / "recette.toml")
    _lancer("-m", "data", "construire", recette, "--base", str(base))
    return base


def _lancer(*mots: str) -> None:
    subprocess.run([sys.executable, *mots], cwd=RACINE, check=True, stdout=subprocess.DEVNULL)
