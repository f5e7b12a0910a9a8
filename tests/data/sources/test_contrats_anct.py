"""Les contrats de l'ANCT : codes anciens, doublons, libellés, populations impossibles."""

import pytest

from data.lecture import SourceIllisible

BLOIS = {"codgeo": "200030385", "code_cv": "CN04101I", "lib_cv": '41 - CA de Blois "Agglo"', "pop": 12817.0}


def point(geometry=True, **proprietes):
    lieu = {"type": "Point", "coordinates": [1.3, 47.6]} if geometry else None
    return {"type": "Feature", "properties": BLOIS | proprietes, "geometry": lieu}


def collection(*points):
    return {"type": "FeatureCollection", "features": list(points)}


def test_un_contrat_entre_avec_son_territoire(lire, motifs):
    lecture = lire("contrats-anct", collection(point()), "contrats.geojson")
    contrat = lecture.tables["contrat"].iloc[0].to_dict()
    assert contrat == {
        "contrat_id": "CN04101I",
        "nom": "CA de Blois «\u202fAgglo\u202f»",
        "epci_siren": "200030385",
        "epci_nom": "CA de Blois «\u202fAgglo\u202f»",
        "departement": "41",
        "region": "24",
        "debut": 2024,
        "fin": 2030,
        "generation": "2024",
        "population_qpv": 12817,
        "longitude": 1.3,
        "latitude": 47.6,
        "fictif": False,
        "_ligne": 1,
        "_feuille": "contrats.geojson",
    }
    assert motifs(lecture) == motifs(lecture, False) == []


@pytest.mark.parametrize(
    ("code", "libelle", "departement", "region"),
    [
        ("CN02A01I", "2A - CA du Pays Ajaccien", "2A", "94"),
        ("CN97101I", "971 - CA Cap Excellence", "971", "01"),
        ("CN97801I", "978 - Saint-Martin", "978", None),
        ("CN07303M", "NA - CA Grand Lac", "73", "84"),
        ("CN02B01I", "CA de Bastia", "2B", "94"),
    ],
)
def test_le_departement_se_deduit_du_libelle_ou_du_code(lire, code, libelle, departement, region):
    lecture = lire("contrats-anct", collection(point(code_cv=code, lib_cv=libelle)), "c.geojson")
    contrat = lecture.tables["contrat"].iloc[0]
    assert (contrat["departement"], contrat["region"]) == (departement, region)
    assert contrat["nom"] == libelle.split(" - ")[-1]


def test_un_ancien_code_cede_au_contrat_de_2024_du_meme_territoire(lire, motifs):
    lecture = lire(
        "contrats-anct",
        collection(
            point(code_cv="CV393", codgeo="97411", lib_cv="974 - Saint-Denis"),
            point(code_cv="CN97406I", codgeo="97411", lib_cv="974 - Saint-Denis"),
            point(code_cv="CV401", codgeo="97604", lib_cv="976 - Bouéni"),
        ),
        "c.geojson",
    )
    assert lecture.tables["contrat"]["contrat_id"].tolist() == ["CN97406I", "CV401"]
    assert [(r.ligne, r.valeur) for r in lecture.rejets] == [(1, "CV393 (voir CN97406I)")]
    assert "Ancien code" in motifs(lecture)[0]


def test_un_code_en_double_ne_compte_qu_une_fois(lire, motifs):
    lecture = lire(
        "contrats-anct", collection(point(), point(codgeo="98712"), point(code_cv=None)), "c.geojson"
    )
    assert len(lecture.tables["contrat"]) == 1
    assert ["déjà" in m for m in motifs(lecture)] == [True, False]


@pytest.mark.parametrize("pop", [403.0, 737728.0, None, "beaucoup", -5])
def test_une_population_impossible_s_ecarte_sans_ecarter_le_contrat(lire, motifs, pop):
    lecture = lire("contrats-anct", collection(point(pop=pop)), "c.geojson")
    assert lecture.tables["contrat"]["population_qpv"].tolist() == [None]
    assert "population" in motifs(lecture, False)[0]


def test_sans_point_ni_nom_le_contrat_reste(lire, motifs):
    lecture = lire("contrats-anct", collection(point(False, code_cv="CV419", lib_cv="987 - NA")), "c.geojson")
    contrat = lecture.tables["contrat"].iloc[0]
    assert (contrat["nom"], contrat["longitude"], contrat["departement"]) == ("Contrat CV419", None, "987")
    assert len(motifs(lecture, False)) == 2


def test_un_autre_fichier_se_dit(lire):
    with pytest.raises(SourceIllisible, match="GeoJSON"):
        lire("contrats-anct", [1, 2], "c.geojson")
