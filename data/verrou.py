"""Un seul constructeur à la fois pour un même fichier."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except (
    ImportError
):  # Windows : le renommage final reste atomique, deux constructions ne font que doubler le travail
    fcntl = None  # type: ignore[assignment]


@contextmanager
def verrou(cible: Path) -> Iterator[None]:
    """Attend que tout autre processus ait fini avec `cible`. Le système le libère si le processus meurt."""
    cible.parent.mkdir(parents=True, exist_ok=True)
    temoin = cible.with_name(f".verrou-{cible.name}")
    with temoin.open("w") as flux:
        if fcntl:
            fcntl.flock(flux, fcntl.LOCK_EX)
        try:
            yield
        finally:
            if fcntl:
                fcntl.flock(flux, fcntl.LOCK_UN)
