"""Un clic change le lien, ou ouvre une page ; un lien garde ce qui suit qui regarde."""

import gc
from types import SimpleNamespace
from urllib.parse import parse_qs

import pandas as pd
import pytest

from pages import plan
from pages.blocs import Barres, Colonne, Colonnes, Liste, Ouverture
from pages.composants import etat
from pages.rendus.ecran import dessins, gestes, listes
from pages.seance import courante
from pages.seance.ordre import Seance, point_de
from queries import version_base
from tests.lecture import lire_la_page

VALEURS = [page.code for page in plan.PAGES if page.valeur]
LIGNES = pd.DataFrame({"nom": ["a", "b", "c"], "code": ["A", None, "C"], "annee": [2023, 2024, 2025]})
FICHE = Ouverture("action", {"annee": "2024", "q": "emploi"})


@pytest.fixture
def session(monkeypatch) -> dict:
    """La session d'un visiteur qui lit une version figée."""
    visite = {
        "etat_lien": {"annee": "2024", "porteur": "S1", "version": "V", "salle": "ABCD"},
        "etat_page": "p",
    }
    allees: list = []
    faux = SimpleNamespace(
        session_state=visite, switch_page=lambda page, query_params: allees.append((page, query_params))
    )
    for module in (etat, gestes):
        monkeypatch.setattr(module, "st", faux)
    return visite | {"allees": allees}


def cocher(liste: Liste, rang: int) -> None:
    listes._cocher(liste, tuple(liste.lues()[liste.code]), rang)


def test_cocher_une_ligne_change_le_lien(session):
    cocher(Liste(LIGNES, "l", code="code", choisit="porteur"), 2)
    assert etat.etat()["porteur"] == "C"
    gestes.partir()
    assert session["allees"] == []


def test_cocher_une_ligne_ouvre_sa_page_une_seule_fois(session):
    cocher(Liste(LIGNES, "l", code="code", choisit="action", ouvre=FICHE), 0)
    assert "action" not in etat.etat()
    gestes.partir()
    gestes.partir()
    suivent = {"version": "V", "salle": "ABCD"}
    assert session["allees"] == [("action.py", suivent | {"annee": "2024", "q": "emploi", "action": "A"})]


@pytest.mark.parametrize("rang", [1, 3, 10_000])
def test_une_ligne_sans_code_ou_disparue_ne_mene_nulle_part(session, rang):
    avant = dict(etat.etat())
    for ouvre in (None, FICHE):
        cocher(Liste(LIGNES, "l", code="code", choisit="action", ouvre=ouvre), rang)
        gestes.partir()
    assert etat.etat() == avant
    assert session["allees"] == []


def test_une_liste_gardee_n_est_preparee_qu_une_fois_et_s_oublie_avec_elle():
    colonnes = {"nom": Colonne("Nom"), "annee": Colonne("Année", "annee")}
    gardee, demandee = Liste(LIGNES, "l", "", colonnes), Liste(lambda: LIGNES, "l", "", colonnes)
    assert listes._pret(gardee, gardee.lues()) is listes._pret(gardee, gardee.lues())
    assert listes._pret(demandee, demandee.lues()) is None
    avant = len(listes._prets)
    del gardee
    gc.collect()
    assert len(listes._prets) == avant - 1


def test_un_clic_sur_une_annee_choisit_ce_qu_elle_nomme(session, monkeypatch):
    clique = {"code": ""}
    monkeypatch.setattr(dessins.socle, "code_clique", lambda cle: clique["code"])
    annees = Colonnes(LIGNES, cle="h", valeur="annee", choisit="action", codes={"2024": "A24"})
    for code, attendu in (("", None), ("2023", None), ("2024", "A24")):
        clique["code"] = code
        dessins._au_clic(annees)
        assert etat.etat().get("action") == attendu
    clique["code"] = "A"
    dessins._au_clic(Barres(LIGNES, cle="b", choisit="action", ouvre=FICHE))
    gestes.partir()
    assert [page for page, _ in session["allees"]] == ["action.py"]


@pytest.mark.parametrize("page", VALEURS)
def test_tout_lien_d_une_page_garde_la_version_figee_et_la_seance(base_demo, monkeypatch, page):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    seance = courante.code_de(Seance("S", (point_de("A", "synthese", {"annee": "2024"}, "", 5),)))
    suivent = {"version": version_base(), "seance": seance}
    liens = [e.page_link for e in lire_la_page(page, suivent).elements if e.WhichOneof("type") == "page_link"]
    assert liens
    perdus = {
        f"{lien.label} : {nom}"
        for lien in liens
        for nom, valeur in suivent.items()
        if parse_qs(lien.query_string).get(nom) != [valeur]
    }
    assert not perdus
