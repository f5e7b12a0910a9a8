"""Ouvrir une base : la lire en entier une fois, ou dire pourquoi on ne le peut pas.

Une base à demi écrite, à qui manque une table, ou dont un octet a changé s'ouvre parfois, et ne se voit qu'à
la page qui lit ce qui manque. Elle est donc lue et comparée au schéma à l'ouverture : toutes les pages, et
/sante, en disent la même phrase.
"""

import logging
import os
import stat
from functools import lru_cache
from pathlib import Path

import duckdb

from data.visible import COMPLETEES
from queries.catalogue import attacher, est_catalogue
from queries.versions import est_identifiant

VERSION_SCHEMA = 1
"""Version du schéma que le programme sait lire ; data/ l'écrit dans la table `version`."""
SCHEMA = Path(__file__).parents[1] / "data" / "schema.sql"
EN_TETE = 3 * 4096
"""Octets avant le premier bloc d'un fichier DuckDB."""
_VERSION = {("version", "schema_version"), ("version", "version_id")}
REFAIRE = "Reconstruisez-la avec « uv run python -m data construire », ou rétablissez une sauvegarde."

journal = logging.getLogger(__name__)


class BaseIndisponible(Exception):
    """La base ne peut pas être lue. `motif` et `que_faire` sont des phrases à montrer telles quelles.

    `definitive` : le même fichier, inchangé, ne pourra jamais être lu.
    """

    def __init__(self, motif: str, que_faire: str, definitive: bool = False) -> None:
        super().__init__(motif)
        self.motif = motif
        self.que_faire = que_faire
        self.definitive = definitive


def occupee(erreur: duckdb.Error) -> bool:
    """Vrai si un autre programme tient la base ; « block », d'une base abîmée, n'est pas « lock »."""
    # Le message cite le fichier, dont le nom ne dit rien de son état.
    dit = str(erreur).lower().split('"')
    ecrit = " ".join(dit[::2])
    return "set lock" in ecrit or "lock on file" in ecrit or "used by another process" in ecrit


def abimee(chemin: str) -> BaseIndisponible:
    """Le fichier n'est pas, ou plus, une base lisible."""
    nom = Path(chemin).name
    return BaseIndisponible(
        f"La base de données « {nom} » ne peut pas être lue : le fichier est abîmé.", REFAIRE, True
    )


def ouvrir(chemin: str) -> duckdb.DuckDBPyConnection:
    """Une connexion en lecture seule au catalogue `base`, relu en entier. Lève BaseIndisponible."""
    _examiner(Path(chemin))
    # La base est attachée à une instance en mémoire : ouvrir deux fois le même chemin rendrait
    # l'ancienne instance, et une base remplacée ne serait vue qu'au redémarrage.
    memoire = os.environ.get("CONTRAT_MEMOIRE", "1GB")
    connexion = duckdb.connect(":memory:", config={"memory_limit": memoire, "temp_directory": ""})
    try:
        attacher(connexion, Path(chemin))
        connexion.execute("set python_enable_replacements = false")
        _comparer(connexion, chemin)
        _relire(connexion, chemin)
    except duckdb.OutOfMemoryException as erreur:
        journal.error("mémoire insuffisante : %s", chemin, exc_info=erreur)
        connexion.close()
        raise BaseIndisponible(
            f"La base de données « {Path(chemin).name} » ne tient pas dans la mémoire permise ({memoire}).",
            "Donnez-en davantage au service (CONTRAT_MEMOIRE).",
        ) from erreur
    except duckdb.Error as erreur:
        journal.error("ouverture impossible : %s", chemin, exc_info=erreur)
        connexion.close()
        if occupee(erreur):
            raise BaseIndisponible(
                "La base de données est occupée par un autre programme.",
                "Attendez la fin de la mise à jour en cours, puis rechargez la page.",
            ) from erreur
        raise abimee(chemin) from erreur
    except BaseIndisponible as erreur:
        journal.error("base refusée : %s : %s", chemin, erreur.motif)
        connexion.close()
        raise
    connexion.execute("set enable_external_access = false")
    connexion.execute("set lock_configuration = true")
    return connexion


def introuvable(chemin: Path, erreur: OSError) -> BaseIndisponible:
    """Ce fichier n'est pas là, ou le service n'a pas le droit de le voir."""
    nom = f"La base de données « {chemin.name} »"
    if isinstance(erreur, PermissionError):
        return BaseIndisponible(
            f"{nom} ne peut pas être ouverte : le service n'a pas le droit de la lire.",
            "Donnez au compte qui fait tourner le service le droit de lire ce fichier, et son dossier.",
        )
    # Non `Path.is_dir` : sur un nom trop long, il lèverait au lieu de répondre non.
    if os.path.isdir(chemin):  # noqa: PTH112
        return BaseIndisponible(
            f"{nom} n'est pas un fichier, et ce dossier n'a pas les tables d'un catalogue.",
            "Vérifiez CONTRAT_BASE, ou refaites le dossier avec « uv run python -m data parquet ».",
        )
    return BaseIndisponible(
        f"{nom} est introuvable.",
        "Construisez-la avec « uv run python -m data construire data/recettes/demo.toml », "
        "ou indiquez son chemin dans la variable CONTRAT_BASE.",
    )


def _examiner(chemin: Path) -> None:
    """Ce que le fichier dit avant d'être ouvert : DuckDB donne la même erreur à des causes différentes."""
    try:
        if est_catalogue(chemin):
            return
        etat = chemin.stat()
        if not stat.S_ISREG(etat.st_mode):
            raise BaseIndisponible(
                f"La base de données « {chemin.name} » n'est pas un fichier.",
                "Vérifiez la variable CONTRAT_BASE : elle nomme un dossier, ou autre chose.",
            )
        with chemin.open("rb"):
            pass
    except OSError as erreur:
        raise introuvable(chemin, erreur) from erreur
    if etat.st_size == 0:
        raise BaseIndisponible(f"La base de données « {chemin.name} » est un fichier vide.", REFAIRE, True)


def autre_version() -> BaseIndisponible:
    """La base n'a pas le schéma de ce programme."""
    return BaseIndisponible(
        "La base de données a été construite pour une autre version de ce programme.",
        "Reconstruisez-la avec « uv run python -m data construire » et la recette qui l'a produite.",
        True,
    )


def _comparer(connexion: duckdb.DuckDBPyConnection, chemin: str, catalogue: str = "base") -> None:
    """Tables, colonnes, types, fonctions du schéma, et l'unique ligne de version. Lève BaseIndisponible."""
    nom = Path(chemin).name
    presents = _objets(connexion, catalogue)
    # Sans la table `version`, rien ne dit de quel programme vient le fichier : c'est le manque qu'on nomme.
    dites = {objet for objet in attendus() if objet[:2] in _VERSION}
    if dites <= presents:
        lignes = connexion.execute(
            f"select schema_version, version_id from {catalogue}.main.version"
        ).fetchall()
        if any(schema != VERSION_SCHEMA for schema, _ in lignes):
            raise autre_version()
        if len(lignes) != 1 or not est_identifiant(str(lignes[0][1])):
            raise BaseIndisponible(
                f"La base de données « {nom} » ne dit pas quelle version elle est.", REFAIRE, True
            )
    manques = sorted(attendus() - presents)
    if manques:
        table = manques[0][0]
        quoi = f"la table « {table} »" if table not in {objet[0] for objet in presents} else (
            f"la colonne « {manques[0][1]} » de la table « {table} »" if manques[0][1] else f"« {table} »"
        )  # fmt: skip
        raise BaseIndisponible(
            f"La base de données « {nom} » est incomplète : {quoi} manque, ou n'est pas du bon type.",
            REFAIRE,
            True,
        )


def _relire(connexion: duckdb.DuckDBPyConnection, chemin: str) -> None:
    """Lit chaque table jusqu'au bout : un bloc abîmé ou absent lève duckdb.Error, ou BaseIndisponible."""
    (blocs,) = connexion.execute(
        "select used_blocks * block_size from pragma_database_size() where database_name = 'base'"
    ).fetchone() or (0,)
    # Un bloc absent peut n'être qu'à un index, que rien ne relit : la fin du fichier manque quand même. Les
    # blocs libres de la fin, eux, ne sont plus au fichier d'une base qu'on a modifiée : ils ne comptent pas.
    if not Path(chemin).is_dir() and Path(chemin).stat().st_size < EN_TETE + blocs:
        raise abimee(chemin)
    tables = sorted({objet[0] for objet in attendus() if objet[1]})
    for table in tables:
        connexion.execute(f'select bit_xor(hash(lue)) from base.main."{table}" as lue').fetchone()


@lru_cache(maxsize=1)
def attendus() -> frozenset[tuple[str, str, str]]:
    """Ce que le programme lit : (table, colonne, type), et (fonction, "", paramètres).

    Sans les colonnes nouvelles : dans une base déjà construite, elles sont vides (data/visible.py).
    """
    with duckdb.connect(":memory:", config={"threads": 1}) as modele:
        modele.execute(SCHEMA.read_text(encoding="utf-8"))
        objets = _objets(modele, "memory")
    return frozenset(o for o in objets if o[1] not in COMPLETEES.get(o[0], {}))


def _objets(connexion: duckdb.DuckDBPyConnection, catalogue: str) -> frozenset[tuple[str, str, str]]:
    colonnes = connexion.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where database_name = ? and schema_name = 'main' and not internal",
        [catalogue],
    ).fetchall()
    fonctions = connexion.execute(
        "select function_name, '', array_to_string(parameters, ', ') from duckdb_functions() "
        "where database_name = ? and schema_name = 'main' and not internal",
        [catalogue],
    ).fetchall()
    return frozenset(colonnes) | frozenset(fonctions)
