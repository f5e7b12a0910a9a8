"""`python -m data construire RECETTE`"""

import argparse

from data.commandes import _options
from data.construction import construire

AIDE = "construire la base d'une recette et la publier"


def arguments(analyseur: argparse.ArgumentParser) -> None:
    """Voir data/commandes/__init__.py."""
    _options.recette(analyseur)
    _options.base(analyseur)
    _options.par(analyseur)
    _options.json(analyseur)


def executer(choix: argparse.Namespace) -> int:
    """Voir data/commandes/__init__.py."""
    rapport = construire(choix.recette, choix.dossier, choix.base, par=choix.par)
    return _options.rendre(rapport, choix.json)
