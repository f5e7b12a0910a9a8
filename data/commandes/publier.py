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
    _options.malgre_tout(analyseur)


def executer(choix: argparse.Namespace) -> int:
    """D'une recette, les codes de `construire` : 3 si des lignes de vos fichiers sont refusées."""
    base, code = Path(choix.base or chemin_base()), 0
    if choix.objet.endswith(".duckdb"):
        publier_fichier(Path(choix.objet), base, choix.par, malgre_tout=choix.malgre_tout)
    else:
        rapport = construire(choix.objet, choix.dossier, base, par=choix.par, malgre_tout=choix.malgre_tout)
        print(rapport.texte())
        code = _options.publie(rapport, dire=True)
    return _versions.annoncer(base) or code
