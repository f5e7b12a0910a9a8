"""La matière : chaque vue lue une fois, sous l'identité de qui la demande ; une vue muette n'arrête rien."""

import pytest

from pages.composants.recueil import Vue
from pages.documents import matiere as matieres
from pages.seance.ordre import Point, Seance, point_de
from pages.serveur.configuration import Configuration
from pages.serveur.sans_ecran import VueIllisible
from tests.documents.conftest import FILTRE, PAGES, SITE

AGENT = {"is_logged_in": True, "email": "agent@agglo.fr", "email_verified": True}


def test_chaque_point_porte_la_phrase_de_sa_vue_et_son_adresse(matiere):
    assert [s.point.page for s in matiere.sections] == list(PAGES)
    assert all(s.vue is not None and s.phrase for s in matiere.sections)
    lu = matiere.sections[0].vue.version
    assert matiere.sections[0].adresse == f"{SITE}/?contrat=CN00001I&annee=2025&lu={lu}"
    assert matiere.sections[1].adresse == f"{SITE}/carte?contrat=CN00001I&annee=2025&lu={lu}"
    assert matiere.fictif and len(matiere.bases) == 1


def test_une_vue_n_est_lue_qu_une_fois_pour_tous_les_documents(demo, monkeypatch):
    lues = []
    monkeypatch.setattr(
        matieres,
        "saisir",
        lambda page, p, i: lues.append(page) or matieres.Vue(page, p, phrase="Une réponse."),
    )
    seance = Seance("S", (point_de("A", "aide", {"annee": "1901"}), point_de("B", "aide", {"annee": "1901"})))
    matieres.rassembler(seance, SITE)
    matieres.rassembler(seance, SITE)
    assert lues == ["aide"]
    matieres._lue.cache_clear()


def test_une_vue_qui_ne_repond_pas_n_arrete_pas_les_autres(demo, monkeypatch):
    vraie = matieres.saisir

    def tombe(page, parametres, identite):
        if page == "carte":
            raise VueIllisible("La page « carte » n'a pas pu être lue.")
        return vraie(page, parametres, identite)

    monkeypatch.setattr(matieres, "saisir", tombe)
    points = (point_de("A", "carte", FILTRE | {"mesure": "panne"}), point_de("B", "aide", {}))
    lue = matieres.rassembler(Seance("S", points), SITE)
    assert lue.sections[0].vue is None and lue.sections[0].phrase == "Vue indisponible"
    assert "carte" in lue.sections[0].defaut
    assert lue.sections[1].vue is not None


def test_une_page_qui_n_a_rien_a_montrer_le_dit(demo):
    vide = matieres.rassembler(Seance("S", (point_de("A", "action", {"action": "aucune"}),)), SITE)
    assert "Aucune action publique" in vide.sections[0].phrase


def test_une_page_muette_n_est_pas_un_point_vide(demo, monkeypatch):
    monkeypatch.setattr(matieres, "_lue", lambda page, *_: Vue(page))
    vide = matieres.rassembler(Seance("S", (point_de("A", "aide", {}),)), SITE)
    assert vide.sections[0].vue is None and "rien à montrer" in vide.sections[0].defaut


def test_ce_qu_un_agent_a_lu_ne_sert_pas_a_un_visiteur(demo, monkeypatch):
    monkeypatch.setattr("pages.composants.acces.configuration", lambda: Configuration(agents=("@agglo.fr",)))
    point = point_de(
        "Demandes", "actions", {"contrat": "CN00001I", "annee": "2026", "statut": "en instruction"}
    )

    def statuts(identite):
        vue = matieres.rassembler(Seance("S", (point,)), SITE, identite).sections[0].vue
        return {s for t in vue.tableaux if t.nom == "actions" for s in t.lignes["statut"]}

    assert statuts(AGENT) == {"en instruction"}
    assert "en instruction" not in statuts({})
    assert statuts(AGENT) == {"en instruction"}


def test_la_progression_va_jusqu_au_bout(demo):
    pas = []
    seance = Seance("S", (point_de("A", "aide", {}), point_de("B", "donnees", {})))
    matieres.rassembler(seance, SITE, avancer=lambda n, total, quoi: pas.append((n, total, quoi)))
    assert pas == [(0, 2, "A"), (1, 2, "B"), (2, 2, "")]


@pytest.mark.parametrize("signe", ["\x00", "\x08", "\x1f", "\ud800", "\ufffe"])
def test_un_signe_qu_un_document_refuse_est_retire(signe):
    assert matieres.texte(f"a{signe}b") == "ab"


def test_une_adresse_trop_longue_pour_un_qr_n_arrete_pas_le_document():
    assert matieres.qr_png("https://exemple.fr/" + "x" * 4000) == b""
    assert matieres.qr_png("https://exemple.fr/").startswith(b"\x89PNG")


def test_un_parametre_ne_sort_pas_de_l_adresse():
    point = Point("T", "carte", (("mesure", 'x"&y=<z> #'),))
    assert matieres.adresse_publique(SITE, point) == f"{SITE}/carte?mesure=x%22%26y%3D%3Cz%3E%20%23"
