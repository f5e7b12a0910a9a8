"""La clé d'une visite : deux visites qui ne doivent pas lire la même chose n'ont pas la même."""

from datetime import date, timedelta

import pytest

from pages.composants import calendrier
from pages.serveur.configuration import STATUTS
from pages.visite import construire


@pytest.fixture(autouse=True)
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))


def test_une_reponse_d_hier_n_est_pas_celle_d_aujourd_hui(monkeypatch):
    # Un engagement échu à minuit est en retard, une réunion d'hier n'est plus à venir.
    jour = date(2026, 11, 27)
    visites = []
    for le in (jour, jour + timedelta(days=1), jour):
        monkeypatch.setattr(calendrier, "aujourd_hui", lambda le=le: le)
        visites.append(construire("droit-commun", {}))
    assert [v.le for v in visites] == [jour, jour + timedelta(days=1), jour]
    assert visites[0].cle == visites[2].cle != visites[1].cle


def test_la_ou_le_public_voit_tout_un_agent_reste_un_agent(monkeypatch, tmp_path):
    reglages = tmp_path / "reglages.toml"
    reglages.write_text(f"statuts_publics = {list(STATUTS)!r}", "utf-8")
    monkeypatch.setenv("CONTRAT_CONFIG", str(reglages))
    public, agent = (construire("donnees", {}, permis=STATUTS, agent=oui) for oui in (False, True))
    assert not public.agent and agent.agent
    assert public.cle != agent.cle


def test_sans_qu_on_le_dise_un_agent_est_qui_voit_plus_que_le_public():
    assert construire("donnees", {}, permis=STATUTS).agent
    assert not construire("donnees", {}).agent
