"""Aide : ce que la visite de dix minutes demande à la base."""

from pages.composants.referentiel import quartier_principal
from pages.visite import Visite


def reperes(visite: Visite) -> dict[str, str | None]:
    """Le quartier et l'action les plus soutenus du contrat ; None s'il n'en a pas."""
    actions = visite.lire("aide/action_phare", filtre=visite.filtre)["action_id"].tolist()
    return {"quartier": quartier_principal(visite.filtre), "action": actions[0] if actions else None}
