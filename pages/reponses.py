"""La réponse d'une page : ses blocs, calculés une fois pour tous ceux qui regardent la même chose.

Elle est gardée sous la clé de la visite, bornée en octets, et tombe avec la version qu'elle lit. L'écran, les
documents, l'aperçu d'un lien et le premier dessin d'une page en viennent.
"""

from dataclasses import dataclass, replace
from typing import TypeVar

from pages import plan
from pages.blocs import Bloc, Dessin, Renvoi, Tableau, tous
from pages.visite import Visite, construire
from queries.reserve import reserve

OCTETS_GARDES = 96_000_000
_RENVOIS = 3
"""Une page qui renvoie ailleurs plus de fois tourne en rond."""
_Un = TypeVar("_Un", bound=Bloc)


@dataclass(frozen=True, eq=False)
class Reponse:
    """Ce que dit une page à une visite."""

    visite: Visite
    blocs: tuple[Bloc, ...]

    def tous(self) -> tuple[Bloc, ...]:
        """Chaque bloc, dans l'ordre où on le lit, ceux qui sont côte à côte compris."""
        return tuple(tous(self.blocs))

    def premier(self, genre: type[_Un]) -> _Un | None:
        """Le premier bloc de ce genre ; None s'il n'y en a pas."""
        return next((bloc for bloc in tous(self.blocs) if isinstance(bloc, genre)), None)


def reponse(visite: Visite) -> Reponse:
    """La réponse à cette visite. Lève BaseIndisponible.

    Elle peut être un Renvoi : à qui regarde d'aller où il mène (voir `reponse_suivie`).
    """
    # Les blocs sont à tous ; ce que l'adresse demandait de trop n'est qu'à cette visite.
    return Reponse(visite, _blocs(visite))


def reponse_suivie(visite: Visite) -> Reponse:
    """La réponse à cette visite, ou à celle où la page renvoie. Lève BaseIndisponible."""
    ecartes = visite.ecartes
    for _ in range(_RENVOIS):
        lue = reponse(replace(visite, ecartes=ecartes))
        renvoi = lue.premier(Renvoi)
        if renvoi is None:
            return lue
        parametres = {
            n: v for n, v in (dict(visite.parametres) | dict(renvoi.parametres)).items() if v is not None
        }
        visite = construire(
            visite.page, parametres, permis=visite.permis, version=visite.version, agent=visite.agent
        )
        # Ce que la première adresse demandait de trop reste à dire.
        dits = (renvoi.dit,) if renvoi.dit else ()
        ecartes = tuple(dict.fromkeys((*ecartes, *dits, *visite.ecartes)))
    return lue


def _peser(dits: tuple[Bloc, ...]) -> int:
    """Une figure fait quelques dizaines de kilo-octets ; un tableau, ce que font ses lignes."""
    poids = 1_000
    for bloc in tous(dits):
        poids += 1_000 + 60_000 * isinstance(bloc, Dessin)
        if isinstance(bloc, Tableau) and not callable(bloc.lignes):
            poids += int(bloc.lignes.memory_usage().sum()) + 100 * bloc.lignes.size
    return poids


@reserve(OCTETS_GARDES, _peser, lambda visite: visite.cle)
def _blocs(visite: Visite) -> tuple[Bloc, ...]:
    with visite.porte():
        return tuple(plan.fonction(visite.page)(visite))
