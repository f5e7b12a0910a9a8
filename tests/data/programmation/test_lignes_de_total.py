"""Une ligne de total se reconnaît où que soit le mot ; elle est comparée, et jamais importée."""

from decimal import Decimal
from random import Random

import pytest

from tests.data.programmation import fabrique
from tests.data.programmation.conftest import lu
from tests.data.programmation.fabrique import FINANCEURS, TITRES

LIBELLES = [
    "TOTAL",
    "Total",
    "total général",
    "TOTAUX",
    "Sous-total",
    "SOUS TOTAL",
    "S/T",
    "S.T.",
    "Ensemble",
    "ENSEMBLE",
    "Total pilier 1",
    "Total Emploi et insertion",
    "Sous-total Axe 2",
    "S/T Cadre de vie",
    "Total de l'axe 1",
    "Ensemble des actions",
    "Montant total",
    "Grand total",
    "Cumul",
    "Somme",
    "Pilier 1 – TOTAL",
    "Cadre de vie (sous-total)",
    "TOTAL :",
    "Total 2026",
    "Report",
]
OU = ("Référence", "Intitulé de l'action", "Porteur", "Pilier", "Statut")


def total(titre, libelle, lues, titres=TITRES):
    """Une ligne de total : son libellé sous un titre, les sommes sous les montants."""
    ligne = dict.fromkeys(titres) | {t: float(fabrique.somme(lues, t)) for t in FINANCEURS}
    return fabrique.ligne(ligne | {titre: libelle}, titres)


@pytest.mark.parametrize("libelle", LIBELLES)
@pytest.mark.parametrize("titre", OU)
def test_le_mot_total_se_lit_dans_n_importe_quelle_colonne(base, titre, libelle):
    lues = fabrique.actions(Random(1), 5)
    page = [list(TITRES), *(fabrique.ligne(a, TITRES) for a in lues), total(titre, libelle, lues)]
    lecture = lu(base, fabrique.xlsx({"P": page})).lecture
    assert len(lecture.actions) == 5
    assert fabrique.par_financeur(lecture) == fabrique.attendu(lues)
    assert not lecture.rejets
    assert any("ligne de total" in c.motif for c in lecture.notes)


@pytest.mark.parametrize("graine", range(60))
def test_des_totaux_et_sous_totaux_au_hasard_ne_changent_rien(base, graine):
    hasard = Random(graine)
    lues = fabrique.actions(hasard, hasard.randrange(2, 25))
    titres = tuple(hasard.sample(TITRES, len(TITRES)))
    page, bloc = [list(titres)], []
    for action in lues:
        page.append(fabrique.ligne(action, titres))
        bloc.append(action)
        if hasard.random() < 0.25:
            page.append(
                total(hasard.choice(OU), hasard.choice(LIBELLES[5:8] + LIBELLES[10:14]), bloc, titres)
            )
            bloc = []
    if hasard.random() < 0.7:
        page.append(
            total(hasard.choice(OU), hasard.choice(("TOTAL", "Total général", "Ensemble")), lues, titres)
        )
    lecture = lu(base, fabrique.xlsx({"P": page})).lecture
    assert len(lecture.actions) == len(lues)
    assert fabrique.par_financeur(lecture) == fabrique.attendu(lues)
    assert not [c for c in lecture.avertissements if c.code in ("total", "ecart")]


@pytest.mark.parametrize(
    ("intitule", "porteur"),
    [
        ("Sport total", "Association Élan"),
        ("Total respect", "Association Élan"),
        ("Ensemble pour la réussite", "Association Élan"),
        ("Chantier", "Total Énergies"),
        ("Total Cadre de vie", "Association Élan"),
        ("Ensemble", "Association Ensemble"),
        ("St Exupéry en fête", "Association Élan"),
        ("Report d'attention", "Association Élan"),
    ],
)
def test_une_action_dont_le_nom_dit_total_n_est_pas_perdue(base, intitule, porteur):
    lues = fabrique.actions(Random(3), 3)
    lues.insert(1, lues[0] | {"Référence": "R9", "Intitulé de l'action": intitule, "Porteur": porteur})
    page = [list(TITRES), *(fabrique.ligne(a, TITRES) for a in lues), total("Pilier", "TOTAL", lues)]
    lecture = lu(base, fabrique.xlsx({"P": page})).lecture
    # « Ensemble » tout court, avec les montants de la ligne au-dessus, pourrait être leur total : on demande.
    if intitule == "Ensemble":
        assert len(lecture.actions) + len(lecture.refusees) >= 3
        return
    assert [a.intitule for a in lecture.actions][1] == intitule
    assert fabrique.par_financeur(lecture) == fabrique.attendu(lues)


@pytest.mark.parametrize(
    "recopie",
    [
        {"Statut": "retenue"},
        {"Quartiers": "Ensemble du contrat"},
        {"Référence": "AXE 1"},
        {"Pilier": "Cadre de vie"},
        {"Référence": "5 actions", "Statut": "-"},
        {"Porteur": "5 porteurs"},
    ],
)
def test_ce_qu_un_tableur_recopie_jusqu_au_total_n_en_fait_pas_une_action(base, recopie):
    lues = fabrique.actions(Random(8), 5)
    page = [list(TITRES), *(fabrique.ligne(a, TITRES) for a in lues)]
    fin = total("Intitulé de l'action", "Total axe 1", lues)
    for titre, valeur in recopie.items():
        fin[TITRES.index(titre)] = valeur
    lecture = lu(base, fabrique.xlsx({"P": [*page, fin]})).lecture
    assert fabrique.par_financeur(lecture) == fabrique.attendu(lues)
    assert not lecture.rejets


def test_un_total_faux_n_est_pas_importe_et_son_ecart_est_dit(base):
    lues = fabrique.actions(Random(4), 4)
    faux = total("Pilier", "Total Cadre de vie", lues)
    faux[TITRES.index(FINANCEURS[0])] += 100
    page = [list(TITRES), *(fabrique.ligne(a, TITRES) for a in lues), faux]
    lecture = lu(base, fabrique.xlsx({"P": page})).lecture
    assert fabrique.par_financeur(lecture) == fabrique.attendu(lues)
    assert any(c.code == "ecart" for c in lecture.avertissements)


def test_un_total_dont_on_doute_est_refuse_et_non_importe(base):
    titres = ("Intitulé de l'action", *FINANCEURS)
    page = [list(titres), ["Atelier", 100, None, None], ["Sport total", 40, None, None]]
    examen = lu(base, fabrique.xlsx({"P": page}), statut="retenue")
    assert [a.intitule for a in examen.lecture.actions] == ["Atelier"]
    assert [c.motif[:46] for c in examen.lecture.rejets] == ["« Sport total » : un total, ou une action ? Se"]
    assert fabrique.par_financeur(examen.lecture) == {"etat": Decimal(100)}


def test_une_note_qui_parle_d_un_total_ne_fait_pas_un_total(base):
    titres = (*TITRES, "Observations")
    lues = fabrique.actions(Random(5), 2)
    page = [list(titres), *([*fabrique.ligne(a, TITRES), "Total à revoir"] for a in lues)]
    assert len(lu(base, fabrique.xlsx({"P": page})).lecture.actions) == 2


def test_un_total_par_pilier_sans_total_general_se_compare_a_leur_somme(base):
    lues = fabrique.actions(Random(6), 6)
    page = [list(TITRES)]
    for debut in (0, 3):
        page += [fabrique.ligne(a, TITRES) for a in lues[debut : debut + 3]]
        page.append(total("Référence", "Total", lues[debut : debut + 3]))
    lecture = lu(base, fabrique.xlsx({"P": page})).lecture
    assert all(t.ecart == 0 for t in lecture.totaux if t.fichier is not None)
    assert any(t.fichier is not None for t in lecture.totaux)
