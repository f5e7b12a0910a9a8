"""Le bloc, et comment des blocs se rangent."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, eq=False, kw_only=True)
class Bloc:
    """Une chose que dit une page."""


@dataclass(frozen=True, eq=False)
class Deux(Bloc):
    """Deux suites de blocs côte à côte (l'une sous l'autre sur un téléphone) ; `parts` : leurs largeurs."""

    gauche: tuple[Bloc, ...]
    droite: tuple[Bloc, ...]
    parts: tuple[int, int] = (1, 1)


@dataclass(frozen=True)
class Ouverture:
    """La page qu'ouvre un clic, sous ces paramètres (voir `Visite.lien`) ; le code cliqué s'y ajoute."""

    page: str
    parametres: Mapping[str, str] = field(default_factory=dict)


def tous(blocs: Iterable[Bloc]) -> Iterator[Bloc]:
    """Chaque bloc, dans l'ordre où on le lit, ceux qui sont côte à côte compris."""
    for bloc in blocs:
        if isinstance(bloc, Deux):
            yield from tous(bloc.gauche)
            yield from tous(bloc.droite)
        else:
            yield bloc
