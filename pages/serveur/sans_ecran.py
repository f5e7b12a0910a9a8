"""Lire une page sans navigateur : le même script, ses chiffres notés par `recueil`, rien de dessiné.

Le script tourne dans un fil à lui, avec une visite neuve : ni les sélecteurs, ni l'adresse, ni les droits
du demandeur ne s'y mêlent, sauf l'identité qu'on lui donne. Les documents et l'aperçu d'un lien en viennent :
ils ne peuvent ni dire autre chose que la page, ni montrer ce qu'elle cache.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from streamlit import runtime
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException, StopException
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext, add_script_run_ctx
from streamlit.runtime.state import SafeSessionState, SessionState

from pages import plan
from pages.composants import acces, liens, recueil, versions
from pages.composants.recueil import Vue
from pages.rendus.vue import vue
from pages.reponses import reponse_suivie
from pages.serveur.configuration import configuration
from pages.serveur.priorite import Renonce
from pages.visite import construire
from queries import BaseIndisponible

MENU = str(Path(__file__).parents[1] / "menu.py")
_SESSION = "sans-ecran"
# Une page qui demande un autre passage (un clic, une adresse complétée) en a eu assez de trois.
_PASSAGES = 3

journal = logging.getLogger(__name__)
_scripts = ScriptCache()


class VueIllisible(Exception):
    """La page n'a pas pu être lue ; le message est à montrer tel quel."""


@dataclass
class _Essai:
    vue: Vue
    identite: Mapping[str, object]
    adresse: str
    ceder: Callable[[], None]
    erreur: BaseException | None = None


def saisir(
    page: str,
    parametres: Mapping[str, str],
    identite: Mapping[str, object] | None = None,
    ceder: Callable[[], None] = lambda: None,
) -> Vue:
    """Ce que dit la page `page` (« synthese », « carte »…) pour ces paramètres d'adresse.

    `identite` : celle du demandeur (`acces.identite_vue()`), vide pour un visiteur. Ne montre que ce que
    cette identité peut voir. Sans base, `message` dit pourquoi. Lève VueIllisible
    si la page est en faute. `ceder` : appelé à chaque élément ; il peut faire attendre, ou lever Renonce.
    """
    if page in plan.PAR_CODE and plan.PAR_CODE[page].valeur:
        return _repondue(page, parametres, identite or {}, ceder)
    propres = {n: v for n, v in parametres.items() if n not in liens.HORS_VUE}
    adresse = urlencode(propres)
    essai = _Essai(Vue(page, dict(propres)), dict(identite or {}), adresse, ceder)
    fil = threading.Thread(target=_lire, args=(essai,), name=f"{_SESSION}-{page}")
    fil.start()
    fil.join()
    if isinstance(essai.erreur, Renonce):
        raise VueIllisible(f"La page « {page} » a laissé passer les autres.") from essai.erreur
    if essai.erreur is not None:
        journal.error("page illisible sans écran : %s?%s", page, adresse, exc_info=essai.erreur)
        raise VueIllisible(f"La page « {page} » n'a pas pu être lue.") from essai.erreur
    return essai.vue


def _repondue(
    page: str, parametres: Mapping[str, str], identite: Mapping[str, object], ceder: Callable[[], None]
) -> Vue:
    """Ce que dit une page qui est une valeur : sa réponse, celle de l'écran."""
    try:
        ceder()
        permis, agent = acces.droits_de(identite)
        dits = {n: v for n, v in parametres.items() if n not in liens.HORS_VUE}
        version = versions.lisible(parametres.get("version"))
        visite = construire(page, dits, permis=permis, version=version, agent=agent)
        lue = vue(reponse_suivie(visite))
        # Ce que le lien demandait : un document le cite, la version qu'il fige comprise.
        lue.parametres = dict(dits)
        return lue
    except BaseIndisponible as erreur:
        return Vue(page, dict(parametres), message=erreur.motif, collectivite=configuration().collectivite)
    except Renonce as erreur:
        raise VueIllisible(f"La page « {page} » a laissé passer les autres.") from erreur
    except Exception as erreur:
        journal.error("page illisible sans écran : %s?%s", page, urlencode(dict(parametres)), exc_info=erreur)
        raise VueIllisible(f"La page « {page} » n'a pas pu être lue.") from erreur


def _lire(essai: _Essai) -> None:
    pages = PagesManager(MENU, _scripts)
    visite = SafeSessionState(SessionState(), lambda: None)
    contexte = ScriptRunContext(
        session_id=_SESSION,
        _enqueue=lambda message: _ceder(contexte, essai.ceder),
        query_string=essai.adresse,
        session_state=visite,
        uploaded_file_mgr=MemoryUploadedFileManager("/sans-ecran"),
        main_script_path=MENU,
        user_info=dict(essai.identite),
        fragment_storage=MemoryFragmentStorage(),
        pages_manager=pages,
    )
    add_script_run_ctx(threading.current_thread(), contexte)
    try:
        for _ in range(_PASSAGES):
            if not _passer(essai, contexte, pages, visite):
                break
    except BaseException as erreur:  # noqa: BLE001 — le fil qui attend la reçoit et la dit
        essai.erreur = erreur
    finally:
        if runtime.exists():
            runtime.get_instance().media_file_mgr.clear_session_refs(_SESSION)
            runtime.get_instance().media_file_mgr.remove_orphaned_files()


def _passer(essai: _Essai, contexte: ScriptRunContext, pages: PagesManager, visite: SafeSessionState) -> bool:
    """Un passage du script ; vrai s'il en demande un autre."""
    pages.set_script_intent("", plan.adresse(essai.vue.page))
    contexte.script_requests = ScriptRequests()
    contexte.reset(query_string=essai.adresse)
    with visite.query_params() as adresse:
        adresse.populate_from_query_string(essai.adresse)
    contexte.on_script_start()
    with recueil.recueillir(Vue(essai.vue.page, essai.vue.parametres)) as vue:
        try:
            exec(_scripts.get_bytecode(MENU), {"__name__": "__main__", "__file__": MENU})
        except StopException:
            pass
        except RerunException:
            return True
        finally:
            essai.vue = vue
    vue.collectivite = configuration().collectivite
    return False


def _ceder(contexte: ScriptRunContext, ceder: Callable[[], None]) -> None:
    """Rien n'attend ce que la page dessine ; c'est là que `st.stop` et `st.rerun` prennent effet."""
    ceder()
    demande = contexte.script_requests.on_scriptrunner_yield()
    if demande is None:
        return
    if demande.type == ScriptRequestType.RERUN:
        raise RerunException(demande.rerun_data)
    raise StopException
