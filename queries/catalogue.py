"""Ce que nomme CONTRAT_BASE : un fichier DuckDB, ou un dossier de Parquet (un catalogue) écrit par
`python -m data parquet`.

Dans le dossier, `courant` dit la version servie ; chaque version a son sous-dossier, un fichier Parquet par
table, auquel plus rien ne touche. Un dossier qui a ses tables sans `courant` (celui d'une archive ouverte) se
lit aussi. Les questions sont les mêmes : la base attachée s'appelle `base`, et a les tables du schéma.
"""

import re
from pathlib import Path

import duckdb

SCHEMA = Path(__file__).parents[1] / "data" / "schema.sql"
COURANT = "courant"
EN_VUES = ("action", "action_quartier", "action_classe", "financement", "ventilation", "mesure", "rejet")
"""Les tables qui grossissent : lues dans leur fichier à chaque question. Les autres tiennent en mémoire."""
_TEMOIN = "version.parquet"
_NOM = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,39}")


class CatalogueIncomplet(duckdb.IOException):
    """Le dossier n'a pas toutes les tables, ou ne dit pas quelle version servir."""


def est_catalogue(base: Path) -> bool:
    """Vrai pour un dossier de Parquet ; faux pour un fichier, un autre dossier, ou rien."""
    return base.is_dir() and ((base / COURANT).is_file() or (base / _TEMOIN).is_file())


def temoin(base: Path) -> Path:
    """Le fichier dont l'état change quand la base change."""
    if not base.is_dir():
        return base
    return base / (COURANT if (base / COURANT).is_file() else _TEMOIN)


def dossier_lu(base: Path) -> Path:
    """Le dossier des tables que sert ce catalogue. Lève CatalogueIncomplet, OSError."""
    if not (base / COURANT).is_file():
        return base
    nom = (base / COURANT).read_text(encoding="utf-8", errors="replace").strip()
    if not _NOM.fullmatch(nom):
        raise CatalogueIncomplet(f"« {COURANT} » ne nomme pas une version")
    return base / nom


def attacher(
    connexion: duckdb.DuckDBPyConnection, base: Path, nom: str = "base", entiere: bool = False
) -> None:
    """Attache la base sous ce nom, et la rend courante ; ni écriture ni lecture ailleurs ne s'y ajoutent.

    `entiere` : toutes les tables d'un catalogue en mémoire, pour un export. Lève duckdb.Error.
    """
    if not base.is_dir():
        connexion.execute(f"attach {_litteral(base)} as {nom} (read_only); use {nom}")
        return
    lu = dossier_lu(base)
    connexion.execute(f"attach ':memory:' as {nom}; use {nom}")
    connexion.execute(SCHEMA.read_text(encoding="utf-8"))
    dossier = f"{lu.absolute()}/"
    connexion.execute(f"set allowed_directories = [{_litteral(dossier)}]")
    connexion.execute("set parquet_metadata_cache = true")
    tables = connexion.execute(
        "select table_name from duckdb_tables() where database_name = ? order by table_oid", [nom]
    ).fetchall()
    for (table,) in tables:
        fichier = lu.absolute() / f"{table}.parquet"
        if not fichier.is_file():
            raise CatalogueIncomplet(f"« {fichier.name} » manque à « {lu} »")
        source = f"read_parquet({_litteral(fichier)})"
        if table in EN_VUES and not entiere:
            connexion.execute(_en_vue(connexion, nom, table, source))
        else:
            connexion.execute(f'insert into "{table}" by name from {source}')


def _en_vue(connexion: duckdb.DuckDBPyConnection, nom: str, table: str, source: str) -> str:
    """Le SQL qui remplace la table vide par une vue du fichier, aux mêmes noms et types."""
    colonnes = connexion.execute(
        "select column_name, data_type from duckdb_columns() "
        "where database_name = ? and table_name = ? order by column_index",
        [nom, table],
    ).fetchall()
    # Un dossier plus ancien n'a pas toutes les colonnes : qui les lit sait s'en passer, ou le dit.
    presentes = {nom for nom, *_ in connexion.execute(f"describe select * from {source}").fetchall()}
    types = ", ".join(f'"{c}"::{genre} as "{c}"' for c, genre in colonnes if c in presentes)
    return f'drop table "{table}"; create view "{table}" as select {types} from {source}'


def _litteral(texte: object) -> str:
    return "'" + str(texte).replace("'", "''") + "'"
