"""`python -m data exporter ARCHIVE.zip`"""

import argparse
from pathlib import Path

from data.acces import pourquoi
from data.commandes import EchecCommande, _options
from data.fichiers.sortie import provisoire
from data.ouverts import archive
from data.rangement import effacer
from data.rapport import nombre
from queries.porte import chemin_base

AIDE = "écrire toute la base en formats ouverts (Parquet, CSV, GeoJSON, datapackage.json)"


def arguments(analyseur: argparse.ArgumentParser) -> None:
    """Voir data/commandes/__init__.py."""
    analyseur.add_argument("archive", type=Path, metavar="ARCHIVE.zip", help="le fichier à écrire")
    analyseur.add_argument(
        "--statuts",
        nargs="+",
        metavar="STATUT",
        help="les seuls statuts d'action qui sortent, et alors sans petits effectifs (à défaut, tout)",
    )
    _options.base(analyseur)


def executer(choix: argparse.Namespace) -> int:
    """Écrit à côté, puis renomme : une archive coupée ne prend pas la place d'une bonne."""
    base = Path(choix.base or chemin_base())
    en_cours = provisoire(choix.archive)
    try:
        archive.ecrire(en_cours, base, choix.statuts)
        en_cours.replace(choix.archive)
    except OSError as erreur:
        raise EchecCommande(f"« {choix.archive} » ne peut pas être écrit ({pourquoi(erreur)}).") from erreur
    finally:
        effacer(en_cours)
    print(f"{choix.archive} : {nombre(max(1, round(choix.archive.stat().st_size / 1000)))} ko.")
    return 0
