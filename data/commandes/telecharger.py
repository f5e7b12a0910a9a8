"""`python -m data telecharger RECETTE --dossier DOSSIER`"""

import argparse
import sys
from pathlib import Path

from data import telechargement
from data.lecture import SourceIllisible
from data.rapport import nombre
from data.recette import Recette, Source, lire_recette, trouver

AIDE = "prendre en ligne les fichiers d'une recette, là où leur adresse est connue"


def arguments(analyseur: argparse.ArgumentParser) -> None:
    """Voir data/commandes/__init__.py."""
    analyseur.add_argument("recette", help="fichier TOML, ou nom d'une recette de data/recettes")
    analyseur.add_argument(
        "--dossier", type=Path, help="où mettre les fichiers (à défaut, à côté de la recette)"
    )
    analyseur.add_argument("--encore", action="store_true", help="reprendre même les fichiers déjà là")


def executer(choix: argparse.Namespace) -> int:
    """Un fichier par source ; 1 si l'un manque encore à la fin."""
    lue = lire_recette(trouver(choix.recette))
    dossier = choix.dossier or lue.chemin.parent
    manquants = 0
    for source in lue.sources:
        dit, fait = prendre(source, lue, dossier, choix.encore)
        manquants += not fait
        print(dit, file=sys.stdout if fait else sys.stderr)
    return int(manquants > 0)


def prendre(source: Source, recette: Recette, dossier: Path, encore: bool = False) -> tuple[str, bool]:
    """Prend le fichier d'une source ; rend une phrase, et vrai si le fichier est là."""
    adresse = source.fichier if source.distante else source.url
    cible = None if source.distante else dossier / source.fichier
    if cible is not None and cible.exists() and not encore:
        return f"{source.fichier} : déjà là.", True
    if not adresse:
        return f"{source.fichier} : la recette « {recette.nom} » ne dit pas où le prendre.", False
    if cible is not None and encore:
        cible.with_name(cible.name + ".sha256").unlink(missing_ok=True)
    try:
        chemin = telechargement.telecharger(adresse, cible=cible, attendue=source.empreinte)
    except SourceIllisible as erreur:
        return f"{source.fichier} : {erreur}", False
    taille = f"{nombre(max(1, round(chemin.stat().st_size / 1000)))} ko"
    return f"{source.fichier} : téléchargé ({taille}, {telechargement.empreinte(chemin)[:12]}).", True
