"""Ce que dit schema.sql, lu par le moteur : colonnes, clés, listes de valeurs. Rien n'est recopié."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa

SCHEMA = Path(__file__).parent / "schema.sql"


@dataclass(frozen=True)
class Regle:
    """Une contrainte de valeur : son SQL, les colonnes qu'elle regarde, les valeurs admises s'il y en a."""

    expression: str
    colonnes: tuple[str, ...]
    valeurs: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Une table : ses colonnes dans l'ordre du schéma, sa clé primaire, ce qu'elle exige, ses règles."""

    nom: str
    colonnes: dict[str, pa.DataType]
    types_sql: dict[str, str]
    cle: tuple[str, ...]
    exigees: tuple[str, ...]
    defauts: dict[str, str]
    regles: tuple[Regle, ...]


def creer(base: duckdb.DuckDBPyConnection) -> None:
    """Crée les tables sur une base vide."""
    base.execute(SCHEMA.read_text(encoding="utf-8"))


@cache
def tables() -> dict[str, Table]:
    """Les tables dans l'ordre où on peut les remplir : une table vient après celles qu'elle cite."""
    with duckdb.connect() as base:
        creer(base)
        noms = base.execute("select table_name from duckdb_tables() order by table_oid").fetchall()
        return {nom: _table(base, nom) for (nom,) in noms}


def valeurs_admises(table: str, colonne: str) -> tuple[str, ...]:
    """Les valeurs d'une liste fermée (statut, nature…) ; vide si la colonne est libre."""
    for regle in tables()[table].regles:
        if regle.valeurs and regle.colonnes == (colonne,):
            return regle.valeurs
    return ()


COURT = 200
"""En signes : un texte plus long ne revient pas, le retenir prendrait de la mémoire pour rien."""


def sans_accents(texte: str) -> str:
    """Minuscules, sans accents, tirets à la place du reste : « Égalité, santé » → « egalite-sante »."""
    return _retenu(texte) if len(texte) <= COURT else _nu(texte)


def _nu(texte: str) -> str:
    nu = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("æ", "ae"))
    nu = "".join(lettre for lettre in nu if not unicodedata.combining(lettre)).casefold()
    return re.sub(r"[^a-z0-9]+", "-", nu).strip("-")


_retenu = lru_cache(maxsize=20_000)(_nu)


def _table(base: duckdb.DuckDBPyConnection, nom: str) -> Table:
    colonnes = base.execute(
        "select column_name, data_type, is_nullable, column_default from duckdb_columns() "
        "where table_name = ? order by column_index",
        [nom],
    ).fetchall()
    contraintes = base.execute(
        "select constraint_type, expression, constraint_column_names from duckdb_constraints() "
        "where table_name = ?",
        [nom],
    ).fetchall()
    types = base.sql(f"select * from {nom} limit 0").to_arrow_table().schema
    cles = [noms for genre, _, noms in contraintes if genre == "PRIMARY KEY"]
    cle = tuple(cles[0]) if cles else ()
    return Table(
        nom=nom,
        colonnes={champ.name: champ.type for champ in types},
        types_sql={colonne: type_sql for colonne, type_sql, _, _ in colonnes},
        cle=cle,
        exigees=tuple(c for c, _, nullable, defaut in colonnes if not nullable and not defaut),
        defauts={c: defaut for c, _, _, defaut in colonnes if defaut},
        regles=tuple(
            Regle(
                expression,
                tuple(noms),
                tuple(re.findall(r"'([^']*)'", expression)) if _liste(noms, expression) else (),
            )
            for genre, expression, noms in contraintes
            if genre == "CHECK"
        ),
    )


def _liste(noms: list[str], expression: str) -> bool:
    return len(noms) == 1 and " IN (" in expression.upper()
