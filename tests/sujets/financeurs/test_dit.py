"""Les phrases de la page Financeurs."""

from decimal import Decimal

import pandas as pd
import pytest

from pages.composants.formats import FINE
from pages.sujets.financeurs import demande, dit
from queries import Filtre

EN_2026 = Filtre(contrats=("C1",), annees=(2026, 2026))


def resume(total, **autres):
    base = {"nb_actions": 9, "nb_postes": 0, "nb_quartiers": 3, "theorique_eur": None}
    return base | {"montant_eur": Decimal(total), **autres}


def lisible(texte):
    return texte.replace(FINE, " ")


def test_les_postes_au_cout_theorique_sont_dits_la_ou_ils_entrent_dans_un_total():
    dite = dit.regle(resume(1, theorique_eur=Decimal(700)))
    assert lisible(dite).endswith("Dont 700 € accordés à des postes aidés, à leur coût théorique.")
    assert "théorique" not in dit.regle(resume(1))


QUI = pd.DataFrame(
    {"financeur": ["État", "Agglo"], "montant_eur": [Decimal(3000), Decimal(1000)], "nb_actions": [3, 1]}
)
CHIFFRES = {"montant_eur": Decimal(4000), "levier": 3.4, "nb_actions": 9, "nb_postes": 1}


@pytest.fixture
def contrats(monkeypatch):
    def poser(epci):
        table = pd.DataFrame({"contrat_id": ["C1"], "epci_nom": [epci]})
        monkeypatch.setattr(dit, "lire", lambda question, **_: table)

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
    dite = lisible(dit.reponse(QUI, CHIFFRES, EN_2026))
    assert dite == f"En 2026, « État » apporte 75 % des 4 000 € accordés ; 1 € {attendu} en amène 3,40 €."


def test_un_levier_ne_se_dit_pas_sous_un_filtre_de_financeur(contrats):
    contrats(None)
    seul = Filtre(contrats=("C1",), annees=(2026, 2026), financeurs=("etat",))
    dite = dit.reponse(QUI.head(1), CHIFFRES, seul)
    assert lisible(dite) == "En 2026, « État » apporte 4 000 € accordés à 3 actions."
    leviers = pd.DataFrame({"pilier": ["Emploi"], "levier": [2.0]})
    assert dit.leviers(leviers, CHIFFRES, seul) == {}
    assert dit.leviers(leviers, CHIFFRES, EN_2026) == {"Emploi": "2,00 €", "Total": "3,40 €"}


def test_le_levier_va_du_pilier_le_plus_entraine_au_moins():
    leviers = pd.DataFrame({"pilier": ["Emploi", "Santé", "Posts"], "levier": [2.0, 3.5, None]})
    dite = dit.extremes(leviers, "l'agglomération")
    assert lisible(dite) == "1 € de l'agglomération en amène 3,50 € pour « Santé », 2,00 € pour « Emploi »"


def enveloppes(*restes):
    lignes = [
        ("C", 2026, f"F{i}", "tous", "Tous les piliers", Decimal(1000), Decimal(1000 - reste), Decimal(reste))
        for i, reste in enumerate(restes)
    ]
    df = pd.DataFrame(
        lignes,
        columns=[
            "contrat",
            "annee",
            "financeur",
            "pilier_id",
            "pilier",
            "enveloppe_eur",
            "programme_eur",
            "reste_eur",
        ],
    )
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
    assert lisible(dit.enveloppes(enveloppes(*restes))) == attendu


def test_l_etat_d_une_enveloppe_se_lit_sans_signe():
    dites = demande.enveloppes_en_mots(enveloppes(300, 0, -50))
    assert [lisible(e) for e in dites["etat"]] == ["reste 300 €", "épuisée", "dépassée de 50 €"]
    hors = enveloppes(0).assign(enveloppe_eur=None, reste_eur=None, programme_eur=Decimal(200))
    assert lisible(demande.enveloppes_en_mots(hors)["etat"][0]) == "200 € sans enveloppe"


def test_le_droit_commun_se_compare_a_sa_premiere_annee():
    natures = pd.DataFrame(
        [(2015, "droit_commun", 0.04), (2026, "specifique", 0.9), (2026, "droit_commun", 0.1)],
        columns=["annee", "nature", "part"],
    )
    dite = dit.natures(natures, EN_2026)
    assert lisible(dite) == "Le droit commun fait 10 % de l'argent en 2026, 6 points de plus qu'en 2015."
    assert "Aucun droit commun" in dit.natures(natures[:0], EN_2026)


def test_du_demande_au_verse_ne_dit_que_ce_qui_est_connu():
    tout = {"demande_eur": Decimal(200), "accorde_eur": Decimal(150), "verse_eur": Decimal(30)}
    assert lisible(dit.etapes(tout, EN_2026)) == (
        "En 2026, 75 % du demandé est accordé, et 20 % de l'accordé est versé à ce jour."
    )
    inconnu = dit.etapes(tout | {"demande_eur": None, "verse_eur": None}, EN_2026)
    assert inconnu == "En 2026, ni le demandé ni le versé ne sont connus."


def test_les_actions_a_un_seul_financeur_se_comptent_hors_postes():
    seules = pd.DataFrame({"accorde_eur": [Decimal(300), Decimal(200)]})
    assert lisible(dit.un_seul(seules, CHIFFRES)) == (
        "2 actions tiennent à un seul financeur, sur 8, pour 500 €."
    )
    assert "Aucune action" in dit.un_seul(seules[:0], CHIFFRES)
    assert "postes aidés" in dit.un_seul(seules[:0], CHIFFRES | {"nb_postes": 9})
