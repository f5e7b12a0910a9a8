"""Plusieurs tableaux dans une feuille : les titres sont relus quand ils reviennent, dans n'importe quel
ordre."""

from random import Random

import pytest

from tests.data.programmation import fabrique
from tests.data.programmation.conftest import lu
from tests.data.programmation.fabrique import FINANCEURS, TITRES


@pytest.mark.parametrize("graine", range(60))
def test_des_titres_repetes_dans_un_autre_ordre_ne_changent_rien(base, graine):
    hasard = Random(graine)
    lues = fabrique.actions(hasard, hasard.randrange(3, 24))
    lignes, titres = [["Programmation 2026"], []], TITRES
    lignes.append(list(titres))
    for action in lues:
        if hasard.random() < 0.3:
            titres = tuple(hasard.sample(TITRES, len(TITRES))) if hasard.random() < 0.7 else titres
            lignes += [[]] * hasard.randrange(3) + [list(titres)]
        lignes.append(fabrique.ligne(action, titres))
    lecture = lu(base, fabrique.xlsx({"P": lignes})).lecture
    assert not lecture.rejets
    assert len(lecture.actions) == len(lues)
    assert fabrique.par_financeur(lecture) == fabrique.attendu(lues)


@pytest.mark.parametrize("graine", range(12))
def test_des_titres_a_deux_etages_se_repetent_aussi(base, graine):
    hasard = Random(graine)
    lues = fabrique.actions(hasard, 6)
    courts = [t.replace(" accordé", "") for t in TITRES]
    etage = ["Action", *[None] * 5, "Financements accordés", None, None]
    haut = [etage, courts]
    repete = hasard.choice((haut, [courts]))
    lignes = [*haut, *(fabrique.ligne(a, TITRES) for a in lues[:3])]
    lignes += [*repete, *(fabrique.ligne(a, TITRES) for a in lues[3:])]
    examen = lu(base, fabrique.xlsx({"P": lignes}))
    assert not examen.lecture.rejets
    assert fabrique.par_financeur(examen.lecture) == fabrique.attendu(lues)


RECAPS = [
    [["Axe", "Nb actions", "Montant total", "dont Etat"], ["Emploi", 3, 100, 50], ["TOTAL", 3, 100, 50]],
    [["Financeur", "Montant accordé", "Part"], ["État", 100, "50 %"], ["CAF", 100, "50 %"]],
    [["Quartier", "Nombre d'actions", "Montant total"], ["Gare Sud", 2, 5]],
]


@pytest.mark.parametrize("recap", RECAPS)
@pytest.mark.parametrize("vides", [1, 3])
def test_un_recapitulatif_sous_le_tableau_n_est_pas_lu_comme_des_actions(base, recap, vides):
    lues = fabrique.actions(Random(7), 4)
    lignes = [list(TITRES), *(fabrique.ligne(a, TITRES) for a in lues), *[[]] * vides, *recap]
    lecture = lu(base, fabrique.xlsx({"P": lignes})).lecture
    assert len(lecture.actions) == 4
    assert fabrique.par_financeur(lecture) == fabrique.attendu(lues)
    assert any(c.code in ("tableau", "ligne", "intitule", "total", "piliers") for c in lecture.constats)


def test_un_second_tableau_a_plus_de_colonnes(base):
    lues = fabrique.actions(Random(9), 4)
    plus = (*TITRES, "Intercommunalité accordé")
    lignes = [list(TITRES), *(fabrique.ligne(a, TITRES) for a in lues[:2]), [], list(plus)]
    lignes += [[*fabrique.ligne(a, TITRES), 25] for a in lues[2:]]
    examen = lu(base, fabrique.xlsx({"P": lignes}))
    assert fabrique.par_financeur(examen.lecture) == fabrique.attendu(lues) | {"agglo": 50}
    neuve = next(c for c in examen.correspondance.colonnes if c.financeur_id == "agglo")
    assert neuve.lettre == "P!J"


def test_un_intitule_qui_est_un_nombre_est_refuse(base):
    lues = fabrique.actions(Random(10), 2)
    lues[1]["Intitulé de l'action"] = 1250.5
    lecture = lu(
        base, fabrique.xlsx({"P": [list(TITRES), *(fabrique.ligne(a, TITRES) for a in lues)]})
    ).lecture
    assert [c.motif for c in lecture.rejets] == ["l'intitulé d'une action n'est pas un nombre"]


def test_une_section_inconnue_ne_laisse_pas_le_pilier_d_avant(base):
    titres = tuple(t for t in TITRES if t != "Pilier")
    lues = fabrique.actions(Random(11), 2)
    lignes = [list(titres), ["Axe 1 : Emploi et insertion"], fabrique.ligne(lues[0], titres)]
    lignes += [["Axe 2 : Numérique"], fabrique.ligne(lues[1], titres)]
    lecture = lu(base, fabrique.xlsx({"P": lignes})).lecture
    assert [a.pilier_id for a in lecture.actions] == ["C1-E1", None]
    assert [i.ecrit for i in lecture.inconnus] == ["Axe 2 : Numérique"]
    assert FINANCEURS


def csv_de(lignes, fin=""):
    return "\n".join(";".join("" if v is None else str(v) for v in x) + fin for x in lignes).encode()


@pytest.mark.parametrize("graine", range(30))
def test_une_ligne_de_csv_trop_longue_ou_trop_courte_est_refusee_et_nommee(base, graine):
    hasard = Random(graine)
    lues = fabrique.actions(hasard, 6)
    lignes = [list(TITRES), *(fabrique.ligne(a, TITRES) for a in lues)]
    rang = hasard.randrange(1, 7)
    champ = hasard.randrange(len(TITRES))
    if hasard.random() < 0.5:
        del lignes[rang][champ]
    else:
        lignes[rang].insert(champ, hasard.choice([None, "x", 3]))
    examen = lu(base, csv_de(lignes), nom="t.csv")
    assert [c.ligne for c in examen.lecture.rejets if c.code == "largeur"] == [rang + 1]
    reste = [a for i, a in enumerate(lues) if i != rang - 1]
    assert fabrique.par_financeur(examen.lecture) == fabrique.attendu(reste)


def test_un_separateur_a_la_fin_de_chaque_ligne_ne_gene_pas(base):
    lues = fabrique.actions(Random(3), 4)
    for titres_aussi in (True, False):
        lignes = [list(TITRES), *(fabrique.ligne(a, TITRES) for a in lues)]
        contenu = csv_de(lignes[:1], ";" if titres_aussi else "") + b"\n" + csv_de(lignes[1:], ";")
        lecture = lu(base, contenu, nom="t.csv").lecture
        assert (fabrique.par_financeur(lecture), lecture.rejets) == (fabrique.attendu(lues), [])


@pytest.mark.parametrize("rang", range(1, 7))
@pytest.mark.parametrize("reste", ["X-003", "AUR-2026-003", "Atelier cuisine"])
def test_une_ligne_de_csv_dont_il_ne_reste_que_le_debut_est_refusee(base, rang, reste):
    """Graine 70424 : une action dont seul le premier champ restait disparaissait, avec le code 0."""
    lues = fabrique.actions(Random(rang), 6)
    lignes = [list(TITRES), *(fabrique.ligne(a, TITRES) for a in lues)]
    lignes[rang] = [reste]
    examen = lu(base, csv_de(lignes), nom="t.csv")
    assert [c.ligne for c in examen.lecture.rejets if c.code == "largeur"] == [rang + 1]
