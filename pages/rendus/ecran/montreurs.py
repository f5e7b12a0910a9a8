"""Qui montre quoi : genre de bloc → sa fonction."""

from collections.abc import Callable

from pages.blocs import Bloc
from pages.reponses import Reponse

Montreur = Callable[[Bloc, Reponse], None]
MONTREURS: dict[type[Bloc], Montreur] = {}


def montre(*genres: type[Bloc]) -> Callable[[Montreur], Montreur]:
    """Inscrit la fonction qui montre ces genres de blocs."""

    def inscrire(fonction: Montreur) -> Montreur:
        MONTREURS.update(dict.fromkeys(genres, fonction))
        return fonction

    return inscrire


def montrer_bloc(bloc: Bloc, reponse: Reponse) -> None:
    """Montre un bloc. KeyError si rien ne sait le montrer."""
    MONTREURS[type(bloc)](bloc, reponse)
