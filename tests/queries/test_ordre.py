"""Toute question a un ordre total : les mêmes lignes, quoi qu'en décident le disque et les fils.

Chaque question est posée telle que les pages la posent (relevé en les lisant), puis sans rien choisir, à deux
copies battues au hasard d'une base où tout est égal : seule une clé unique y départage encore. L'épreuve
entière (tests/epreuves/ordre.py) y ajoute les vraies données et plus de choix.
"""

import random
import secrets

import pyarrow
import pytest

from queries import Filtre, lire, porte
from tests.epreuves.filtres import PAGES
from tests.inerte.destinations import champs
from tests.lecture import lire_la_page
from tests.queries.battues import (
    DANS_L_ORDRE_DU_FICHIER,
    PUBLICS,
    VALEURS,
    Demande,
    Lecteur,
    battre,
    demandes,
    ecart,
)
from tests.queries.test_questions import QUESTIONS


@pytest.fixture(scope="module")
def copies(base_demo, tmp_path_factory) -> tuple[Lecteur, Lecteur]:
    """Deux copies battues de la base où tout est égal, l'une lue par un fil, l'autre par quatre."""
    dossier = tmp_path_factory.mktemp("battues")
    un, quatre = (battre(base_demo, dossier / f"{i}.duckdb", secrets.randbelow(10**9), True) for i in (0, 1))
    statuts = secrets.choice((None, PUBLICS))
    return Lecteur(un, 1, statuts), Lecteur(quatre, 4, statuts)


@pytest.fixture(scope="module")
def posees(base_demo) -> dict[str, set[Demande]]:
    """Ce que les pages demandent, sur toutes les années et tous les contrats : (question, paramètres)."""
    relevees: dict[str, set[Demande]] = {}
    d_origine = porte._repondre

    def relever(question: str, figes: tuple, *reste: object):
        relevees.setdefault(question, set()).add((question, figes))
        return d_origine(question, figes, *reste)

    with pytest.MonkeyPatch.context() as pose:
        pose.setenv("CONTRAT_BASE", str(base_demo))
        pose.setattr(porte, "_repondre", relever)
        trouvees = lire("actions/recherche", filtre=Filtre(), q=None, porteur=None, limite=1)
        for page in PAGES:
            lire_la_page(page, {"contrat": "*", "annee": "toutes", "action": trouvees["action_id"].iloc[0]})
    return relevees


@pytest.mark.parametrize("question", QUESTIONS)
def test_la_question_a_un_ordre_total(question, copies, posees):
    un, quatre = copies
    autre = un if question in DANS_L_ORDRE_DU_FICHIER else quatre
    for demande in sorted({*posees.get(question, ()), *demandes(question, VALEURS)}, key=repr):
        assert not (dit := ecart(un.repondre(demande), autre.repondre(demande))), f"{demande} : {dit}"


def test_les_pages_disent_la_meme_chose(copies, monkeypatch):
    """Ce que les pages font des réponses ne dépend pas non plus de l'ordre du disque."""
    for page in random.sample(PAGES, 6):
        dites = []
        for lecteur in copies:
            monkeypatch.setenv("CONTRAT_BASE", str(lecteur.base))
            lecture = lire_la_page(page, {})
            assert lecture.faute is None, lecture.faute
            dites.append([_lu(*c) for m in lecture.messages for c in champs(m) if not _identifiant(c[0])])
        assert not (dit := ecart(*dites)), (page, dit)


def _lu(chemin: str, valeur: object) -> tuple[str, object]:
    """Un tableau, par ses valeurs : ses octets de remplissage ne sont pas les mêmes d'une fois à l'autre."""
    if not chemin.endswith("arrow_data.data"):
        return chemin, valeur
    lu = pyarrow.ipc.open_stream(valeur).read_all()
    return chemin, list(lu.to_pydict().items())


def _identifiant(chemin: str) -> bool:
    return chemin.endswith(("id", "hash", "marshalled", "url")) or chemin.startswith(("hash", "metadata"))
