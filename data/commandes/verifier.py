"""`python -m data verifier`"""

import argparse

from data.commandes import _options
from data.construction import verifier

AIDE = "repasser les contrôles sur une base"


def arguments(analyseur: argparse.ArgumentParser) -> None:
    """Voir data/commandes/__init__.py."""
    _options.base(analyseur)
    _options.json(analyseur)


def executer(choix: argparse.Namespace) -> int:
    """Voir data/commandes/__init__.py."""
    return _options.rendre(verifier(choix.base), choix.json)
