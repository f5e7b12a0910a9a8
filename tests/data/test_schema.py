"""Le schéma se crée, et chaque table et colonne y porte sa définition."""

from pathlib import Path

import duckdb

SCHEMA = Path(__file__).parents[2] / "data" / "schema.sql"


def test_chaque_table_et_colonne_porte_sa_definition():
    base = duckdb.connect()
    base.execute(SCHEMA.read_text(encoding="utf-8"))
    tables = base.sql("from duckdb_tables() where not internal").df()
    colonnes = base.sql("from duckdb_columns() where not internal").df()
    assert len(tables) >= 30
    assert tables.loc[tables["comment"].isna(), "table_name"].tolist() == []
    sans = colonnes[colonnes["comment"].isna() & colonnes["table_name"].isin(tables["table_name"])]
    assert sans[["table_name", "column_name"]].to_numpy().tolist() == []


def test_un_montant_negatif_est_refuse_par_la_base():
    base = duckdb.connect()
    base.execute(SCHEMA.read_text(encoding="utf-8"))
    try:
        base.execute(
            "insert into financement values ('A', 'etat', 'specifique', 'fonctionnement', -1, 0, 0, 0, 's')"
        )
    except duckdb.ConstraintException:
        return
    raise AssertionError("un montant négatif est entré")
