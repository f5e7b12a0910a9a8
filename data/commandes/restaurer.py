"""`python -m data restaurer VERSION`"""

import argparse
from pathlib import Path

from data.commandes import _options, _versions
from data.publication import restaurer
from queries import chemin_base

AIDE = "remettre en service une version conservée"


def arguments(analyseur: argparse.ArgumentParser) -> None:
    """Voir data/commandes/__init__.py."""
    analyseur.add_argument("version", metavar="VERSION", help="identifiant, tel que le donne « versions »")
    _options.base(analyseur)
    _options.par(analyseur)


def executer(choix: argparse.Namespace) -> int:
    """Voir data/commandes/__init__.py."""
    base = Path(choix.base or chemin_base())
    restaurer(choix.version, base, choix.par)
    return _versions.annoncer(base)
