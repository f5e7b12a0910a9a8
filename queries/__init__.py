"""Ce que la base répond : `lire(question, **parametres)` est la seule porte vers DuckDB."""

from queries.filtre import Filtre
from queries.porte import BaseIndisponible, chemin_base, lire, version_base

__all__ = ["BaseIndisponible", "Filtre", "chemin_base", "lire", "version_base"]
