"""Un contour entre dans la base valide, sans perdre de surface, et mesuré sur le globe."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data.lecture import SourceIllisible
from data.sources import geometrie


def carre(x: float, y: float, cote: float = 0.01) -> list:
    return [[x, y], [x + cote, y], [x + cote, y + cote], [x, y + cote], [x, y]]


def test_un_noeud_papillon_se_repare_en_deux_surfaces():
    papillon = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    repare = geometrie.reparer(papillon)
    assert repare.is_valid and repare.geom_type == "MultiPolygon"
    assert repare.area == pytest.approx(0.5)


def test_deux_parties_qui_se_recouvrent_gardent_leur_reunion():
    parties = shapely.MultiPolygon([shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 2)])
    assert geometrie.reparer(parties).area == pytest.approx(6)


def test_les_lignes_et_les_points_ne_sont_pas_gardes():
    melange = shapely.GeometryCollection([shapely.box(0, 0, 1, 1), shapely.LineString([(5, 5), (6, 6)])])
    assert geometrie.reparer(melange).equals(shapely.box(0, 0, 1, 1))
    assert geometrie.reparer(shapely.LineString([(5, 5), (6, 6)])) is None


def test_un_trou_se_retranche_de_la_superficie():
    plein = shapely.Polygon(carre(1.3, 47.5, 0.02))
    perce = shapely.Polygon(carre(1.3, 47.5, 0.02), [carre(1.305, 47.505, 0.01)])
    # Un centième de degré à cette latitude : 0,752 km sur 1,112 km.
    assert geometrie.superficie_km2(plein) == pytest.approx(4 * 0.752 * 1.112, rel=0.01)
    trou = geometrie.superficie_km2(shapely.Polygon(carre(1.305, 47.505, 0.01)))
    assert geometrie.superficie_km2(perce) == pytest.approx(geometrie.superficie_km2(plein) - trou, rel=1e-6)


def test_le_point_d_un_croissant_est_dedans():
    croissant = shapely.Point(0, 0).buffer(1).difference(shapely.Point(0.4, 0).buffer(0.9))
    assert croissant.contains(shapely.Point(geometrie.point_interieur(croissant)))


MILLIEMES = st.integers(0, 1000).map(lambda entier: entier / 1000)


@given(st.lists(st.tuples(MILLIEMES, MILLIEMES), min_size=4, max_size=12))
def test_tout_anneau_se_repare_en_surface_valide_ou_s_ecarte(points):
    repare = geometrie.reparer(shapely.Polygon(points))
    if repare is not None:
        relu = shapely.from_wkt(geometrie.en_wkt(repare))
        assert relu.is_valid and relu.geom_type in ("Polygon", "MultiPolygon")


def test_une_projection_en_metres_est_refusee():
    document = {"features": [], "crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}}
    with pytest.raises(SourceIllisible, match="WGS84"):
        geometrie.entites(document, "lambert.geojson")
    with pytest.raises(ValueError, match="hors de la Terre"):
        geometrie.lire({"type": "Point", "coordinates": [652_000, 6_862_000]})


@pytest.mark.parametrize(
    "objet", [{"type": "Polygon"}, {"type": "Rond", "coordinates": []}, {"coordinates": 3}, 7]
)
def test_une_geometrie_illisible_est_une_erreur_dite(objet):
    with pytest.raises(ValueError, match="illisible"):
        geometrie.lire(objet)
