"""`python -m data exporter ARCHIVE.zip`"""

import argparse
from pathlib import Path

import duckdb

from data.commandes import EchecCommande, _options
from data.ouverts import archive
from queries.porte import chemin_base

AIDE = "écrire toute la base en formats ouverts (Parquet, CSV, GeoJSON, datapackage.json)"


def arguments(analyseur: argparse.ArgumentParser) -> None:
    """Voir data/commandes/__init__.py."""
    analyseur.add_argument("archive", type=Path, metavar="ARCHIVE.zip", help="le fichier à écrire")
    analyseur.add_argument(
        "--statuts", nargs="+", metavar="STATUT",
        help="les seuls statuts d'action qui sortent, et alors sans petits effectifs (à défaut, tout)",
    )  # fmt: skip
    _options.base(analyseur)


def executer(choix: argparse.Namespace) -> int:
    """Écrit à côté, puis renomme : une archive coupée ne prend pas la place d'une bonne."""
    base = Path(choix.base or chemin_base())
    if not base.is_file():
        raise EchecCommande(f"La base « {base} » est introuvable.")
    en_cours = choix.archive.with_name(choix.archive.name + ".partiel")
    try:
        archive.ecrire(en_cours, base, choix.statuts)
        en_cours.replace(choix.archive)
    except duckdb.Error as erreur:
        raise EchecCommande(f"La base « {base} » ne peut pas être lue : {erreur}") from erreur
    except OSError as erreur:
        raise EchecCommande(f"« {choix.archive} » ne peut pas être écrit ({erreur.strerror}).") from erreur
    finally:
        en_cours.unlink(missing_ok=True)
    print(f"{choix.archive} : {max(1, round(choix.archive.stat().st_size / 1000))} ko.")
    return 0
