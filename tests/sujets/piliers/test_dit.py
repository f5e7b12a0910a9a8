"""Les phrases de la page Piliers, et le niveau que dit le lien."""

from decimal import Decimal

import pandas as pd
import pytest

from pages.composants.formats import FINE
from pages.sujets.piliers import dit
from pages.sujets.piliers.demande import Lecture, Vue, plusieurs
from queries import Filtre

EN_2026 = Filtre(contrats=("C1",), annees=(2026, 2026))
PILIERS = Lecture("piliers", "Piliers")
AGES = Lecture("ages", "Âges", multiple=True)


def parts(*lignes):
    return pd.DataFrame(
        [(c, n, Decimal(m) if m is not None else None) for c, n, m in lignes],
        columns=["code", "nom", "montant_eur"],
    ).assign(nb_actions=1)


def vue(df, avant=None, lecture=PILIERS, niveau="pilier", lieu=""):
    return Vue(lecture, niveau, df, df[:0] if avant is None else avant, df[:0], lieu)


def resume(total, **autres):
    base = {"nb_actions": 9, "nb_postes": 0, "nb_quartiers": 3, "theorique_eur": None}
    return base | {"montant_eur": Decimal(total), **autres}


def lisible(texte):
    return texte.replace(FINE, " ")


DEUX = parts(("aucun", "Sans pilier", 5000), ("E1", "Travailler", 4000), ("E2", "Habiter", 1000))


def test_la_phrase_nomme_le_premier_pilier_et_jamais_ce_qui_n_en_a_pas():
    dite = dit.reponse(vue(DEUX), resume(10000), None, EN_2026)
    assert lisible(dite) == "En 2026, 40 % de l'argent va à « Travailler » (4 000 €)."


@pytest.mark.parametrize(
    ("avant", "attendu"),
    [
        (3600, ", 4 points de plus qu'en 2025"),
        (4100, ", 1 point de moins qu'en 2025"),
        # 40,4 % s'écrit 40 % : la phrase ne dit pas une hausse que l'écran dément.
        (4040, ", autant qu'en 2025"),
    ],
)
def test_l_ecart_est_celui_des_parts_telles_qu_elles_s_ecrivent(avant, attendu):
    dite = dit.reponse(vue(DEUX, parts(("E1", "Travailler", avant))), resume(10000), resume(10000), EN_2026)
    assert lisible(dite).endswith(f"(4 000 €){attendu}.")


def test_un_pilier_ne_de_cette_annee_ne_se_compare_pas():
    dite = dit.reponse(vue(DEUX, parts(("CS", "Cohésion", 9000))), resume(10000), resume(10000), EN_2026)
    assert "2025" not in dite


def test_un_pilier_seul_recoit_tout():
    dite = dit.reponse(vue(parts(("E1", "Travailler", 4000))), resume(4000), None, EN_2026)
    assert lisible(dite) == "En 2026, tout l'argent va à « Travailler » (4 000 €)."


def test_sans_argent_ni_pilier_la_phrase_le_dit():
    rien = dit.reponse(vue(DEUX), resume(0), None, EN_2026)
    assert rien == "En 2026, aucun montant accordé."
    sans = vue(parts(("aucun", "Sans pilier", 500)))
    dite = dit.reponse(sans, resume(500), None, EN_2026)
    assert lisible(dite) == "En 2026, 500 € ne sont rattachés à aucun pilier."


def test_une_lecture_multiple_touche_et_ne_partage_pas():
    ages = vue(parts(("16", "Jeunes", 6000), ("26", "Adultes", 8000)), lecture=AGES, niveau="classe")
    dite = dit.reponse(ages, resume(10000), None, EN_2026)
    assert lisible(dite) == "En 2026, 80 % de l'argent touche « Adultes » (8 000 €)."
    assert "une action peut compter dans plusieurs âges" in dit.regle(ages, resume(1)).lower()
    assert "ne s'additionnent pas" in dit.regle(ages, resume(1))
    assert "compte une fois" in dit.regle(vue(DEUX), resume(1))
    assert plusieurs("Axes transversaux") == "une action peut compter dans plusieurs axes transversaux"


def test_les_actions_d_une_thematique_sont_comptees_et_la_premiere_nommee():
    actions = vue(parts(("A", "Tremplin", 3000), ("B", "Permis", 1000)), niveau="action", lieu="Emploi")
    dite = dit.reponse(actions, resume(4000), None, EN_2026)
    assert lisible(dite) == (
        "En 2026, 2 actions sont soutenues pour 4 000 €, dans « Emploi » ; la première, « Tremplin », en "
        "reçoit 75 %."
    )
    postes = dit.reponse(actions, resume(4000, nb_postes=9), None, EN_2026)
    assert lisible(postes) == "En 2026, 2 postes sont financés pour 4 000 €, dans « Emploi »."


def test_une_categorie_a_ses_propres_chiffres():
    actions = vue(parts(("A", "Tremplin", 2500)), lecture=AGES, niveau="action", lieu="Jeunes")
    cartes = dit.chiffres_cles(actions, resume(10000), None, morts(), 2026, EN_2026)
    assert [(c.cle, lisible(c.valeur)) for c in cartes] == [
        ("actions", "1"),
        ("accorde", "2 500 €"),
    ]
    assert lisible(cartes[1].suite) == "25 % de l'argent de cette vue"


def morts(*lignes):
    return pd.DataFrame(lignes, columns=["genre", "nom", "contrat", "avant_eur"])


def test_les_angles_morts_se_comptent_par_genre():
    lignes = morts(
        ("Quartiers", "Est", "C1", Decimal(400)),
        ("Thématiques", "Mobilité", "C1", None),
        ("Thématiques", "Santé", "C1", Decimal(0)),
        ("Parcours de vie", "Aînés", "C1", Decimal(0)),
    )
    assert lisible(dit.angles_morts(lignes, 2026, resume(1))) == (
        "Angles morts en 2026 : 1 quartier, 2 thématiques et 1 dans « Parcours de vie », sans un euro "
        "accordé ; 1 a tout perdu depuis 2025."
    )
    assert [lisible(d) for d in dit.en_mots(lignes, 2026)["depuis"]] == [
        "A tout perdu : 400 € en 2025",
        "Nouveau ou redéfini depuis 2025 : rien à comparer",
        "Rien non plus en 2025",
        "Rien non plus en 2025",
    ]
    vide = dit.angles_morts(morts(), 2026, resume(1, nb_quartiers=0))
    assert lisible(vide) == (
        "Angles morts en 2026 : aucun, dans ce que la base renseigne. Les quartiers n'y sont pas : aucune "
        "action n'est rattachée à l'un d'eux."
    )


def test_deux_contrats_nomment_le_leur_dans_les_angles_morts():
    lignes = morts(("Quartiers", "Est", "C1", None), ("Quartiers", "Est", "C2", None))
    assert dit.en_mots(lignes, 2026)["nom"].tolist() == ["Est · C1", "Est · C2"]
