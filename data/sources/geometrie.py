"""Les contours : lire du GeoJSON, réparer, écrire en WKT, mesurer.

Plus d'un contour officiel sur trois est invalide (boucles, bords qui se croisent, dus à l'arrondi des
coordonnées) : on répare avant tout usage et on ne garde que les surfaces.
"""

from functools import cache
from typing import Any

import shapely
from pyproj import Geod
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from data.lecture import SourceIllisible
from data.sources.emprises import est_en_france, inverses

DECIMALES = 6
"""Six décimales de degré font 11 cm : moins que la précision des contours."""
INVERSEES = (
    "Latitude et longitude sont échangées : elles sont remises dans l'ordre (longitude, puis latitude)."
)
AILLEURS = "Ce lieu n'est dans aucun territoire français : ses coordonnées sont sans doute fausses."
_CRS_WGS84 = ("CRS84", "4326")


@cache
def _ellipsoide() -> Geod:
    return Geod(ellps="WGS84")


def entites(document: Any, nom: str) -> list[dict[str, Any]]:
    """Les entités d'un GeoJSON en WGS84 ; lève SourceIllisible si c'est autre chose."""
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        raise SourceIllisible(f"Le fichier « {nom} » n'est pas une collection GeoJSON.")
    crs = document.get("crs")
    systeme = str((crs.get("properties") or {}).get("name") or "") if isinstance(crs, dict) else ""
    if systeme and not systeme.endswith(_CRS_WGS84):
        raise SourceIllisible(
            f"Le fichier « {nom} » est en projection « {systeme} » : il faut la version WGS84 (en degrés)."
        )
    return [_entite(brute) for brute in document["features"]]


def _entite(brute: Any) -> dict[str, Any]:
    """L'entité, aux propriétés toujours lisibles : une entité difforme devient une ligne à refuser."""
    entite = brute if isinstance(brute, dict) else {}
    proprietes = entite.get("properties")
    return {**entite, "properties": proprietes if isinstance(proprietes, dict) else {}}


def lire(objet: Any) -> BaseGeometry | None:
    """La géométrie d'une entité GeoJSON ; None si elle manque. ValueError si elle est illisible."""
    lue, _ = lire_en_place(objet)
    return lue


def lire_en_place(objet: Any) -> tuple[BaseGeometry | None, str | None]:
    """La géométrie, et ce qu'il faut en dire : latitude et longitude échangées, ou un lieu hors de France.

    Échangées, elles sont remises dans l'ordre : le lieu n'est en France que dans l'autre sens. Lève
    ValueError si la géométrie est illisible ou n'est pas sur la Terre.
    """
    if not objet:
        return None, None
    try:
        geometrie = shape(objet)
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
        shapely.errors.ShapelyError,
    ) as erreur:
        raise ValueError("géométrie illisible") from erreur
    if geometrie.is_empty:
        return None, None
    bornes = geometrie.bounds
    if est_en_france(bornes):
        return geometrie, None
    if est_en_france(inverses(bornes)):
        return shapely.transform(geometrie, lambda points: points[:, ::-1]), INVERSEES
    ouest, sud, est, nord = bornes
    if not (-180 <= ouest <= est <= 180 and -90 <= sud <= nord <= 90):
        raise ValueError("coordonnées hors de la Terre : le fichier n'est pas en longitude et latitude")
    return geometrie, AILLEURS


def reparer(geometrie: BaseGeometry) -> BaseGeometry | None:
    """Le contour valide, réduit à ses surfaces ; None s'il n'en a aucune."""
    if not geometrie.is_valid:
        # « structure » garde la réunion des anneaux qui se recouvrent, là où « linework » y perce un trou.
        repare = shapely.make_valid(geometrie, method="structure", keep_collapsed=False)
        geometrie = repare if repare.area > 0 else shapely.make_valid(geometrie)
    if geometrie.geom_type not in ("Polygon", "MultiPolygon"):
        surfaces = [
            g
            for g in shapely.get_parts(geometrie)
            if g.geom_type in ("Polygon", "MultiPolygon") and g.area > 0
        ]
        geometrie = shapely.union_all(surfaces) if surfaces else shapely.MultiPolygon()
    return None if geometrie.is_empty else geometrie


def en_wkt(geometrie: BaseGeometry) -> str:
    """Le WKT, arrondi sans redevenir invalide."""
    texte = shapely.to_wkt(geometrie, rounding_precision=DECIMALES)
    if shapely.from_wkt(texte).is_valid:
        return texte
    # Arrondir peut recroiser deux bords : on pose alors le contour sur la grille, en le gardant valide.
    pose = reparer(shapely.set_precision(geometrie, 10**-DECIMALES))
    return shapely.to_wkt(pose or geometrie, rounding_precision=DECIMALES if pose else -1)


def superficie_km2(geometrie: BaseGeometry) -> float:
    """La surface sur l'ellipsoïde, en km² : sur le plan des degrés elle n'a pas de sens."""
    # Les trous se retranchent seulement si leur sens de parcours est contraire à celui du bord.
    aire, _ = _ellipsoide().geometry_area_perimeter(shapely.orient_polygons(geometrie))
    return round(abs(aire) / 1_000_000, 6)


def point_interieur(geometrie: BaseGeometry) -> tuple[float, float]:
    """(longitude, latitude) d'un point dans le contour : le centre d'un croissant est dehors."""
    point = geometrie.representative_point()
    return round(point.x, DECIMALES), round(point.y, DECIMALES)
