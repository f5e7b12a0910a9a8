"""Un visiteur qui envoie des fichiers, et de quoi en abuser."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection

from tests.serveur.visiteur import Visiteur, visiter

FINIES = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class Visite(Visiteur):
    """Une visite ouverte. `session` : son numéro, que les envois de fichiers portent."""

    def __init__(self, lien: ClientConnection, adresse: str) -> None:
        super().__init__(lien)
        self.adresse, self.session = adresse, ""
        self.champs: dict[str, str] = {}
        """Libellé d'un champ de fichier → son identité dans la page."""

    def aller(self, page: str, requete: str = "") -> float:
        """Ouvre une page et attend qu'elle soit finie ; rend les secondes qu'elle a prises."""
        debut = time.perf_counter()
        self._noter(self.page(page, requete))
        return time.perf_counter() - debut

    def adresses(self, nb: int = 1) -> list[str]:
        """Demande des adresses d'envoi, comme le fait le champ d'une page."""
        message = BackMsg()
        message.file_urls_request.request_id = "essai"
        message.file_urls_request.file_names.extend(f"{rang}.toml" for rang in range(nb))
        self.dire(message)
        reponse = self.jusqua("file_urls_response", 20)[-1].file_urls_response
        return [lue.upload_url for lue in reponse.file_urls]

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
            self.dire(message)
            self._noter(self.jusqua("script_finished"))
        return reponse

    def envoyer(self, chemin: str, contenu: bytes, client: httpx.Client) -> httpx.Response:
        """Envoie un fichier à cette adresse, le jeton de Streamlit compris."""
        jeton = client.cookies.get("_streamlit_xsrf") or ""
        return client.put(
            f"{self.adresse}{chemin}",
            files={"f": ("essai.toml", contenu)},
            headers={"x-xsrftoken": jeton, "origin": self.adresse},
        )

    def _noter(self, recus: list[ForwardMsg]) -> None:
        # Une exécution coupée par la suivante finit aussi : celle qu'on a demandée vient après.
        while recus[-1].script_finished not in FINIES:
            recus += self.jusqua("script_finished")
        for recu in recus:
            if recu.WhichOneof("type") == "new_session":
                self.session = recu.new_session.initialize.session_id
            champ = recu.delta.new_element.file_uploader
            if recu.HasField("delta") and champ.id:
                self.champs[champ.label] = champ.id


@contextmanager
def visite(adresse: str) -> Iterator[Visite]:
    """Une visite de l'application servie à cette adresse (« http://127.0.0.1:8501 »)."""
    with visiter(adresse, compression=None) as ouverte:
        yield Visite(ouverte.lien, adresse)
