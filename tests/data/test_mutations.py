"""Un dommage au hasard ne change jamais un total en silence (deux mille graines : `tests.data.mutations`)."""

import secrets

import pytest

from tests.data import mutations

GRAINES = [secrets.randbelow(10**9) for _ in range(24)]
"""Fraîches à chaque passage : ce qu'une graine trouve se rejoue par `python -m tests.data.mutations --un`."""


@pytest.mark.parametrize("rang", range(len(GRAINES)))
def test_un_dommage_donne_les_memes_totaux_ou_un_refus_qui_nomme_l_endroit(rang):
    issue = mutations.essayer(GRAINES[rang])
    assert not issue.faute, f"--un {issue.graine} : {issue.quoi}"
