"""`python -m data versions`"""

import argparse
from pathlib import Path

from data.commandes import _options, _versions
from queries import chemin_base

AIDE = "lister les versions publiées, la plus récente d'abord"


def arguments(analyseur: argparse.ArgumentParser) -> None:
    """Voir data/commandes/__init__.py."""
    _options.base(analyseur)
    _options.json(analyseur)


def executer(choix: argparse.Namespace) -> int:
    """Voir data/commandes/__init__.py."""
    lignes = _versions.lignes(Path(choix.base or chemin_base()).absolute())
    print(_versions.en_json(lignes) if choix.json else _versions.en_texte(lignes))
    return 0
