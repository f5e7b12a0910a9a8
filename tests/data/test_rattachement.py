"""Chaque quartier au contrat de son territoire ; ce qui n'a pas pu l'être est dit, jamais compté ailleurs."""

import csv
import itertools
import json
from collections import Counter

import duckdb
import pytest

from data.assemblage import Atelier
from data.construction import batir
from data.programmation import referentiels
from data.situation import EPT, situer
from data.sources import LECTEURS
from data.sources.titres_lieux import est_titre_de_commune

CARRE = [[[2.4, 46.0], [2.41, 46.0], [2.41, 46.01], [2.4, 46.01], [2.4, 46.0]]]
ENTETE = "insee_com,nom,population,insee_dep,insee_reg,siren_epci,nom_epci\n"
METROPOLE = "200054781"


def _geojson(*entites: tuple) -> dict:
    """(propriétés, géométrie) → une collection."""
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": p, "geometry": g} for p, g in entites],
    }


def contrats(*lignes: tuple, point: list | None = None) -> tuple[str, str, dict]:
    """(code, territoire, département) → la source des contrats."""
    lieu = {"type": "Point", "coordinates": point} if point else None
    points = (
        ({"codgeo": ou, "code_cv": code, "lib_cv": f"{dep} - {code}", "pop": 2000}, lieu)
        for code, ou, dep in lignes
    )
    return "contrats-anct", "c.geojson", _geojson(*points)


def communes(*lignes: tuple) -> tuple[str, str, str]:
    """(code, EPCI) → la source des communes."""
    texte = "".join(f"{code},Commune {code},5000,,,{epci},EPCI\n" for code, epci in lignes)
    return "communes-epci", "communes.csv", ENTETE + texte


def quartiers(*lignes: tuple, contour: list = CARRE) -> tuple[str, str, dict]:
    """(code, propriétés) → la source des quartiers."""
    forme = {"type": "Polygon", "coordinates": contour}
    lues = (({"code_qp": code, "lib_qp": f"Quartier {code}", **autres}, forme) for code, autres in lignes)
    return "qpv-anct", "q.geojson", _geojson(*lues)


def rattaches(base) -> dict[str, str | None]:
    return dict(base.execute("select quartier_id, contrat_id from quartier").fetchall())


def nb(base, requete: str) -> int:
    return base.execute(f"select count(*) from {requete}").fetchone()[0]


def _code(departement: str, lettre: str) -> str:
    return f"{departement.zfill(3)}01{lettre}"


def _commune(departement: str) -> str:
    return f"{departement}990" if len(departement) == 2 else f"{departement}90"


@pytest.mark.parametrize(
    ("un", "autre"), list(itertools.permutations(["77", "91", "95", "2A", "974", "02"], 2))
)
def test_deux_contrats_sur_une_intercommunalite_se_la_partagent_par_departement(
    construire_recette, un, autre
):
    base = construire_recette(
        contrats((f"CN{_code(un, 'M')}", "299999999", un), (f"CN{_code(autre, 'M')}", "299999999", autre)),
        communes((_commune(un), "299999999"), (_commune(autre), "299999999")),
        quartiers(
            (f"QN{_code(un, 'M')}", {"insee_com": _commune(un)}),
            (f"QN{_code(autre, 'N')}", {"insee_com": _commune(autre)}),
        ),
    )
    assert rattaches(base) == {
        f"QN{_code(un, 'M')}": f"CN{_code(un, 'M')}",
        f"QN{_code(autre, 'N')}": f"CN{_code(autre, 'M')}",
    }
    assert nb(base, "controle where nom = 'contrats_meme_territoire' and nb_lignes > 0") == 0


def test_un_contrat_seul_garde_toute_son_intercommunalite(construire_recette):
    """Une intercommunalité à cheval sur deux départements n'a souvent qu'un contrat."""
    base = construire_recette(
        contrats(("CN05201M", "299999999", "52")),
        communes(("52990", "299999999"), ("51990", "299999999")),
        quartiers(("QN05101M", {"insee_com": "51990"}), ("QN05201M", {"insee_com": "52990"})),
    )
    assert set(rattaches(base).values()) == {"CN05201M"}


def test_une_commune_d_un_troisieme_departement_n_est_donnee_a_personne(construire_recette):
    base = construire_recette(
        contrats(("CN07702M", "299999999", "77"), ("CN09103M", "299999999", "91")),
        communes(("45990", "299999999")),
        quartiers(("QN04501M", {"insee_com": "45990"})),
    )
    assert rattaches(base) == {"QN04501M": None}
    assert nb(base, "controle where nom = 'quartiers_sans_contrat' and nb_lignes = 1") == 1


def test_la_liste_de_communes_d_un_contrat_prime_sur_le_departement(construire_recette):
    base = construire_recette(
        contrats(
            ("CN07702M", "299999999", "77"), ("CN09103M", "299999999", "91"), ("CN09103M", "77990", "91")
        ),
        communes(("77990", "299999999"), ("77991", "299999999")),
        quartiers(("QN07701M", {"insee_com": "77990"}), ("QN07702M", {"insee_com": "77991"})),
    )
    assert rattaches(base) == {"QN07701M": "CN09103M", "QN07702M": "CN07702M"}


def _ept() -> list[dict]:
    with EPT.open(encoding="utf-8") as flux:
        return list(csv.DictReader(flux, delimiter=";"))


def test_la_table_des_etablissements_du_grand_paris_est_entiere():
    lignes = _ept()
    assert len({ligne["insee_com"] for ligne in lignes}) == len(lignes) == 130
    assert {ligne["numero"] for ligne in lignes} == {f"T{rang}" for rang in range(2, 13)}
    assert len({(ligne["numero"], ligne["siren_ept"], ligne["ept"]) for ligne in lignes}) == 11
    # Les trois départements entiers, et les communes voisines qui s'y sont jointes.
    departements = Counter(ligne["insee_com"][:2] for ligne in lignes)
    assert departements == {"92": 36, "93": 40, "94": 47, "91": 6, "95": 1}


def test_toute_commune_du_grand_paris_va_au_contrat_de_son_etablissement(construire_recette):
    lignes = _ept()
    sirens = sorted({ligne["siren_ept"] for ligne in lignes})
    codes = {siren: f"CN093{rang:02}I" for rang, siren in enumerate(sirens, start=1)}
    noms = {
        ligne["insee_com"]: f"QN093{rang % 100:02}{'AB'[rang // 100]}" for rang, ligne in enumerate(lignes)
    }
    base = construire_recette(
        contrats(*((code, siren, "93") for siren, code in codes.items())),
        communes(*((ligne["insee_com"], METROPOLE) for ligne in lignes), ("75056", METROPOLE)),
        quartiers(*((nom, {"insee_com": commune}) for commune, nom in noms.items())),
    )
    assert rattaches(base) == {noms[ligne["insee_com"]]: codes[ligne["siren_ept"]] for ligne in lignes}


@pytest.mark.parametrize(
    "proprietes",
    [
        {"insee_com": "93990", "siren_epci": "200000001"},
        {"code_commune": "93990", "siren_epci": "200054781/200000001"},
        {"codgeo": "93990", "siren_epci": METROPOLE, "siren_ept": "200000001"},
        {"code_insee": "93990", "ept": "200000001"},
        {"depcom": "93990", "EPCI": "200000001"},
        {"siren_epci": "200000001"},
    ],
)
def test_le_fichier_des_quartiers_dit_l_etablissement_de_la_commune(construire_recette, proprietes):
    base = construire_recette(
        contrats(("CN09399I", "200000001", "93")),
        communes(("93990", METROPOLE)),
        quartiers(("QN09399M", proprietes)),
    )
    assert rattaches(base) == {"QN09399M": "CN09399I"}


@pytest.mark.parametrize(
    ("arrondissement", "commune"),
    [("75118", "75056"), ("69388", "69123"), ("13215", "13055"), ("75056", "75056")],
)
def test_un_arrondissement_est_de_sa_commune(construire_recette, arrondissement, commune):
    dep = commune[:2]
    base = construire_recette(
        contrats((f"CN0{dep}01I", commune, dep)),
        communes((commune, METROPOLE)),
        quartiers((f"QN0{dep}01M", {"insee_com": arrondissement})),
    )
    assert rattaches(base) == {f"QN0{dep}01M": f"CN0{dep}01I"}


@pytest.mark.parametrize(
    ("code", "commune", "contrat", "departement"),
    [
        ("QN97406I", "97411", "CN97406I", "974"),
        ("QN02A01C", "2A004", "CN02A01I", "2A"),
        ("QN97101M", "97105", "CN97101I", "971"),
        ("QN98701M", "98735", "CN98701M", "987"),
        ("QN00101M", "01053", "CN00101I", "01"),
        ("QP02B001", "2B033", "CN02B01I", "2B"),
    ],
)
def test_outre_mer_corse_et_suffixes_se_gardent_tels_quels(
    construire_recette, code, commune, contrat, departement
):
    base = construire_recette(
        contrats((contrat, commune, departement)),
        communes((commune, "299999999")),
        quartiers((code, {"insee_com": commune})),
    )
    assert rattaches(base) == {code: contrat}
    assert base.execute("select communes, contrat.departement from quartier, contrat").fetchall() == [
        ([commune], departement)
    ]


COLONNES = (
    "insee_com",
    "code_commune",
    "code_insee",
    "codgeo",
    "CODGEO",
    "depcom",
    "COM",
    "com",
    "Code INSEE",
    "Code commune",
    "code_com",
    "codgeo_2024",
    "CodeINSEE",
    "insee_commune",
    "code_officiel_commune",
    "commune",
)


@pytest.mark.parametrize("colonne", COLONNES)
def test_la_colonne_de_commune_se_reconnait_dans_chaque_lecteur(lire_source, colonne):
    texte = f"code_qp;lib_qp;{colonne}\nQN04101M;Nord;41018\n"
    assert lire_source("qpv-anct", "q.csv", texte).tables["quartier"]["communes"].tolist() == [["41018"]]
    _, _, geojson = quartiers(("QN04101M", {colonne: "41018"}))
    lecture = lire_source("qpv-anct", "q.geojson", geojson)
    assert lecture.tables["quartier"]["communes"].tolist() == [["41018"]]
    if colonne not in ("commune", "code_officiel_commune"):
        lecture = lire_source("communes-epci", "c.csv", f"{colonne};nom;siren_epci\n41018;Blois;200030385\n")
        assert lecture.tables["commune"]["commune_id"].tolist() == ["41018"]
    contour = {"type": "Polygon", "coordinates": CARRE}
    lecture = lire_source("communes", "c.geojson", _geojson(({colonne: "41018", "nom": "Blois"}, contour)))
    assert lecture.tables["commune"]["commune_id"].tolist() == ["41018"]
    lecture = lire_source("indicateurs-insee", "filosofi_2021.csv", f"{colonne};DISP_MED_A21\n41018;20000\n")
    assert lecture.tables["mesure"]["territoire_id"].tolist() == ["41018"]


@pytest.mark.parametrize(
    "titre", ["lib_com", "nom_com", "insee_dep", "code_qp", "code_postal", "siren_epci", "nom", "commentaire"]
)
def test_un_autre_titre_n_est_pas_celui_d_une_commune(titre):
    assert not est_titre_de_commune(titre)


def test_une_colonne_de_noms_n_est_pas_une_colonne_de_codes(lire_source):
    texte = "code_qp;lib_qp;commune;code_insee\nQN04101M;Nord;Blois;41018\n"
    assert lire_source("qpv-anct", "q.csv", texte).tables["quartier"]["communes"].tolist() == [["41018"]]


@pytest.mark.parametrize(
    "entete", ["", 'contrats = ["CN04101I"]', 'departements = ["41"]', 'regions = ["24"]']
)
@pytest.mark.parametrize(
    "proprietes", [{"insee_com": "41999"}, {"lib_com": "Blois"}, {"territoire": "41018"}]
)
def test_un_quartier_que_sa_commune_ne_rattache_pas_est_dit(construire_recette, entete, proprietes):
    """« Commune inconnue », jamais « hors périmètre »."""
    base = construire_recette(
        contrats(("CN04101I", "200030385", "41"), ("CN03701M", "200000037", "37")),
        communes(("41018", "200030385"), ("37261", "200000037")),
        quartiers(
            ("QN04101M", {"insee_com": "41018"}),
            ("QN04102M", proprietes),
            ("QN03701M", {"insee_com": "37261"}),
        ),
        entete=entete,
    )
    ((valeur, bloquant),) = base.execute(
        "select valeur, bloquant from rejet where motif like 'commune inconnue%'"
    ).fetchall()
    assert bloquant == bool(entete)
    assert valeur == ("[41999]" if "insee_com" in proprietes else "[]")
    assert rattaches(base)["QN04101M"] == "CN04101I"
    assert nb(base, f"source where type = 'qpv-anct' and nb_lignes = 3 and nb_rejets = {int(bool(entete))}")


def test_une_commune_sans_contrat_n_est_pas_inconnue(construire_recette):
    """On sait où elle est : son intercommunalité n'a pas de contrat."""
    base = construire_recette(
        contrats(("CN04101I", "200030385", "41")),
        communes(("41018", "200030385"), ("41001", "200000099")),
        quartiers(("QN04101M", {"insee_com": "41018"}), ("QN04102M", {"insee_com": "41001"})),
        entete='departements = ["41"]',
    )
    assert nb(base, "rejet where motif like 'commune inconnue%'") == 0


@pytest.mark.parametrize(
    ("departement", "point"),
    [
        ("41", [1.33, 47.59]),
        ("2A", [8.7, 41.9]),
        ("971", [-61.5, 16.2]),
        ("972", [-61.0, 14.6]),
        ("973", [-52.3, 4.9]),
        ("974", [55.4, -20.9]),
        ("976", [45.2, -12.8]),
        ("978", [-63.0, 18.07]),
        ("987", [-149.5, -17.5]),
        ("988", [166.4, -22.2]),
    ],
)
def test_latitude_et_longitude_echangees_se_voient_partout(construire_recette, departement, point):
    x, y = point
    contour = [[[y, x], [y, x + 0.01], [y + 0.01, x + 0.01], [y + 0.01, x], [y, x]]]
    dep, commune = departement.zfill(3), _commune(departement)
    forme = {"type": "Polygon", "coordinates": contour}
    base = construire_recette(
        contrats((f"CN{dep}01I", "299999999", departement), point=[y, x]),
        communes((commune, "299999999")),
        ("communes", "contours.geojson", _geojson(({"code": commune, "nom": "Bourg"}, forme))),
        quartiers((f"QN{dep}01M", {"insee_com": commune}), contour=contour),
    )
    assert base.execute("select longitude, latitude from contrat").fetchone() == pytest.approx((x, y))
    longitude, latitude, km2 = base.execute(
        "select longitude, latitude, superficie_km2 from quartier"
    ).fetchone()
    assert (longitude, latitude) == pytest.approx((x, y), abs=0.02)
    assert km2 == pytest.approx(1.0, abs=0.5)
    assert nb(base, "rejet where motif ilike '%échangées%' and not bloquant") == 3


def test_un_point_hors_du_territoire_de_son_contrat_n_est_pas_montre_en_mer(construire_recette):
    """L'ANCT dessine l'outre-mer en cartouches dans le golfe de Gascogne."""
    base = construire_recette(contrats(("CN97406I", "97411", "974"), point=[-2.47, 44.82]))
    assert base.execute("select longitude, latitude from contrat").fetchone() == (None, None)
    ((motif,),) = base.execute("select motif from rejet where colonne = 'longitude'").fetchall()
    assert "n'est pas dans le territoire du contrat (974)" in motif


def test_un_contour_hors_de_france_se_dit(construire_recette):
    base = construire_recette(
        contrats(("CN04101I", "200030385", "41")),
        communes(("41018", "200030385")),
        quartiers(
            ("QN04101M", {"insee_com": "41018"}),
            contour=[[[100.0, 0.0], [100.1, 0.0], [100.1, 0.1], [100.0, 0.0]]],
        ),
    )
    assert nb(base, "rejet where motif like '%aucun territoire français%'") == 1


@pytest.mark.parametrize("colonne", ["insee_com", "CODGEO", "code_insee", "Code commune", "depcom"])
def test_un_classeur_nomme_sa_colonne_de_commune_comme_il_veut(classeur, tmp_path, colonne):
    recette = classeur(communes=f"{colonne};nom;population;contrat_id\n1;Bourg;10000;C1\n2;Plaine;5000;C2\n")
    batir(recette, tmp_path / "b.duckdb", silencieux=True)
    with duckdb.connect(str(tmp_path / "b.duckdb"), read_only=True) as base:
        assert base.execute("select commune_id from commune order by 1").fetchall() == [("1",), ("2",)]


@pytest.mark.parametrize(
    ("wkt", "motif"),
    [
        ("POLYGON ((47 1, 47.01 1, 47.01 1.01, 47 1))", "échangées"),
        ("POLYGON ((-20.9 55.4, -20.91 55.4, -20.91 55.41, -20.9 55.4))", "échangées"),
        ("POLYGON ((0 0, 0.1 0, 0.1 0.1, 0 0))", "aucun territoire français"),
        ("POLYGON ((1 47, 1.01 47, 1.01 47.01, 1 47))", None),
    ],
)
def test_le_contour_d_un_classeur_echange_ou_hors_de_france_se_dit(classeur, tmp_path, wkt, motif):
    recette = classeur(
        quartiers="quartier_id;contrat_id;nom;type;generation;communes;population;geometrie\n"
        f"QN1;C1;Nord;QPV;2024;1;100;{wkt}\nQN2;C1;Sud;QPV;2024;1;50;\nQN3;C2;Centre;QPV;2024;2;60;\n"
    )
    batir(recette, tmp_path / "b.duckdb", silencieux=True)
    with duckdb.connect(str(tmp_path / "b.duckdb"), read_only=True) as base:
        assert nb(base, "quartier") == 3 and nb(base, "quartier where geometrie is not null") == (not motif)
        dits = base.execute("select motif, bloquant from rejet").fetchall()
        assert [(motif in dit, bloquant) for dit, bloquant in dits] == ([(True, False)] if motif else [])


@pytest.mark.parametrize(
    ("contrat", "siens"), [("CN07702M", {"QN07701M"}), ("CN09103M", {"QN09101M"}), ("CN09399I", {"QN09399M"})]
)
def test_un_tableau_de_programmation_connait_les_quartiers_de_son_contrat(tmp_path, contrat, siens):
    """Avant l'assemblage aussi, que l'intercommunalité soit partagée ou la commune du Grand Paris."""
    sources = [
        contrats(
            ("CN07702M", "299999999", "77"), ("CN09103M", "299999999", "91"), ("CN09399I", "200057875", "93")
        ),
        communes(("77990", "299999999"), ("91990", "299999999"), ("93048", METROPOLE)),
        quartiers(
            ("QN07701M", {"insee_com": "77990"}),
            ("QN09101M", {"insee_com": "91990"}),
            ("QN09399M", {"insee_com": "93048"}),
        ),
    ]
    with duckdb.connect() as base:
        atelier = Atelier(base)
        for rang, (genre, nom, contenu) in enumerate(sources):
            chemin = tmp_path / nom
            texte = contenu if isinstance(contenu, str) else json.dumps(contenu)
            chemin.write_text(texte, encoding="utf-8")
            atelier.deposer(f"s{rang}", LECTEURS[genre](chemin, lambda lues, attendues: None))
        situer(base)
        lus = referentiels.depuis_base(base, contrat)
    assert {quartier.id for quartier in lus.quartiers} == siens


def test_une_subvention_suit_le_quartier_du_grand_paris_qu_elle_cite(construire_recette):
    entete = "nomAttribuant;idAttribuant;dateConvention;nomBeneficiaire;idBeneficiaire;objet;montant\n"
    base = construire_recette(
        contrats(("CN09399I", "200057875", "93"), ("CN09398I", "200057867", "93")),
        communes(("93048", METROPOLE), ("93066", METROPOLE)),
        quartiers(("QN09399M", {"insee_com": "93048"}), ("QN09398M", {"insee_com": "93066"})),
        ("scdl", "s.csv", entete + "Dép.;22930008201453;2024-05-10;Asso;12345678900011;QN09399M;1500\n"),
    )
    assert base.execute("select contrat_id from action").fetchall() == [("CN09399I",)]
    assert base.execute("select quartier_id from action_quartier").fetchall() == [("QN09399M",)]
