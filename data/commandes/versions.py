"""`python -m data versions`"""

import argparse
from pathlib import Path

from data.acces import lue
from data.commandes import _options, _versions
from queries import chemin_base

AIDE = "lister les versions publiées, la plus récente d'abord"


def arguments(analyseur: argparse.ArgumentParser) -> None:
    """Voir data/commandes/__init__.py."""
    _options.base(analyseur)
    _options.json(analyseur)


def executer(choix: argparse.Namespace) -> int:
    """Voir data/commandes/__init__.py."""
    base = Path(choix.base or chemin_base()).absolute()
    lignes = _versions.lignes(base)
    if lignes or base.is_file():
        print(_versions.en_json(lignes) if choix.json else _versions.en_texte(lignes))
    # Le journal se lit même quand la base ne se lit pas ; mais on ne sait alors pas laquelle est servie.
    with lue(base):
        return 0
