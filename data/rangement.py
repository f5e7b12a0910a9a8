"""Écrire sur le disque sans jamais y laisser un fichier à moitié : synchroniser, lier, renommer, ajouter."""

import contextlib
import os
import secrets
import shutil
from pathlib import Path

_NEUF = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


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


def ecrire_d_un_coup(cible: Path, contenu: bytes, droits: int = 0o666) -> None:
    """`cible` contient `contenu`, ou ce qu'elle contenait : jamais une moitié, et rien à côté. Lève OSError.

    `droits` : ceux du fichier neuf, moins ce qu'en retire le système (umask).
    """
    neuf = cible.with_name(f".partiel-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        descripteur = os.open(neuf, _NEUF, droits)
        with os.fdopen(descripteur, "wb") as flux:
            flux.write(contenu)
            flux.flush()
            os.fsync(flux.fileno())
        neuf.replace(cible)
    finally:
        # Sur un disque plein, un reste est de la place perdue pour toujours.
        neuf.unlink(missing_ok=True)
    synchroniser_dossier(cible.parent)


def ajouter_ligne(journal: Path, ligne: str) -> None:
    """Ajoute une ligne, après une ligne tronquée s'il y en a une ; entière, ou pas du tout. Lève OSError."""
    with journal.open("ab+", buffering=0) as flux:
        debut, taille = b"", flux.seek(0, os.SEEK_END)
        if taille:
            flux.seek(-1, os.SEEK_END)
            debut = b"" if flux.read(1) == b"\n" else b"\n"
        reste = debut + ligne.encode("utf-8") + b"\n"
        try:
            while reste:
                # Un disque presque plein écrit un début sans le dire : la faute ne vient qu'à la suite.
                reste = reste[flux.write(reste) :]
            os.fsync(flux.fileno())
        except OSError:
            flux.truncate(taille)
            raise
