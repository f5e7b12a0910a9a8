"""Les aperçus, faits à la demande sans que personne n'attende longtemps.

Chacun coûte une lecture de page, faite une à la fois et seulement entre les pages (voir priorite.py). Un
robot qui demande mille adresses n'en obtient que quelques-unes, sans rien prendre à un autre appelant ; les
autres reçoivent aussitôt l'aperçu de la page, sans chiffre.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

from pages.serveur import apercu_garde
from pages.serveur.apercu import Apercu, lire_apercu
from pages.serveur.debits import Debit, Debits
from pages.serveur.sans_ecran import VueIllisible
from queries import BaseIndisponible, a_la_version, version_base

DELAI_S = 2.0
"""Ce qu'un lecteur de liens attend son aperçu : au-delà, il reçoit celui de la page."""
DELAI_VISITE_S = 0.5
"""Ce qu'attend un navigateur : pas plus que ses scripts, qu'il charge en même temps."""
FILS = 1
FILE_MAX = 8
"""Lectures en cours ou en attente : à 0,2 s l'une, la dernière arrive avant le délai."""
IMAGES_MAX = 16
"""Images en cours ou en attente : à 0,03 s l'une."""
RESERVE, PAR_SECONDE = 30, 0.5
"""Vues neuves lues d'affilée, puis au plus vite ; un lien collé dans une salle n'en fait qu'une."""

RESERVE_APPELANT, PAR_SECONDE_APPELANT = 6, 0.2

journal = logging.getLogger(__name__)


class Atelier:
    """Lit les aperçus dans ses fils, une fois par vue et par version de la base."""

    def __init__(
        self, lire: Callable[[str, Mapping[str, str]], Apercu] = lire_apercu, debit: Debit | None = None
    ) -> None:
        self._lire = lire
        self._debits = Debits(debit or Debit(RESERVE, PAR_SECONDE), RESERVE_APPELANT, PAR_SECONDE_APPELANT)
        self._fils = ThreadPoolExecutor(FILS, "apercu")
        self._verrou = threading.Lock()
        self._en_cours: dict[tuple, Future[Apercu | None]] = {}
        self._dessin = ThreadPoolExecutor(1, "image")
        self._images: dict[Apercu, Future[bytes]] = {}

    def image(self, apercu: Apercu, dessiner: Callable[[Apercu], bytes]) -> Future[bytes] | None:
        """Le PNG de cet aperçu, dessiné un à la fois et une fois pour tous ; None si trop en attendent."""
        with self._verrou:
            if apercu in self._images:
                return self._images[apercu]
            if len(self._images) >= IMAGES_MAX:
                return None
            futur = self._images[apercu] = self._dessin.submit(dessiner, apercu)
        futur.add_done_callback(lambda _: self._images.pop(apercu, None))
        return futur

    def demander(
        self, page: str, parametres: Mapping[str, str], appelant: str = ""
    ) -> Future[Apercu | None] | None:
        """L'aperçu de cette vue, fait ou à venir ; None s'il ne sera pas fait (base absente, trop de monde).

        Le résultat est None quand la page n'a pas pu être lue. `parametres` : ceux de `normaliser`.
        `appelant` : qui le demande (visiteur.appelant) ; vide, il n'a pas de compte à lui.
        """
        try:
            with a_la_version(None):
                cle = (page, tuple(parametres.items()), version_base())
        except BaseIndisponible:
            return None
        if (fait := apercu_garde.lire(cle)) is not None:
            deja: Future[Apercu | None] = Future()
            deja.set_result(fait)
            return deja
        with self._verrou:
            if cle in self._en_cours:
                return self._en_cours[cle]
            if len(self._en_cours) >= FILE_MAX or not self._debits.permis(appelant):
                return None
            futur = self._en_cours[cle] = self._fils.submit(self._faire, page, dict(parametres))
        # Hors du verrou : un futur déjà fini rappelle dans ce fil même.
        futur.add_done_callback(lambda fini: self._ranger(cle, fini))
        return futur

    def _faire(self, page: str, parametres: Mapping[str, str]) -> Apercu | None:
        try:
            return self._lire(page, parametres)
        except (BaseIndisponible, VueIllisible):
            return None
        except Exception:  # noqa: BLE001 — un aperçu manqué ne prive pas le visiteur de sa page
            journal.exception("aperçu impossible : %s", page)
            return None

    def _ranger(self, cle: tuple, futur: Future[Apercu | None]) -> None:
        fait = None if futur.cancelled() else futur.result()
        if fait is not None:
            apercu_garde.garder(cle, fait)
        with self._verrou:
            self._en_cours.pop(cle, None)


async def attendre(futur: Future[Apercu | None] | None, delai_s: float = DELAI_S) -> Apercu | None:
    """L'aperçu s'il arrive à temps, sans retenir la boucle ; il finit, et se garde, même en retard."""
    if futur is None:
        return None
    try:
        return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(futur)), delai_s)
    except TimeoutError:
        return None


atelier = Atelier()
"""Celui du serveur : la page et son image y demandent le même aperçu."""
