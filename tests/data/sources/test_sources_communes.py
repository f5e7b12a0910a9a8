"""Les communes : leur fiche (CSV) et leur contour (GeoJSON)."""

import pytest

from data.lecture import SourceIllisible

ENTETE = "insee_com,nom,population,insee_dep,insee_reg,siren_epci,nom_epci\n"


def test_une_commune_et_son_intercommunalite(lire):
    lecture = lire("communes-epci", ENTETE + "41018,Blois,46086,41,24,200030385,CA de Blois\n")
    commune = lecture.tables["commune"].drop(columns=["_feuille", "_ligne"]).iloc[0].tolist()
    assert commune == ["41018", "Blois", 46086, "41", "24", "200030385", "CA de Blois"]


def test_les_zeros_perdus_reviennent(lire):
    lecture = lire(
        "communes-epci", ENTETE + "1262,Montluel,7000,1,84,240100800,CC\n97411,Saint-Denis,9,974,4,,\n"
    )
    communes = lecture.tables["commune"]
    assert communes["commune_id"].tolist() == ["01262", "97411"]
    assert communes["departement"].tolist() == ["01", "974"]
    assert communes["region"].tolist() == ["84", "04"]


def test_chaque_refus_a_sa_raison(lire, motifs):
    lecture = lire(
        "communes-epci",
        ENTETE
        + "ABC,Nulle part,1,41,24,200030385,CA\n41018,Blois,1,41,24,200030385,CA\n41018,Blois,1,41,24,2,CA\n"
        + "41001,,1,41,24,200030385,CA\n41002,Angé,beaucoup,41,24,12,CA\n",
    )
    assert [m.split()[1] for m in motifs(lecture)] == ["code", "commune", "commune"]
    assert len(motifs(lecture, False)) == 2
    assert lecture.tables["commune"].iloc[-1]["epci_siren"] is None


def test_une_colonne_manquante_se_nomme(lire):
    with pytest.raises(SourceIllisible, match="siren_epci"):
        lire("communes-epci", "insee_com,nom\n41018,Blois\n")


def contour(code, nom, coordonnees):
    return {
        "type": "Feature",
        "properties": {"code": code, "nom": nom},
        "geometry": {"type": "Polygon", "coordinates": coordonnees},
    }


def test_le_contour_d_une_commune_est_repare(lire, motifs):
    papillon = [[[1, 47], [1.1, 47.1], [1.1, 47], [1, 47.1], [1, 47]]]
    document = {
        "type": "FeatureCollection",
        "features": [
            contour("41018", "Blois", papillon),
            contour("41018", "Blois", papillon),
            contour("41019", "Vide", []),
            contour("", "", papillon),
        ],
    }
    lecture = lire("communes", document, "communes.geojson")
    assert lecture.tables["commune"]["geometrie"].tolist()[0].startswith("MULTIPOLYGON")
    assert len(motifs(lecture)) == 3


def test_un_geojson_sans_code_se_dit(lire):
    document = {
        "type": "FeatureCollection",
        "features": [{"properties": {"insee": "41018"}, "geometry": None}],
    }
    with pytest.raises(SourceIllisible, match="code"):
        lire("communes", document, "communes.geojson")
