"""Un visiteur sans navigateur : la même prise, les mêmes messages, et de quoi en abuser."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect


class Visite:
    """Une visite ouverte. `session` : son numéro, que les envois de fichiers portent."""

    def __init__(self, prise: ClientConnection, adresse: str) -> None:
        self.prise, self.adresse, self.session = prise, adresse, ""
        self.champs: dict[str, str] = {}
        """Libellé d'un champ de fichier → son identité dans la page."""

    def aller(self, page: str, requete: str = "", delai_s: float = 60) -> float:
        """Ouvre une page et attend qu'elle soit finie ; rend les secondes qu'elle a prises."""
        message = BackMsg()
        message.rerun_script.query_string = requete
        message.rerun_script.page_name = page
        debut = time.perf_counter()
        self.prise.send(message.SerializeToString())
        self._suivre(delai_s)
        return time.perf_counter() - debut

    def adresses(self, nb: int = 1, delai_s: float = 20) -> list[str]:
        """Demande des adresses d'envoi, comme le fait le champ d'une page."""
        message = BackMsg()
        message.file_urls_request.request_id = "essai"
        message.file_urls_request.file_names.extend(f"{rang}.toml" for rang in range(nb))
        self.prise.send(message.SerializeToString())
        fin = time.monotonic() + delai_s
        while time.monotonic() < fin:
            recu = self._recevoir(delai_s)
            if recu is not None and recu.WhichOneof("type") == "file_urls_response":
                return [lue.upload_url for lue in recu.file_urls_response.file_urls]
        raise TimeoutError("aucune adresse d'envoi")

    def deposer(self, page: str, chemin: str, contenu: bytes, client: httpx.Client) -> httpx.Response:
        """Envoie un fichier, puis le pose dans le champ de la page, qui le lit."""
        reponse = self.envoyer(chemin, contenu, client)
        if reponse.status_code == 204:
            message = BackMsg()
            message.rerun_script.page_name = page
            pose = message.rerun_script.widget_states.widgets.add()
            pose.id = next(iter(self.champs.values()))
            fiche = pose.file_uploader_state_value.uploaded_file_info.add()
            fiche.file_id, fiche.name, fiche.size = chemin.rpartition("/")[2], "essai.toml", len(contenu)
            fiche.file_urls.file_id = fiche.file_id
            fiche.file_urls.upload_url = fiche.file_urls.delete_url = chemin
            self.prise.send(message.SerializeToString())
            self._suivre(60)
        return reponse

    def envoyer(self, chemin: str, contenu: bytes, client: httpx.Client) -> httpx.Response:
        """Envoie un fichier à cette adresse, le jeton de Streamlit compris."""
        jeton = client.cookies.get("_streamlit_xsrf") or ""
        return client.put(
            f"{self.adresse}{chemin}",
            files={"f": ("essai.toml", contenu)},
            headers={"x-xsrftoken": jeton, "origin": self.adresse},
        )

    def _suivre(self, delai_s: float) -> None:
        fin = time.monotonic() + delai_s
        while time.monotonic() < fin:
            recu = self._recevoir(delai_s)
            if recu is None:
                break
            genre = recu.WhichOneof("type")
            if genre == "new_session":
                self.session = recu.new_session.initialize.session_id
            if genre == "delta" and recu.delta.new_element.WhichOneof("type") == "file_uploader":
                champ = recu.delta.new_element.file_uploader
                self.champs[champ.label] = champ.id
            if genre == "script_finished" and recu.script_finished in (0, 2):
                return
        raise TimeoutError("la page n'a pas fini")

    def _recevoir(self, delai_s: float) -> ForwardMsg | None:
        recu = ForwardMsg()
        recu.ParseFromString(self.prise.recv(timeout=delai_s))
        return recu


@contextmanager
def visite(adresse: str) -> Iterator[Visite]:
    """Une visite de l'application servie à cette adresse (« http://127.0.0.1:8501 »)."""
    prise = connect(
        adresse.replace("http", "ws", 1) + "/_stcore/stream", max_size=None, origin=adresse, compression=None
    )
    with prise:
        yield Visite(prise, adresse)
