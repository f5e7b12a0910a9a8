"""Appeler une page comme la fonction qu'elle est : sa réponse, sans navigateur ni Streamlit."""

from collections.abc import Mapping

from pages.blocs import Dessin, Details, Tableau
from pages.reponses import Reponse, reponse_suivie
from pages.serveur.configuration import STATUTS
from pages.visite import construire


def dire(page: str, parametres: Mapping[str, str] | None = None, *, agent: bool = False) -> Reponse:
    """Ce que dit la page `page` à cette adresse, à un visiteur ou à un agent."""
    return reponse_suivie(construire(page, parametres or {}, permis=STATUTS if agent else None))


def tableau(reponse: Reponse, nom: str) -> Tableau | Details:
    """Le tableau de ce nom, ouvert ou sous un pli. KeyError si la page n'en a pas."""
    tableaux = {bloc.nom: bloc for bloc in reponse.tous() if isinstance(bloc, Tableau)}
    return tableaux[nom]


def dessin(reponse: Reponse, cle: str) -> Dessin:
    """Le dessin de cette clé. KeyError si la page n'en a pas."""
    return {bloc.cle: bloc for bloc in reponse.tous() if isinstance(bloc, Dessin)}[cle]
