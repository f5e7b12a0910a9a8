"""Les phrases et les chiffres de la page Actions."""

import pandas as pd

from pages.composants import formats, phrases
from pages.composants.constats import ACCORDES, periode
from queries import Filtre


def reponse(mots: str, lignes: pd.DataFrame, filtre: Filtre) -> str:
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
