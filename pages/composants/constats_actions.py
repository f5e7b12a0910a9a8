"""Les phrases des pages Actions et Fiche action."""

from collections.abc import Mapping

import pandas as pd

from pages.composants import formats, phrases
from pages.composants.constats import ACCORDES, periode
from queries import Filtre


def recherche(mots: str, lignes: pd.DataFrame, filtre: Filtre) -> str:
    """« En 2026, 12 actions répondent à « emploi », pour 340 k€ accordés. »"""
    totaux = lignes.iloc[0]
    nb, postes = int(totaux["total_actions"]), int(totaux["total_postes"])
    nom = "poste aidé" if nb == postes else "action"
    if mots:
        verbe = f"{phrases.pluriel(nb, 'répond', 'répondent')} à « {mots} »"
    else:
        verbe = phrases.pluriel(nb, "est soutenue", "sont soutenues")
        if nb == postes:
            verbe = phrases.pluriel(nb, "est financé", "sont financés")
    noms = phrases.accord(nb, nom, "postes aidés" if nb == postes else None)
    phrase = f"{periode(filtre)}, {noms} {verbe}"
    if not formats.absent(totaux["total_eur"]):
        phrase += f", pour {formats.montant(totaux['total_eur'])} {ACCORDES[filtre.montant]}"
        phrase += ", à leur coût théorique" if nb == postes else ""
    return phrases.phrase(phrase)


def fiche(action: Mapping) -> str:
    """« En 2025, « Aller vers » (Club) obtient 12 700 € accordés par 3 financeurs, 85 % de ce qui… »"""
    qui = f"En {action['annee']}, « {action['intitule']} » ({action['porteur']})"
    recu, demande = action["finances_eur"], action["demande_finances_eur"]
    if action["cout_theorique"]:
        suite = "est un poste aidé par l'État"
        if not formats.absent(recu):
            suite += f", compté {formats.montant(recu, exact=True)}, son coût théorique"
    elif formats.absent(recu):
        suite = "n'a pas encore de montant accordé"
    elif not recu:
        suite = "n'a obtenu aucun montant"
    else:
        suite = f"obtient {formats.montant(recu, exact=True)} accordés par {_payeurs(action)}"
        if not formats.absent(demande) and demande > 0 and recu <= demande:
            part = "tout ce qui était demandé" if recu == demande else ""
            suite += f", {part or formats.pourcentage(recu / demande) + ' de ce qui était demandé'}"
    return phrases.phrase(f"{qui} {suite}")


def _payeurs(action: Mapping) -> str:
    nb = int(action["nb_financeurs"])
    return "un seul financeur" if nb == 1 else f"{formats.nombre(nb)} financeurs"


def histoire(lignes: pd.DataFrame) -> str:
    """« Menée 5 années, de 2022 à 2026. »"""
    annees = sorted({int(a) for a in lignes["annee"]})
    if len(annees) < 2:
        return formats.typographie(f"Une seule année connue : {annees[0]}.")
    return f"Menée {len(annees)} années, de {annees[0]} à {annees[-1]}."


def decision(lue: Mapping) -> str:
    """« Comité de pilotage du 7 avril 2025 : validée, pour 12 700 €. »"""
    debut = f"{lue['instance']} du {formats.jour(lue['tenue_le'])}"
    if formats.absent(lue["decision"]):
        return phrases.phrase(f"{debut} : décision attendue")
    phrase = f"{debut} : {lue['decision']}"
    if not formats.absent(lue["montant_eur"]) and lue["montant_eur"] > 0:
        phrase += f", pour {formats.montant(lue['montant_eur'], exact=True)}"
    if not formats.absent(lue["motif"]):
        phrase += f" ({lue['motif'].strip().rstrip('.')})"
    return phrases.phrase(phrase)


def avis(lu: Mapping) -> str:
    """« Conseil citoyen – Les Ormaies : avis favorable (Bon bilan l'an dernier). »"""
    phrase = f"{lu['instance']} : avis {lu['avis']}"
    if not formats.absent(lu["motif"]):
        phrase += f" ({lu['motif'].strip().rstrip('.')})"
    return phrases.phrase(phrase)


def bilan(action: Mapping) -> str:
    """« Le bilan est reçu. », « Le bilan n'est pas reçu. » ou « Nous ne savons pas si… »."""
    if formats.absent(action["bilan_recu"]):
        return "Nous ne savons pas si le bilan est reçu."
    return "Le bilan est reçu." if action["bilan_recu"] else "Le bilan n'est pas reçu."
