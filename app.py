"""Le serveur : `streamlit run app.py` ou `uvicorn app:app`."""

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit.file_util import get_static_dir

from pages.serveur import demarrage
from pages.serveur.compression import StatiquesCompresses
from pages.serveur.configuration import ConfigurationInvalide, configuration
from pages.serveur.entetes import EntetesSecurite
from pages.serveur.page import Pages, chemins_des_pages, empreintes_scripts, page_index
from pages.serveur.routes import routes

DOSSIER = Path(__file__).parent / "pages"
STATIQUES = Path(get_static_dir())

try:
    reglages = configuration()
except ConfigurationInvalide as erreur:
    sys.exit(f"Configuration : {erreur}")

index = page_index((STATIQUES / "index.html").read_text(encoding="utf-8"), reglages)
adresses = routes()

app = st.App(
    DOSSIER / "menu.py",
    routes=adresses,
    middleware=[
        Middleware(EntetesSecurite, configuration=reglages, empreintes=empreintes_scripts(index)),
        Middleware(
            Pages,
            configuration=reglages,
            index=index,
            chemins=chemins_des_pages(DOSSIER),
            autres={route.path for route in adresses},
        ),
        Middleware(StatiquesCompresses, dossier=STATIQUES),
    ],
    lifespan=demarrage.duree_de_vie,
    on_script_error=demarrage.montrer_erreur,
)
