"""La réponse de DuckDB en tableau : montants exacts, et rien d'autre que la réponse."""

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def en_tableau(resultat: duckdb.DuckDBPyRelation) -> pd.DataFrame:
    """Le tableau d'une réponse. Les montants restent des décimaux : une somme refaite dans une page tombe
    juste au centime."""
    return nette(resultat.to_arrow_table()).to_pandas(types_mapper=_decimaux)


def nette(table: pa.Table) -> pa.Table:
    """`table`, ses décimaux recopiés : là où une valeur manque, DuckDB laisse dans la mémoire ce qu'une autre
    question, d'un autre visiteur, y avait écrit, et un tableau l'enverrait tel quel au navigateur."""
    for rang, champ in enumerate(table.schema):
        if pa.types.is_decimal(champ.type):
            table = table.set_column(rang, champ, _nette(table.column(rang).combine_chunks()))
    return table


def _nette(colonne: pa.Array) -> pa.Array:
    zero = pa.scalar(0, pa.int8()).cast(colonne.type)
    valeurs = pc.coalesce(colonne, zero)
    if not colonne.null_count:
        return valeurs
    connues = pc.is_valid(colonne)
    return pa.Array.from_buffers(colonne.type, len(colonne), [connues.buffers()[1], valeurs.buffers()[1]])


def _decimaux(type_arrow: pa.DataType) -> pd.ArrowDtype | None:
    return pd.ArrowDtype(type_arrow) if pa.types.is_decimal(type_arrow) else None
