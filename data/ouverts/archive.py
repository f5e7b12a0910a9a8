"""L'archive ouverte d'une base : Parquet et CSV de chaque table, GeoJSON des quartiers, datapackage.json.

Ce qui en sort se relit à l'identique. Le CSV est fait pour les machines (UTF-8, virgules, points décimaux,
dates ISO) ; un texte qu'un tableur prendrait pour une formule y commence par une apostrophe, que la
relecture retire.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet
from shapely import from_wkt, to_geojson

from data.fichiers.sortie import FORMULE
from data.ouverts.tables import Table, tables

GARDE = f"^(?:'|{FORMULE})"
"""Ce qu'un tableur exécuterait, et l'apostrophe elle-même, pour que la relecture soit exacte."""
_TYPES = {
    "VARCHAR": "string",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "VARCHAR[]": "array",
    "JSON": "object",
}
_LISEZMOI = """Les données du contrat de ville, en formats ouverts.

parquet/  une table par fichier, types exacts
csv/      les mêmes (UTF-8, virgule, point décimal, dates AAAA-MM-JJ ; vide : pas de valeur)
quartiers.geojson  les contours des quartiers (WGS84)
datapackage.json   la description de chaque table et de chaque colonne (norme Data Package)

Dans les CSV, un texte qui commence par l'un des signes = + - @ ' est précédé d'une apostrophe.
{portee}
"""
_PUBLIC = (
    "Seules les actions aux statuts publics sont là ({statuts}). Un effectif de 1 à 4 personnes est laissé "
    "vide."
)


def ecrire(flux: BinaryIO | Path, base: Path, statuts: Sequence[str] | None = None) -> None:
    """Écrit l'archive ZIP de `base` dans `flux`. `statuts` : voir `tables.tables`. Lève EchecConstruction."""
    sorties = tables(base, statuts)
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive:
        ressources = []
        for table in sorties:
            for dossier, octets in (("parquet", _parquet(table)), ("csv", _csv(table))):
                chemin = f"{dossier}/{table.nom}.{dossier}"
                archive.writestr(chemin, octets)
                if dossier == "csv":
                    ressources.append(_ressource(table, chemin, octets))
        quartiers = json.dumps(geojson(sorties), ensure_ascii=False).encode()
        archive.writestr("quartiers.geojson", quartiers)
        archive.writestr("datapackage.json", json.dumps(_paquet(sorties, ressources), ensure_ascii=False))
        portee = "" if statuts is None else _PUBLIC.format(statuts=", ".join(statuts))
        archive.writestr("LISEZMOI.txt", _LISEZMOI.format(portee=portee))


def geojson(sorties: Sequence[Table]) -> dict:
    """Les quartiers qui ont un contour, avec leurs colonnes : une FeatureCollection WGS84."""
    (quartiers,) = [table for table in sorties if table.nom == "quartier"]
    formes = []
    for ligne in quartiers.lignes.to_pylist():
        contour = ligne.pop("geometrie")
        if contour is not None:
            formes.append(
                {
                    "type": "Feature",
                    "id": ligne["quartier_id"],
                    "properties": ligne,
                    "geometry": json.loads(to_geojson(from_wkt(contour))),
                }
            )
    return {"type": "FeatureCollection", "features": formes}


def _parquet(table: Table) -> bytes:
    flux = io.BytesIO()
    pa.parquet.write_table(table.lignes, flux, compression="zstd")
    return flux.getvalue()


def _csv(table: Table) -> bytes:
    flux = io.BytesIO()
    colonnes = [_en_texte(colonne) for colonne in table.lignes.columns]
    nommees = pa.table(dict(zip(table.lignes.column_names, colonnes, strict=True)))
    # Tout ce qui a une valeur est entre guillemets : une case vide et un texte vide ne se confondent pas.
    choix = pa.csv.WriteOptions(quoting_style="all_valid", quoting_header="none")
    pa.csv.write_csv(nommees, flux, choix)
    return flux.getvalue()


def _en_texte(colonne: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_list(colonne.type):
        valeurs = [None if v is None else json.dumps(v, ensure_ascii=False) for v in colonne.to_pylist()]
        return pa.chunked_array([pa.array(valeurs, pa.string())])
    if not pa.types.is_string(colonne.type):
        return colonne
    garde = pc.match_substring_regex(colonne, GARDE)
    return pc.if_else(garde, pc.binary_join_element_wise("'", colonne, ""), colonne)


def _ressource(table: Table, chemin: str, octets: bytes) -> dict:
    champs = [{"name": c.nom, "type": _type(c.type), "description": c.definition} for c in table.champs]
    schema = {"fields": champs, "missingValues": [""]}
    if table.cle:
        schema["primaryKey"] = list(table.cle)
    return {
        "name": table.nom,
        "title": table.definition,
        "path": chemin,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(octets),
        "hash": f"sha256:{hashlib.sha256(octets).hexdigest()}",
        "schema": schema,
    }


def _type(type_sql: str) -> str:
    return "number" if type_sql.startswith("DECIMAL") else _TYPES.get(type_sql, "string")


def _paquet(sorties: Sequence[Table], ressources: list[dict]) -> dict:
    par_nom = {table.nom: table.lignes for table in sorties}
    sources = par_nom["source"].to_pylist()
    contrats = par_nom["contrat"].to_pylist()
    licences = sorted({s["licence"] for s in sources if s["licence"]})
    return {
        "profile": "tabular-data-package",
        "name": "contrat-de-ville",
        "title": ", ".join(c["nom"] for c in contrats[:3]) + (" et autres" if len(contrats) > 3 else ""),
        "description": "Actions, financements, quartiers et indicateurs de la politique de la ville.",
        "licenses": [{"name": licence, "title": licence} for licence in licences],
        "sources": [{"title": s["nom"]} | ({"path": s["url"]} if s["url"] else {}) for s in sources],
        "resources": ressources,
    }
