"""Récrit le classeur de démonstration, ou en fait une grande base pour les mesures de vitesse."""

import argparse
import sys
from pathlib import Path

from data.demo.echelle import ecrire_echelle
from data.demo.generateur import GRAINE, ecrire

CLASSEUR = Path(__file__).parent / "classeur"

arguments = argparse.ArgumentParser(prog="python -m data.demo", description=__doc__)
arguments.add_argument("--sortie", type=Path, default=CLASSEUR, metavar="DOSSIER")
arguments.add_argument("--graine", type=int, default=GRAINE)
arguments.add_argument(
    "--echelle",
    type=int,
    default=1,
    metavar="N",
    help="copies de la région ; 115 : 1 610 quartiers, 300 000 actions, 1,2 million de financements",
)
choix = arguments.parse_args()
if choix.echelle < 1:
    sys.exit("--echelle : un nombre d'au moins 1 est attendu.")
if choix.echelle > 1 and choix.sortie.resolve() == CLASSEUR.resolve():
    # Le classeur livré avec le projet reste petit : les grands vont ailleurs.
    sys.exit("--echelle demande un dossier : ajoutez --sortie DOSSIER.")
if choix.echelle > 1:
    comptes = ecrire_echelle(choix.sortie, choix.echelle, choix.graine)
else:
    comptes = ecrire(choix.sortie, choix.graine)
for feuille, nombre in comptes.items():
    print(f"{feuille:15} {nombre:>9} lignes")
