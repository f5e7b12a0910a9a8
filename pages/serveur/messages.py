"""Ce qu'une visite et le serveur se disent par la websocket : ce qui passe, ce qui s'arrête, ce qui se tait.

Streamlit écoute d'un visiteur quelconque des ordres qui ne sont pas les siens (vider les caches de tous, lire
l'état du dépôt git, écrire des fichiers) et lui dit où il est installé, sur quelle machine, avec quelles
versions. Tout passe ici, dans les deux sens : ce qui n'est pas nommé s'arrête
(tests/serveur/test_messages.py échoue quand une nouvelle version de Streamlit en ajoute).
"""

import hashlib
import logging
from collections.abc import Iterator

from google.protobuf.message import DecodeError
from starlette.types import Message, Receive, Send
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Exception_pb2 import Exception as Faute
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.version import STREAMLIT_VERSION_STRING

from pages.serveur import telechargements

RECUS = {
    "rerun_script": "relancer la page, avec les choix du visiteur",
    "stop_script": "arrêter sa propre exécution",
    "app_heartbeat": "dire qu'il est toujours là",
    "file_urls_request": "où envoyer un fichier (au plus FICHIERS_MAX à la fois)",
    "backend_operation_request": "préparer un téléchargement, lire la suite d'un tableau (voir OPERATIONS)",
}
TUS = {
    "clear_cache": "viderait les caches de tous les visiteurs",
    "set_run_on_save": "réglage d'atelier",
    "load_git_info": "rendrait le dépôt, la branche et les fichiers modifiés du serveur",
    "debug_disconnect_websocket": "outil d'essai de Streamlit",
    "debug_shutdown_runtime": "arrêterait le serveur",
}
OPERATIONS = {
    "deferred_file": "préparer le fichier d'un bouton de téléchargement",
    "dataframe_chunk": "la suite d'un grand tableau de sa visite",
}
OPERATIONS_TUES = {
    "install_skills": "écrirait dans le dossier du serveur",
    "dismiss_skills_nudge": "écrirait dans le dossier personnel du serveur",
}
ENVOYES = {
    "new_session": "une exécution commence (voir _taire)",
    "delta": "un élément de la page",
    "page_info_changed": "l'adresse a changé",
    "page_config_changed": "le titre de l'onglet",
    "script_finished": "l'exécution est finie",
    "session_status_changed": "en cours ou au repos",
    "session_event": "arrêtée, ou en faute",
    "navigation": "les pages du menu",
    "file_urls_response": "où envoyer un fichier",
    "logo": "l'image en tête de page",
    "auth_redirect": "aller se connecter ou se déconnecter",
    "ref_hash": "un message déjà reçu",
    "auto_rerun": "fragment répété",
    "stop_auto_rerun": "fragment arrêté",
    "heartbeat_ack": "réponse au battement",
    "backend_operation_response": "le téléchargement est prêt",
}
RETENUS = {
    "git_info_changed": "le dépôt du serveur",
    "page_profile": "mesures d'usage pour Streamlit",
    "parent_message": "pour une page qui nous intégrerait : nous n'en parlons à aucune",
    "page_not_found": "ouvrirait une boîte en anglais ; une adresse inconnue a sa page 404",
}
FICHIERS_MAX = 10
"""Noms de fichiers par demande : chacun coûte une réponse plus longue que lui."""
FAUTE = "Cette page n'a pas pu être affichée. Rechargez-la ; si cela se reproduit, signalez-le."

journal = logging.getLogger(__name__)
_GENRES = {champ.number: champ.name for champ in ForwardMsg.DESCRIPTOR.oneofs_by_name["type"].fields}
_DELTA = ForwardMsg.DESCRIPTOR.fields_by_name["delta"]
_ELEMENT = _DELTA.message_type.fields_by_name["new_element"]
_PASSAGER = _DELTA.message_type.fields_by_name["new_transient"].number
_EXCEPTION = _ELEMENT.message_type.fields_by_name["exception"].number
# Même version, même mot : une page ouverte avant une mise à jour se recharge, sans apprendre laquelle.
_VERSION = hashlib.sha256(f"contrat-de-ville {STREAMLIT_VERSION_STRING}".encode()).hexdigest()[:12]


class Messages:
    """Les deux sens d'une websocket, entre uvicorn et Streamlit."""

    def __init__(self, receive: Receive, send: Send, personne: str = telechargements.PUBLIC) -> None:
        """`personne` : à qui ces messages sont dits (voir telechargements.py)."""
        self._recevoir, self._envoyer, self._personne = receive, send, personne
        self._taille_max = int(config.get_option("server.maxWidgetStateSize")) * 1024 * 1024

    async def recevoir(self) -> Message:
        """Le prochain message que Streamlit peut entendre."""
        while True:
            message = await self._recevoir()
            if message["type"] != "websocket.receive":
                return message
            octets = message.get("bytes")
            if octets is None or len(octets) > self._taille_max:
                return await self._raccrocher(1003 if octets is None else 1009)
            try:
                lu = BackMsg.FromString(octets)
            except DecodeError:
                return await self._raccrocher(1002)
            if entendu(lu):
                return message

    async def envoyer(self, message: Message) -> None:
        """Envoie ce que le visiteur peut lire."""
        octets = message.get("bytes") if message["type"] == "websocket.send" else None
        if octets is not None:
            octets = lisible(octets)
            if octets is None:
                return
            telechargements.noter(self._personne, octets)
            message = {**message, "bytes": octets}
        await self._envoyer(message)

    async def _raccrocher(self, code: int) -> Message:
        await self._envoyer({"type": "websocket.close", "code": code})
        return {"type": "websocket.disconnect", "code": code}


def entendu(message: BackMsg) -> bool:
    """Vrai si un visiteur peut demander cela."""
    genre = message.WhichOneof("type")
    if genre == "file_urls_request":
        return len(message.file_urls_request.file_names) <= FICHIERS_MAX
    if genre == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") in OPERATIONS
    return genre in RECUS


def lisible(octets: bytes) -> bytes | None:
    """Le message tel qu'un visiteur peut le lire ; None s'il n'est pas pour lui. Lève DecodeError."""
    genre = _genre(octets)
    if genre == "delta":
        return _sans_trace(octets) if _porte_une_faute(octets) else octets
    if genre not in ENVOYES:
        journal.debug("message retenu : %s", genre)
        return None
    if genre not in ("new_session", "session_event", "backend_operation_response"):
        return octets
    return _taire(ForwardMsg.FromString(octets))


def _taire(message: ForwardMsg) -> bytes | None:
    """Sans le chemin du programme, l'identité de la machine, ses versions, ni le texte d'une faute."""
    if message.HasField("new_session"):
        session = message.new_session
        session.main_script_path = session.name
        # Vides, mais présents : l'interface les lit sans vérifier qu'ils y sont.
        session.initialize.user_info.Clear()
        session.initialize.user_info.SetInParent()
        session.initialize.environment_info.Clear()
        session.initialize.environment_info.streamlit_version = _VERSION
        session.initialize.ClearField("recommend_skills_install")
        session.initialize.ClearField("skills_nudge_suppressed_reason")
    elif message.HasField("session_event"):
        if message.session_event.WhichOneof("type") == "script_changed_on_disk":
            return None
        if message.session_event.HasField("script_compilation_exception"):
            _anonyme(message.session_event.script_compilation_exception)
    elif message.backend_operation_response.error_msg:
        message.backend_operation_response.error_msg = "Le fichier n'a pas pu être préparé."
        message.backend_operation_response.ClearField("error_reason")
    return message.SerializeToString()


def _sans_trace(octets: bytes) -> bytes:
    message = ForwardMsg.FromString(octets)
    for element in (message.delta.new_element, *message.delta.new_transient.elements):
        if element.HasField("exception"):
            _anonyme(element.exception)
    return message.SerializeToString()


def _anonyme(faute: Faute) -> None:
    faute.ClearField("type")
    faute.ClearField("stack_trace")
    faute.message, faute.message_is_markdown = FAUTE, False


def _genre(octets: bytes) -> str:
    """Le genre d'un message, sans le lire en entier : certains pèsent des mégaoctets."""
    genre = ""
    for numero, _, _ in _champs(octets, 0, len(octets)):
        genre = _GENRES.get(numero, genre)
    return genre


def _porte_une_faute(octets: bytes) -> bool:
    for numero, debut, fin in _champs(octets, 0, len(octets)):
        if numero == _DELTA.number:
            for dedans, ici, la in _champs(octets, debut, fin):
                if dedans == _PASSAGER:
                    return True
                if dedans == _ELEMENT.number and any(n == _EXCEPTION for n, _, _ in _champs(octets, ici, la)):
                    return True
    return False


def _champs(octets: bytes, debut: int, fin: int) -> Iterator[tuple[int, int, int]]:
    """Les champs d'un message protobuf : numéro, début et fin de la valeur. Lève DecodeError."""
    while debut < fin:
        cle, debut = _entier(octets, debut)
        genre = cle & 7
        if genre == 0:
            _, suite = _entier(octets, debut)
        elif genre == 2:
            taille, debut = _entier(octets, debut)
            suite = debut + taille
        elif genre in (1, 5):
            suite = debut + (8 if genre == 1 else 4)
        else:
            raise DecodeError("message mal formé")
        yield cle >> 3, debut, suite
        debut = suite


def _entier(octets: bytes, debut: int) -> tuple[int, int]:
    valeur = decalage = 0
    while True:
        octet = octets[debut]
        debut += 1
        valeur |= (octet & 127) << decalage
        if octet < 128:
            return valeur, debut
        decalage += 7
