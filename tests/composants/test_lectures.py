"""Les phrases des pages Piliers et Financeurs, et le niveau que dit le lien."""

from decimal import Decimal

import pandas as pd
import pytest

from pages.composants import constats_financeurs, constats_piliers
from pages.composants.formats import FINE
from pages.composants.lectures import Lecture, Vue, plusieurs
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
    dite = constats_piliers.reponse(vue(DEUX), resume(10000), None, EN_2026)
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
    dite = constats_piliers.reponse(
        vue(DEUX, parts(("E1", "Travailler", avant))), resume(10000), resume(10000), EN_2026
    )
    assert lisible(dite).endswith(f"(4 000 €){attendu}.")


def test_un_pilier_ne_de_cette_annee_ne_se_compare_pas():
    dite = constats_piliers.reponse(
        vue(DEUX, parts(("CS", "Cohésion", 9000))), resume(10000), resume(10000), EN_2026
    )
    assert "2025" not in dite


def test_un_pilier_seul_recoit_tout():
    dite = constats_piliers.reponse(vue(parts(("E1", "Travailler", 4000))), resume(4000), None, EN_2026)
    assert lisible(dite) == "En 2026, tout l'argent va à « Travailler » (4 000 €)."


def test_sans_argent_ni_pilier_la_phrase_le_dit():
    rien = constats_piliers.reponse(vue(DEUX), resume(0), None, EN_2026)
    assert rien == "En 2026, aucun montant accordé."
    sans = vue(parts(("aucun", "Sans pilier", 500)))
    dite = constats_piliers.reponse(sans, resume(500), None, EN_2026)
    assert lisible(dite) == "En 2026, 500 € ne sont rattachés à aucun pilier."


def test_une_lecture_multiple_touche_et_ne_partage_pas():
    ages = vue(parts(("16", "Jeunes", 6000), ("26", "Adultes", 8000)), lecture=AGES, niveau="classe")
    dite = constats_piliers.reponse(ages, resume(10000), None, EN_2026)
    assert lisible(dite) == "En 2026, 80 % de l'argent touche « Adultes » (8 000 €)."
    assert "une action peut compter dans plusieurs âges" in constats_piliers.regle(ages, resume(1)).lower()
    assert "ne s'additionnent pas" in constats_piliers.regle(ages, resume(1))
    assert "compte une fois" in constats_piliers.regle(vue(DEUX), resume(1))
    assert plusieurs("Axes transversaux") == "une action peut compter dans plusieurs axes transversaux"


def test_les_actions_d_une_thematique_sont_comptees_et_la_premiere_nommee():
    actions = vue(parts(("A", "Tremplin", 3000), ("B", "Permis", 1000)), niveau="action", lieu="Emploi")
    dite = constats_piliers.reponse(actions, resume(4000), None, EN_2026)
    assert lisible(dite) == (
        "En 2026, 2 actions sont soutenues pour 4 000 €, dans « Emploi » ; la première, « Tremplin », en "
        "reçoit 75 %."
    )
    postes = constats_piliers.reponse(actions, resume(4000, nb_postes=9), None, EN_2026)
    assert lisible(postes) == "En 2026, 2 postes sont financés pour 4 000 €, dans « Emploi »."


def test_une_categorie_a_ses_propres_chiffres():
    actions = vue(parts(("A", "Tremplin", 2500)), lecture=AGES, niveau="action", lieu="Jeunes")
    cartes = constats_piliers.chiffres_cles(actions, resume(10000), None, morts(), 2026, EN_2026)
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
    assert lisible(constats_piliers.angles_morts(lignes, 2026, resume(1))) == (
        "Angles morts en 2026 : 1 quartier, 2 thématiques et 1 dans « Parcours de vie », sans un euro "
        "accordé ; 1 a tout perdu depuis 2025."
    )
    assert [lisible(d) for d in constats_piliers.en_mots(lignes, 2026)["depuis"]] == [
        "A tout perdu : 400 € en 2025",
        "Nouveau ou redéfini depuis 2025 : rien à comparer",
        "Rien non plus en 2025",
        "Rien non plus en 2025",
    ]
    vide = constats_piliers.angles_morts(morts(), 2026, resume(1, nb_quartiers=0))
    assert lisible(vide) == (
        "Angles morts en 2026 : aucun, dans ce que la base renseigne. Les quartiers n'y sont pas : aucune "
        "action n'est rattachée à l'un d'eux."
    )


def test_les_postes_au_cout_theorique_sont_dits_la_ou_ils_entrent_dans_un_total():
    dite = constats_financeurs.regle(resume(1, theorique_eur=Decimal(700)))
    assert lisible(dite).endswith("Dont 700 € accordés à des postes aidés, à leur coût théorique.")
    assert "théorique" not in constats_financeurs.regle(resume(1))


def test_deux_contrats_nomment_le_leur_dans_les_angles_morts():
    lignes = morts(("Quartiers", "Est", "C1", None), ("Quartiers", "Est", "C2", None))
    assert constats_piliers.en_mots(lignes, 2026)["nom"].tolist() == ["Est · C1", "Est · C2"]


# Financeurs.

QUI = pd.DataFrame(
    {"financeur": ["État", "Agglo"], "montant_eur": [Decimal(3000), Decimal(1000)], "nb_actions": [3, 1]}
)
CHIFFRES = {"montant_eur": Decimal(4000), "levier": 3.4, "nb_actions": 9, "nb_postes": 1}


@pytest.fixture
def contrats(monkeypatch):
    def poser(epci):
        table = pd.DataFrame({"contrat_id": ["C1"], "epci_nom": [epci]})
        monkeypatch.setattr(constats_financeurs, "lire", lambda question, **_: table)

    return poser


@pytest.mark.parametrize(
    ("epci", "attendu"),
    [
        ("Communauté d'agglomération de Blois", "de l'agglomération"),
        ("CA de Blois « Agglopolys »", "de l'agglomération"),
        ("CC du Perche", "de la communauté de communes"),
        ("Tours Métropole Val de Loire", "de la métropole"),
        (None, "de l'intercommunalité"),
    ],
)
def test_l_intercommunalite_porte_son_vrai_nom(contrats, epci, attendu):
    contrats(epci)
    dite = lisible(constats_financeurs.reponse(QUI, CHIFFRES, EN_2026))
    assert dite == f"En 2026, « État » apporte 75 % des 4 000 € accordés ; 1 € {attendu} en amène 3,40 €."


def test_un_levier_ne_se_dit_pas_sous_un_filtre_de_financeur(contrats):
    contrats(None)
    seul = Filtre(contrats=("C1",), annees=(2026, 2026), financeurs=("etat",))
    dite = constats_financeurs.reponse(QUI.head(1), CHIFFRES, seul)
    assert lisible(dite) == "En 2026, « État » apporte 4 000 € accordés à 3 actions."
    leviers = pd.DataFrame({"pilier": ["Emploi"], "levier": [2.0]})
    assert constats_financeurs.leviers(leviers, CHIFFRES, seul) == {}
    assert constats_financeurs.leviers(leviers, CHIFFRES, EN_2026) == {"Emploi": "2,00 €", "Total": "3,40 €"}


def test_le_levier_va_du_pilier_le_plus_entraine_au_moins():
    leviers = pd.DataFrame({"pilier": ["Emploi", "Santé", "Posts"], "levier": [2.0, 3.5, None]})
    dite = constats_financeurs.extremes(leviers, "l'agglomération")
    assert lisible(dite) == "1 € de l'agglomération en amène 3,50 € pour « Santé », 2,00 € pour « Emploi »"


def enveloppes(*restes):
    lignes = [
        ("C", 2026, f"F{i}", "tous", "Tous les piliers", Decimal(1000), Decimal(1000 - reste), Decimal(reste))
        for i, reste in enumerate(restes)
    ]
    df = pd.DataFrame(
        lignes,
        columns=["contrat", "annee", "financeur", "pilier_id", "pilier", "enveloppe_eur", "programme_eur",
                 "reste_eur"],
    )  # fmt: skip
    return df.assign(total_enveloppe_eur=Decimal(1000 * len(restes)), total_reste_eur=Decimal(sum(restes)))


@pytest.mark.parametrize(
    ("restes", "attendu"),
    [
        ((300, 0), "Il reste 300 € à programmer sur 2 000 € d'enveloppes ; aucune n'est dépassée."),
        (
            (300, -50),
            "Il reste 250 € à programmer sur 2 000 € d'enveloppes ; 1 est dépassée : « F1 », de 50 €.",
        ),
        ((0,), "Les 1 000 € d'enveloppes sont épuisées ; aucune n'est dépassée."),
        ((-70,), "Les 1 000 € d'enveloppes sont dépassées de 70 € ; 1 est dépassée : « F0 », de 70 €."),
        (
            (-1, -2, -9, -3),
            "Les 4 000 € d'enveloppes sont dépassées de 15 € ; 4 sont dépassées : surtout « F2 », de 9 €.",
        ),
    ],
)
def test_un_depassement_se_dit_en_mots(restes, attendu):
    assert lisible(constats_financeurs.enveloppes(enveloppes(*restes))) == attendu


def test_l_etat_d_une_enveloppe_se_lit_sans_signe():
    dites = constats_financeurs.enveloppes_en_mots(enveloppes(300, 0, -50))
    assert [lisible(e) for e in dites["etat"]] == ["reste 300 €", "épuisée", "dépassée de 50 €"]
    hors = enveloppes(0).assign(enveloppe_eur=None, reste_eur=None, programme_eur=Decimal(200))
    assert lisible(constats_financeurs.enveloppes_en_mots(hors)["etat"][0]) == "200 € sans enveloppe"


def test_le_droit_commun_se_compare_a_sa_premiere_annee():
    natures = pd.DataFrame(
        [(2015, "droit_commun", 0.04), (2026, "specifique", 0.9), (2026, "droit_commun", 0.1)],
        columns=["annee", "nature", "part"],
    )
    dite = constats_financeurs.natures(natures, EN_2026)
    assert lisible(dite) == "Le droit commun fait 10 % de l'argent en 2026, 6 points de plus qu'en 2015."
    assert "Aucun droit commun" in constats_financeurs.natures(natures[:0], EN_2026)


def test_du_demande_au_verse_ne_dit_que_ce_qui_est_connu():
    tout = {"demande_eur": Decimal(200), "accorde_eur": Decimal(150), "verse_eur": Decimal(30)}
    assert lisible(constats_financeurs.etapes(tout, EN_2026)) == (
        "En 2026, 75 % du demandé est accordé, et 20 % de l'accordé est versé à ce jour."
    )
    inconnu = constats_financeurs.etapes(tout | {"demande_eur": None, "verse_eur": None}, EN_2026)
    assert inconnu == "En 2026, ni le demandé ni le versé ne sont connus."


def test_les_actions_a_un_seul_financeur_se_comptent_hors_postes():
    seules = pd.DataFrame({"accorde_eur": [Decimal(300), Decimal(200)]})
    assert lisible(constats_financeurs.un_seul(seules, CHIFFRES)) == (
        "2 actions tiennent à un seul financeur, sur 8, pour 500 €."
    )
    assert "Aucune action" in constats_financeurs.un_seul(seules[:0], CHIFFRES)
    assert "postes aidés" in constats_financeurs.un_seul(seules[:0], CHIFFRES | {"nb_postes": 9})
