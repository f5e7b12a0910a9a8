"""Qui agit : la liste, un porteur, ce que la page en dit."""

import duckdb
import pytest

from tests.pages.test_actions import BASE, PUBLICS
from tests.pages.test_pages import ouvrir, textes


@pytest.fixture
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    return duckdb.connect(str(base_demo), read_only=True)


@pytest.mark.parametrize("mode", ["", "projection"])
def test_la_page_compte_les_structures_de_l_annee(demo, mode):
    essai = ouvrir("porteurs", annee="2024", **({"mode": mode} if mode else {}))
    assert not essai.exception
    nb = demo.execute(
        f"""select count(distinct structure_id) from action where annee = 2024 and statut in {PUBLICS}
        and contrat_id = (select contrat_id from action group by 1 order by count(*) desc, 1 limit 1)"""
    ).fetchone()[0]
    assert next(m for m in essai.metric if m.label == "Structures").value == str(nb)
    assert f"{nb} structures" in essai.header[0].value


@pytest.mark.parametrize("mode", ["", "projection"])
def test_le_lien_d_un_porteur_ouvre_son_detail(demo, mode):
    code, nom = demo.execute(
        f"""select structure_id, nom from action join structure using (structure_id)
        where annee = 2024 and statut in {PUBLICS}
        and contrat_id = (select contrat_id from action group by 1 order by count(*) desc, 1 limit 1)
        group by 1, 2 order by count(*) desc, 1 limit 1"""
    ).fetchone()
    essai = ouvrir("porteurs", porteur=code, annee="2024", **({"mode": mode} if mode else {}))
    assert not essai.exception
    assert nom in essai.header[0].value
    assert essai.query_params["porteur"] == code
    if not mode:
        essai.button(key="tous-porteurs").click().run()
        assert "porteur" not in essai.query_params
        assert "structures" in essai.header[0].value


def test_un_porteur_qui_n_agit_plus_dit_sa_derniere_annee(demo):
    code, derniere = demo.execute(
        f"""select structure_id, max(annee) as fin from action where statut in {PUBLICS}
        and contrat_id = (select contrat_id from action group by 1 order by count(*) desc, 1 limit 1)
        group by 1 having fin < 2024 order by 1 limit 1"""
    ).fetchone()
    essai = ouvrir("porteurs", porteur=code)
    assert not essai.exception
    assert f"sa dernière date de {derniere}" in essai.header[0].value


def test_un_porteur_inconnu_du_lien_est_ecarte_avec_une_note(demo):
    essai = ouvrir("porteurs", porteur="inconnu")
    assert not essai.exception
    assert "inconnu" in "\n".join(str(note.value) for note in essai.info)
    assert "structures" in essai.header[0].value


def test_un_porteur_d_un_autre_contrat_s_ouvre_quand_meme(demo):
    code, nom = demo.execute(
        f"""select structure_id, min(structure.nom) from action join structure using (structure_id)
        where statut in {PUBLICS} group by 1
        having min(contrat_id) <> (select contrat_id from action group by 1 order by count(*) desc, 1 limit 1)
        order by 1 limit 1"""
    ).fetchone()
    essai = ouvrir("porteurs", porteur=code)
    assert not essai.exception
    assert nom in essai.header[0].value


def test_un_nom_de_porteur_reste_du_texte(base_minuscule):
    base_minuscule(BASE)
    for parametres in ({}, {"porteur": "S1"}):
        essai = ouvrir("porteurs", **parametres)
        assert not essai.exception
        for bloc in [textes(essai), *(m.delta or "" for m in essai.metric)]:
            assert "![x](" not in bloc
