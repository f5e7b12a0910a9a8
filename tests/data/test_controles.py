"""Chaque contrôle relève la faute qu'il cherche, et rien sur une base vide."""

import duckdb
import pytest

from data import controle
from data.schema import creer
from tests.data.fautes import FAUTES


@pytest.fixture
def base():
    with duckdb.connect() as connexion:
        creer(connexion)
        yield connexion


def relevees(base):
    return {c.nom: c.lignes for c in controle.passer(base) if c.lignes}


def test_une_base_vide_passe_tous_les_controles(base):
    assert relevees(base) == {}


def test_chaque_controle_a_sa_faute_d_essai():
    assert sorted(FAUTES) == sorted(c.nom for c in controle.controles())


@pytest.mark.parametrize("nom", sorted(FAUTES))
def test_le_controle_releve_sa_faute(base, nom):
    sql, nb = FAUTES[nom]
    base.execute(sql)
    assert relevees(base).get(nom) == nb
    assert len(controle.exemples(base, nom)) == min(nb, 3)


def test_une_enveloppe_sans_pilier_ne_couvre_que_les_piliers_qui_n_ont_pas_la_leur(base):
    """Comme à l'écran : 100 € accordés à P, qui a la sienne, ne dépassent pas les 10 € de « tous »."""
    base.execute(FAUTES["enveloppes_depassees"][0])
    base.execute(
        "delete from enveloppe; update action set pilier_id = 'P'; "
        "insert into enveloppe values ('C1', 2024, 'etat', null, 10, 's'), "
        "('C1', 2024, 'etat', 'P', 60, 's'), ('C1', 2024, 'etat', 'P', 60, 's')"
    )
    assert "enveloppes_depassees" not in relevees(base)
    base.execute("update action set pilier_id = 'Q'")
    assert relevees(base)["enveloppes_depassees"] == 1
