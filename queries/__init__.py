"""Ce que la base répond : `lire(question, **parametres)` est la seule porte vers DuckDB."""

from queries.filtre import Filtre
from queries.porte import (
    BaseIndisponible,
    a_la_meme_version,
    a_la_version,
    chemin_base,
    choisir_version,
    lire,
    suivre_la_visite,
    version_base,
    version_demandee,
)

__all__ = [
    "BaseIndisponible", "Filtre", "a_la_meme_version", "a_la_version", "chemin_base", "choisir_version",
    "lire", "suivre_la_visite", "version_base", "version_demandee",
]  # fmt: skip
