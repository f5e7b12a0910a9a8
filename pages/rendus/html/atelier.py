"""Les réponses des pages, faites à la demande, gardées, bornées : une page n'attend pas longtemps la sienne.

Chacune est lue une fois par vue et par version de la base, dans un fil qui passe après les pages
(pages/serveur/priorite.py), et gardée dans une place comptée en octets. Elle est celle d'un visiteur, pour
tous : sans choix de statut, un agent y voit les mêmes chiffres ; un lien qui demande ce qui lui est réservé
part sans réponse, l'application la lui donnera.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import parse_qsl

from pages import plan
from pages.composants import liens
from pages.rendus.html import reponse
from pages.rendus.html.premiere import Premiere, premiere
from pages.serveur.apercu import LONGUEUR_MAX
from pages.serveur.configuration import configuration
from pages.serveur.debits import Debit, Debits
from pages.serveur.sans_ecran import VueIllisible
from queries import BaseIndisponible, a_la_version, chemin_base, version_base

OCTETS_MAX = 16_000_000
FILE_MAX = 12
RESERVE, PAR_SECONDE = 90, 2.0
"""Réponses neuves lues d'affilée, puis au plus vite : une page ouverte coûte bien plus que sa réponse."""
RESERVE_APPELANT, PAR_SECONDE_APPELANT = 45, 1.0

journal = logging.getLogger(__name__)


@dataclass(frozen=True)
class Faite:
    """Une réponse prête. `genres` : ce que la page montre (clés de `morceaux.PAR_GENRE`)."""

    html: str = ""
    genres: frozenset[str] = frozenset()
    ecarts: bool = False


RIEN = Faite()


class Reponses:
    """Fait et garde les réponses."""

    def __init__(self, lire: Callable[..., Premiere | None] = premiere, octets_max: int = OCTETS_MAX) -> None:
        self._lire = lire
        self._octets_max = octets_max
        self._fil = ThreadPoolExecutor(1, "reponse")
        self._verrou = threading.Lock()
        self._gardees: OrderedDict[tuple, Faite] = OrderedDict()
        self._en_cours: dict[tuple, Future[Faite]] = {}
        self._debits = Debits(Debit(RESERVE, PAR_SECONDE), RESERVE_APPELANT, PAR_SECONDE_APPELANT)
        self.octets = 0

    def demander(
        self, page: str, parametres: Mapping[str, str], projection: bool = False, appelant: str = ""
    ) -> Future[Faite]:
        """La réponse de cette vue, faite ou à venir ; RIEN s'il n'y en aura pas.

        `parametres` : ceux de `apercu.normaliser`. Si la base ne se lit pas, la réponse le dit.
        """
        try:
            with a_la_version(None):
                base = (version_base(), chemin_base(), configuration())
            cle = (page, tuple(parametres.items()), projection, base)
        except BaseIndisponible as erreur:
            return _fait(self._illisible(erreur, projection))
        with self._verrou:
            if cle in self._gardees:
                self._gardees.move_to_end(cle)
                return _fait(self._gardees[cle])
            if cle in self._en_cours:
                return self._en_cours[cle]
            if len(self._en_cours) >= FILE_MAX or not self._debits.permis(appelant):
                return _fait(RIEN)
            futur = self._en_cours[cle] = self._fil.submit(self._faire, page, dict(parametres), projection)
        # Hors du verrou : un futur déjà fini rappelle dans ce fil même.
        futur.add_done_callback(lambda fini: self._ranger(cle, fini))
        return futur

    def _faire(self, page: str, parametres: Mapping[str, str], projection: bool) -> Faite:
        demandes = {**parametres, "mode": "projection"} if projection else parametres
        try:
            dite = self._lire(page, demandes)
            if dite is None:
                return RIEN
            ecrite = reponse.html(dite, configuration().collectivite, adresses())
            return Faite(ecrite, dite.genres, dite.ecarts)
        except BaseIndisponible as erreur:
            return self._illisible(erreur, projection)
        except VueIllisible:
            return RIEN
        except Exception:  # noqa: BLE001 — la page se fera sans sa réponse
            journal.exception("réponse impossible : %s", page)
            return RIEN

    def _ranger(self, cle: tuple, futur: Future[Faite]) -> None:
        faite = RIEN if futur.cancelled() or futur.exception() else futur.result()
        with self._verrou:
            self._en_cours.pop(cle, None)
            # Ce qui a manqué (une base occupée, trop de pages) peut réussir la fois d'après.
            if not faite.genres and not faite.html:
                return
            self._gardees[cle] = faite
            self.octets += _poids(cle, faite)
            while self.octets > self._octets_max:
                ancienne, sortie = self._gardees.popitem(last=False)
                self.octets -= _poids(ancienne, sortie)

    @staticmethod
    def _illisible(erreur: BaseIndisponible, projection: bool) -> Faite:
        dite = reponse.illisible(
            erreur.motif, erreur.que_faire, configuration().collectivite, adresses(), projection
        )
        return Faite(dite)


def adresses() -> dict[str, str]:
    """Adresse → nom de chaque page."""
    return {f"/{plan.adresse(page.code)}": page.nom for page in plan.PAGES}


def attente(projection: bool) -> str:
    """Ce que porte une page dont la réponse n'est pas prête, ou qui n'en a pas."""
    return reponse.attente(configuration().collectivite, adresses(), projection)


def demandes_de(requete: str) -> dict[str, str] | None:
    """Les paramètres de cette adresse ; None si elle n'a pas de réponse à montrer d'avance.

    Une séance : ce que montre la page y est, et rien ici ne la lit. Une adresse démesurée :
    l'application dira ce qu'elle en ignore.
    """
    if len(requete) > 4 * LONGUEUR_MAX:
        return None
    try:
        demandes = dict(parse_qsl(requete, max_num_fields=60))
    except ValueError:
        return None
    return None if any(nom in demandes for nom in liens.SEANCE) else demandes


def _poids(cle: tuple, faite: Faite) -> int:
    # Un texte français tient un octet par signe, mais Python en prend deux dès qu'une fine y est.
    return 2 * len(faite.html) + len(repr(cle[:3])) + 500


def _fait(faite: Faite) -> Future[Faite]:
    futur: Future[Faite] = Future()
    futur.set_result(faite)
    return futur


reponses = Reponses()
"""Celles du serveur."""
