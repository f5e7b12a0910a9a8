"""Lire une page comme un navigateur la recevrait : tous les messages que Streamlit enverrait.

Plus rapide qu'AppTest (ni arbre, ni attente), et rien n'y échappe : icônes, aides, options d'un menu, JSON
d'un graphique. `pages/serveur/sans_ecran.py` ne note que des chiffres ; ici, la page dessine pour de vrai.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from unittest.mock import MagicMock
from urllib.parse import urlencode

from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime
from streamlit.runtime.caching.storage.dummy_cache_storage import MemoryCacheStorageManager
from streamlit.runtime.dataframe_source_manager import DataframeSourceManager
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException, StopException
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext, add_script_run_ctx
from streamlit.runtime.state import SafeSessionState, SessionState

from pages import plan
from pages.serveur.sans_ecran import MENU

PASSAGES = 4
_scripts = ScriptCache()


@dataclass
class Lecture:
    """Ce qu'une page a envoyé à son dernier passage, ou la faute qui l'a arrêtée."""

    page: str
    parametres: dict[str, str]
    messages: list[ForwardMsg] = field(default_factory=list)
    faute: BaseException | None = None

    @property
    def adresse(self) -> str:
        """« territoires?financeur=caf »."""
        return f"{self.page}?{urlencode(self.parametres)}"

    @property
    def elements(self) -> list:
        """Les éléments dessinés (protobuf `Element`), dans l'ordre."""
        return [m.delta.new_element for m in self.messages if m.delta.WhichOneof("type") == "new_element"]


def lire_la_page(
    page: str,
    parametres: Mapping[str, str],
    identite: Mapping[str, object] | None = None,
    ecran: str = "",
) -> Lecture:
    """La page lue par une visite neuve ; `ecran` : « 390x844 » pour un téléphone, vide : inconnu."""
    lecture = Lecture(page, dict(parametres))
    fil = threading.Thread(target=_lire, args=(lecture, dict(identite or {}), ecran))
    avant, Runtime._instance = Runtime._instance, _serveur()
    try:
        fil.start()
        fil.join()
    finally:
        Runtime._instance = avant
    return lecture


@cache
def _serveur() -> MagicMock:
    """Le serveur que les composants (carte, images) croient avoir, comme celui d'AppTest."""
    serveur = MagicMock(spec=Runtime)
    serveur.media_file_mgr = MediaFileManager(MemoryMediaFileStorage("/lecture/media"))
    serveur.dataframe_source_mgr = DataframeSourceManager()
    serveur.cache_storage_manager = MemoryCacheStorageManager()
    serveur.bidi_component_registry = BidiComponentManager()
    serveur.bidi_component_registry.discover_and_register_components(start_file_watching=False)
    serveur.get_client.return_value = None
    return serveur


def _lire(lecture: Lecture, identite: dict, ecran: str) -> None:
    adresse = urlencode(lecture.parametres)
    visite = SafeSessionState(SessionState(), lambda: None)
    contexte = ScriptRunContext(
        session_id="lecture",
        _enqueue=lambda message: _recevoir(lecture, contexte, message),
        query_string=adresse,
        session_state=visite,
        uploaded_file_mgr=MemoryUploadedFileManager("/lecture"),
        main_script_path=MENU,
        user_info=identite,
        fragment_storage=MemoryFragmentStorage(),
        pages_manager=PagesManager(MENU, _scripts),
    )
    add_script_run_ctx(threading.current_thread(), contexte)
    if ecran:
        visite["ecran_note"] = ecran
    try:
        for _ in range(PASSAGES):
            lecture.messages.clear()
            suite = _passer(lecture, contexte, adresse, visite)
            if suite is None:
                return
            adresse = suite
        raise RuntimeError("la page se relance sans fin")
    except BaseException as erreur:  # noqa: BLE001 — le fil qui attend la reçoit et la dit
        lecture.faute = erreur


def _passer(
    lecture: Lecture, contexte: ScriptRunContext, adresse: str, visite: SafeSessionState
) -> str | None:
    """Un passage du script ; l'adresse du suivant, s'il en demande un."""
    contexte.pages_manager.set_script_intent("", plan.adresse(lecture.page))
    contexte.script_requests = ScriptRequests()
    contexte.reset(query_string=adresse)
    with visite.query_params() as recue:
        recue.populate_from_query_string(adresse)
    contexte.on_script_start()
    try:
        exec(_scripts.get_bytecode(MENU), {"__name__": "__main__", "__file__": MENU})
    except StopException:
        pass
    except RerunException as encore:
        return encore.rerun_data.query_string
    return None


def _recevoir(lecture: Lecture, contexte: ScriptRunContext, message: ForwardMsg) -> None:
    lecture.messages.append(message)
    demande = contexte.script_requests.on_scriptrunner_yield()
    if demande is None:
        return
    if demande.type == ScriptRequestType.RERUN:
        raise RerunException(demande.rerun_data)
    raise StopException
