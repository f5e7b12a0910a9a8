"""Le démarrage : la base fictive s'il n'y a pas de base, les imports lourds, la mémoire figée."""

import gc
import importlib
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import streamlit as st
from streamlit import runtime

from pages.composants import inerte
from pages.serveur import depots
from pages.serveur.configuration import configuration
from queries import BaseIndisponible, chemin_base

# Sans streamlit_folium : importé hors d'une visite, Streamlit n'enregistre pas son composant.
LOURDS = ("pandas", "pyarrow", "plotly.graph_objects", "folium", "shapely", "openpyxl", "segno")

journal = logging.getLogger(__name__)


@asynccontextmanager
async def duree_de_vie(_app: object) -> AsyncIterator[None]:
    """Avant la première visite. `gc.freeze` double les réexécutions par seconde : Streamlit lance un
    ramassage complet après chacune, qui sinon reparcourt tout ce que les imports ont laissé."""
    preparer_base()
    for nom in LOURDS:
        importlib.import_module(nom)
    if runtime.exists():
        depots.surveiller(runtime.get_instance().uploaded_file_mgr)  # type: ignore[arg-type]
    gc.collect()
    gc.freeze()
    yield


def preparer_base() -> None:
    """Construit la base fictive si aucune base n'est nommée et qu'il n'y en a pas encore.

    Une base nommée par CONTRAT_BASE et absente ne se remplace pas par une fiction : la page le dit.
    """
    if os.environ.get("CONTRAT_BASE") or chemin_base().exists():
        return
    try:
        # L'import est ici parce que `data` ne sert qu'à cette occasion : la flèche va de data vers pages.
        from data.construction import assurer_base

        assurer_base()
    except Exception:  # noqa: BLE001 — le service démarre quand même et dit que la base manque
        journal.exception("la base fictive n'a pas pu être construite")


def montrer_erreur(erreur: Exception) -> bool:
    """Une erreur du programme : la trace va au journal, le visiteur reçoit une phrase."""
    if isinstance(erreur, BaseIndisponible):
        journal.error("base indisponible : %s", erreur.motif)
        st.title("Le tableau de bord est momentanément indisponible", anchor=False)
        st.error(inerte.markdown(erreur.motif), icon=":material/database_off:")
        st.markdown(erreur.que_faire)
        return True
    # L'heure permet de retrouver la trace : le visiteur n'a rien d'autre à transmettre.
    journal.error("erreur dans une page", exc_info=erreur)
    contact = configuration().contact
    qui = f" à {contact}" if contact else " à la personne qui gère ce tableau de bord"
    # La clé sert aux essais : une page en faute ne doit pas passer pour une page prête.
    with st.container(key="erreur-page"):
        st.error(
            "Cette page n'a pas pu être affichée. Rechargez-la ; si cela se reproduit, signalez-le"
            f"{qui}, avec l'adresse de la page et l'heure ({datetime.now():%d/%m/%Y à %H:%M}).",
            icon=":material/error:",
        )
    return True
