"""Le champ où l'on dépose un fichier : la seule façon d'en montrer un.

Il ouvre à cette visite, et à elle seule, le droit d'en envoyer (pages/serveur/depots.py), le temps que la
page le montre.
"""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.composants import acces, etat, recueil
from pages.serveur import depots
from pages.serveur.depots import Champ

_MO = 1024 * 1024
VISITEUR = Champ("", 512_000, 6 * _MO)
"""Une séance : quelques kilo-octets."""
AGENT = Champ("", 25 * _MO, 300 * _MO)
"""Un classeur : vingt mille lignes en font cinq mégaoctets."""


def champ_de_fichier(
    libelle: str, types: Sequence[str], cle: str, agent: bool = False, **options: object
) -> UploadedFile | None:
    """Le fichier déposé ; None s'il n'y en a pas. `agent` : réservé aux agents, à leur taille.

    Rien n'est montré à qui n'a pas le rôle, ni quand la page est lue sans écran.
    """
    if recueil.en_cours() or (agent and not acces.est_agent()):
        return None
    permis = AGENT if agent else VISITEUR
    if session := _session():
        depots.ouvrir(session, cle, replace(permis, page=etat.page()))
    return st.file_uploader(
        libelle, type=list(types), key=cle, max_upload_size=-(-permis.octets_max // _MO), **options
    )  # type: ignore[call-overload]


def commencer() -> None:
    """La page en cours commence un passage : les champs des autres se ferment."""
    if session := _session():
        depots.commencer(session, etat.page())


def finir() -> None:
    """Le passage est fini : les champs qu'il n'a pas montrés se ferment."""
    if session := _session():
        depots.finir(session)


def liberer() -> None:
    """Oublie ce que cette visite a déposé : la page l'a lu, ou n'en veut plus."""
    if session := _session():
        depots.liberer(session)


def _session() -> str | None:
    # Lue sans écran, la page parle pour quelqu'un d'autre : ses champs ne sont à personne.
    contexte = None if recueil.en_cours() else get_script_run_ctx(suppress_warning=True)
    return contexte.session_id if contexte else None
