"""Un visiteur sans navigateur : la même websocket, et les messages qu'un navigateur n'envoie pas."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import websockets.sync.client
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed


class Visiteur:
    """Une visite ouverte ; `recus` : tout ce que le serveur lui a envoyé, en octets."""

    def __init__(self, lien: websockets.sync.client.ClientConnection) -> None:
        self.lien, self.recus = lien, []

    def dire(self, message: BackMsg | bytes | str) -> None:
        """Envoie un message, ou des octets quelconques, ou un texte."""
        self.lien.send(message.SerializeToString() if isinstance(message, BackMsg) else message)

    def lire(self, delai_s: float = 30) -> ForwardMsg | None:
        """Le message suivant ; None si rien ne vient en `delai_s`. Lève ConnectionClosed."""
        try:
            octets = self.lien.recv(timeout=delai_s)
        except TimeoutError:
            return None
        self.recus.append(octets)
        return ForwardMsg.FromString(octets)

    def jusqua(self, genre: str, delai_s: float = 60) -> list[ForwardMsg]:
        """Tous les messages jusqu'au premier de ce genre, compris. Lève AssertionError s'il ne vient pas."""
        lus, fin = [], time.monotonic() + delai_s
        while time.monotonic() < fin:
            if (message := self.lire(max(0.1, fin - time.monotonic()))) is None:
                break
            lus.append(message)
            if message.WhichOneof("type") == genre:
                return lus
        raise AssertionError(f"{genre} n'est pas venu : {[m.WhichOneof('type') for m in lus]}")

    def page(self, nom: str = "", requete: str = "", **etat: object) -> list[ForwardMsg]:
        """Demande une page (« carte », vide pour l'accueil) et rend ce qu'elle envoie."""
        message = BackMsg()
        message.rerun_script.query_string = requete
        message.rerun_script.page_name = nom
        for champ, valeur in etat.items():
            setattr(message.rerun_script, champ, valeur)
        self.dire(message)
        return self.jusqua("script_finished")

    def vivant(self) -> bool:
        """Vrai si le serveur répond encore à un battement."""
        # Une exécution qui commence efface ce qui attendait de partir : le premier battement peut s'y perdre.
        for _ in range(12):
            try:
                self.dire(BackMsg(app_heartbeat=True))
                self.jusqua("heartbeat_ack", 2)
            except AssertionError:
                continue
            except ConnectionClosed:
                return False
            return True
        return False


_Visite = TypeVar("_Visite", bound=Visiteur)


@contextmanager
def visiter(
    adresse: str, origine: str | None = "", visiteur: type[_Visite] = Visiteur, **options: object
) -> Iterator[_Visite]:
    """Ouvre une visite. `origine` vide : celle du site ; None : aucune. InvalidStatus si on la refuse."""
    adresse = str(adresse).rstrip("/")
    url = adresse.replace("http", "ws", 1) + "/_stcore/stream"
    options = {"subprotocols": ["streamlit"], "open_timeout": 60, "close_timeout": 2} | options
    with websockets.sync.client.connect(
        url, origin=adresse if origine == "" else origine, max_size=None, proxy=None, **options
    ) as lien:
        yield visiteur(lien)
