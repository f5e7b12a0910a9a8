"""Les cartes de la page Indicateurs : cinq au plus, l'unité lisible, rien de moyenné."""

from decimal import Decimal

import pandas as pd

from pages.composants.formats import FINE
from pages.sujets.indicateurs import chiffres, demande, montre
from tests.sujets.indicateurs.test_dit import BILAN, RIEN

PAUVRETE = {
    "indicateur_id": "p",
    "nom": "Taux de pauvreté",
    "unite": "%",
    "sens": "baisse",
    "sommable": False,
    "definition": "Part des *habitants*.",
}
REFERENCES = pd.DataFrame(
    [
        (genre, code, nom, 2023, valeur, "diffusée")
        for genre, code, nom, valeur in (
            ("epci", "2", "Communauté d'agglomération", 17.8),
            ("commune", "41018", "Blois", 23.0),
            ("region", "24", "Région", 14.9),
            ("france", "FR", "France", 15.2),
        )
    ],
    columns=["territoire_type", "territoire_id", "territoire", "annee", "valeur", "statut"],
)
AUCUN_TOTAL = pd.DataFrame(columns=["annee", "total", "nb_quartiers", "estime"])
SOURCES = pd.DataFrame({"nom": ["Filosofi"], "producteur": ["INSEE"], "millesime": ["2012-2023"]})


def vue(*bilans: dict, quartier="", indicateur=PAUVRETE, references=REFERENCES, totaux=AUCUN_TOTAL):
    lignes = pd.DataFrame([bilan | {"derniere": True} for bilan in bilans])
    reference = "epci" if len(references) else ""
    return demande.Etude(indicateur, reference, quartier, lignes, references, totaux, SOURCES)


def cartes(*args, **autres) -> dict:
    lues = chiffres.chiffres_cles(vue(*args, **autres))
    assert len(lues) <= 5
    return {carte.cle: carte for carte in lues}


def test_un_quartier_montre_sa_valeur_son_ecart_et_ses_references():
    lues = cartes(BILAN, quartier="QN1")
    assert list(lues) == ["ici", "ecart", "epci", "commune", "region"]
    assert lues["ici"].valeur == f"49,9{FINE}%"
    assert (lues["ecart"].nom, lues["ecart"].valeur) == ("Écart en points, 2023", "+32,1")
    assert lues["epci"].nom == "Agglomération, 2023"


def test_un_quartier_au_secret_n_a_pas_de_carte():
    assert cartes(BILAN | RIEN | {"statut": "secret"}, quartier="QN1") == {}


def test_tous_les_quartiers_montrent_les_extremes_et_les_tendances():
    bas = BILAN | {"quartier": "Sud", "valeur_fin": Decimal("30.0"), "tendance": "se réduit"}
    lues = cartes(bas, BILAN)
    assert list(lues) == ["reference", "haut", "bas", "se-creuse", "se-réduit"]
    assert lues["haut"].suite == "Les Hauts, 2023"
    assert (lues["bas"].valeur, lues["se-creuse"].valeur) == (f"30,0{FINE}%", "1")


def test_sans_reference_les_tendances_sont_celles_des_quartiers():
    sans = BILAN | {"place": None, "tendance": None, "ecart_fin": None}
    lues = cartes(sans, sans | {"evolution": "baisse"}, references=REFERENCES.head(0))
    assert list(lues) == ["haut", "bas", "hausse", "baisse"]


def test_l_unite_d_un_revenu_passe_sous_le_nombre():
    revenu = PAUVRETE | {"unite": "€ par an"}
    lues = cartes(BILAN | {"valeur_fin": Decimal("15540")}, indicateur=revenu)
    assert lues["seul"].valeur == f"15{FINE}540{FINE}€"
    assert lues["seul"].suite.startswith("par an, ")


def test_un_total_estime_le_dit():
    totaux = pd.DataFrame({"annee": [2025], "total": [7500.0], "nb_quartiers": [3], "estime": [True]})
    lues = cartes(BILAN, indicateur=PAUVRETE | {"unite": "habitants", "sommable": True}, totaux=totaux)
    assert (lues["total"].valeur, lues["total"].suite) == (f"7{FINE}500", "habitants, en 2025 (estimation)")


def test_l_identite_dit_la_definition_l_unite_le_sens_et_la_source():
    texte = montre.identite(vue(BILAN))
    for mots in ("Part des \\*habitants\\*.", "Une baisse est souhaitable", "Filosofi, INSEE, 2012-2023"):
        assert mots in texte
    en_euros = vue(BILAN, indicateur=PAUVRETE | {"unite": "€ par an"})
    assert "Euros courants" in montre.identite(en_euros)


def test_les_reserves_disent_qu_un_taux_ne_se_moyenne_pas():
    assert "ne se moyenne pas" in montre.reserves(vue(BILAN))
    assert "rien à quoi comparer" in montre.reserves(vue(BILAN, references=REFERENCES.head(0)))
    habitants = PAUVRETE | {"sommable": True}
    assert "Un nombre ne se compare pas" in montre.reserves(vue(BILAN, indicateur=habitants))


def test_le_sous_titre_tait_une_unite_qui_n_en_est_pas_une():
    assert vue(BILAN).sous_titre == "Taux de pauvreté, en % · 2023"
    assert vue(BILAN, indicateur=PAUVRETE | {"unite": "indice"}).sous_titre == "Taux de pauvreté · 2023"
