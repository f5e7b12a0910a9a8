"""Les quartiers prioritaires, dans les trois formes que publie l'ANCT."""

import io
import json
import zipfile

import pytest
import shapely

from data.lecture import SourceIllisible

CARRE = [[[1.3, 47.5], [1.31, 47.5], [1.31, 47.51], [1.3, 47.51], [1.3, 47.5]]]
PAPILLON = [[[1.3, 47.5], [1.31, 47.51], [1.31, 47.5], [1.3, 47.51], [1.3, 47.5]]]


def quartier(code="QN04101M", nom="Blois Nord", communes="41018", contour=CARRE, **autres):
    return {
        "type": "Feature",
        "properties": {"code_qp": code, "lib_qp": nom, "insee_com": communes, **autres},
        "geometry": {"type": "Polygon", "coordinates": contour} if contour else None,
    }


def collection(*quartiers):
    return {"type": "FeatureCollection", "features": list(quartiers)}


def archive(**membres):
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as fichier:
        for nom, contenu in membres.items():
            fichier.writestr(nom, contenu if isinstance(contenu, bytes) else json.dumps(contenu))
    return tampon.getvalue()


def test_un_quartier_entre_repare_et_mesure(lire, motifs):
    lecture = lire("qpv-anct", collection(quartier(contour=PAPILLON, communes="28134, 28404")), "q.geojson")
    lu = lecture.tables["quartier"].iloc[0]
    assert (lu["type"], lu["generation"], lu["communes"]) == ("QPV", "2024", ["28134", "28404"])
    contour = shapely.from_wkt(lu["geometrie"])
    assert contour.is_valid and contour.contains(shapely.Point(lu["longitude"], lu["latitude"]))
    # La moitié du carré de 0,01° de côté : 0,752 × 1,112 / 2 km².
    assert lu["superficie_km2"] == pytest.approx(0.418, abs=0.002)
    assert motifs(lecture, False) == []


@pytest.mark.parametrize(
    ("code", "generation"),
    [("QN97406I", "2024"), ("QN02A01C", "2024"), ("QP041001", "2015"), ("QP02A001", "2015")],
)
def test_le_zonage_se_lit_dans_le_code(lire, code, generation):
    lecture = lire("qpv-anct", collection(quartier(code=code)), "q.geojson")
    assert lecture.tables["quartier"]["generation"].tolist() == [generation]


def test_chaque_refus_a_sa_raison(lire, motifs):
    document = collection(
        quartier(),
        quartier(),
        quartier(code="41018"),
        quartier(code="QN04102M", nom=None),
        quartier(code="QN04103M", contour=None),
        quartier(code="QN04104N", contour=[[[700_000, 6_700_000]] * 4]),
        quartier(code="QN04105N", communes=None),
    )
    lecture = lire("qpv-anct", document, "q.geojson")
    assert lecture.nb_retenues == 4
    assert len(motifs(lecture)) == 3
    assert ["contour" in m for m in motifs(lecture, False)] == [True, True, False]
    assert lecture.tables["quartier"]["communes"].tolist()[-1] == []


def test_l_archive_officielle_donne_toute_la_france_en_wgs84(lire):
    contenu = archive(
        **{
            "GEOJSON/QP2024_France_Hexagonale_L93.geojson": collection(quartier(code="QN00000X")),
            "GEOJSON/QP2024_Guadeloupe_WGS84.geojson": collection(quartier(code="QN97101M")),
            "GEOJSON/QP2024_France_Hexagonale_Outre_Mer_WGS84.geojson": collection(
                quartier(), quartier("QN97101M")
            ),
            "SHP/QP2024_France_Hexagonale_Outre_Mer_WGS84.shp": b"\x00" * 40,
            "__MACOSX/GEOJSON/._QP2024_France_Hexagonale_Outre_Mer_WGS84.geojson": b"\x00",
        }
    )
    lecture = lire("qpv-anct", contenu, "qpv.zip")
    assert lecture.tables["quartier"]["quartier_id"].tolist() == ["QN04101M", "QN97101M"]
    assert set(lecture.tables["quartier"]["_feuille"]) == {
        "GEOJSON/QP2024_France_Hexagonale_Outre_Mer_WGS84.geojson"
    }


def test_une_archive_sans_geojson_se_dit(lire):
    with pytest.raises(SourceIllisible, match="WGS84"):
        lire("qpv-anct", archive(**{"SHP/a.shp": b"\x00"}), "qpv.zip")


def test_la_liste_passee_par_un_tableur_se_lit(lire, motifs):
    liste = (
        "\ufeffcode_qp;lib_qp;insee_reg;insee_dep;insee_com;lib_com;siren_epci;;\n"
        "QN00101M;Grande Reyssouze;84;1;1053;Bourg-en-Bresse;200071751;;\n"
        'QN06001M;Argentine;32;60;"=""60057""";Beauvais;200067999;;\n'
        "QN02806M;Bâtes Tabellionne;24;28;28134; 28404;;;\n"
        'QN02807M;Les Deux;24;28;"28134; 28404";Deux;1;;\n'
    )
    lecture = lire("qpv-anct", liste, "liste.csv")
    quartiers = lecture.tables["quartier"]
    assert quartiers["communes"].tolist() == [["01053"], ["60057"], ["28134"], ["28134", "28404"]]
    assert quartiers["geometrie"].isna().all()
    assert motifs(lecture) == motifs(lecture, False) == []


def test_un_autre_fichier_se_dit(lire):
    with pytest.raises(SourceIllisible, match="code_qp"):
        lire("qpv-anct", "a;b\n1;2\n", "liste.csv")
    with pytest.raises(SourceIllisible, match="code_qp"):
        lire("qpv-anct", {"features": [{"properties": {"code": 1}}]}, "q.geojson")
    with pytest.raises(SourceIllisible, match="coupé"):
        lire("qpv-anct", '{"features": [', "q.geojson")
