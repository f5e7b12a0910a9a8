"""Ce qui se refait à l'identique (une police réduite, un script compressé), gardé entre deux démarrages.

Un dossier de l'utilisateur qui sert, hors du projet et de la base ; sans lui (lecture seule, dossier
d'autrui), rien n'est gardé et tout se refait.
"""

import hashlib
import logging
import os
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

journal = logging.getLogger(__name__)
_SOMME = hashlib.sha256().digest_size


def dossier() -> Path | None:
    """Le dossier de la garde, créé s'il manque ; None s'il ne peut être tenu par nous seuls."""
    racine = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    chemin = Path(racine) / "contrat-de-ville"
    try:
        chemin.mkdir(mode=0o700, parents=True, exist_ok=True)
        etat = chemin.stat()
    except OSError:
        return None
    # Un script gardé part chez tous les visiteurs : personne d'autre ne doit pouvoir l'écrire.
    ouvert = etat.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return chemin if os.name == "nt" or (etat.st_uid == os.getuid() and not ouvert) else None


def garder(cle: str, faire: Callable[[], bytes]) -> bytes:
    """Ce que rend `faire`, lu de la garde s'il y est entier. `cle` dit tout ce dont le résultat dépend."""
    ou = dossier()
    if ou is None:
        return faire()
    fichier = ou / hashlib.sha256(cle.encode()).hexdigest()
    with suppress(OSError):
        lu = fichier.read_bytes()
        if hashlib.sha256(lu[_SOMME:]).digest() == lu[:_SOMME]:
            return lu[_SOMME:]
    contenu = faire()
    try:
        _ecrire(fichier, hashlib.sha256(contenu).digest() + contenu)
    except OSError as erreur:
        journal.info("rien n'est gardé dans %s : %s", ou, erreur)
    return contenu


def _ecrire(fichier: Path, contenu: bytes) -> None:
    """D'un coup : deux serveurs qui démarrent ensemble ne se lisent pas à moitié écrits."""
    descripteur, nom = tempfile.mkstemp(dir=fichier.parent, suffix=".partiel")
    try:
        with os.fdopen(descripteur, "wb") as sortie:
            sortie.write(contenu)
        Path(nom).replace(fichier)
    except OSError:
        Path(nom).unlink(missing_ok=True)
        raise
