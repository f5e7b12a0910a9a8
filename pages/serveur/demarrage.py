"""Le démarrage : la base fictive s'il n'y a pas de base, les imports lourds, la mémoire figée."""

import gc
import importlib
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st

from queries import BaseIndisponible, chemin_base

RECETTE_FICTIVE = Path(__file__).parents[2] / "data" / "recettes" / "demo.toml"
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
    gc.collect()
    gc.freeze()
    yield


def preparer_base() -> None:
    """Construit la base fictive si aucune base n'est nommée et qu'il n'y en a pas encore."""
    chemin = chemin_base()
    if os.environ.get("CONTRAT_BASE") or chemin.exists():
        return
    print("Aucune base : construction du territoire fictif…", file=sys.stderr, flush=True)
    # L'import est ici parce que `data` ne sert qu'à cette occasion : la flèche va de data vers pages.
    from data.construction import construire

    try:
        construire(RECETTE_FICTIVE, base=chemin)
    except Exception:  # noqa: BLE001 — le service démarre quand même et dit que la base manque
        journal.exception("la base fictive n'a pas pu être construite")


def montrer_erreur(erreur: Exception) -> bool:
    """Une erreur du programme : la trace va au journal, le visiteur reçoit une phrase."""
    if isinstance(erreur, BaseIndisponible):
        journal.error("base indisponible : %s", erreur.motif)
        st.title("Le tableau de bord est momentanément indisponible")
        st.error(erreur.motif, icon=":material/database_off:")
        st.write(erreur.que_faire)
    else:
        journal.error("erreur dans une page", exc_info=erreur)
        st.error(
            "Cette page n'a pas pu être affichée. Rechargez-la ; si cela se reproduit, prévenez le contact "
            "indiqué en bas de page en lui donnant l'adresse.",
            icon=":material/error:",
        )
    return True
