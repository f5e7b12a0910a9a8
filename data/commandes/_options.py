"""Les options que plusieurs commandes partagent."""

import argparse
from pathlib import Path

from data.acces import pourquoi
from data.commandes import EchecCommande
from data.identite import utilisateur
from data.rangement import ecrire_d_un_coup
from data.rapport import Rapport, accord


def base(analyseur: argparse.ArgumentParser) -> None:
    """`--base` : le fichier de la base."""
    analyseur.add_argument(
        "--base", type=Path, help="le fichier de la base (à défaut, celui que sert le site)"
    )


def json(analyseur: argparse.ArgumentParser) -> None:
    """`--json` : une sortie pour les machines."""
    analyseur.add_argument("--json", action="store_true", help="rendre le résultat en un objet JSON")


def recette(analyseur: argparse.ArgumentParser) -> None:
    """La recette et le dossier de ses fichiers."""
    analyseur.add_argument(
        "recette", metavar="RECETTE", help="fichier TOML, ou nom d'une recette de data/recettes"
    )
    analyseur.add_argument(
        "--dossier", type=Path, help="où sont les fichiers (à défaut, à côté de la recette)"
    )


def par(analyseur: argparse.ArgumentParser) -> None:
    """`--par` : qui publie, pour le journal."""
    analyseur.add_argument(
        "--par", metavar="NOM", default=utilisateur(), help="qui publie (défaut : l'utilisateur du système)"
    )


def malgre_tout(analyseur: argparse.ArgumentParser) -> None:
    """`--malgre-tout` : passer outre la garde (data/garde.py)."""
    analyseur.add_argument(
        "--malgre-tout",
        action="store_true",
        help="publier même si un contrat perd plus de 20 %% de ses actions ou de ses euros d'une année",
    )


A_CORRIGER = 3
"""Publié, mais des lignes des fichiers de la collectivité sont refusées."""


def publie(rapport: Rapport, dire: bool) -> int:
    """Dit ce qui est publié ; 0, ou 3 s'il y a des lignes à corriger dans les fichiers de la collectivité."""
    if dire:
        refusees = accord(rapport.a_corriger, "ligne refusée", "lignes refusées")
        print(
            f"Publié, {refusees} dans vos fichiers."
            if rapport.a_corriger
            else "Publié : rien n'est refusé dans vos fichiers."
        )
    return A_CORRIGER if rapport.a_corriger else 0


def ecrire(chemin: Path, contenu: bytes) -> None:
    """Écrit un fichier d'un coup : une écriture coupée ne prend pas la place d'un bon fichier."""
    try:
        ecrire_d_un_coup(chemin, contenu)
    except OSError as erreur:
        raise EchecCommande(f"« {chemin} » ne peut pas être écrit ({pourquoi(erreur)}).") from erreur


def rendre(rapport: Rapport, en_json: bool) -> int:
    """Écrit le rapport ; 1 si un contrôle bloquant a échoué."""
    print(rapport.json() if en_json else rapport.texte())
    return int(any(c.gravite == "bloquant" and c.lignes for c in rapport.controles))
