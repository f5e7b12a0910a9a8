"""Les contours en GeoJSON : lus et convertis une fois par version de la base, servis compressés."""

import json
import threading

import numpy as np
import pandas as pd
import shapely

from pages.serveur.compression import comprimer
from queries import a_ces_statuts, lire, statuts_vus
from queries.reserve import reserve

DECIMALES = 5
"""Environ un mètre : le contour officiel n'est pas plus précis, le fichier est deux fois plus petit."""

OCTETS_GARDES = 48_000_000
"""La France entière en fait trois millions par codage."""
_PLACES = threading.BoundedSemaphore(2)
"""Convertir des contours prend le processeur : les pages gardent la main."""

COUCHES = {
    "quartiers": "serveur/contours_quartiers",
    "communes": "serveur/contours_communes",
    "contrats": "serveur/points_contrats",
    "territoires": "serveur/contours_territoires",
}


def contours(
    version: str, couche: str, contrats: tuple[str, ...], generation: str | None, codage: str
) -> bytes:
    """La couche en GeoJSON dans ce codage ; `contrats` vide : tous.

    `version` n'est là que pour que le cache suive la base publiée. Lève BaseIndisponible.
    """
    return _contours(version, couche, contrats, generation, codage, statuts_vus())


@reserve(OCTETS_GARDES, len)
def _contours(
    version: str,
    couche: str,
    contrats: tuple[str, ...],
    generation: str | None,
    codage: str,
    statuts: tuple[str, ...] | None,
) -> bytes:
    if codage:
        return comprimer(_contours(version, couche, contrats, generation, "", statuts), codage)
    parametres = {"contrats": list(contrats) or None}
    if couche == "quartiers":
        parametres["generation"] = generation
    with _PLACES, a_ces_statuts(statuts):
        lignes = lire(COUCHES[couche], **parametres)
        return geojson(unir(lignes) if couche == "territoires" else lignes).encode()


def unir(lignes: pd.DataFrame) -> pd.DataFrame:
    """Une forme par code : les lignes qui le partagent, réunies (colonnes `code`, `nom`, `geometrie`)."""
    reunies = [
        (code, nom, shapely.to_wkt(shapely.union_all(shapely.from_wkt(morceaux.to_numpy(dtype=object)))))
        for (code, nom), morceaux in lignes.groupby(["code", "nom"], sort=False)["geometrie"]
    ]
    return pd.DataFrame(reunies, columns=["code", "nom", "geometrie"])


def geojson(lignes: pd.DataFrame) -> str:
    """Une collection GeoJSON des colonnes `code`, `nom` et `geometrie` (WKT, WGS84)."""
    geometries = shapely.transform(
        shapely.from_wkt(lignes["geometrie"].to_numpy(dtype=object)), lambda xy: np.round(xy, DECIMALES)
    )
    entites = [
        {
            "type": "Feature",
            "id": code,
            "properties": {"code": code, "nom": nom},
            "geometry": json.loads(forme),
        }
        for code, nom, forme in zip(
            lignes["code"], lignes["nom"], shapely.to_geojson(geometries), strict=True
        )
    ]
    collection = {"type": "FeatureCollection", "features": entites}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
