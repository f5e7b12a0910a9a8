"""`python -m data parquet DOSSIER`"""

import argparse
from pathlib import Path

from data import catalogues
from data.commandes import _options
from data.rapport import accord
from queries.porte import chemin_base

AIDE = "écrire toute la base en un dossier de Parquet, que CONTRAT_BASE peut nommer à la place du fichier"


def arguments(analyseur: argparse.ArgumentParser) -> None:
    """Voir data/commandes/__init__.py."""
    analyseur.add_argument(
        "dossier", type=Path, metavar="DOSSIER", help="le dossier à écrire ou à mettre à jour"
    )
    _options.base(analyseur)
    _options.par(analyseur)


def executer(choix: argparse.Namespace) -> int:
    """Le dossier sert la version de la base ; celle qu'il servait y reste, selon `versions_conservees`."""
    ecrite = catalogues.ecrire(Path(choix.base or chemin_base()), choix.dossier, choix.par)
    if ecrite.lignes is None:
        print(f"{choix.dossier} : la version {ecrite.version} y était déjà, elle est servie.")
    else:
        nb = accord(sum(ecrite.lignes.values()), "ligne")
        print(f"{choix.dossier} : version {ecrite.version}, {len(ecrite.lignes)} tables, {nb}.")
    return 0
