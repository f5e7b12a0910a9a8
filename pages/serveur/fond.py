"""Le fond de carte en vigueur : la configuration l'emporte sur la recette de la base."""

from pages.serveur.configuration import FONDS, Configuration, configuration
from queries import BaseIndisponible, lire


def fond_de_carte(reglages: Configuration | None = None) -> str:
    """Une clé de FONDS ; « aucun » si ni la configuration ni la recette n'en disent."""
    choisi = (reglages or configuration()).fond
    if choisi:
        return choisi
    try:
        fond = lire("serveur/version")["fond"].iloc[0]
    except BaseIndisponible:
        return "aucun"
    return fond if fond in FONDS else "aucun"


def hote_tuiles(reglages: Configuration) -> str:
    """L'hôte des tuiles du fond en vigueur, ou vide."""
    return FONDS[fond_de_carte(reglages)]
