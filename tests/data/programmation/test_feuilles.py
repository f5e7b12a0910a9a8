"""Plusieurs feuilles : toutes lues si elles ont les mêmes titres, sinon on demande ; aucune n'est oubliée."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from data.fichiers.classeur import ouvrir_octets
from data.programmation import examen as examens
from data.programmation import questions, rapport
from tests.data.programmation import fabrique
from tests.data.programmation.conftest import lu
from tests.data.programmation.fabrique import FINANCEURS, TITRES


def page(lues, titres=TITRES, total=False):
    lignes = [list(titres), *(fabrique.ligne(a, titres) for a in lues)]
    if total:
        sommes = {t: float(fabrique.somme(lues, t)) for t in FINANCEURS}
        lignes.append(fabrique.ligne(dict.fromkeys(titres) | sommes | {"Référence": "TOTAL"}, titres))
    return lignes


def lu_tolerant(base, contenu, referentiels, **options):
    return examens.lire(ouvrir_octets(contenu, "t.xlsx"), referentiels, tolerant=True, **options)


@pytest.mark.parametrize("graine", range(40))
def test_des_actions_decoupees_en_feuilles_donnent_le_meme_total(base, graine):
    hasard = Random(graine)
    lues = fabrique.actions(hasard, hasard.randrange(4, 20))
    nb = hasard.randrange(2, 5)
    parts = [lues[rang::nb] for rang in range(nb)]
    feuilles = {
        f"F{rang}": page(part, tuple(hasard.sample(TITRES, len(TITRES))), total=hasard.random() < 0.5)
        for rang, part in enumerate(parts)
        if part
    }
    examen = lu(base, fabrique.xlsx(feuilles))
    assert not examen.feuilles.a_demander
    assert len(examen.lecture.actions) == len(lues)
    assert fabrique.par_financeur(examen.lecture) == fabrique.attendu(lues)
    assert {a.feuille for a in examen.lecture.actions} == set(feuilles)
    assert not [c for c in examen.lecture.avertissements if c.code in ("total", "ecart")]


def test_chaque_feuille_est_nommee_lue_ou_non(base):
    lues = fabrique.actions(Random(1), 4)
    contenu = fabrique.xlsx(
        {
            "Emploi": page(lues[:2]),
            "Santé": page(lues[2:]),
            "Notes": [["Bonjour"]],
            "Vide": [],
            "Bilan": [["Axe", "Nb actions", "Montant total"], ["Emploi", 2, 300]],
        }
    )
    examen = lu(base, contenu)
    etats = {e.nom: (e.lue, e.pourquoi) for e in examen.feuilles.etats}
    assert [nom for nom, (lue, _) in etats.items() if lue] == ["Emploi", "Santé"]
    assert etats["Notes"][1] == "aucune ligne de titres n'y est comprise"
    assert etats["Vide"][1] == "elle est vide"
    assert etats["Bilan"][1].startswith("elle n'a pas de colonne d'intitulé d'action")
    dits = " ".join(c.motif for c in examen.lecture.constats)
    assert all(nom in dits for nom in etats)


def test_une_feuille_non_lue_garde_ses_actions_publiees(base):
    autres = [["Référence", "Intitulé de l'action", "État P147 accordé"], ["A2", "Fête", 12]]
    lues = [
        ["Référence", "Intitulé de l'action", "Statut", "État P147 accordé"],
        ["A1", "Chantier", "retenue", 5],
    ]
    contenu = fabrique.xlsx({"Emploi": lues, "Loisirs": autres})
    examen = lu(base, contenu, feuille="Emploi")
    assert [f.intitule for f in examen.difference.retirees] == []
    assert [f.intitule for f in examen.difference.non_lues] == ["Fête"]
    assert {f.intitule for f in examen.difference.finales} == {"Chantier", "Fête"}
    assert "Gardées : une feuille non lue les nomme" in rapport.texte(examen)


def test_des_titres_differents_se_demandent_et_se_lisent_ensemble_si_on_le_veut(base, referentiels):
    lues = fabrique.actions(Random(2), 6)
    plus = (*TITRES, "Intercommunalité accordé", "Observations")
    suite = [a | {"Intercommunalité accordé": 10, "Observations": "à voir"} for a in lues[3:]]
    contenu = fabrique.xlsx({"A": page(lues[:3]), "B": page(suite, plus)})
    premiere = lu_tolerant(base, contenu, referentiels, annee=2026)
    (question,) = [q for q in questions.questions(premiere) if q.sorte == "feuilles"]
    assert question.proposee == "A / B"
    c = questions.repondre(premiere.correspondance, question, question.proposee)
    suivante = lu_tolerant(base, contenu, referentiels, memoire=c)
    assert questions.obligatoires(suivante) == []
    assert fabrique.par_financeur(suivante.lecture) == fabrique.attendu(lues) | {"agglo": Decimal(30)}


def test_deux_feuilles_qui_disent_les_memes_actions_se_demandent(base, referentiels):
    lues = fabrique.actions(Random(3), 6)
    contenu = fabrique.xlsx({"Emploi": page(lues[:3]), "Santé": page(lues[3:]), "Récap": page(lues)})
    premiere = lu_tolerant(base, contenu, referentiels, annee=2026)
    (question,) = questions.obligatoires(premiere)
    assert (question.sorte, question.proposee) == ("feuilles", "Récap")
    assert any("les compterait deux fois" in detail for detail in question.details)
    assert fabrique.par_financeur(premiere.lecture) == fabrique.attendu(lues)
    seule = questions.repondre(premiere.correspondance, question, "Emploi")
    assert len(lu_tolerant(base, contenu, referentiels, memoire=seule).lecture.actions) == 3


@pytest.mark.parametrize("ou", ["titre", "dessus"])
def test_des_milliers_dits_par_la_seconde_feuille_se_demandent_aussi(referentiels, ou):
    lues = fabrique.actions(Random(3), 4)
    seconde = page(lues[2:])
    if ou == "titre":
        seconde[0][6] += " (k€)"
    else:
        seconde.insert(0, ["Montants en milliers d'euros"])
    contenu = fabrique.xlsx({"A": page(lues[:2]), "B": seconde})
    premiere = lu_tolerant(None, contenu, referentiels, annee=2026)
    c = replace(premiere.correspondance, feuilles=("A", "B"))
    demandees = questions.obligatoires(lu_tolerant(None, contenu, referentiels, memoire=c))
    assert [q.sorte for q in demandees] == ["unite"]
    if ou == "titre":
        suite = questions.repondre(c, demandees[0], "milliers")
        relu = lu_tolerant(None, contenu, referentiels, memoire=suite)
        etat = fabrique.somme(lues[:2], FINANCEURS[0]) + 1000 * fabrique.somme(lues[2:], FINANCEURS[0])
        assert fabrique.par_financeur(relu.lecture)["etat"] == etat


def test_deux_annees_ne_se_melangent_pas(base, referentiels):
    lues = fabrique.actions(Random(4), 4)
    contenu = fabrique.xlsx({"Prog 2025": page(lues), "Prog 2026": page(lues[:3])})
    examen = lu(base, contenu)
    assert {e.nom: e.pourquoi for e in examen.feuilles.non_lues} == {"Prog 2025": "elle parle de 2025"}
    assert len(examen.lecture.actions) == 3
    sans_annee = lu_tolerant(base, contenu, referentiels)
    demandees = {q.sorte: q.proposee for q in questions.obligatoires(sans_annee)}
    assert demandees == {"feuilles": "Prog 2026", "annee": "2026"}


def test_le_nom_de_la_feuille_dit_le_pilier(base, referentiels):
    titres = tuple(t for t in TITRES if t != "Pilier")
    lues = fabrique.actions(Random(5), 4)
    contenu = fabrique.xlsx(
        {"Emploi et insertion": page(lues[:2], titres), "Cadre de vie": page(lues[2:], titres)}
    )
    examen = lu(base, contenu)
    assert [a.pilier_id for a in examen.lecture.actions] == ["C1-E1", "C1-E1", "C1-E2", "C1-E2"]
    contenu = fabrique.xlsx({"Cadre de vie": page(lues[:2], titres), "Santé": page(lues[2:], titres)})
    premiere = lu_tolerant(base, contenu, referentiels, annee=2026)
    (question,) = questions.obligatoires(premiere)
    assert (question.cle, question.proposee) == ("pilier:sante", "creer")
    c = questions.repondre(premiere.correspondance, question, "creer")
    suivante = lu_tolerant(base, contenu, referentiels, memoire=c)
    assert [a.pilier_id for a in suivante.lecture.actions] == ["C1-E2", "C1-E2", "C1-SAN", "C1-SAN"]


def test_une_reference_repetee_d_une_feuille_a_l_autre_est_refusee(base):
    lues = fabrique.actions(Random(6), 4)
    lues[3]["Référence"] = lues[0]["Référence"]
    examen = lu(base, fabrique.xlsx({"A": page(lues[:2]), "B": page(lues[2:])}))
    (rejet,) = examen.lecture.rejets
    assert rejet.phrase().startswith(
        "Feuille « B », ligne 3, colonne A (Référence) – « R001 » : cette référence est"
    )
    assert rejet.motif.endswith("de la ligne 2 de la feuille « A »")
