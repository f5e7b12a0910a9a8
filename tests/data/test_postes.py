"""Un poste compte une fois, en nombre et en euros, et son contrat ne dépend ni de l'ordre ni du code cité."""

import json
import random
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import postes
from data.controle import controles
from queries import macros, porte

CONTRATS = [
    ("CN07702M", "299999999", "77"),
    ("CN09103M", "299999999", "91"),
    ("CN97411I", "97414", "974"),
    ("CN97401I", "97408", "974"),
    ("CV386", "97414", "974"),
    ("CV390", "97408", "974"),
    ("CN09203M", "92007", "92"),
    ("CN09207N", "92007", "92"),
]
POSTE = {
    "id_poste": "09121R000101",
    "code_tiers": "12345678900011",
    "raison_sociale": "Asso",
    "annee": 2025,
    "montant": 22810.61,
    "code_cv": "CN07702M",
    "insee_dep": "91",
}


@pytest.fixture
def construite(construire_recette):
    """Construit les contrats et ces postes ; rend la base ouverte."""

    def faire(lus: list[dict], entete: str = "", contrats_apres: bool = False, **fichiers):
        points = [
            {
                "type": "Feature",
                "properties": {
                    "codgeo": territoire,
                    "code_cv": code,
                    "lib_cv": f"{dep} - {code}",
                    "pop": 2000,
                },
                "geometry": None,
            }
            for code, territoire, dep in CONTRATS
        ]
        contrats = ("contrats-anct", "c.geojson", {"type": "FeatureCollection", "features": points})
        sources = [
            ("postes-anct", nom.replace("_", "-") + ".json", contenu) for nom, contenu in fichiers.items()
        ]
        sources = sources or [("postes-anct", "adultes-relais.json", lus)]
        sources = [*sources, contrats] if contrats_apres else [contrats, *sources]
        return construire_recette(*sources, entete=entete)

    return faire


def totaux(base: duckdb.DuckDBPyConnection) -> tuple:
    return base.execute(
        "select count(*), sum(accorde_eur), list_sort(list(distinct contrat_id)) "
        "from action join financement using (action_id)"
    ).fetchone()


@pytest.mark.parametrize("contrats_apres", [False, True])
@pytest.mark.parametrize(
    ("codes", "departement", "attendu"),
    [
        (["CN07702M", "CN09103M"], "91", "CN09103M"),
        (["CN07702M", "CN09103M"], "77", "CN07702M"),
        (["CN07702MCN09103M"], "91", "CN09103M"),
        (["CV386", "CN97411I"], "974", "CN97411I"),
        (["CV386"], "974", "CN97411I"),
        (["CV390CV386"], "974", "CN97401I"),
        (["CN09203M", "CN09207N"], "92", "CN09203M"),
        (["CN07702M", "CN09103M", "CV386"], "974", "CN97411I"),
        (["CN07702M", "CN99999X"], "91", "CN07702M"),
        (["CN99999XCN09103M"], "77", "CN09103M"),
    ],
)
def test_un_poste_a_un_seul_contrat(construite, codes, departement, attendu, contrats_apres):
    lus = [POSTE | {"code_cv": code, "insee_dep": departement} for code in codes]
    base = construite(lus, contrats_apres=contrats_apres)
    assert totaux(base) == (1, Decimal("22810.61"), [attendu])
    assert base.execute("select contrat_id, nom from classement").fetchall() == [(attendu, "Dispositifs")]
    assert base.execute("select classement_id from classe").fetchall() == [(f"{attendu}-dispositifs",)]
    assert base.execute(
        "select count(*) from action_classe join classe using (classe_id) "
        "join classement using (classement_id)"
    ).fetchone() == (1,)


def test_la_fiche_dit_ou_le_poste_est_liste_et_pourquoi_il_compte_la(construite):
    base = construite([POSTE, POSTE | {"code_cv": "CN09103M"}])
    ((dite,),) = base.execute("select description from action").fetchall()
    assert dite == (
        "Listé par l'ANCT aux contrats CN07702M et CN09103M : il compte une fois, au contrat CN09103M, "
        "celui du département du poste (91)."
    )
    assert dite.startswith(postes.LISTE)
    base = construite([POSTE | {"code_cv": "CN09203MCN09207N", "insee_dep": "92"}])
    ((dite,),) = base.execute("select description from action").fetchall()
    assert "CN09203M, dont le code vient le premier" in dite


def test_aucun_code_connu_refuse_la_ligne_et_le_dit(construite):
    base = construite([POSTE, POSTE | {"id_poste": "X", "code_cv": "CN99998XCV999"}])
    assert totaux(base)[0] == 1
    assert base.execute(
        "select motif, valeur from rejet where bloquant and colonne = 'contrat_id'"
    ).fetchall() == [("ce contrat n'existe pas", "CN99998XCV999")]


def test_un_poste_liste_dans_deux_fichiers_compte_une_fois(construite):
    base = construite([], adultes_relais_a=[POSTE], adultes_relais_b=[POSTE | {"code_cv": "CN09103M"}])
    assert totaux(base) == (1, Decimal("22810.61"), ["CN09103M"])


def test_le_perimetre_suit_le_contrat_choisi(construite):
    lus = [POSTE, POSTE | {"code_cv": "CN09103M"}]
    assert totaux(construite(lus, 'contrats = ["CN09103M"]'))[0] == 1
    assert totaux(construite(lus, 'contrats = ["CN07702M"]'))[0] == 0


def test_tous_les_contrats_font_la_somme_des_postes_uniques(construite):
    """Cent postes, chacun listé une à quatre fois, dans un ordre quelconque : cent actions, cent montants."""
    hasard = random.Random(9)
    lus, attendu = [], {}
    for rang in range(100):
        poste = POSTE | {
            "id_poste": f"P{rang}",
            "insee_dep": hasard.choice(["77", "91", "92", "974", None]),
            "montant": hasard.choice([22810.61, 11405.31, 7164]),
        }
        codes = hasard.sample([code for code, _, _ in CONTRATS], hasard.randint(1, 4))
        attendu[poste["id_poste"]] = Decimal(str(poste["montant"]))
        lus += [poste | {"code_cv": code} for code in codes]
    hasard.shuffle(lus)
    base = construite(lus)
    assert totaux(base)[:2] == (100, sum(attendu.values()))
    autre = lus[::-1]
    rangee = "select reference, contrat_id, description from action order by 1"
    avant = base.execute(rangee).fetchall()
    assert construite(autre).execute(rangee).fetchall() == avant


@given(
    st.sets(st.sampled_from("ABCDEF"), min_size=1),
    st.sampled_from(["77", "91", None]),
    st.dictionaries(st.sampled_from("ABCDEF"), st.sampled_from(["77", "91", None])),
    st.dictionaries(st.sampled_from("ABCDEF"), st.sets(st.sampled_from("ABCDEF"))),
)
def test_le_choix_est_un_contrat_connu_et_celui_du_departement_s_il_y_en_a_un(
    codes, departement, contrats, anciens
):
    choix = postes.choisir(codes, departement, contrats, anciens)
    possibles = (codes & contrats.keys()) | {
        n for c in codes - contrats.keys() for n in anciens.get(c, ()) if n in contrats
    }
    if choix is None:
        assert not possibles
        return
    assert choix.contrat_id in possibles and set(choix.candidats) == possibles
    siens = {code for code in possibles if departement and contrats[code] == departement}
    assert not siens or choix.contrat_id in siens
    assert choix == postes.choisir(sorted(codes, reverse=True), departement, contrats, anciens)


BORNES = {"adultes-relais": ("11405.31", "34215.91"), "fonjep": ("298.50", "17910.00")}


@pytest.mark.parametrize("dispositif", list(postes.COUTS))
def test_un_cout_hors_de_la_fourchette_se_dit_dans_le_rapport_le_controle_et_la_question(
    construite, dispositif
):
    """Les bornes sont les mêmes partout, au centime."""
    bas, haut = map(Decimal, BORNES[dispositif])
    centime = Decimal("0.01")
    couts = [bas - centime, bas, haut, haut + centime]
    lus = [POSTE | {"id_poste": f"P{rang}", "montant": float(cout)} for rang, cout in enumerate(couts)]
    base = construite([], **{dispositif.replace("-", "_"): lus})
    dits = base.execute("select valeur, bloquant from rejet where colonne = 'montant' order by 1").fetchall()
    assert [(valeur[:2], bloquant) for valeur, bloquant in dits] == [("P0", False), ("P3", False)]
    macros.poser_le_temps(base)
    requete = next(c.requete for c in controles() if c.nom == "postes_cout_hors_ligne")
    assert sorted(cout for *_, cout in base.execute(requete).fetchall()) == [couts[0], couts[3]]
    question = (porte.DOSSIER / "synthese" / "dispositifs.sql").read_text(encoding="utf-8")
    filtre = dict.fromkeys(
        (
            "contrats",
            "annees",
            "piliers",
            "thematiques",
            "quartiers",
            "financeurs",
            "natures",
            "statuts",
            "montant",
        )
    )
    ligne = base.execute(question, {"filtre": filtre}).fetchdf().iloc[0]
    assert (ligne["nb_postes"], ligne["nb_hors_ligne"]) == (4, 2)


def test_un_adulte_relais_au_prix_d_un_fonjep_est_signale_avec_son_montant(construite):
    base = construite([POSTE | {"montant": 7164}])
    ((motif, valeur),) = base.execute("select motif, valeur from rejet where colonne = 'montant'").fetchall()
    assert "adulte-relais (22\u202f810,61\u202f€ en 2024)" in motif
    assert valeur == "09121R000101 : 7\u202f164,00\u202f€"


def test_aucun_contrat_connu_ne_donne_aucune_action(construite):
    base = construite([POSTE | {"code_cv": "CN00000I"}])
    assert totaux(base)[0] == 0
    assert json.loads(base.execute("select resume from version").fetchone()[0])["totaux"]["actions"] == 0
