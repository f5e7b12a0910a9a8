"""Qui agit : la liste, un porteur, ce que la page en dit."""

import duckdb
import pytest

from pages.blocs import Bandeau, Chiffres, Constat, Liste
from tests.dire import dessin, dire, tableau
from tests.pages.test_actions import BASE, PUBLICS
from tests.pages.test_pages import ouvrir, textes


@pytest.fixture
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    return duckdb.connect(str(base_demo), read_only=True)


@pytest.mark.parametrize("mode", ["", "projection"])
def test_la_page_compte_les_structures_de_l_annee(demo, mode):
    lue = dire("porteurs", {"annee": "2024"} | ({"mode": mode} if mode else {}))
    nb = demo.execute(
        f"""select count(distinct structure_id) from action where annee = 2024 and statut in {PUBLICS}
        and contrat_id = (select contrat_id from action group by 1 order by count(*) desc, 1 limit 1)"""
    ).fetchone()[0]
    assert next(c for c in lue.premier(Chiffres).chiffres if c.nom == "Structures").valeur == str(nb)
    assert f"{nb} structures" in lue.premier(Constat).phrase
    if not mode:
        liste = tableau(lue, "porteurs").lues()
        assert liste["structure_id"].nunique() == nb


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
    assert f"sa dernière date de {derniere}" in dire("porteurs", {"porteur": code}).premier(Constat).phrase


def test_un_porteur_inconnu_du_lien_est_ecarte_avec_une_note(demo):
    lue = dire("porteurs", {"porteur": "inconnu"})
    assert lue.premier(Bandeau).choix[0].inconnue == "inconnu"
    assert "structures" in lue.premier(Constat).phrase
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
    assert nom in dire("porteurs", {"porteur": code}).premier(Constat).phrase


@pytest.mark.parametrize("filtre", [{}, {"annee": "toutes"}, {"montant": "demande"}, {"mode": "projection"}])
def test_chaque_barre_et_chaque_ligne_menent_a_un_porteur_que_la_page_connait(demo, filtre):
    lue = dire("porteurs", filtre)
    offerts = lue.premier(Bandeau).choix[0].options
    barres = dessin(lue, "structures")
    assert barres.choisit == "porteur"
    assert barres.ouvre is None
    assert set(barres.lignes["structure_id"].dropna()) <= set(offerts)
    for liste in (b for b in lue.tous() if isinstance(b, Liste)):
        assert (liste.choisit, liste.ouvre) == ("porteur", None)
        assert set(liste.lues()[liste.code].dropna()) <= set(offerts)


def test_les_actions_d_un_porteur_menent_a_leur_fiche_sous_les_memes_filtres(demo):
    code = dessin(dire("porteurs", {"annee": "2024"}), "structures").lignes["structure_id"].iloc[0]
    liste = tableau(dire("porteurs", {"annee": "2024", "porteur": code}), "actions-porteur")
    assert (liste.choisit, liste.ouvre.page) == ("action", "action")
    assert dict(liste.ouvre.parametres) == {"annee": "2024"}
    attendues = demo.execute(
        f"""select action_id from action where annee = 2024 and structure_id = ? and statut in {PUBLICS}
        and contrat_id = (select contrat_id from action group by 1 order by count(*) desc, 1 limit 1)""",
        [code],
    ).fetchall()
    assert sorted(liste.lues()[liste.code]) == sorted(a for (a,) in attendues)


def test_un_nom_de_porteur_reste_du_texte(base_minuscule):
    base_minuscule(BASE)
    for parametres in ({}, {"porteur": "S1"}):
        essai = ouvrir("porteurs", **parametres)
        assert not essai.exception
        for bloc in [textes(essai), *(m.delta or "" for m in essai.metric)]:
            assert "![x](" not in bloc
