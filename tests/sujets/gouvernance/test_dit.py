"""La phrase de la gouvernance, ses chiffres, et ce que disent les conseils."""

from datetime import date

import pandas as pd
import pytest

from pages.composants.formats import FINE
from pages.sujets.gouvernance import dit as constats
from queries import Filtre

UN = Filtre(contrats=("C1",), annees=(2026, 2026))
RESUME = {
    "nb_signataires": 13,
    "nb_instances": 3,
    "nb_conseils": 1,
    "nb_quartiers": 8,
    "nb_quartiers_avec_conseil": 1,
    "nb_reunions": 4,
    "nb_copils": 1,
    "dernier_copil": date(2026, 4, 20),
    "prochain_copil": date(2026, 12, 15),
    "prochaine_reunion": date(2026, 12, 1),
}
PERIODES = pd.DataFrame(
    {"contrat_id": ["C1"], "signe_le": [date(2024, 6, 27)], "contrat_debut": [2015], "contrat_fin": [2030]}
)


def decisions(**sens: int) -> pd.DataFrame:
    return pd.DataFrame(
        {"decision": list(sens), "nb_decisions": pd.Series(list(sens.values()), dtype="int64")}
    )


def avis(*nombres) -> pd.DataFrame:
    sens = ["favorable", "réservé", "défavorable"][: len(nombres)]
    return pd.DataFrame({"avis": sens, "nb_avis": list(nombres)})


@pytest.mark.parametrize(
    ("change", "prises", "filtre", "attendu"),
    [
        (
            {},
            decisions(validée=60, modifiée=29),
            UN,
            "En 2026, le comité de pilotage a pris 89 décisions ; prochaine réunion le 15 décembre 2026.",
        ),
        (
            {},
            decisions(validée=1, attendue=4),
            UN,
            "En 2026, le comité de pilotage a pris 1 décision ; prochaine réunion le 15 décembre 2026.",
        ),
        (
            {},
            decisions(),
            UN,
            "En 2026, le comité de pilotage s'est réuni 1 fois ; prochaine réunion le 15 décembre 2026.",
        ),
        (
            {"nb_copils": 0, "prochain_copil": None},
            decisions(),
            UN,
            "En 2026, aucune réunion du comité de pilotage n'est connue ; aucune réunion à venir n'est "
            "annoncée.",
        ),
        (
            {},
            decisions(validée=168),
            Filtre(),
            "Sur toutes les années, les comités de pilotage ont pris 168 décisions ; prochaine réunion le "
            "15 décembre 2026.",
        ),
        (
            {"nb_instances": 0},
            decisions(),
            UN,
            "Le contrat court de 2015 à 2030 ; ses instances et leurs décisions ne sont pas dans cette base.",
        ),
    ],
)
def test_la_phrase(change, prises, filtre, attendu):
    texte = constats.constat({**RESUME, **change}, prises, PERIODES, filtre)
    assert texte.replace(FINE, " ") == attendu


def test_les_chiffres_connus_seulement():
    cartes = {c.cle: c for c in constats.chiffres(RESUME, decisions(validée=2, modifiée=1), avis(5, 1, None))}
    assert list(cartes) == ["signataires", "reunions", "decisions", "conseils", "avis"]
    assert (cartes["decisions"].valeur, cartes["decisions"].suite) == ("3", "2 validées, 1 modifiée")
    assert (cartes["avis"].valeur, cartes["avis"].suite) == ("6", "dont 1 réservé ou défavorable")
    assert cartes["conseils"].suite == "1 quartier sur 8"
    vide = {**RESUME, "nb_signataires": 0, "nb_instances": 0, "nb_conseils": 0}
    assert constats.chiffres(vide, decisions(), avis()) == []


def test_ce_que_disent_les_conseils():
    texte = constats.des_conseils(avis(36, 1, None)).replace(FINE, " ")
    assert texte == "37 avis sur des actions soutenues : 36 favorables et 1 réservé."
    assert constats.des_conseils(avis()).startswith("Aucun avis")


def test_le_sens_des_decisions():
    assert constats.des_decisions(decisions(validée=60, modifiée=29)) == (
        "60 décisions sur 89 valident la demande telle quelle."
    )
    assert constats.des_decisions(decisions(attendue=3)).startswith("Aucune décision")


def test_le_titre_de_la_frise():
    seances = pd.DataFrame({"type": ["COPIL"]})
    titre, sous_titre = constats.de_la_frise(PERIODES, seances)
    assert titre == "Signé le 27 juin 2024, le contrat court jusqu'en 2030"
    assert (
        sous_titre
        == "Ses périodes, sa signature (étoile) et les réunions tenues (points) et à venir (losanges)"
    )
    sans = PERIODES.assign(signe_le=None)
    assert constats.de_la_frise(sans, seances.head(0)) == ("La vie du contrat", "Ses périodes")


def test_les_signataires_en_une_phrase():
    lignes = pd.DataFrame(
        {"contrat": ["C"] * 2, "signataire": ["Agglo", "CAF"], "role": ["coprésidente", None]}
    )
    assert constats.des_signataires(lignes).replace(FINE, " ") == "2 signataires. Coprésidence : Agglo."
    assert constats.des_signataires(lignes.head(0)) == ""
