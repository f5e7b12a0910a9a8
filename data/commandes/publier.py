"""`python -m data publier FICHIER|RECETTE`"""

import argparse
from pathlib import Path

from data.commandes import _options, _versions
from data.construction import construire
from data.publication import publier_fichier
from queries import chemin_base

AIDE = "publier une base construite ailleurs, ou celle d'une recette"


def arguments(analyseur: argparse.ArgumentParser) -> None:
    """Voir data/commandes/__init__.py."""
    analyseur.add_argument(
        "objet", metavar="FICHIER|RECETTE", help="base .duckdb, fichier TOML, ou nom d'une recette"
    )
    analyseur.add_argument("--dossier", type=Path, help="où sont les fichiers de la recette")
    _options.base(analyseur)
    _options.par(analyseur)


def executer(choix: argparse.Namespace) -> int:
    """Voir data/commandes/__init__.py."""
    base = Path(choix.base or chemin_base())
    if choix.objet.endswith(".duckdb"):
        publier_fichier(Path(choix.objet), base, choix.par)
    else:
        print(construire(choix.objet, choix.dossier, base, par=choix.par).texte())
    return _versions.annoncer(base)
