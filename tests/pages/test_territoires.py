"""La page Territoires : son contrat parmi ceux de sa région, sans que le filtre n'efface les autres."""

from decimal import Decimal

import duckdb
import pytest

from tests.pages.test_pages import ouvrir, textes

SEUL = """
insert into contrat (contrat_id, nom, debut, fin, generation, population_qpv, source_id)
values ('C', 'Contrat seul', 2015, 2030, '2024', 100, 's');
insert into financeur values ('etat', 'État', 'État', 1, 's');
insert into action (action_id, contrat_id, annee, intitule, statut, echelle, source_id)
values ('A', 'C', 2024, 'Une', 'retenue', 'contrat', 's');
insert into financement values ('A', 'etat', 'specifique', 'fonctionnement', 0, 0, 500, 0, 's');
insert into ventilation values ('A', 'etat', 'specifique', 'fonctionnement', null, 0, 0, 500, 0);
"""


@pytest.fixture
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    return duckdb.connect(str(base_demo), read_only=True)


def test_les_totaux_sont_ceux_de_la_region_quel_que_soit_le_contrat_choisi(demo):
    attendu = demo.execute(
        """select sum(accorde_eur) from financement join action using (action_id)
        where annee = 2024 and statut in ('retenue', 'conventionnée', 'réalisée', 'soldée')"""
    ).fetchone()[0]
    for contrat in ("CN00001I", "CN00003I"):
        essai = ouvrir("territoires", annee="2024", contrat=contrat)
        accorde = next(m for m in essai.metric if m.label.startswith("Accordés"))
        lu = accorde.help.split("Exactement ")[1].split("\u202f€")[0]
        assert Decimal(lu.replace("\u202f", "").replace(",", ".")) == attendu
        assert len(essai.dataframe[0].value) == 3


def test_un_pilier_du_lien_n_est_pas_applique_et_la_page_le_dit(demo):
    pilier = demo.execute(
        "select pilier_id from pilier where contrat_id = 'CN00001I' and fin = 2030"
    ).fetchone()
    sans, avec = ouvrir("territoires", annee="2025"), ouvrir("territoires", annee="2025", pilier=pilier[0])
    assert not avec.exception
    assert [m.value for m in sans.metric] == [m.value for m in avec.metric]
    assert "est propre à un contrat" in textes(avec)


def test_la_mesure_et_le_theme_sont_dans_le_lien(demo):
    essai = ouvrir("territoires", mesure="montant", theme="2024-2030.1", annee="2025")
    assert not essai.exception
    assert "pour le thème « Éducation »" in essai.header[0].value.replace("\u202f", " ")
    assert essai.query_params["theme"] == ["2024-2030.1"] or essai.query_params["theme"] == "2024-2030.1"


@pytest.mark.parametrize("mesure", ["habitant", "montant", "postes", "actions", "quartiers"])
@pytest.mark.parametrize("mode", ["", "projection"])
def test_chaque_mesure_se_montre(demo, mesure, mode):
    essai = ouvrir("territoires", mesure=mesure, **({"mode": mode} if mode else {}))
    assert not essai.exception
    assert "Val d'Aurore" in essai.header[0].value


def test_un_seul_contrat_dit_comment_en_avoir_d_autres(base_minuscule):
    base_minuscule(SEUL)
    essai = ouvrir("territoires")
    assert not essai.exception
    assert "qu'un contrat" in essai.header[0].value
    assert "recette" in textes(essai)
    assert "theme_national" in "\n".join(str(note.value) for note in essai.info)
