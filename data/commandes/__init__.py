"""Les commandes de `python -m data` : un module de ce dossier par commande, sans liste à tenir.

Un module de commande porte le nom de la commande et contient :

- `AIDE` : une ligne, à l'infinitif, montrée par `--help` ;
- `arguments(analyseur)` : ajoute ses options à un `argparse.ArgumentParser` ;
- `executer(choix) -> int` : fait le travail, écrit son résultat sur la sortie, rend le code de sortie
  (0 : fait ; 1 : échec ; 3 : publié, des lignes refusées). Une faute dont l'utilisateur peut sortir est un
  `EchecCommande`, ou l'une des exceptions que connaît `main` (EchecConstruction…), qui en écrit la phrase,
  sans trace.

Un module dont le nom commence par « _ » n'est pas une commande.
"""

import argparse
import importlib
import pkgutil
from collections.abc import Mapping
from types import ModuleType


class EchecCommande(Exception):
    """Une commande n'a pas pu finir ; le message est une phrase pour l'utilisateur.

    `code` : le code de sortie (1 : échec ; 2 : commande ou fichier d'entrée invalide).
    """

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def commandes() -> Mapping[str, ModuleType]:
    """Nom → module, dans l'ordre alphabétique."""
    noms = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    return {nom: importlib.import_module(f"{__name__}.{nom}") for nom in noms}


def analyseur(connues: Mapping[str, ModuleType]) -> argparse.ArgumentParser:
    """L'analyseur de `python -m data`, avec les options de chaque commande."""
    racine = argparse.ArgumentParser(
        prog="python -m data", description="Construire, vérifier et publier la base."
    )
    sous = racine.add_subparsers(dest="commande", required=True, metavar="COMMANDE")
    for nom, module in connues.items():
        module.arguments(sous.add_parser(nom, help=module.AIDE, description=module.AIDE))
    return racine
