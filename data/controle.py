"""Passer les contrôles de cohérence (data/controles) sur une base, et citer ce qu'ils relèvent."""

import duckdb

from data.moteur import seule
from data.rapport import BilanControle
from queries import macros
from queries.controles import Controle, controles


def passer(base: duckdb.DuckDBPyConnection) -> list[BilanControle]:
    """Exécute tous les contrôles sur la base courante."""
    macros.poser_le_temps(base)
    return [BilanControle(c.nom, c.titre, c.gravite, nb_lignes(base, c)) for c in controles()]


def nb_lignes(base: duckdb.DuckDBPyConnection, controle: Controle) -> int:
    return seule(base.execute(f"select count(*) from (\n{controle.requete}\n)"))[0]


def exemples(base: duckdb.DuckDBPyConnection, nom: str, nb: int = 3) -> list[str]:
    """Les premières lignes en défaut d'un contrôle, à citer dans un message."""
    macros.poser_le_temps(base)
    requete = next(c.requete for c in controles() if c.nom == nom)
    return [
        ", ".join("" if valeur is None else str(valeur) for valeur in ligne)
        for ligne in base.execute(f"select * from (\n{requete}\n) limit {int(nb)}").fetchall()
    ]
