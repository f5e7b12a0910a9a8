"""Une chose sur une carte."""

from collections.abc import Sequence
from dataclasses import dataclass

from pages.blocs.base import Bloc


@dataclass(frozen=True)
class Etiquette:
    """Un mot d'état : il se comprend sans son icône ni sa couleur. `ton` : « bien », « en cours », « mal »,
    « attention » ou « inconnu »."""

    mot: str
    icone: str
    ton: str = "inconnu"


@dataclass(frozen=True, eq=False)
class Encadre(Bloc):
    """Une chose sur une carte : son nom, ses étiquettes, ses précisions, puis des cases côte à côte.

    `cases` : titre, lignes en Markdown dont les données sont échappées ; `parts` : leurs largeurs.
    """

    cle: str
    nom: str
    cases: Sequence[tuple[str, Sequence[str]]]
    etiquettes: Sequence[Etiquette] = ()
    precisions: Sequence[str] = ()
    parts: Sequence[int] = ()
