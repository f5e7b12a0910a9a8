"""Chercher une action, ouvrir sa fiche, revenir : le lien suffit, et ne montre que le public."""

import random
from decimal import Decimal

import duckdb
import pandas as pd
import pytest

from pages.blocs import Chiffres, Constat, Lien, Pied, Rien, Tableau
from pages.reponses import Reponse
from tests.dire import dessin, dire, tableau
from tests.pages.test_pages import ouvrir, textes

PUBLICS = "('retenue', 'conventionnée', 'réalisée', 'soldée')"
PIEGE = "![x](https://ailleurs.example/i.png) <b>gras</b>"
BASE = f"""
insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
values ('C1', 'Essai', 2015, 2030, '2024', 's');
insert into financeur values ('etat', '{PIEGE}', 'État', 1, 's');
insert into structure (structure_id, nom, source_id) values ('S1', '{PIEGE}', 's');
insert into action (
    action_id, contrat_id, annee, intitule, description, objectifs, structure_id, statut, echelle,
    action_precedente, beneficiaires_prevus, beneficiaires_reels, source_id
) values
('A25', 'C1', 2025, '{PIEGE}', '{PIEGE}', '{PIEGE}', 'S1', 'retenue', 'quartiers', 'A24', 4, 3, 's'),
('A24', 'C1', 2024, 'Avant', null, null, 'S1', 'soldée', 'quartiers', null, 12, 9, 's'),
('R25', 'C1', 2025, 'Projet secret', null, null, 'S1', 'refusée', 'contrat', null, 12, null, 's');
insert into quartier (quartier_id, contrat_id, nom, type, generation, communes, population, source_id)
values ('QN1', 'C1', '{PIEGE}', 'QPV', '2024', ['1'], 100, 's');
insert into action_quartier values ('A25', 'QN1', 1, 3, 's'), ('A24', 'QN1', 1, 9, 's');
insert into financement values ('A25', 'etat', 'specifique', 'fonctionnement', 10, 10, 8, 5, 's'),
('A24', 'etat', 'specifique', 'fonctionnement', 10, 10, 10, 10, 's');
insert into ventilation values ('A25', 'etat', 'specifique', 'fonctionnement', 'QN1', 10, 10, 8, 5),
('A24', 'etat', 'specifique', 'fonctionnement', 'QN1', 10, 10, 10, 10);
insert into instance values ('I1', 'C1', '{PIEGE}', 'COPIL', null, 's');
insert into seance values ('S-1', 'I1', '2025-03-01', null, null, 's');
insert into decision values ('S-1', 'A25', 'P', 'modifiée', '{PIEGE}', 8, 's');
insert into avis values ('A25', 'I1', 'favorable', '{PIEGE}', 's');
"""


@pytest.fixture
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    return duckdb.connect(str(base_demo), read_only=True)


def tables(lue: Reponse) -> str:
    """Le contenu de tous les tableaux de la page."""
    return "\n".join(bloc.lues().to_csv() for bloc in lue.tous() if isinstance(bloc, Tableau))


@pytest.mark.parametrize("mode", ["", "projection"])
def test_le_lien_d_une_recherche_la_refait(demo, mode):
    essai = ouvrir("actions", q="EMPLOI", annee="2024", **({"mode": mode} if mode else {}))
    assert not essai.exception
    assert "répondent à « EMPLOI »".replace("« ", "«\u202f").replace(" »", "\u202f»") in essai.header[0].value
    assert essai.query_params["q"] == "EMPLOI"


def test_sans_mot_la_page_montre_toutes_les_actions_publiques_au_centime(demo):
    lue = dire("actions", {"annee": "2024"})
    attendu = demo.execute(
        f"""select sum(accorde_eur), count(distinct action_id) from financement join action using (action_id)
        where annee = 2024 and statut in {PUBLICS}
        and contrat_id = (select contrat_id from action group by 1 order by count(*) desc, 1 limit 1)"""
    ).fetchone()
    accorde = next(c for c in lue.premier(Chiffres).chiffres if c.nom == "Accordé")
    lu = accorde.aide.split("Exactement ")[1].split("\u202f€")[0]
    assert Decimal(lu.replace("\u202f", "").replace(",", ".")) == attendu[0]
    assert len(tableau(lue, "actions").lues()) == attendu[1]
    assert len(ouvrir("actions", annee="2024").dataframe[0].value) == attendu[1]


@pytest.mark.parametrize("q", ["", "emploi"])
def test_cocher_une_action_ouvre_sa_fiche_sous_les_memes_filtres_et_la_meme_recherche(demo, q):
    filtres = {"annee": "2024", "montant": "demande"} | ({"q": q} if q else {})
    liste = tableau(dire("actions", filtres), "actions")
    barres = dessin(dire("actions", filtres | {"mode": "projection"}), "premieres")
    for bloc, suite in ((liste, {}), (barres, {"mode": "projection"})):
        assert (bloc.choisit, bloc.ouvre.page, bloc.code) == ("action", "action", "action_id")
        assert dict(bloc.ouvre.parametres) == filtres | suite
    montrees = liste.lues()[liste.code].tolist()
    assert barres.lignes["action_id"].tolist() == montrees[:5]
    # Ce qu'une ligne ouvre existe pour qui la coche.
    code = random.choice(montrees)
    assert dire("action", dict(liste.ouvre.parametres) | {"action": code}).premier(Constat)


def test_chercher_change_le_lien_et_effacer_le_rend(demo):
    essai = ouvrir("actions", annee="2024")
    essai.text_input[0].set_value("  emploi   jeunes ").run()
    assert not essai.exception
    assert essai.query_params["q"] == "emploi jeunes"
    essai.text_input[0].set_value("").run()
    assert "q" not in essai.query_params


def test_une_recherche_vaine_propose_les_autres_annees_puis_l_oubli(base_minuscule):
    base_minuscule(BASE)
    rien = dire("actions", {"q": "avant"}).premier(Rien)
    assert "aucune action ne répond" in rien.dit
    assert dict(rien.pose) == {"annee": "toutes"}
    ailleurs = dire("actions", {"q": "avant", "annee": "toutes", "quartier": "ensemble"}).premier(Rien)
    assert (ailleurs.efface, dict(ailleurs.pose)) == (True, {"annee": "toutes"})
    essai = ouvrir("actions", q="avant")
    essai.button(key="proposition").click().run()
    assert essai.query_params["annee"] == "toutes"
    assert "1 action" in essai.header[0].value
    essai = ouvrir("actions", q="introuvable")
    essai.button(key="proposition").click().run()
    assert "q" not in essai.query_params


@pytest.mark.parametrize("mode", ["", "projection"])
def test_la_fiche_montre_l_action_du_lien_sans_rien_laisser_passer_des_fichiers(base_minuscule, mode):
    base_minuscule(BASE)
    essai = ouvrir("action", action="A25", **({"mode": mode} if mode else {}))
    assert not essai.exception
    assert "obtient 8\u202f€ accordés par un seul financeur" in essai.header[0].value
    assert "![x](" not in textes(essai)


def test_les_petits_effectifs_ne_sortent_pas_de_la_fiche(base_minuscule):
    base_minuscule(BASE)
    lue = dire("action", {"action": "A25"})
    beneficiaires = next(c for c in lue.premier(Chiffres).chiffres if c.nom == "Bénéficiaires")
    assert beneficiaires.valeur == "moins de 5"
    assert "pour moins de 5 prévus" in beneficiaires.suite
    assert "moins de 5" in tables(lue)
    # Aucun bloc ne porte le petit nombre, même pour un dessin qui ne le montre pas.
    for bloc in lue.tous():
        lignes = getattr(bloc, "lignes", None)
        if isinstance(lignes, pd.DataFrame):
            effectifs = [c for c in lignes if c.startswith("beneficiaires")]
            assert not lignes[effectifs].isin([3, 4]).to_numpy().any()


@pytest.mark.parametrize("code", ["R25", "inconnue", "![x](https://ailleurs.example)"])
def test_ce_qui_n_est_pas_public_ne_s_ouvre_pas_par_son_code(base_minuscule, code):
    base_minuscule(BASE)
    lue = dire("action", {"action": code})
    assert "Aucune action publique" in lue.premier(Rien).dit
    assert "Projet secret" not in repr(lue.blocs)
    assert not lue.premier(Chiffres)
    essai = ouvrir("action", action=code)
    assert not essai.exception
    assert "![x](" not in essai.info[0].value


def test_une_action_refusee_s_ouvre_pour_qui_a_le_droit_de_la_voir(base_minuscule):
    base_minuscule(BASE)
    assert "Projet secret" in dire("action", {"action": "R25"}, agent=True).premier(Constat).phrase


@pytest.mark.parametrize("mode", ["", "projection"])
def test_la_fiche_sans_code_mene_a_la_liste(demo, mode):
    lue = dire("action", {"mode": mode} if mode else {})
    assert "Choisissez une action" in lue.premier(Rien).dit
    assert lue.premier(Lien).page == "actions"


def test_la_fiche_ramene_a_la_recherche_d_ou_l_on_vient(base_minuscule):
    base_minuscule(BASE)
    retour = dire("action", {"action": "A25", "q": "jardin", "montant": "verse"}).premier(Lien)
    assert (retour.page, dict(retour.parametres)) == ("actions", {"montant": "verse", "q": "jardin"})


def test_le_lien_vers_le_porteur_ne_garde_pas_les_filtres_d_un_autre_contrat(demo):
    ailleurs = demo.execute(
        f"""select action_id, contrat_id, structure_id from action
        where contrat_id <> 'CN00001I' and structure_id is not null and statut in {PUBLICS} limit 1"""
    ).fetchone()
    demande = {"contrat": "CN00001I", "pilier": "CN00001I-E1", "action": ailleurs[0]}
    vers = next(b for b in dire("action", demande).tous() if isinstance(b, Lien) and b.page == "porteurs")
    assert dict(vers.parametres) == {"contrat": ailleurs[1], "porteur": ailleurs[2]}


def test_chaque_annee_de_l_histoire_ouvre_la_fiche_de_cette_annee(demo):
    fiches = demo.execute(
        f"""select action_id from action where statut in {PUBLICS} and action_precedente is not null
        order by random() limit 6"""
    ).fetchall()
    for (code,) in fiches:
        annees = dessin(dire("action", {"action": code}), "histoire")
        assert set(annees.codes) >= set(annees.lignes["annee"].astype(str)), code
        for annee, ouverte in annees.codes.items():
            connue = demo.execute("select annee from action where action_id = ?", [ouverte]).fetchone()
            assert connue == (int(annee),), code


def test_ce_qui_n_est_pas_public_ne_se_cherche_pas(base_minuscule):
    base_minuscule(BASE)
    lue = dire("actions", {"q": "secret", "statut": "refusée"})
    assert lue.premier(Rien)
    assert "Projet secret" not in repr(lue.blocs) + tables(lue)
    agent = dire("actions", {"q": "secret", "statut": "refusée"}, agent=True)
    assert "Projet secret" in tables(agent)


def test_chaque_action_publique_de_la_region_fictive_a_une_fiche_qui_s_ouvre(demo):
    codes = demo.execute(
        f"""select min(action_id) from action where statut in {PUBLICS}
        group by statut, echelle, cout_theorique, bilan_recu, beneficiaires_reels is null"""
    ).fetchall()
    for (code,) in codes:
        lue = dire("action", {"action": code})
        assert lue.premier(Constat).phrase, code
        assert lue.premier(Pied), code
    essai = ouvrir("action", action=codes[0][0])
    assert not essai.exception
    assert essai.header[0].value == dire("action", {"action": codes[0][0]}).premier(Constat).phrase


@pytest.mark.parametrize("page", ["actions", "action", "porteurs"])
def test_une_base_vide_donne_une_phrase(base_minuscule, page):
    base_minuscule("select 1")
    essai = ouvrir(page, action="A1", porteur="S1", q="mot")
    assert not essai.exception
    assert essai.info
