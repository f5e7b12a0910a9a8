"""Une visite sans navigateur : la WebSocket de Streamlit, comme son interface la parle."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

DELAI_S = 120.0


@dataclass
class Visite:
    """Une connexion ouverte. `octets` : ce que le serveur a envoyé depuis le début."""

    prise: ClientConnection
    octets: int = 0

    def passer(self, page: str, requete: str = "") -> list[ForwardMsg]:
        """Fait exécuter la page (« carte ») avec ces paramètres ; rend les messages, le dernier compris."""
        demande = BackMsg()
        demande.rerun_script.query_string = requete
        demande.rerun_script.page_name = page
        demande.rerun_script.context_info.timezone = "Europe/Paris"
        demande.rerun_script.context_info.locale = "fr-FR"
        self.prise.send(demande.SerializeToString())
        recus = []
        while True:
            lu = self.prise.recv(timeout=DELAI_S)
            self.octets += len(lu)
            message = ForwardMsg()
            message.ParseFromString(lu if isinstance(lu, bytes) else lu.encode())
            recus.append(message)
            if message.WhichOneof("type") == "script_finished":
                return recus


@contextmanager
def visite(adresse: str, cookie: str = "") -> Iterator[Visite]:
    """Ouvre une visite de `adresse` (http ou https, certificat non vérifié)."""
    ici = urlsplit(adresse)
    schema = "wss" if ici.scheme == "https" else "ws"
    contexte = None
    if schema == "wss":
        contexte = ssl.create_default_context()
        contexte.check_hostname, contexte.verify_mode = False, ssl.CERT_NONE
    with connect(
        f"{schema}://{ici.netloc}/_stcore/stream",
        subprotocols=["streamlit", "visite"],  # type: ignore[list-item]
        additional_headers={"cookie": cookie} if cookie else None,
        origin=adresse,  # type: ignore[arg-type]
        ssl=contexte,
        max_size=None,
        open_timeout=DELAI_S,
        ping_interval=None,
    ) as prise:
        yield Visite(prise)
