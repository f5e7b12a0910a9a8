"""Écrire sur le disque sans jamais y laisser un fichier à moitié : synchroniser, lier, renommer, ajouter."""

import contextlib
import os
import secrets
import shutil
from pathlib import Path


def chemin_neuf(base: Path) -> Path:
    """Où écrire la base qui remplacera `base` : à côté d'elle, pour un renommage atomique."""
    return base.with_name(f".construction-{os.getpid()}-{secrets.token_hex(3)}-{base.name}")


def effacer(neuf: Path) -> None:
    """Retire une base inachevée, s'il en reste."""
    for reste in (neuf, neuf.with_name(neuf.name + ".wal")):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            reste.unlink()


def synchroniser(fichier: Path) -> None:
    """Rend quand le fichier est sur le disque, et non dans la mémoire du système."""
    with fichier.open("rb+") as flux:
        os.fsync(flux.fileno())


def synchroniser_dossier(dossier: Path) -> None:
    """De même pour les noms d'un dossier : un renommage n'est sûr qu'ensuite."""
    # Windows n'ouvre pas un dossier ; le renommage y est inscrit au journal du système de fichiers.
    with contextlib.suppress(PermissionError):
        descripteur = os.open(dossier, os.O_RDONLY)
        try:
            os.fsync(descripteur)
        finally:
            os.close(descripteur)


def lier(fichier: Path, autre: Path) -> None:
    """Donne un second nom au fichier : un lien s'il se peut, sinon une copie."""
    autre.unlink(missing_ok=True)
    try:
        os.link(fichier, autre)
    except OSError:
        # Ni tous les systèmes de fichiers ni tous les partages ne savent lier.
        shutil.copyfile(fichier, autre)
        synchroniser(autre)


def ranger(fichier: Path, archive: Path) -> None:
    """`archive` devient un second nom de `fichier`, d'un coup : `.partiel-…` est le reste d'une coupure."""
    partiel = archive.with_name(f".partiel-{archive.name}")
    lier(fichier, partiel)
    partiel.replace(archive)
    synchroniser_dossier(archive.parent)


def ajouter_ligne(journal: Path, ligne: str) -> None:
    """Ajoute une ligne d'une seule écriture, après une ligne tronquée s'il y en a une."""
    with journal.open("ab+", buffering=0) as flux:
        debut = b""
        if flux.seek(0, os.SEEK_END):
            flux.seek(-1, os.SEEK_END)
            debut = b"" if flux.read(1) == b"\n" else b"\n"
        flux.write(debut + ligne.encode("utf-8") + b"\n")
        os.fsync(flux.fileno())
