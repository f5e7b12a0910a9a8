"""Un tableau lu question après question, d'une base fictive à la ville publiée."""

from decimal import Decimal

import duckdb
import pytest

from data import questionnaire
from data.fichier_depose import deposer
from data.mise_a_jour import publier, restaurer
from data.programmation.questions import questions, repondre
from data.publication import publier_fichier
from data.questionnaire import ContratDeDepart, DepartInvalide
from tests.data import ville_fictive

VALMONT = ContratDeDepart("Valmont", "CA de Valmont", "41")


@pytest.fixture
def servie(base_demo, tmp_path):
    base = tmp_path / "servie" / "b.duckdb"
    publier_fichier(base_demo, base, "essai")
    return base


@pytest.fixture
def travail(tmp_path):
    (tmp_path / "travail").mkdir()
    return tmp_path / "travail"


def repondre_a_tout(depot, cadre):
    """Garde chaque réponse proposée ; rend la lecture et le nombre de questions."""
    lu, posees = questionnaire.lire(depot, cadre, None), 0
    while restent := questions(lu):
        assert restent[0].proposee is not None, f"rien n'est proposé : {restent[0].phrase}"
        reponses = repondre(lu.correspondance, restent[0], restent[0].proposee)
        # Une visite qui s'arrête reprend de ce texte : il doit tout dire.
        lu = questionnaire.lire(depot, cadre, questionnaire.depuis_texte(questionnaire.en_texte(reponses)))
        posees += 1
        assert posees < 20, f"une question revient : {restent[0].phrase}"
    return lu, posees


@pytest.mark.parametrize("laquelle", ["celle du dossier partagé, si elle est là", "une ville fabriquée"])
def test_de_la_fiction_a_la_ville_au_centime_et_retour(servie, travail, laquelle):
    nom, contenu, attendu = ville_fictive.ville()
    if laquelle == "une ville fabriquée":
        contenu, attendu = ville_fictive.fabriquer()
    depot = deposer(contenu, nom)
    cadre = questionnaire.cadre(VALMONT, servie, travail)
    lu, posees = repondre_a_tout(depot, cadre)
    assert posees <= 8
    v = questionnaire.verifier(lu, depot, cadre, servie, travail, etape=lambda _: None)
    assert not v.blocages and v.remplace
    avant = v.version
    publier(v, servie, "chef@agglo.fr")
    with duckdb.connect(str(servie), read_only=True) as base:
        lus, voulus = ville_fictive.dit(base, attendu)
        assert lus == voulus
        assert base.execute("select nom, fictif from contrat").fetchall() == [("Valmont", False)]
    restaurer(avant, servie, "chef@agglo.fr")
    assert questionnaire.fictive(servie)


def test_l_apercu_montre_ce_que_donneraient_les_reponses_proposees(servie, travail):
    contenu, attendu = ville_fictive.fabriquer()
    depot = deposer(contenu, "ville.xlsx")
    cadre = questionnaire.cadre(VALMONT, servie, travail)
    lu = questionnaire.lire(depot, cadre, None)
    vu = questionnaire.apercu(questionnaire.comme_proposee(depot, cadre, lu))
    assert (vu.nb_actions, vu.nb_refusees) == (len(attendu["actions"]), 0)
    assert vu.somme == Decimal(attendu["tot"][-1])
    assert len(vu.cartes) == 3 and len({c.pilier for c in vu.cartes}) == 3
    assert all(c.porteur and c.montants for c in vu.cartes)
    assert [t.lu for t in vu.totaux] == [Decimal(t) for t in attendu["tot"][:-1]]
    assert all(t.accord for t in vu.totaux)


def test_on_ne_commence_pas_sur_une_base_qui_a_de_vraies_donnees(servie, travail):
    with duckdb.connect(str(servie)) as base:
        base.execute("update contrat set fictif = false where contrat_id = 'CN00001I'")
    with pytest.raises(DepartInvalide, match="n'est plus la base fictive"):
        questionnaire.cadre(VALMONT, servie, travail)


def test_une_base_devenue_vraie_entre_temps_bloque_la_publication(servie, travail):
    contenu, _ = ville_fictive.fabriquer()
    depot = deposer(contenu, "ville.xlsx")
    cadre = questionnaire.cadre(VALMONT, servie, travail)
    lu, _ = repondre_a_tout(depot, cadre)
    with duckdb.connect(str(servie)) as base:
        base.execute("update contrat set fictif = false")
    v = questionnaire.verifier(lu, depot, cadre, servie, travail, etape=lambda _: None)
    assert any("n'est plus la base fictive" in b for b in v.blocages)


def test_un_contrat_de_la_base_se_lit_face_a_elle(servie, travail):
    cadre = questionnaire.cadre("CN00001I", servie, travail)
    assert not cadre.commence and cadre.base == servie and cadre.referentiels.piliers
