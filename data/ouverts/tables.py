"""Les tables de la base, prêtes à sortir : entières, ou bornées à ce qu'un visiteur peut voir."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from data.acces import EchecConstruction, etrangere, lue
from data.schema import tables as tables_du_schema

SEUIL = 5
"""Un effectif plus petit, hors zéro, désignerait des personnes : il ne sort pas."""
_EFFECTIFS = {
    "action": ("beneficiaires_prevus", "beneficiaires_reels"),
    "action_quartier": ("beneficiaires",),
}
_INTERNES = ("rejet", "controle", "version")
"""Tables que la construction écrit sur elle-même : un visiteur en voit l'essentiel à la page Données."""


@dataclass(frozen=True)
class Champ:
    """Une colonne : son nom, son type DuckDB, sa définition."""

    nom: str
    type: str
    definition: str


@dataclass(frozen=True)
class Table:
    """Une table, ses colonnes dans l'ordre du schéma, ses lignes dans un ordre constant."""

    nom: str
    definition: str
    champs: tuple[Champ, ...]
    cle: tuple[str, ...]
    lignes: pa.Table


def tables(base: Path, statuts: Sequence[str] | None = None) -> list[Table]:
    """Les tables de `base`, par ordre alphabétique.

    `statuts` : les seuls statuts d'action qui sortent (ceux d'un visiteur), avec ce qui en dépend ; les
    effectifs de 1 à 4 sont alors vides et les tables internes absentes. None : tout, pour une sauvegarde.
    Lève EchecConstruction si la base ne se lit pas.
    """
    with lue(base, statuts=statuts) as connexion:
        connexion.execute("set enable_external_access = false")
        noms = connexion.execute(
            "select table_name, comment from duckdb_tables() "
            "where database_name = 'base' and schema_name = 'main' order by table_name"
        ).fetchall()
        if not {nom for nom, _ in noms} >= set(tables_du_schema()):
            raise EchecConstruction(etrangere(str(base)))
        return [
            _table(connexion, nom, definition or "", statuts)
            for nom, definition in noms
            if statuts is None or nom not in _INTERNES
        ]


def _table(
    connexion: duckdb.DuckDBPyConnection, nom: str, definition: str, statuts: Sequence[str] | None
) -> Table:
    champs = tuple(
        Champ(*champ)
        for champ in connexion.execute(
            "select column_name, data_type, coalesce(comment, '') from duckdb_columns() "
            "where database_name = 'base' and schema_name = 'main' and table_name = ? order by column_index",
            [nom],
        ).fetchall()
    )
    # Le nom vient du catalogue de la base, jamais d'un visiteur. Ce qui en est visible, la connexion le sait.
    lignes = connexion.sql(
        f'select {_colonnes(nom, champs, statuts)} from "{nom}" as t order by all'
    ).to_arrow_table()
    return Table(nom, definition, champs, tables_du_schema()[nom].cle, lignes)


def _colonnes(nom: str, champs: Sequence[Champ], statuts: Sequence[str] | None) -> str:
    discrets = _EFFECTIFS.get(nom, ()) if statuts is not None else ()
    return ", ".join(
        f'case when "{c.nom}" between 1 and {SEUIL - 1} then null else "{c.nom}" end as "{c.nom}"'
        if c.nom in discrets
        else f'"{c.nom}"'
        for c in champs
    )
