"""Des contours plausibles, sans données réelles : communes en mosaïque, quartiers en pâtés d'immeubles.

Les communes pavent le plan par hexagones déformés ; chaque sommet et chaque limite naît d'un hasard tiré
de sa seule position, si bien que deux voisines partagent exactement la même ligne.
"""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, hypot, pi, radians, sin, sqrt
from random import Random

import shapely

LONGITUDE, LATITUDE = -5.6, 46.4
RAYON_KM = 3.4
KM_PAR_DEGRE = 111.2
Point = tuple[float, float]


@dataclass(frozen=True)
class Commune:
    """Contour WKT et centre (longitude, latitude)."""

    wkt: str
    centre: Point


def degres(point: Point) -> Point:
    """Kilomètres depuis le centre du territoire → longitude, latitude à cinq décimales (un mètre)."""
    x, y = point
    return (
        round(LONGITUDE + x / (KM_PAR_DEGRE * cos(radians(LATITUDE))), 5),
        round(LATITUDE + y / KM_PAR_DEGRE, 5),
    )


def polygone(points: list[Point]) -> str:
    """WKT d'un contour fermé, en degrés."""
    sommets = [degres(point) for point in points]
    return "POLYGON ((" + ", ".join(f"{x:.5f} {y:.5f}" for x, y in [*sommets, sommets[0]]) + "))"


def centre_km(q: int, r: int) -> Point:
    """Centre de la case hexagonale (q, r), en kilomètres."""
    return RAYON_KM * sqrt(3) * (q + r / 2), RAYON_KM * 1.5 * r


def _sommet(q: int, r: int, angle: int) -> Point:
    """Sommet n° `angle` de la case, déplacé ; le même pour les trois cases qui le touchent."""
    x, y = centre_km(q, r)
    x, y = x + RAYON_KM * cos(pi / 6 + angle * pi / 3), y + RAYON_KM * sin(pi / 6 + angle * pi / 3)
    # + 0.0 : « -0 » et « 0 » nomment le même sommet.
    hasard = Random(f"sommet {round(x, 2) + 0.0} {round(y, 2) + 0.0}")
    return x + RAYON_KM * hasard.uniform(-0.22, 0.22), y + RAYON_KM * hasard.uniform(-0.22, 0.22)


@cache
def _limite(debut: Point, fin: Point) -> tuple[Point, ...]:
    """Ligne sinueuse entre deux sommets, `fin` exclue (points milieux déplacés, quatre fois)."""
    if debut > fin:
        envers = _limite(fin, debut)
        return (debut, *reversed(envers[1:]))
    hasard = Random(f"limite {debut[0]:.6f} {debut[1]:.6f} {fin[0]:.6f} {fin[1]:.6f}")
    points = [debut, fin]
    for _ in range(4):
        suite = [points[0]]
        for (x1, y1), (x2, y2) in pairwise(points):
            ecart = hasard.uniform(-0.13, 0.13)
            suite += [((x1 + x2) / 2 - (y2 - y1) * ecart, (y1 + y2) / 2 + (x2 - x1) * ecart), (x2, y2)]
        points = suite
    return tuple(points[:-1])


def commune(q: int, r: int) -> Commune:
    """Commune de la case (q, r)."""
    sommets = [_sommet(q, r, angle) for angle in range(6)]
    contour: list[Point] = []
    for debut, fin in zip(sommets, [*sommets[1:], sommets[0]], strict=True):
        contour += _limite(debut, fin)
    return Commune(polygone(contour), degres(centre_km(q, r)))


def _paves(hasard: Random, nombre: int) -> list[tuple[int, int]]:
    """Pâtés contigus, poussés un à un, de préférence là où le quartier est déjà dense."""
    paves = [(0, 0)]
    while len(paves) < nombre:
        libres: dict[tuple[int, int], int] = {}
        for x, y in paves:
            for case in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
                if case not in paves:
                    libres[case] = libres.get(case, 0) + 1
        cases = list(libres)
        poids = [libres[case] ** 2.5 / (1 + hypot(*case) ** 2) for case in cases]
        paves.append(hasard.choices(cases, poids)[0])
    return paves


def quartier(case: tuple[int, int], place: Point, superficie_km2: float, rang: int, part: float = 1) -> str:
    """Contour WKT d'un quartier, à `place` kilomètres du centre de sa commune.

    `part` < 1 garde les premiers pâtés seulement : le même quartier dans un zonage plus étroit.
    """
    hasard = Random(f"quartier {rang}")
    nombre = 22
    paves = _paves(hasard, nombre)
    tournure, allonge = hasard.uniform(-0.7, 0.7), hasard.uniform(1.05, 1.4)
    cote = sqrt(superficie_km2 / nombre)
    emprise = shapely.union_all([shapely.box(x, y, x + 1, y + 1) for x, y in paves[: round(nombre * part)]])
    anneau = shapely.get_exterior_ring(shapely.normalize(emprise)).coords[:-1]
    milieu = sum(x for x, _ in paves) / nombre + 0.5, sum(y for _, y in paves) / nombre + 0.5
    cx, cy = centre_km(*case)
    points = []
    for x, y in anneau:
        # Les rues ne sont pas droites : chaque angle bouge un peu, du même pas dans les deux zonages.
        bouge = Random(f"angle {rang} {x:.0f} {y:.0f}")
        u = (x - milieu[0] + bouge.uniform(-0.17, 0.17)) * cote * allonge
        v = (y - milieu[1] + bouge.uniform(-0.17, 0.17)) * cote / allonge
        points.append(
            (
                cx + place[0] + u * cos(tournure) - v * sin(tournure),
                cy + place[1] + u * sin(tournure) + v * cos(tournure),
            )
        )
    return polygone(points)
