"""Les recettes livrées, sur les vrais fichiers publics quand ils sont là (CONTRAT_REEL).

Les effectifs et les montants attendus ont été mesurés sur les fichiers, hors de ce programme.
"""

import json
import os
import tomllib
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from data.__main__ import main
from data.recette import DOSSIER_RECETTES

RACINE = Path(__file__).parents[2]
REEL = Path(os.environ.get("CONTRAT_REEL") or RACINE.parent / "shared" / "reel")
pytestmark = pytest.mark.skipif(
    not (REEL / "contrats").is_dir(),
    reason=f"les données publiques ne sont pas dans {REEL} (variable CONTRAT_REEL)",
)
POSTES = """
    select classe.code, count(distinct action.action_id), sum(financement.accorde_eur)
    from action
    join financement using (action_id)
    join action_classe using (action_id)
    join classe using (classe_id)
    where action.annee = 2024 and action.cout_theorique
    group by classe.code order by classe.code
"""


class Base:
    """Une base construite par la commande, et le rapport JSON qu'elle a rendu."""

    def __init__(self, recette: str, dossier: Path, capsys: pytest.CaptureFixture) -> None:
        chemin = dossier / f"{recette}.duckdb"
        code = main(["construire", recette, "--dossier", str(REEL), "--base", str(chemin), "--json"])
        ecrit = capsys.readouterr()
        assert code == 0, ecrit.err
        self.rapport = json.loads(ecrit.out, parse_float=Decimal)
        self.base = duckdb.connect(str(chemin), read_only=True)

    def sql(self, requete: str) -> list[tuple]:
        return self.base.execute(requete).fetchall()

    def source(self, nom: str) -> dict:
        return next(s for s in self.rapport["sources"] if s["nom"] == nom)


@pytest.fixture
def construite(tmp_path, capsys):
    """Construit une recette par la ligne de commande, et vérifie ce qui vaut pour toutes."""

    def construire(recette: str) -> Base:
        faite = Base(recette, tmp_path, capsys)
        for source in faite.rapport["sources"]:
            assert source["lues"] == source["retenues"] + source["rejetees"] + source.get("hors_perimetre", 0)
            assert min(source["retenues"], source["rejetees"], source.get("hors_perimetre", 0)) >= 0, source
            assert sum(source["motifs"].values()) >= source["rejetees"]
        assert all(c["lignes"] == 0 for c in faite.rapport["controles"] if c["gravite"] == "bloquant")
        return faite

    return construire


def test_blois(construite):
    base = construite("blois")
    assert base.sql("select contrat_id, departement, region from contrat") == [("CN04101I", "41", "24")]
    quartiers = base.sql(
        "select quartier_id, nom, communes from quartier where generation = '2024' order by quartier_id"
    )
    assert quartiers == [
        ("QN04101M", "Blois Nord", ["41018"]),
        ("QN04104N", "Quinière Nord Ouest", ["41018"]),
    ]
    assert base.sql(POSTES) == [
        ("adultes-relais", 7, Decimal("159674.27")),
        ("fonjep", 5, Decimal("31044.00")),
    ]
    assert base.sql("select count(*) from action where structure_id is null") == [(0,)]
    assert base.rapport["totaux"]["accorde_eur"] == Decimal("190718.27")


def test_centre_val_de_loire(construite):
    base = construite("centre-val-de-loire")
    assert base.sql("select count(*), count(distinct departement) from contrat") == [(19, 6)]
    assert base.sql(
        "select count(*), count(contrat_id), count(geometrie), count(superficie_km2) "
        "from quartier where generation = '2024'"
    ) == [(57, 57, 57, 57)]
    assert base.sql(POSTES) == [
        ("adultes-relais", 164, Decimal("3740940.04")),
        ("fonjep", 46, Decimal("303873.00")),
    ]
    # Revenu et pauvreté : 52 quartiers de 2015, dix années, chaque absence dite.
    assert base.sql(
        "select indicateur_id, min(annee), max(annee), count(distinct territoire_id), count(*), "
        "list_sort(list_distinct(list(zonage))) from mesure "
        "where indicateur_id in ('revenu_median', 'taux_pauvrete') group by 1 order by 1"
    ) == [("revenu_median", 2012, 2021, 52, 520, ["2015"]), ("taux_pauvrete", 2012, 2021, 52, 520, ["2015"])]
    assert base.sql("select distinct statut from mesure where indicateur_id = 'gini' and annee = 2012") == [
        ("manquante",)
    ]
    assert base.sql("select count(*) from mesure where statut = 'secret' and valeur is not null") == [(0,)]
    # Un taux reste en pour cent, comme l'écrivent les pages.
    assert base.sql(
        "select min(valeur) > 20, max(valeur) <= 100 from mesure where indicateur_id = 'taux_pauvrete'"
    ) == [(True, True)]


def test_la_france_entiere_se_construit_sans_rien_perdre(construite):
    base = construite("france")
    contrats = base.source("Contrats de ville 2024-2030")
    assert contrats["lues"] == 448
    assert base.source("Postes d'adultes-relais")["lues"] == 4949
    fonjep = base.source("Postes Fonjep")
    assert fonjep["lues"] == 1547
    assert sum(nb for motif, nb in fonjep["motifs"].items() if "code_cv" in motif) == 101
    assert base.sql(
        "select count(*) from rejet join source using (source_id) "
        "where source.nom = 'Postes d''adultes-relais' and rejet.colonne = 'insee_dep' and not rejet.bloquant"
    ) == [(17,)]
    assert base.sql(
        "select count(*) from quartier where geometrie is not null and superficie_km2 > 0 "
        "and longitude between -180 and 180"
    ) == [(232,)]
    assert base.sql("select count(*) from contrat where departement is null or nom = 'NA'") == [(0,)]
    # Un poste compte une fois : 228 lignes d'adultes-relais et 38 de Fonjep en répètent un autre.
    assert base.sql(POSTES) == [
        ("adultes-relais", 4721, Decimal("107688889.81")),
        ("fonjep", 1408, Decimal("9760353.00")),
    ]
    employeurs = base.sql("select count(distinct contrat_id) from action")
    assert base.sql("select count(*) from classement") == employeurs
    assert base.sql("select count(*) from rejet where motif is null or motif = ''") == [(0,)]


def test_chaque_source_dit_d_ou_elle_vient():
    for nom in ("blois", "centre-val-de-loire", "france"):
        recette = tomllib.loads((DOSSIER_RECETTES / f"{nom}.toml").read_text(encoding="utf-8"))
        for source in recette["source"]:
            assert not Path(source["fichier"]).is_absolute()
            assert all(source[c] for c in ("nom", "producteur", "millesime", "licence"))
            assert source["url"].startswith("https://")
