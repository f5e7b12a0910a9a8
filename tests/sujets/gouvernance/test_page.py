"""Gouvernance : ce que la page dit est ce que la base dit."""

from datetime import date

import duckdb
import pytest

from pages.blocs import Chiffres, Constat, Dessin, Details, Frise, Information, Liste, Tableau, Texte
from pages.composants import calendrier
from pages.sujets.gouvernance import montre
from tests.dire import dire, tableau


@pytest.fixture
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    return duckdb.connect(str(base_demo), read_only=True)


@pytest.mark.parametrize(
    "parametres",
    [
        {},
        {"mode": "projection"},
        {"contrat": "*"},
        {"annee": "toutes"},
        {"annee": "2016"},
        {"pilier": "aucun"},
    ],
)
def test_la_page_repond_sous_tout_filtre(demo, parametres):
    assert dire("gouvernance", parametres).premier(Constat).phrase


def test_une_base_vide_se_dit(base_minuscule):
    base_minuscule("select 1")
    assert dire("gouvernance").premier(Constat).phrase


def test_un_contrat_sans_rien_dit_quelles_feuilles_le_rempliraient(base_minuscule):
    base_minuscule(
        """insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
        values ('C1', 'Essai', 2024, 2030, '2024', 's')"""
    )
    texte = dire("gouvernance").premier(Information).texte
    assert all(f"`{feuille}.csv`" in texte for feuille in ("signataires", "seances", "avis"))


def test_les_decisions_montrees_ne_portent_que_sur_des_actions_publiques(demo):
    dite = dire("gouvernance", {"annee": "2026"})
    attendu = demo.execute(
        """select count(*) from decision join action using (action_id)
        where contrat_id = 'CN00001I' and annee = 2026 and decision is not null
        and statut in ('retenue', 'conventionnée', 'réalisée', 'soldée')"""
    ).fetchone()[0]
    chiffres = {c.nom: c for c in dite.premier(Chiffres).chiffres}
    assert chiffres["Décisions prises"].valeur == str(attendu)
    assert not {"rejetée", "ajournée"} & set(tableau(dite, "decisions").lues()["decision"])


def test_cocher_une_decision_ouvre_la_fiche_de_son_action(demo):
    dite = dire("gouvernance", {"contrat": "CN00001I", "annee": "2026"})
    liste = tableau(dite, "decisions")
    assert isinstance(liste, Liste) and (liste.code, liste.choisit) == ("action_id", "action")
    assert liste.ouvre.page == "action" and liste.ouvre.parametres == dite.visite.lien()
    # L'écran n'a pas la place du nom de l'instance ; le fichier, si.
    assert list(liste.emporte) == list(montre.DECISIONS) and "instance" not in liste.colonnes
    assert set(liste.emporte) <= set(liste.lues())


def test_une_reunion_passee_n_est_plus_a_venir_le_lendemain(demo, monkeypatch):
    le = demo.execute("select max(tenue_le) from seance").fetchone()[0]

    def annonces(jour: date) -> int:
        monkeypatch.setattr(calendrier, "aujourd_hui", lambda: jour)
        dite = dire("gouvernance", {"contrat": "*", "annee": "toutes"})
        assert dite.premier(Frise).le == jour
        return sum(":material/event:" in bloc.texte for bloc in dite.tous() if isinstance(bloc, Texte))

    assert annonces(le.replace(year=le.year - 1)) > 0
    assert annonces(le) == 0


def test_la_projection_ne_montre_qu_une_image(demo):
    dite = dire("gouvernance", {"mode": "projection"})
    assert [type(b) for b in dite.tous() if isinstance(b, Dessin | Tableau | Details)] == [Frise]
