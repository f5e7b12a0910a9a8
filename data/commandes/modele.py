"""`python -m data modele CLASSEUR.xlsx`"""

import argparse
from pathlib import Path

from data.commandes import EchecCommande, _options
from data.modele.ecriture import ModeleImpossible, ecrire
from data.rapport import accord
from queries.porte import chemin_base

AIDE = "écrire le classeur à remplir (listes de choix tirées de la base), ou la base en classeur"


def arguments(analyseur: argparse.ArgumentParser) -> None:
    """Voir data/commandes/__init__.py."""
    analyseur.add_argument("classeur", type=Path, metavar="CLASSEUR", help="le fichier XLSX à écrire")
    _options.base(analyseur)
    analyseur.add_argument("--contrat", metavar="CODE", help="un seul contrat (à défaut, tous)")
    analyseur.add_argument("--rempli", action="store_true", help="y mettre toutes les données de la base")


def executer(choix: argparse.Namespace) -> int:
    """Voir data/commandes/__init__.py. Sans base nommée ni base servie, le modèle est vide."""
    if choix.classeur.suffix.lower() != ".xlsx":
        raise EchecCommande(f"« {choix.classeur} » : le nom du classeur finit par .xlsx.", code=2)
    base = choix.base or (chemin_base() if chemin_base().is_file() else None)
    try:
        ecrit = ecrire(choix.classeur, base, choix.contrat, choix.rempli)
    except ModeleImpossible as erreur:
        raise EchecCommande(str(erreur)) from erreur
    nb = sum(ecrit.lignes.values())
    print(f"{choix.classeur} : {len(ecrit.lignes)} feuilles, {accord(nb, 'ligne')}.")
    for manque in ecrit.manques[:20]:
        print(f"  {manque}")
    if len(ecrit.manques) > 20:
        print(f"  et {accord(len(ecrit.manques) - 20, 'autre cellule', 'autres cellules')}.")
    return 0
