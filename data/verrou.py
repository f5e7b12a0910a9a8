"""Un seul constructeur, ou un seul publieur, à la fois pour un même fichier."""

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

# Windows : le renommage final reste atomique, deux constructions ne font que doubler le travail.
if sys.platform != "win32":
    import fcntl

_PAS_S = 0.05


class Occupe(Exception):
    """Un autre processus tient encore le verrou au bout du délai."""


@contextmanager
def verrou(cible: Path, delai_s: float | None = None) -> Generator[None]:
    """Attend que tout autre processus ait fini avec `cible`. Le système le libère si le processus meurt.

    `delai_s` : combien de secondes attendre (None : sans limite) ; lève Occupe au-delà.
    """
    cible.parent.mkdir(parents=True, exist_ok=True)
    temoin = cible.with_name(f".verrou-{cible.name}")
    with temoin.open("w") as flux:
        _prendre(flux, delai_s)
        try:
            yield
        finally:
            if sys.platform != "win32":
                fcntl.flock(flux, fcntl.LOCK_UN)


def _prendre(flux: IO[str], delai_s: float | None) -> None:
    if sys.platform == "win32":
        return
    if delai_s is None:
        fcntl.flock(flux, fcntl.LOCK_EX)
        return
    fin = time.monotonic() + delai_s
    while True:
        try:
            fcntl.flock(flux, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= fin:
                raise Occupe from None
            time.sleep(_PAS_S)
