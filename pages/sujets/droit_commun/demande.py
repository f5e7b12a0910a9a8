"""Droit commun : ce que la page demande à la base."""

import pandas as pd

from pages.visite import Visite

ETATS = {
    "tous": None,
    "en-retard": "en retard",
    "non-tenu": "non tenu",
    "non-mesure": "non mesuré",
    "en-cours": "en cours",
    "tenu": "tenu",
}
"""État dans l'adresse → dans la base ; None : tous."""


def engagements(visite: Visite, etat: str) -> pd.DataFrame:
    """Les engagements dans cet état (une clé d'ETATS), ceux en retard d'abord."""
    return visite.lire("droit_commun/engagements", contrats=visite.contrats, le=visite.le, etat=ETATS[etat])
