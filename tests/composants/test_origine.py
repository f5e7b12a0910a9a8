"""Chaque chiffre dit d'où il vient : formule, source, nombre de lignes, lien."""

import re
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from pages import plan
from pages.blocs import Details, Tableau
from pages.composants import formules
from pages.serveur.sans_ecran import saisir
from queries import Filtre, lire
from tests.dire import dire
from tests.pages.test_pages import MENU

RACINE = Path(__file__).parents[2]
PUBLICS = ("retenue", "conventionnée", "réalisée", "soldée")
DEUX_ACTIONS = """
insert into source (source_id, type, nom, producteur, millesime, fichier, empreinte, importe_le)
values ('s', 'essai', 'Programmation', 'Agglo', '2024', 'f', 'e', '2026-01-01'),
('t', 'essai', 'Instances', 'Agglo', '2024', 'g', 'e', '2026-01-01');
insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
values ('C', 'Essai', 2015, 2030, '2024', 's'), ('D', 'Autre', 2015, 2030, '2024', 's');
insert into quartier (quartier_id, contrat_id, nom, type, generation, communes, population, source_id)
values ('Q', 'C', 'Nord', 'QPV', '2024', ['1'], 100, 's'), ('V', 'C', 'Sud', 'QVA', '2024', ['1'], 10, 's'),
('A', 'C', 'Ancien', 'QPV', '2015', ['1'], 100, 's');
insert into action (action_id, contrat_id, annee, intitule, structure_id, statut, echelle, source_id)
values ('A1', 'C', 2024, 'Une', 'S1', 'retenue', 'quartiers', 's'),
('A2', 'C', 2024, 'Deux', 'S2', 'refusée', 'contrat', 's'),
('A3', 'C', 2023, 'Trois', 'S1', 'retenue', 'contrat', 's'),
('A4', 'D', 2024, 'Ailleurs', 'S1', 'retenue', 'contrat', 's');
insert into action_quartier values ('A1', 'Q', 0.5, null, 's'), ('A1', 'V', 0.5, null, 's');
insert into financement values
('A1', 'etat', 'specifique', 'fonctionnement', 0, 0, 10, 0, 's'),
('A1', 'agglo', 'specifique', 'fonctionnement', 0, 0, 4, 0, 's'),
('A2', 'etat', 'specifique', 'fonctionnement', 0, 0, 9, 0, 's');
insert into ventilation values
('A1', 'etat', 'specifique', 'fonctionnement', 'Q', 0, 0, 5, 0),
('A1', 'etat', 'specifique', 'fonctionnement', 'V', 0, 0, 5, 0),
('A1', 'agglo', 'specifique', 'fonctionnement', 'Q', 0, 0, 2, 0),
('A1', 'agglo', 'specifique', 'fonctionnement', 'V', 0, 0, 2, 0),
('A2', 'etat', 'specifique', 'fonctionnement', null, 0, 0, 9, 0);
insert into instance values ('I', 'C', 'COPIL', 'COPIL', null, 't');
insert into seance values ('S24', 'I', '2024-03-01', null, null, 't'),
('S23', 'I', '2023-03-01', null, null, 't');
insert into decision values
('S24', 'A1', 'Une', 'validée', null, 10, 't'), ('S24', 'A2', 'Deux', 'rejetée', null, null, 't'),
('S24', null, 'Calendrier', 'validée', null, null, 't'), ('S23', 'A3', 'Trois', 'validée', null, null, 't');
"""
FILTRE = Filtre(contrats=("C",), annees=(2024, 2024), statuts=PUBLICS)


def lignes(famille: str, filtre: Filtre = FILTRE, **autres: str) -> int:
    parametres = {"action": None, "structure": None, "indicateur": None, "generation": "2024"} | autres
    return int(lire("origine/lignes", filtre=filtre, famille=famille, **parametres)["nb_lignes"].sum())


def test_les_lignes_derriere_un_chiffre_se_comptent_une_fois(base_minuscule):
    base_minuscule(DEUX_ACTIONS)
    assert lignes("actions") == 1
    # Deux financements, chacun partagé entre deux quartiers : deux lignes, et non quatre.
    assert lignes("financements") == 2
    assert lignes("financements", replace(FILTRE, financeurs=("agglo",))) == 1
    assert lignes("quartiers-touches") == 2
    assert lignes("quartiers") == 1
    assert lignes("quartiers", generation="2015") == 1
    assert lignes("actions", replace(FILTRE, annees=None)) == 2
    assert lignes("actions", replace(FILTRE, annees=None, contrats=()), structure="S1") == 3
    assert lignes("actions", replace(FILTRE, annees=None), action="A3") == 1


def test_ce_qui_n_est_pas_public_n_est_pas_compte(base_minuscule):
    base_minuscule(DEUX_ACTIONS)
    # La décision sur l'action refusée n'y est pas ; celle qui ne porte sur aucune action, si.
    assert lignes("decisions") == 2
    assert lignes("seances") == 1


def test_la_source_et_son_millesime_accompagnent_le_compte(base_minuscule):
    base_minuscule(DEUX_ACTIONS)
    fichiers = lire(
        "origine/lignes",
        filtre=FILTRE,
        famille="seances",
        generation="2024",
        action=None,
        structure=None,
        indicateur=None,
    )
    assert fichiers[["nom", "producteur", "millesime"]].to_numpy().tolist() == [
        ["Instances", "Agglo", "2024"]
    ]


def test_chaque_famille_se_compte_et_sa_page_existe(base_minuscule):
    base_minuscule(DEUX_ACTIONS)
    for code, famille in formules.FAMILLES.items():
        assert lignes(code) >= 0
        assert (RACINE / "pages" / f"{famille.page}.py").exists()
    for formule in (*formules.CHIFFRES.values(), *formules.TABLEAUX.values()):
        assert formule.lignes in ("", *formules.FAMILLES)
        assert formule.texte.endswith(".")


@pytest.fixture
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    return duckdb.connect(str(base_demo), read_only=True)


PAGES = tuple(p.code for p in plan.PAGES if p.valeur and p.code not in ("carte", "action", "aide"))
"""Celles qui ont des chiffres, sans qu'on en dise plus dans le lien."""


def ouvrir_les_origines(page: str, **parametres: str) -> AppTest:
    """La page, chaque « D'où vient ce chiffre ? » ouvert : fermé, rien n'en est envoyé."""
    essai = AppTest.from_file(MENU, default_timeout=60)
    essai.query_params.update(parametres)
    for chiffre in saisir(page, parametres).chiffres:
        essai.session_state[f"origine-{chiffre.cle}"] = True
    essai.switch_page(f"{page}.py")
    return essai.run()


def test_chaque_tableau_a_sa_formule(demo):
    """Ceux des pages qui sont des valeurs se lisent dans leur réponse ; ceux des scripts, dans leur texte."""
    appels = re.compile(r"tableaux\.ouvert\(\s*[^,]+?,\s*f?\"([^\"{]*)", re.S)
    fichiers = [*(RACINE / "pages").glob("*.py"), *(RACINE / "pages" / "composants").glob("*.py")]
    noms = {nom for fichier in fichiers for nom in appels.findall(fichier.read_text("utf-8"))}
    for page in (page.code for page in plan.PAGES if page.valeur):
        noms |= {bloc.nom for bloc in dire(page).tous() if type(bloc) in (Details, Tableau)}
    assert len(noms) > 10
    assert [nom for nom in sorted(noms) if formules.du_tableau(nom) is None] == []


@pytest.mark.parametrize("page", PAGES)
def test_chaque_chiffre_d_une_page_a_sa_formule_et_son_bouton(demo, page):
    essai = ouvrir_les_origines(page)
    assert essai.metric
    textes = [str(bloc.value) for bloc in essai.markdown]
    assert len([t for t in textes if t.startswith("**Calcul")]) >= len(essai.metric)


def test_la_synthese_dit_le_nombre_exact_de_financements(demo):
    attendu = demo.execute(
        """select count(*) from financement join action using (action_id)
        where annee = 2024 and contrat_id = 'CN00001I'
        and statut in ('retenue', 'conventionnée', 'réalisée', 'soldée')"""
    ).fetchone()[0]
    textes = "\n".join(str(b.value) for b in ouvrir_les_origines("synthese", annee="2024").markdown)
    assert f"{attendu} financements" in textes.replace("\u202f", "")


def test_en_projection_aucun_bouton_ne_prend_de_place(demo):
    textes = [str(b.value) for b in ouvrir_les_origines("synthese", mode="projection").markdown]
    assert not [t for t in textes if t.startswith("**Calcul")]
