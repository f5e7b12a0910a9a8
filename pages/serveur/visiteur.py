"""Qui demande, pour les parts et les quotas : son adresse de réseau, ou son empreinte quand on la garde."""

import ipaddress
from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.serveur.configuration import configuration
from pages.serveur.magasin import MagasinIndisponible, magasin

_VOISINS = tuple(
    map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10"))
)


def anonyme() -> str:
    """L'empreinte de ce visiteur (voir `Magasin.anonyme`) ; à défaut d'adresse, celle de sa visite.

    Vide si le magasin ne répond pas : rien n'y sera gardé.
    """
    visite = get_script_run_ctx(suppress_warning=True)
    # Streamlit tait l'adresse de boucle : qui est devant le serveur compte alors par visite.
    adresse = st.context.ip_address
    if isinstance(adresse, str) and adresse:
        qui = appelant((adresse,), st.context.headers)
    else:
        qui = visite.session_id if visite else ""
    try:
        return magasin().anonyme(qui)
    except MagasinIndisponible:
        return ""


def appelant(client: object, entetes: Mapping[str, str]) -> str:
    """L'adresse de qui appelle. Derrière un mandataire de la même machine (ou du même réseau, si la
    configuration dit l'adresse publique), la dernière qu'il a ajoutée ; un appelant direct ne choisit pas la
    sienne."""
    hote = str(client[0]) if isinstance(client, tuple | list) and client else ""
    transmise = entetes.get("x-forwarded-for", "").rpartition(",")[2].strip()
    if transmise and _proche(hote):
        return _normale(transmise) or hote
    return _normale(hote) or hote


def _normale(hote: str) -> str:
    """Une adresse IPv6 vaut son réseau : un abonné en a des milliards."""
    try:
        lue = ipaddress.ip_address(hote)
    except ValueError:
        return ""
    return str(lue) if lue.version == 4 else str(ipaddress.ip_network(f"{lue}/64", strict=False))


def _proche(hote: str) -> bool:
    try:
        lue = ipaddress.ip_address(hote)
    except ValueError:
        return False
    voisin = any(lue in reseau for reseau in _VOISINS if reseau.version == lue.version)
    return lue.is_loopback or (voisin and bool(configuration().adresse_publique))
