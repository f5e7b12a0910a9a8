"""Ce qui se lit d'un bout à l'autre : un texte long, un lexique, un parcours, des liens sur une ligne."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pages.blocs.base import Bloc
from pages.blocs.textes import Lien


@dataclass(frozen=True, eq=False)
class Article(Bloc):
    """Un texte long, à une largeur qui se lit : (titre, corps), le corps en Markdown, données échappées."""

    cle: str
    parties: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Definition:
    """Un mot et son sens ; `code` est son ancre dans la page."""

    code: str
    mot: str
    sens: str


@dataclass(frozen=True, eq=False)
class Definitions(Bloc):
    """Des mots et leur sens ; `groupes` : initiale → ses mots, un seul sous « » s'ils ne se rangent pas."""

    groupes: Mapping[str, Sequence[Definition]]


@dataclass(frozen=True)
class Etape:
    """Une page à ouvrir sous ces paramètres, et ce qu'on y regarde."""

    titre: str
    texte: str
    page: str
    parametres: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Etapes(Bloc):
    """Des pages à ouvrir dans l'ordre, numérotées ; de la salle, leurs titres seulement."""

    etapes: Sequence[Etape]


@dataclass(frozen=True, eq=False)
class Liens(Bloc):
    """Des liens sur une même ligne."""

    liens: Sequence[Lien]
