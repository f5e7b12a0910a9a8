"""Qui demande, pour les parts et les quotas : une empreinte de son adresse, jamais l'adresse."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.serveur.magasin import MagasinIndisponible, magasin


def anonyme() -> str:
    """L'empreinte de ce visiteur (voir `Magasin.anonyme`) ; à défaut d'adresse, celle de sa visite.

    Vide si le magasin ne répond pas : rien n'y sera gardé.
    """
    visite = get_script_run_ctx(suppress_warning=True)
    # Streamlit tait l'adresse de boucle : qui est devant le serveur compte alors par visite.
    adresse = st.context.ip_address
    qui = adresse if isinstance(adresse, str) and adresse else visite.session_id if visite else ""
    try:
        return magasin().anonyme(qui)
    except MagasinIndisponible:
        return ""
