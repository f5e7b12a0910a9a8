"""La page Territoires : son contrat parmi ceux de sa région, sans que le filtre n'efface les autres."""

from decimal import Decimal

import duckdb
import pytest

from pages.blocs import Bandeau, Chiffres, Constat, Information, Note
from pages.rendus.vue import vue
from pages.sujets.territoires import demande
from tests.dire import dessin, dire, tableau

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


def chiffres(lue) -> dict:
    return {chiffre.cle: chiffre for chiffre in lue.premier(Chiffres).chiffres}


def dits(lue, genre) -> str:
    return "\n".join(bloc.texte for bloc in lue.tous() if isinstance(bloc, genre))


def test_les_totaux_sont_ceux_de_la_region_quel_que_soit_le_contrat_choisi(demo):
    attendu = demo.execute(
        """select sum(accorde_eur) from financement join action using (action_id)
        where annee = 2024 and statut in ('retenue', 'conventionnée', 'réalisée', 'soldée')"""
    ).fetchone()[0]
    for contrat in ("CN00001I", "CN00003I"):
        lue = dire("territoires", {"annee": "2024", "contrat": contrat})
        accorde = chiffres(lue)["accorde"]
        assert accorde.nom.startswith("Accordés")
        lu = accorde.aide.split("Exactement ")[1].split("\u202f€")[0]
        assert Decimal(lu.replace("\u202f", "").replace(",", ".")) == attendu
        assert len(tableau(lue, "contrats").lues()) == 3


def test_un_pilier_du_lien_n_est_pas_applique_et_la_page_le_dit(demo):
    pilier = demo.execute(
        "select pilier_id from pilier where contrat_id = 'CN00001I' and fin = 2030"
    ).fetchone()
    sans, avec = (dire("territoires", {"annee": "2025", **plus}) for plus in ({}, {"pilier": pilier[0]}))
    assert chiffres(sans) == chiffres(avec)
    assert "est propre à un contrat" in dits(avec, Note)


def test_la_mesure_et_le_theme_sont_dans_le_lien(demo):
    lue = dire("territoires", {"mesure": "montant", "theme": "2024-2030.1", "annee": "2025"})
    assert "pour le thème « Éducation »" in lue.premier(Constat).phrase.replace("\u202f", " ")
    assert [choix.valeur for choix in lue.premier(Bandeau).choix] == ["montant", "2024-2030.1"]


@pytest.mark.parametrize("theme", ["2024-2030.1", "inconnu"])
@pytest.mark.parametrize("mesure", [*demande.MESURES, "inconnue"])
def test_un_theme_qui_ne_s_applique_pas_est_ignore(demo, mesure, theme):
    """Ni un thème inconnu, ni celui d'une mesure qui n'en a pas, ni le thème au mur ne vident la page."""
    for mode in ({}, {"mode": "projection"}):
        lue = dire("territoires", {"mesure": mesure, "theme": theme, "annee": "2025", **mode})
        offerts = {choix.nom: choix for choix in lue.premier(Bandeau).choix}
        connue = mesure if mesure in demande.MESURES else next(iter(demande.MESURES))
        assert offerts["mesure"].valeur == connue
        assert ("theme" in offerts) == (connue in demande.PAR_THEME and not mode)
        applique = "theme" in offerts and theme != "inconnu"
        assert ("pour le thème" in lue.premier(Constat).phrase) == applique


@pytest.mark.parametrize("mesure", ["habitant", "montant", "postes", "actions", "quartiers"])
@pytest.mark.parametrize("mode", ["", "projection"])
def test_chaque_mesure_se_montre(demo, mesure, mode):
    lue = dire("territoires", {"mesure": mesure} | ({"mode": mode} if mode else {}))
    assert "Val d'Aurore" in lue.premier(Constat).phrase
    assert dessin(lue, "classement").choisit == "contrat"
    assert vue(lue).dessins


def test_un_seul_contrat_dit_comment_en_avoir_d_autres(base_minuscule):
    base_minuscule(SEUL)
    lue = dire("territoires")
    assert "qu'un contrat" in lue.premier(Constat).phrase
    assert "recette" in dits(lue, Note)
    assert "theme_national" in dits(lue, Information)
