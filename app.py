"""Le serveur : `streamlit run app.py` ou `uvicorn app:app`."""

import logging
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit.file_util import get_static_dir

from pages.serveur import demarrage
from pages.serveur.cadre import Cadre, sans_appel_exterieur
from pages.serveur.compression import StatiquesCompresses, serrer
from pages.serveur.configuration import Configuration, ConfigurationInvalide, configuration
from pages.serveur.entetes import EntetesSecurite
from pages.serveur.icones import reduite
from pages.serveur.morceaux import Morceaux
from pages.serveur.page import Pages, chemins_des_pages, empreintes_scripts, page_index
from pages.serveur.panne import Panne
from pages.serveur.poste_local import PosteLocal, secret_confie
from pages.serveur.ressources import composant_carte
from pages.serveur.routes import routes
from pages.serveur.sessions import Sessions
from pages.serveur.televersements import Televersements

DOSSIER = Path(__file__).parent / "pages"
STATIQUES = Path(get_static_dir())

sans_appel_exterieur()
motif_panne = ""
try:
    reglages = configuration()
except ConfigurationInvalide as erreur:
    # Le service répond quand même : qui l'installe lit la phrase dans son navigateur, ou dans le journal.
    logging.getLogger(__name__).error("configuration : %s", erreur)
    reglages, motif_panne = Configuration(), str(erreur)

fixes = {"/static/": STATIQUES / "static"}
morceaux = Morceaux(STATIQUES)
index = page_index((STATIQUES / "index.html").read_text(encoding="utf-8"), reglages)
adresses, chemins = routes(), chemins_des_pages()

serrer(STATIQUES / morceau for morceau in morceaux.tous() if morceau.endswith((".js", ".css")))

app = st.App(
    DOSSIER / "menu.py",
    routes=adresses,
    middleware=[
        Middleware(EntetesSecurite, configuration=reglages, empreintes=empreintes_scripts(index)),
        Middleware(Panne, motif=motif_panne),
        Middleware(Sessions, configuration=reglages, local=bool(secret_confie())),
        Middleware(PosteLocal, configuration=reglages, secret=secret_confie()),
        Middleware(Cadre, configuration=reglages, chemins=chemins, routes=adresses, fixes=fixes),
        Middleware(Pages, configuration=reglages, index=index, chemins=chemins, morceaux=morceaux),
        Middleware(Televersements),
        Middleware(StatiquesCompresses, dossiers=fixes | composant_carte(), reduits=reduite(STATIQUES)),
    ],
    lifespan=demarrage.duree_de_vie,
    on_script_error=demarrage.montrer_erreur,
)
