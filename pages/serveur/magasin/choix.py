"""Quel magasin pour ce processus : celui de la configuration, sinon un fichier à côté de la base."""

import hashlib
import logging
import os
import tempfile
import threading
from pathlib import Path

from pages.serveur.configuration import configuration
from pages.serveur.magasin.contrat import Magasin, MagasinIndisponible
from pages.serveur.magasin.fichier import MagasinFichier
from queries import chemin_base

OUVERTS = 3

journal = logging.getLogger(__name__)
_verrou = threading.Lock()
_ouverts: dict[str, Magasin] = {}


def magasin() -> Magasin:
    """Le magasin du service, ouvert une fois. Lève MagasinIndisponible si aucun fichier ne s'ouvre.

    Un serveur Redis n'est appelé qu'à l'usage : il peut démarrer après nous.
    """
    adresse = configuration().magasin or str(fichier_a_cote(chemin_base()))
    with _verrou:
        if adresse not in _ouverts:
            # Un seul dans un service ; les essais en changent, et chacun tient des fichiers ouverts.
            while len(_ouverts) >= OUVERTS:
                del _ouverts[next(iter(_ouverts))]
            _ouverts[adresse] = _ouvrir(adresse)
        return _ouverts[adresse]


def oublier_le_magasin() -> None:
    """Le prochain appel rouvre le magasin (essais)."""
    with _verrou:
        _ouverts.clear()


def fichier_a_cote(base: Path) -> Path:
    """`b.magasin` à côté de la base `b.duckdb`, dont les répliques partagent le dossier."""
    return base.absolute().with_name(f"{base.stem}.magasin")


def _ouvrir(adresse: str) -> Magasin:
    if "://" in adresse:
        # Un client de plus à importer, pour qui n'en a pas l'usage.
        from pages.serveur.magasin.redis import MagasinRedis

        return MagasinRedis(adresse)
    try:
        return MagasinFichier(Path(adresse))
    except MagasinIndisponible as erreur:
        # La base peut être servie d'un dossier fermé à l'écriture : le service vit, seul, sans rien partager.
        ailleurs = _dossier_prive() / f"{hashlib.sha256(adresse.encode()).hexdigest()[:16]}.magasin"
        journal.warning(
            "magasin : %s ; gardé dans %s, que les autres répliques ne lisent pas", erreur, ailleurs
        )
        return MagasinFichier(ailleurs)


def _dossier_prive() -> Path:
    """Un dossier du compte qui sert, fermé aux autres. Lève MagasinIndisponible s'il est à un autre."""
    compte = os.getuid() if hasattr(os, "getuid") else None
    dossier = Path(tempfile.gettempdir()) / f"contrat-de-ville-{compte}"
    try:
        dossier.mkdir(mode=0o700, exist_ok=True)
        etat = dossier.lstat()
    except OSError as erreur:
        raise MagasinIndisponible(f"{dossier} : {erreur}") from erreur
    if dossier.is_symlink() or (compte is not None and (etat.st_uid != compte or etat.st_mode & 0o077)):
        raise MagasinIndisponible(f"{dossier} : ce dossier est à quelqu'un d'autre")
    return dossier
