"""Les fichiers qu'on emporte."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pages.blocs.base import Bloc


@dataclass(frozen=True)
class Fichier:
    """Un fichier qu'on emporte. `contenu` ne l'écrit qu'au clic, dans un autre fil, sur la version et avec
    les droits de la visite ; la réponse est gardée : il ne retient pas de lignes déjà lues. `cle` : unique
    dans la page."""

    nom: str
    libelle: str
    contenu: Callable[[], bytes]
    mime: str
    cle: str
    icone: str = "download"


@dataclass(frozen=True, eq=False)
class Telechargements(Bloc):
    """Des fichiers qu'on emporte, un bouton chacun, sur une ligne."""

    cle: str
    fichiers: Sequence[Fichier]
