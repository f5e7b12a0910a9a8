"""Un visiteur ne voit, par aucun lien, route, recherche ou fichier, rien de ce qui n'est pas public.

La preuve est une différence : la région fictive avec des lignes cachées dans chaque table, et la même sans
aucune. Un visiteur ne doit pas pouvoir les distinguer, où qu'il regarde (tests/epreuves/secret.py).
"""

import io
import zipfile
from random import Random, SystemRandom

import duckdb
import pyarrow.parquet
import pytest

from data.modeles_de_phrases import modele
from data.ouverts import archive
from data.schema import tables
from pages.serveur.configuration import Configuration
from pages.serveur.sans_ecran import saisir
from queries import a_ces_statuts, lire
from queries.visible import OUVERTES, definitions
from tests.epreuves import plantes, secret

AGENT = {"is_logged_in": True, "email": "a@agglo.fr", "email_verified": True}
LOURDES = ("document", "rapport", "classeur CN", "classeur None True")


@pytest.fixture(scope="module")
def paire(base_demo, tmp_path_factory):
    """(avec des lignes cachées partout, sans aucune)."""
    return plantes.jumelles(base_demo, tmp_path_factory.mktemp("reserve"), SystemRandom().randrange(10**6))


def test_chaque_table_du_schema_a_sa_plante_et_sa_definition():
    assert set(tables()) == set(plantes.TENUE), "une table nouvelle dit par quoi ses lignes se cachent"
    assert set(tables()) <= set(definitions()), "une table nouvelle dit ce qui en est visible"


def test_une_base_pleine_de_lignes_cachees_rend_ce_que_rend_la_meme_sans_elles(paire):
    graine = SystemRandom().randrange(10**6)
    hasard = Random(graine)
    noms = list(secret.sorties(paire[1]))
    legers = [n for n in noms if not n.startswith(LOURDES)]
    choisis = [*hasard.sample(legers, 10), hasard.choice(["archive", "classeur None False"])]
    assert secret.comparer(paire, choisis) == [], f"graine {graine}"


def test_la_comparaison_verrait_une_porte_ouverte(paire, monkeypatch):
    monkeypatch.setattr(secret, "PUBLICS", None)
    monkeypatch.setattr(secret.regard, "_statuts", lambda: None)
    monkeypatch.setattr("pages.visite.regard", lambda permis: None)
    noms = [
        "page donnees 0",
        f"route /contours/x/contrats.geojson?contrat={plantes.MARQUE}-contrat-0",
        "archive",
    ]
    assert len(secret.comparer(paire, noms)) == 2


def test_un_agent_lui_voit_ce_qui_est_cache(paire, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(paire[0]))
    monkeypatch.setattr("pages.composants.acces.configuration", lambda: Configuration(agents=("@agglo.fr",)))
    lien = {"statut": ",".join(plantes.CACHES), "annee": "2025", "q": plantes.MARQUE}
    assert plantes.MARQUE in repr([t.lignes.to_csv() for t in saisir("actions", lien, AGENT).tableaux])


@pytest.mark.parametrize(
    ("page", "nom", "cible"),
    [
        ("action", "action", "action"),
        ("porteurs", "porteur", "structure"),
        ("quartier", "quartier", "quartier"),
    ],
)
def test_ce_qui_est_cache_repond_comme_ce_qui_n_existe_pas(paire, page, nom, cible):
    cache, absent = f"{plantes.MARQUE}-{cible}-0", f"ABSENT-{cible}-0"
    with secret.servie(paire[0]):
        rendus = [secret.page_dite(page, {nom: code}).replace(code.encode(), b"") for code in (cache, absent)]
    assert rendus[0] == rendus[1]


def test_une_base_d_avant_les_modeles_se_lit_et_tait_ses_phrases(paire, tmp_path):
    """Ni modèle, ni action signalée, ni exercice : un agent lit tout, un visiteur rien."""
    base = tmp_path / "b.duckdb"
    base.write_bytes(paire[0].read_bytes())
    with duckdb.connect(str(base)) as ecrite:
        for colonne in ("annee", "modele", "action_id"):
            ecrite.execute(f"alter table rejet drop column {colonne}")
    with secret.servie(base):
        assert lire("donnees/rejets").empty and lire("donnees/motifs").empty
        with a_ces_statuts(None):
            assert plantes.MARQUE in lire("donnees/rejets")["motif"].tolist()[0]


def test_un_type_de_source_inconnu_est_tenu_pour_reserve():
    assert not {"classeur", "programmation", "scdl", "autre"} & set(OUVERTES)


@pytest.mark.parametrize(
    "valeur",
    ["Association « Les Lilas » de Mme X", "» Mme X «", "Mme X : deux porteurs, ou un seul ?", "", "…"],
)
def test_le_modele_d_une_phrase_ne_cite_jamais_le_fichier(valeur):
    """Quels que soient ses guillemets : le modèle n'est fait que de ce que le code a écrit."""
    phrases = (
        f"ce porteur ressemble à {valeur} : deux porteurs, ou un seul ?",
        f"« {valeur} » n'est pas retenu : {valeur}",
        f"une phrase que le code n'a pas, et {valeur}",
    )
    for phrase in phrases:
        assert "Mme" not in (modele(phrase) or "") and "Lilas" not in (modele(phrase) or "")
    assert modele(phrases[0]) == "ce porteur ressemble à … : deux porteurs, ou un seul ?"
    assert modele(phrases[2]) is None


def test_un_effectif_sous_cinq_ne_se_retrouve_pas_par_difference(base_demo, tmp_path):
    """20 personnes en tout, 18 dans un quartier : taire les 2 de l'autre ne suffit pas."""
    base = tmp_path / "b.duckdb"
    base.write_bytes(base_demo.read_bytes())
    with duckdb.connect(str(base)) as ecrite:
        (action,) = ecrite.execute(
            "select action_id from action_quartier join action using (action_id) where statut = 'soldée' "
            "group by action_id having count(*) = 2 order by action_id limit 1"
        ).fetchone()
        ecrite.execute("update action set beneficiaires_reels = 20 where action_id = ?", [action])
        ecrite.execute(
            "update action_quartier set beneficiaires = if(quartier_id = (select min(quartier_id) from "
            "action_quartier where action_id = $a), 18, 2) where action_id = $a",
            {"a": action},
        )
    flux = io.BytesIO()
    archive.ecrire(flux, base, plantes.PUBLICS)
    with zipfile.ZipFile(flux) as ouverte:
        lues = pyarrow.parquet.read_table(io.BytesIO(ouverte.read("parquet/action_quartier.parquet")))
    siennes = [ligne["beneficiaires"] for ligne in lues.to_pylist() if ligne["action_id"] == action]
    assert siennes == [None, None]
    with secret.servie(base):
        (tableau,) = [t for t in saisir("action", {"action": action}).tableaux if t.nom == "quartiers"]
    assert sorted(tableau.lignes["beneficiaires"].map(str)) == ["None", "moins de 5"]
