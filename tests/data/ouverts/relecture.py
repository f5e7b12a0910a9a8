"""Relire une archive, pour vérifier qu'elle rend ce qu'on y a mis : l'application, elle, n'en lit aucune."""

import io
import json
import zipfile
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet


def relire(archive: BinaryIO | Path, dossier: str = "parquet") -> dict[str, pa.Table]:
    """Les tables d'une archive, telles qu'elles y sont entrées ; `dossier` : « parquet » ou « csv »."""
    with zipfile.ZipFile(archive) as ouverte:
        paquet = json.loads(ouverte.read("datapackage.json"))
        lues = {}
        for ressource in paquet["resources"]:
            nom = ressource["name"]
            parquet = pa.parquet.read_table(io.BytesIO(ouverte.read(f"parquet/{nom}.parquet")))
            if dossier == "parquet":
                lues[nom] = parquet
            else:
                lues[nom] = relire_csv(ouverte.read(ressource["path"]), parquet.schema)
        return lues


def relire_csv(octets: bytes, schema: pa.Schema) -> pa.Table:
    """Relit un CSV aux types de `schema`. Lève pyarrow.ArrowInvalid si le fichier a changé de forme."""
    bruts = {c.name: pa.string() if pa.types.is_list(c.type) else c.type for c in schema}
    lu = pa.csv.read_csv(
        io.BytesIO(octets),
        parse_options=pa.csv.ParseOptions(newlines_in_values=True),
        convert_options=pa.csv.ConvertOptions(
            column_types=bruts, strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""]
        ),
    )
    colonnes = []
    for champ in schema:
        colonne = lu[champ.name]
        if pa.types.is_list(champ.type):
            valeurs = [None if v is None else json.loads(v) for v in colonne.to_pylist()]
            colonne = pa.chunked_array([pa.array(valeurs, champ.type)])
        elif pa.types.is_string(champ.type):
            retire = pc.utf8_slice_codeunits(colonne, 1)
            colonne = pc.if_else(pc.fill_null(pc.starts_with(colonne, "'"), False), retire, colonne)
        colonnes.append(colonne)
    return pa.table(colonnes, schema=schema)
