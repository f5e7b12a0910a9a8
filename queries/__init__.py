"""Ce que la base répond : `lire(question, **parametres)` est la seule porte vers DuckDB."""

from queries.filtre import Filtre
from queries.porte import (
    BaseIndisponible,
    a_ces_statuts,
    a_la_meme_version,
    a_la_version,
    chemin_base,
    choisir_version,
    lire,
    statuts_vus,
    suivre_la_visite,
    suivre_le_regard,
    version_base,
    version_demandee,
)

__all__ = [
    "BaseIndisponible",
    "Filtre",
    "a_ces_statuts",
    "a_la_meme_version",
    "a_la_version",
    "chemin_base",
    "choisir_version",
    "lire",
    "statuts_vus",
    "suivre_la_visite",
    "suivre_le_regard",
    "version_base",
    "version_demandee",
]
