"""Ce que DuckDB rend en une seule ligne."""

import duckdb


def seule(resultat: duckdb.DuckDBPyConnection) -> tuple:
    """La ligne d'une question qui en rend toujours une (un compte, une somme). Lève LookupError sinon."""
    ligne = resultat.fetchone()
    if ligne is None:
        raise LookupError("cette question devait rendre une ligne")
    return ligne
