"""Un arrêt demandé (SIGTERM) pendant une commande : elle nettoie, la base est l'ancienne ou la neuve."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from data.identite import version_servie
from data.publication import publier_fichier
from queries.versions import dossier_versions, journal
from tests.epreuves.genre import Epreuve, Resultat
from tests.epreuves.mesure import base_fictive

RACINE = Path(__file__).parents[2]
_LIMITE_S = 60
_DUREE_S = 4.0
"""À peu près celle d'une construction ; sur une machine lente, on arrête plus tôt, voilà tout."""
_ADMIS = (0, -signal.SIGTERM, 128 + signal.SIGTERM)
"""Finie, tuée avant d'avoir pris la main (Python se charge encore), ou arrêtée en nettoyant."""


def arreter(graine: int, fois: int) -> Resultat:
    """`fois` commandes `construire` et `publier` arrêtées à un instant au hasard."""
    hasard, fautes, pire = random.Random(graine), [], 0.0
    with tempfile.TemporaryDirectory(prefix="arrets-") as ici:
        dossier = Path(ici)
        neuve, base = dossier / "neuve.duckdb", dossier / "servie" / "b.duckdb"
        base_fictive(neuve)
        shutil.copyfile(neuve, dossier / "copie.duckdb")
        publier_fichier(dossier / "copie.duckdb", base, "essai")
        for rang in range(fois):
            mots = ("construire", "demo") if rang % 2 else ("publier", str(neuve))
            avant = version_servie(base)
            parti = _partir(*mots, "--base", str(base))
            time.sleep(hasard.uniform(0.2, 1.1) * _DUREE_S)
            envoye = time.monotonic()
            parti.send_signal(signal.SIGTERM)
            code, dit = _attendre(parti)
            pire = max(pire, time.monotonic() - envoye)
            fautes += [f"{mots[0]} : {faute}" for faute in _juger(base, avant, code, dit)]
    return Resultat(fois, tuple(fautes[:20]), pire)


def _juger(base: Path, avant: str | None, code: int, dit: str) -> list[str]:
    fautes = []
    if code not in _ADMIS:
        fautes.append(f"code {code} : {dit[-400:]!r}")
    if "Traceback" in dit:
        fautes.append(f"une trace : {dit[-400:]!r}")
    servie = version_servie(base)
    if servie is None or (servie != avant and servie not in {e.version_id for e in journal(base)}):
        # Arrêtée entre le renommage et le journal : l'annonce la fera inscrire par la suivante.
        annonce = dossier_versions(base) / ".en-cours.json"
        if servie is None or not annonce.exists():
            fautes.append(f"la base servie est {servie}, et le journal ne la connaît pas")
    if code != -signal.SIGTERM:
        fautes += [f"il reste {f.name}" for f in base.parent.glob(".construction-*")]
    for reste in base.parent.glob(".construction-*"):
        reste.unlink()
    return fautes


def _partir(*mots: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "data", *mots],
        cwd=RACINE,
        env=os.environ,
        text=True,
        errors="replace",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def _attendre(parti: subprocess.Popen) -> tuple[int, str]:
    try:
        dit, _ = parti.communicate(timeout=_LIMITE_S)
    except subprocess.TimeoutExpired:
        parti.kill()
        dit, _ = parti.communicate()
        return -1, f"ne s'arrête pas en {_LIMITE_S} s ; {dit}"
    return parti.returncode, dit


EPREUVES = [
    Epreuve("Pannes", "arrêt demandé (SIGTERM) pendant construire et publier", fois=40, lancer=arreter)
]
