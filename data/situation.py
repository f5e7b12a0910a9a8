"""Le contrat de chaque commune et de chaque quartier, d'après les sources : la règle est dans situation.sql.

Les établissements publics territoriaux du Grand Paris (T2 à T12), que le code officiel géographique ne met
pas dans la fiche d'une commune, sont dans nomenclature/ept_grand_paris.csv : « Liste des EPT » de l'INSEE au
1er janvier 2025 (insee.fr/fr/information/2510634), relue par @etalab/decoupage-administratif 6.0.0 (Licence
Ouverte), et Pierrefitte-sur-Seine, réunie à Saint-Denis en 2025, que des fichiers citent encore.
"""

import csv
from pathlib import Path

import duckdb
import pyarrow as pa

DOSSIER = Path(__file__).parent
EPT = DOSSIER / "nomenclature" / "ept_grand_paris.csv"


def situer(base: duckdb.DuckDBPyConnection) -> None:
    """Remplit `commune_contrat` et `quartier_contrat` d'après l'atelier, assemblé ou non."""
    with EPT.open(encoding="utf-8") as flux:
        ept = pa.Table.from_pylist(list(csv.DictReader(flux, delimiter=";")))
    base.register("ept_lus", ept)
    base.execute("create or replace temp table ept as select insee_com, siren_ept from ept_lus")
    base.unregister("ept_lus")
    base.execute((DOSSIER / "situation.sql").read_text(encoding="utf-8"))
