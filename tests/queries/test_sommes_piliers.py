"""Piliers et Financeurs montrent le total recalculé naïvement, sous des filtres au hasard."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries import lire
from tests.queries.test_sommes_au_hasard import AU_HASARD, Brut, filtres, somme


@pytest.fixture(scope="module")
def fictive(base_demo):
    brut = Brut(base_demo)
    with duckdb.connect(str(base_demo), read_only=True) as base:
        brut.classes = defaultdict(set)
        for action, classement, code in base.execute(
            """select action_id, substr(classement_id, length(contrat_id) + 2), classe.code
            from action_classe join classe using (classe_id) join classement using (classement_id)"""
        ).fetchall():
            brut.classes[action].add((classement, code))
        brut.multiples = dict(
            base.execute(
                "select distinct substr(classement_id, length(contrat_id) + 2), multiple from classement"
            ).fetchall()
        )
    return brut


def par_action(brut, filtre):
    """Le montant de chaque action, recalculé ligne à ligne."""
    rang = 7 + ("demande", "propose", "accorde", "verse").index(filtre.montant)
    sommes = defaultdict(Decimal)
    for ligne in brut.lignes:
        contrat, annee, pilier, statut, financeur, nature, action = ligne[:7]
        retenue = all(
            not voulus or valeur in voulus
            for voulus, valeur in (
                (filtre.contrats, contrat),
                (filtre.piliers, pilier),
                (filtre.statuts, statut),
                (filtre.financeurs, financeur),
                (filtre.natures, nature),
            )
        )
        if retenue and (filtre.annees is None or filtre.annees[0] <= annee <= filtre.annees[1]):
            sommes[action] += ligne[rang] or 0
    return sommes


@AU_HASARD
@given(st.data())
def test_chaque_lecture_et_chaque_flux_redonnent_le_total(fictive, monkeypatch, data):
    monkeypatch.setenv("CONTRAT_BASE", str(fictive.chemin))
    filtre = data.draw(filtres(fictive))
    attendu, nb = fictive.total(filtre)
    assert sum(par_action(fictive, filtre).values(), Decimal(0)) == attendu
    for question in (
        "piliers/montants_par_thematique",
        "piliers/thematiques_par_annee",
        "piliers/montants_par_theme",
        "piliers/montants_par_famille",
        "financeurs/natures_par_annee",
        "financeurs/pilier_par_financeur",
    ):
        assert somme(lire(question, filtre=filtre)) == attendu, question
    actions = lire("piliers/actions", filtre=filtre, classement=None, classe=None)
    assert (somme(actions), len(actions)) == (attendu, nb)
    flux = lire("financeurs/flux", filtre=filtre)
    for etage in (1, 2):
        assert somme(flux[flux["etage"] == etage]) == attendu, etage
    etapes = lire("financeurs/du_demande_au_verse", filtre=filtre)
    assert somme(etapes.assign(montant_eur=etapes[f"{filtre.montant}_eur"])) == attendu


@AU_HASARD
@given(st.data())
def test_une_categorie_compte_tout_le_montant_de_ses_actions(fictive, monkeypatch, data):
    monkeypatch.setenv("CONTRAT_BASE", str(fictive.chemin))
    filtre = data.draw(filtres(fictive))
    classement = data.draw(st.sampled_from(sorted(fictive.multiples)))
    attendu = defaultdict(Decimal)
    for action, montant in par_action(fictive, filtre).items():
        codes = {code for lecture, code in fictive.classes[action] if lecture == classement}
        for code in codes or {"aucune"}:
            attendu[code] += montant
    reponse = lire("piliers/montants_par_classe", filtre=filtre, classement=classement)
    lu = dict(zip(reponse["classe_id"], reponse["montant_eur"].fillna(0), strict=True))
    assert lu == dict(attendu)
    if not fictive.multiples[classement]:
        assert somme(reponse) == fictive.total(filtre)[0]


@AU_HASARD
@given(st.data())
def test_un_angle_mort_n_a_rien_et_le_reste_a_quelque_chose(fictive, monkeypatch, data):
    monkeypatch.setenv("CONTRAT_BASE", str(fictive.chemin))
    filtre = replace(data.draw(filtres(fictive)), montant="accorde", piliers=())
    annee = data.draw(st.sampled_from(fictive.valeurs(1)))
    morts = set(lire("piliers/angles_morts", filtre=replace(filtre, annees=None), annee=annee)["code"])
    dotees = set()
    for contrat in fictive.valeurs(0):
        cette_annee = replace(filtre, annees=(annee, annee), contrats=(contrat,))
        if filtre.contrats and contrat not in filtre.contrats:
            continue
        for action, montant in par_action(fictive, cette_annee).items():
            if montant > 0:
                dotees |= {f"{contrat}-{lecture}-{code}" for lecture, code in fictive.classes[action]}
    assert not morts & dotees
