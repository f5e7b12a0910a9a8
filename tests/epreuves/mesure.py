"""Ce que les épreuves partagent : une base, et le temps et la mémoire que prend une tentative."""

import os
import shutil
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from data.construction import batir

_STATUT, _REMISE = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Mesure:
    """`faute` : l'exception qui en est sortie, vide sinon. `memoire_mo` : ce que la tentative a ajouté au
    plus, 0 si le système ne le dit pas."""

    duree_s: float
    memoire_mo: float
    faute: str = ""


def base_fictive(vers: Path) -> Path:
    """La base fictive, à ce chemin : copiée d'EPREUVES_BASE si elle en nomme une, sinon construite."""
    if connue := os.environ.get("EPREUVES_BASE"):
        shutil.copyfile(connue, vers)
    else:
        batir("demo", vers, silencieux=True)
    return vers


def suivie(essai: Callable[[], object]) -> Mesure:
    """Joue `essai`. Le temps est le plus court de celui de l'horloge, qu'une machine chargée allonge, et de
    celui du processeur, que plusieurs fils additionnent : un travail sans fin allonge les deux."""
    avant = _remettre()
    horloge, debut, faute = time.monotonic(), time.process_time(), ""
    try:
        essai()
    except MemoryError:
        faute = "mémoire épuisée"
    except Exception as erreur:  # noqa: BLE001 - ce qui sort d'ici est ce que l'on cherche
        lieu = traceback.extract_tb(erreur.__traceback__)[-1]
        faute = f"{type(erreur).__name__} : {str(erreur)[:300]} ({Path(lieu.filename).name}:{lieu.lineno})"
    duree = min(time.process_time() - debut, time.monotonic() - horloge)
    sommet = _lu("VmHWM")
    return Mesure(duree, max(0.0, sommet - avant), faute)


def _remettre() -> float:
    """Remet à zéro le sommet de mémoire du processus ; rend sa mémoire actuelle, en Mo."""
    if not _REMISE.exists():
        return 0.0
    _REMISE.write_text("5")
    return _lu("VmRSS")


def _lu(cle: str) -> float:
    if not _STATUT.exists():
        return 0.0
    lignes = _STATUT.read_text(encoding="ascii", errors="replace").splitlines()
    return next((int(i.split()[1]) / 1024 for i in lignes if i.startswith(f"{cle}:")), 0.0)
