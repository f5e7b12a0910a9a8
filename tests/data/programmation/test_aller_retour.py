"""De la base fictive au tableau large, et du tableau à une base : les mêmes totaux, au centime."""

import duckdb
import pytest

from data.fichiers.classeur import ouvrir
from data.programmation import large
from data.programmation.examen import examiner
from data.programmation.mise_a_jour import batir
from data.publication import publier_fichier
from data.verification import EchecConstruction
from tests.data.programmation.conftest import TITRES, ecrire, ligne, lu, ouvrir_base

TOTAUX = """
    select financeur_id, nature, section, pilier_id, sum(demande_eur), sum(propose_eur), sum(accorde_eur),
        sum(verse_eur), count(*)
    from financement join action using (action_id)
    where contrat_id = ? and annee = ?
    group by all order by all
"""
PAR_QUARTIER = """
    select quartier_id, sum(accorde_eur) from ventilation join action using (action_id)
    where contrat_id = ? and annee = ? group by all order by all
"""


def ouverte(base, question, *valeurs):
    with duckdb.connect(str(base), read_only=True) as connexion:
        return connexion.execute(question, list(valeurs)).fetchall()


def examine(base, tableau, contrat, annee):
    """L'examen du tableau large que la base écrit d'elle-même."""
    with duckdb.connect(str(base), read_only=True) as connexion:
        large.ecrire_xlsx(*large.tableau(connexion, contrat, annee), tableau)
        examen = examiner(ouvrir(tableau), connexion, contrat, annee)
    assert examen.correspondance.a_confirmer == ()
    assert examen.lecture.rejets == []
    assert {total.ecart for total in examen.lecture.totaux} == {0}
    return examen


@pytest.mark.parametrize(("contrat", "annee"), [("CN00001I", 2015), ("CN00002I", 2024), ("CN00003I", 2026)])
def test_un_tableau_ecrit_depuis_la_base_n_y_change_rien(base_demo, tmp_path, contrat, annee):
    difference = examine(base_demo, tmp_path / "tableau.xlsx", contrat, annee).difference
    assert difference.modifiees == difference.ajoutees == difference.retirees == []
    assert all(avant == apres for avant, apres in difference.totaux.values())
    assert difference.totaux["accorde"][0] > 0


def test_une_base_refaite_du_tableau_est_la_meme_au_centime(base_demo, tmp_path):
    tableau, neuve = tmp_path / "tableau.xlsx", tmp_path / "neuve.duckdb"
    batir(examine(base_demo, tableau, "CN00001I", 2026), base_demo, neuve, tableau)
    for question in (TOTAUX, PAR_QUARTIER):
        assert ouverte(neuve, question, "CN00001I", 2026) == ouverte(base_demo, question, "CN00001I", 2026)
    for table in ("action", "action_quartier", "action_classe", "financement", "decision", "avis"):
        colonnes = f"select * exclude source_id from {table} order by all"
        assert ouverte(neuve, colonnes) == ouverte(base_demo, colonnes), table


@pytest.fixture
def base_ecrite(tmp_path):
    chemin = tmp_path / "base.duckdb"
    ouvrir_base(chemin).close()
    return chemin


def test_la_base_mise_a_jour_se_publie_et_chaque_ligne_garde_sa_source(base_ecrite, tmp_path):
    tableau, neuve = tmp_path / "programmation.xlsx", tmp_path / "neuve.duckdb"
    tableau.write_bytes(ecrire(TITRES, ligne(Porteur="Les Neufs"), ligne(Référence="A2", Statut="?")))
    with duckdb.connect(str(base_ecrite), read_only=True) as base:
        examen = lu(base, tableau.read_bytes())
    batir(examen, base_ecrite, neuve, tableau)
    assert ouverte(neuve, "select action_id, statut, source_id from action order by 1") == [
        ("C1-2026-N1", "retenue", "s02"),
        ("C1-A0", "soldée", "s01"),
        ("C1-A2", "déposée", "s01"),
    ]
    sources = "select type, fichier, nb_lignes, nb_retenues, nb_rejets from source order by source_id"
    assert ouverte(neuve, sources) == [
        ("classeur", "e", 0, 0, 0),
        ("programmation", "programmation.xlsx", 2, 1, 1),
    ]
    assert ouverte(neuve, "select nom from structure where source_id = 's02'") == [("Les Neufs",)]
    # L'action A1 perd ce que le tableau ne dit plus d'elle : c'est voulu.
    publier_fichier(neuve, base_ecrite, "essai", attendue=examen.version, malgre_tout=True)
    assert len(ouverte(base_ecrite, "select * from action")) == 3


def test_un_tableau_examine_sur_une_base_remplacee_depuis_est_refuse(base_ecrite, tmp_path):
    tableau = tmp_path / "programmation.xlsx"
    tableau.write_bytes(ecrire(TITRES, ligne()))
    with duckdb.connect(str(base_ecrite)) as base:
        examen = lu(base, tableau.read_bytes())
        base.execute("update version set version_id = 'V2'")
    with pytest.raises(EchecConstruction, match="La base a changé depuis l'examen"):
        batir(examen, base_ecrite, tmp_path / "neuve.duckdb", tableau)
