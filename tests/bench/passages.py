"""Les réexécutions, par la websocket : ce que coûte un clic, et combien tiennent ensemble."""

import statistics
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle, islice

import websockets.sync.client
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed

from tests.bench.serveur import Servi
from tests.serveur.visiteur import Visiteur, visiter

PATIENCE_S = 180
SESSIONS = (1, 5, 20)
TOURS, PLAFOND_S = 3, 90
"""Un débit se mesure sur au moins TOURS passages par session, et au plus PLAFOND_S secondes."""
AGE_MAX = 2
"""Passages pendant lesquels l'application garde un message non revu (global.maxCachedMessageAge)."""


class Cliqueur(Visiteur):
    """Un visiteur qui clique comme l'application : sa page, son adresse, et les messages qu'il a déjà."""

    def __init__(self, lien: websockets.sync.client.ClientConnection) -> None:
        super().__init__(lien)
        self.page_ouverte, self.chemin, self.requete, self.octets, self.fautes = "", "", "", 0, 0
        self._ages: dict[str, int] = {}
        self._demandee = ""

    def ouvrir(self, nom: str, requete: str = "") -> float:
        """La première exécution d'une page ; rend sa durée en secondes."""
        message = BackMsg()
        message.rerun_script.page_name, message.rerun_script.query_string = nom, requete
        self._demandee = "" if nom == "synthese" else nom
        return self._executer(message)

    def cliquer(self, requete: str | None = None) -> float:
        """Une réexécution de la page ouverte, en secondes ; `requete` None : le même lien."""
        message = BackMsg()
        message.rerun_script.page_script_hash = self.page_ouverte
        message.rerun_script.query_string = self.requete if requete is None else requete
        message.rerun_script.cached_message_hashes.extend(self._ages)
        return self._executer(message)

    def lire(self, delai_s: float = 30) -> ForwardMsg | None:
        """Le message suivant, compté et non gardé. Lève ConnectionClosed."""
        try:
            octets = self.lien.recv(timeout=delai_s)
        except TimeoutError:
            return None
        self.octets += len(octets)
        # La phrase qui remplace une page en faute porte cette clé (pages/serveur/demarrage.py).
        self.fautes += b"erreur-page" in octets
        return ForwardMsg.FromString(octets)

    def _executer(self, message: BackMsg) -> float:
        self.requete = message.rerun_script.query_string
        debut = time.monotonic()
        self.dire(message)
        while (lu := self.lire(PATIENCE_S)) is not None:
            genre = lu.WhichOneof("type")
            if genre == "new_session":
                self.page_ouverte = lu.new_session.page_script_hash
            elif genre == "navigation":
                # La session n'annonce que le cadre : c'est le menu qui dit quelle page s'est ouverte.
                self.page_ouverte = lu.navigation.page_script_hash
                pages = {ouvrable.page_script_hash: ouvrable for ouvrable in lu.navigation.app_pages}
                ici = pages.get(self.page_ouverte)
                self.chemin = "" if ici is None or ici.is_default else ici.url_pathname
            elif genre == "page_info_changed":
                self.requete = lu.page_info_changed.query_string
            elif genre == "ref_hash":
                self._ages[lu.ref_hash] = 0
            elif genre == "delta":
                self.fautes += lu.delta.new_element.WhichOneof("type") == "exception"
                if lu.metadata.cacheable:
                    self._ages[lu.hash] = 0
            elif genre == "script_finished":
                # Un st.rerun annonce aussi une fin ; la réponse est celle du passage qui suit.
                if lu.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue
                self.fautes += lu.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR
                # Une autre page que celle qu'on mesure n'est pas une mesure.
                self.fautes += self.chemin != self._demandee
                self._ages = {hache: age + 1 for hache, age in self._ages.items() if age < AGE_MAX}
                return time.monotonic() - debut
        raise TimeoutError(f"rien ne vient en {PATIENCE_S} s")


@dataclass
class Cout:
    """Ce que des réexécutions ont coûté, ajouté lot par lot."""

    cpu_s: float = 0
    durees_s: list[float] = field(default_factory=list)
    octets: list[int] = field(default_factory=list)
    fautes: int = 0

    def resume(self) -> dict[str, float]:
        """Par réexécution : cpu_ms (moyenne), ms et octets (médianes) ; nombre et fautes."""
        return {
            "cpu_ms": 1000 * self.cpu_s / len(self.durees_s),
            "ms": 1000 * statistics.median(self.durees_s),
            "octets": statistics.median(self.octets),
            "nombre": len(self.durees_s),
            "fautes": self.fautes,
        }


def lot(servi: Servi, ouverte: Cliqueur, requetes: Iterable[str | None], cout: Cout) -> None:
    """Ajoute à `cout` une réexécution par requête (None : le même lien)."""
    avant, fautes = servi.au_repos(), ouverte.fautes
    for requete in requetes:
        octets = ouverte.octets
        cout.durees_s.append(ouverte.cliquer(requete))
        cout.octets.append(ouverte.octets - octets)
    cout.cpu_s += servi.au_repos() - avant
    cout.fautes += ouverte.fautes - fautes


def couts(
    notre: Servi,
    temoins: dict[str, Servi],
    page: str,
    garde: str,
    neufs: Iterator[str],
    *,
    lots: int,
    taille: int,
) -> dict[str, dict[str, float]]:
    """« gardee », « neuve » et chaque témoin, par lots alternés : tous dans le même état de la machine.

    « premiere » : ce que coûte d'ouvrir le lien gardé. Lève TimeoutError ou ConnectionClosed si la page ne
    répond plus.
    """
    with ExitStack() as pile:

        def ouverte(servi: Servi, nom: str, lien: str) -> tuple[Cliqueur, dict[str, float]]:
            visite = pile.enter_context(visiter(servi.adresse, visiteur=Cliqueur))
            premiere = {"ms": 1000 * visite.ouvrir(nom, lien), "octets": visite.octets}
            # Le passage d'après réécrit le lien ; ni l'un ni l'autre n'est un clic.
            visite.cliquer()
            visite.cliquer()
            return visite, premiere

        fidele, premiere = ouverte(notre, page, garde)
        curieux, _ = ouverte(notre, page, next(neufs))
        nues = {nom: (servi, ouverte(servi, "", "")[0]) for nom, servi in temoins.items()}
        releves = {nom: Cout() for nom in ("gardee", "neuve", *temoins)}
        for _ in range(lots):
            for nom, (servi, temoin) in nues.items():
                lot(servi, temoin, [None] * taille, releves[nom])
            lot(notre, fidele, [None] * taille, releves["gardee"])
            lot(notre, curieux, list(islice(neufs, taille)), releves["neuve"])
        dits = {nom: cout.resume() for nom, cout in releves.items()}
    return dits | {"premiere": premiere}


def debit(servi: Servi, page: str, liens: list[str], sessions: int, secondes: float) -> dict[str, float]:
    """`sessions` visites qui cliquent sans cesse d'un lien à l'autre.

    `par_s` : passages par seconde ; `attente_ms` (médiane), `pire_ms`, `erreurs`.
    """
    fin, depart = threading.Event(), threading.Barrier(sessions + 1)
    attentes: list[float] = []
    erreurs: list[str] = []

    def visite(rang: int) -> None:
        try:
            with visiter(servi.adresse, visiteur=Cliqueur) as ouverte:
                ouverte.ouvrir(page, liens[rang % len(liens)])
                for lien in islice(cycle(liens), rang, rang + len(liens)):
                    ouverte.cliquer(lien)
                depart.wait(PATIENCE_S)
                for lien in islice(cycle(liens), rang, None):
                    if fin.is_set():
                        break
                    fautes, duree = ouverte.fautes, ouverte.cliquer(lien)
                    # Ce qui finit après l'heure n'est pas du compte.
                    if not fin.is_set():
                        attentes.append(duree)
                    if ouverte.fautes > fautes:
                        erreurs.append("page en faute")
        except (
            AssertionError,
            ConnectionClosed,
            OSError,
            TimeoutError,
            threading.BrokenBarrierError,
        ) as erreur:
            erreurs.append(repr(erreur))
            depart.abort()

    fils = [threading.Thread(target=visite, args=(rang,), daemon=True) for rang in range(sessions)]
    for fil in fils:
        fil.start()
    try:
        depart.wait(PATIENCE_S)
    except threading.BrokenBarrierError:
        return {"par_s": 0.0, "attente_ms": 0.0, "pire_ms": 0.0, "erreurs": len(erreurs) or 1}
    debut = time.monotonic()
    # Vingt visites avancent de front : il faut que chacune ait fini plusieurs fois pour parler de débit.
    while (ecoule := time.monotonic() - debut) < secondes or (
        len(attentes) < TOURS * sessions and ecoule < PLAFOND_S and not erreurs
    ):
        fin.wait(0.05)
    fin.set()
    duree, faits = time.monotonic() - debut, list(attentes)
    for fil in fils:
        fil.join(PATIENCE_S)
    return {
        "par_s": len(faits) / duree,
        "attente_ms": 1000 * statistics.median(faits or [0]),
        "pire_ms": 1000 * max(faits, default=0),
        "erreurs": len(erreurs),
    }


def debits(
    notre: Servi, temoins: dict[str, Servi], page: str, liens: list[str], secondes: float
) -> dict[str, dict[str, dict[str, float]]]:
    """Par nombre de sessions, le débit de la page (« page »), puis celui de chaque témoin."""
    return {
        str(sessions): {
            "page": debit(notre, page, liens, sessions, secondes),
            **{nom: debit(servi, "", [""], sessions, secondes) for nom, servi in temoins.items()},
        }
        for sessions in SESSIONS
    }
