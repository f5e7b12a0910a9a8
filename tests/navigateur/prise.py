"""Une visite sans navigateur : la websocket de Streamlit, ouverte avec les cookies qu'on veut."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.runtime_util import get_max_message_size_bytes
from websockets.sync.client import ClientConnection, connect

DELAI_S = 60
_REPOS_S = 1


@contextmanager
def prise(site: str, cookies: Mapping[str, str]) -> Iterator[ClientConnection]:
    """La websocket de ce site, avec ces cookies."""
    with connect(
        f"ws{site.removeprefix('http')}/_stcore/stream",
        origin=site,
        subprotocols=["streamlit", cookies.get("_streamlit_xsrf", "aucun")],
        additional_headers={"Cookie": "; ".join(f"{nom}={valeur}" for nom, valeur in cookies.items())},
        max_size=get_max_message_size_bytes(),
        open_timeout=DELAI_S,
    ) as ouverte:
        yield ouverte


def dessiner(ouverte: ClientConnection, page: str) -> str:
    """Tout ce que le serveur envoie pour cette page, en texte."""
    demande = BackMsg()
    demande.rerun_script.page_name = page
    ouverte.send(demande.SerializeToString())
    morceaux, fini = [], False
    while True:
        try:
            # Une page qui complète son adresse repasse aussitôt : la fin est la dernière.
            octets = ouverte.recv(timeout=_REPOS_S if fini else DELAI_S)
        except TimeoutError:
            if fini:
                return b"".join(morceaux).decode("utf-8", "replace")
            raise
        recu = ForwardMsg()
        recu.ParseFromString(octets)
        morceaux.append(octets)
        fini = recu.WhichOneof("type") == "script_finished" or (fini and not recu.HasField("new_session"))
