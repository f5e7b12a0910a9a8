"""Ce que la porte laisse voir à qui demande : la base entière à un agent, à tout autre ce qui est public.

Dit une fois, pour toute question : une page n'a rien à filtrer, et ne peut rien oublier.
"""

from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.composants import acces
from pages.serveur.configuration import STATUTS, configuration
from queries import suivre_le_regard

_servi = False


def suivre(servi: bool = False) -> None:
    """Donne à la porte le regard de chaque visite. `servi` : ce processus répond aussi hors d'une visite (une
    route, un aperçu), où qui demande n'est personne, donc un visiteur."""
    global _servi
    _servi = _servi or servi
    suivre_le_regard(_statuts)


def _statuts() -> tuple[str, ...] | None:
    if get_script_run_ctx(suppress_warning=True) is None:
        return tuple(configuration().statuts_publics) if _servi else None
    permis = acces.statuts_permis()
    return None if set(permis) >= set(STATUTS) else tuple(permis)
