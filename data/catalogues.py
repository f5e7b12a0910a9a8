"""Écrire une base en catalogue : un dossier de Parquet par version, et `courant` qui dit laquelle est servie.

L'ordre fait la sûreté, comme pour data/publication.py : la version est entière sous un nom provisoire, puis
renommée, puis `courant` la nomme d'un renommage, puis le journal l'inscrit. Une version ne change plus.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data import identite
from data.acces import EchecConstruction, lue, pourquoi, refusee
from data.moteur import seule
from data.publication import a_conserver
from data.rangement import ajouter_ligne, ecrire_d_un_coup, synchroniser, synchroniser_dossier
from data.schema import tables
from data.verrou import Occupe, verrou
from queries import versions
from queries.catalogue import COURANT, est_catalogue

DELAI_S = 20.0


@dataclass(frozen=True)
class Ecrite:
    """La version que sert le dossier ; `lignes` par table, None si elle y était déjà."""

    version: str
    lignes: dict[str, int] | None


def ecrire(base: Path, dossier: Path, par: str | None = None) -> Ecrite:
    """Met dans `dossier` la version que porte `base`, et l'y sert. Lève EchecConstruction."""
    if dossier.exists() and not dossier.is_dir():
        raise EchecConstruction(f"« {dossier} » est un fichier : donnez le nom d'un dossier.")
    if dossier.is_dir() and any(dossier.iterdir()) and not (dossier / versions.JOURNAL).is_file():
        raise EchecConstruction(
            f"« {dossier} » contient autre chose qu'un catalogue : donnez un dossier neuf."
        )
    with lue(base):
        pass
    version = identite.version_servie(base) or ""
    if not versions.est_identifiant(version):
        raise EchecConstruction(f"« {version} » ne peut pas être un identifiant de version.")
    neuf = dossier / f".partiel-{version}"
    try:
        dossier.mkdir(exist_ok=True)
        (dossier / versions.JOURNAL).touch()
        with verrou(dossier / COURANT, DELAI_S):
            lignes = None
            if not est_catalogue(dossier / version):
                shutil.rmtree(neuf, ignore_errors=True)
                lignes = _copier(base, neuf)
                neuf.replace(dossier / version)
                synchroniser_dossier(dossier)
            entree = identite.entree(base, "publier" if lignes is not None else "restaurer", par)
            ecrire_d_un_coup(dossier / COURANT, version.encode())
            ajouter_ligne(dossier / versions.JOURNAL, entree.json())
            _purger(dossier, version)
    except Occupe as erreur:
        raise EchecConstruction(
            "Ce dossier est en train d'être écrit : attendez, puis recommencez."
        ) from erreur
    except duckdb.Error as erreur:
        raise EchecConstruction(refusee(erreur)) from erreur
    except OSError as erreur:
        raise EchecConstruction(
            f"« {dossier} » ne peut pas être écrit ({pourquoi(erreur)}) : la version servie est la même."
        ) from erreur
    finally:
        shutil.rmtree(neuf, ignore_errors=True)
    return Ecrite(version, lignes)


def _copier(base: Path, neuf: Path) -> dict[str, int]:
    """Chaque table en Parquet, à ses types, dans l'ordre de ses lignes ; rend leurs nombres."""
    neuf.mkdir()
    lignes = {}
    with lue(base) as connexion:
        for table in tables():
            fichier = neuf / f"{table}.parquet"
            litteral = str(fichier).replace("'", "''")
            copie = f"copy \"{table}\" to '{litteral}' (format parquet, compression zstd)"
            try:
                lignes[table] = seule(connexion.execute(copie))[0]
            except duckdb.IOException as erreur:
                # `lue` y verrait une base abîmée : c'est l'écriture qui échoue.
                raise EchecConstruction(refusee(erreur)) from erreur
            synchroniser(fichier)
    synchroniser_dossier(neuf)
    return lignes


def _purger(dossier: Path, servie: str) -> None:
    nombre = a_conserver()
    if nombre is None:
        return
    recentes = dict.fromkeys(entree.version_id for entree in reversed(versions.journal(dossier)))
    gardees = {*list(recentes)[:nombre], servie}
    for ancienne in dossier.iterdir():
        if ancienne.is_dir() and ancienne.name not in gardees and est_catalogue(ancienne):
            shutil.rmtree(ancienne, ignore_errors=True)
