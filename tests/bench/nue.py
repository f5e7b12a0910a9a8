"""La page nue, servie comme les nôtres : mêmes adresses, mêmes couches, même démarrage, mêmes réglages.

`streamlit run tests/bench/nue.py`, depuis la racine. Seule la couche qui écrit nos pages HTML (aperçu,
réponse peinte d'avance) est retirée : la page nue a l'index de Streamlit.
"""

from pathlib import Path

import streamlit as st

from app import app as la_notre

NOTRE_HTML = "Pages"

# Les attributs privés de st.App : rien d'autre ne dit de quoi elle est faite, et les répéter ici dériverait.
app = st.App(
    Path(__file__).with_name("page_nue.py"),
    routes=la_notre._user_routes,
    middleware=[couche for couche in la_notre._user_middleware if couche.cls.__name__ != NOTRE_HTML],
    lifespan=la_notre._user_lifespan,
    on_script_error=la_notre._on_script_error,
)
