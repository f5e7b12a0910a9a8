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
    _options.malgre_tout(analyseur)
    _options.json(analyseur)


def executer(choix: argparse.Namespace) -> int:
    """0 : tout est entré. 3 : publié, mais des lignes des fichiers de la collectivité sont refusées."""
    rapport = construire(
        choix.recette, choix.dossier, choix.base, par=choix.par, malgre_tout=choix.malgre_tout
    )
    code = _options.rendre(rapport, choix.json)
    return code or _options.publie(rapport, dire=not choix.json)
