"""Le cadre : les pages, le menu, l'état de la visite. Script de st.App."""

import logging

import streamlit as st

from pages.composants import entete, etat, style
from pages.serveur.configuration import configuration
from queries import BaseIndisponible, lire

PAGES = [
    st.Page("synthese.py", title="Synthèse", icon=":material/dashboard:", default=True),
    st.Page("carte.py", title="Carte", icon=":material/map:", url_path="carte"),
    st.Page("quartier.py", title="Quartier", icon=":material/location_city:", url_path="quartier"),
    st.Page("financeurs.py", title="Financeurs", icon=":material/payments:", url_path="financeurs"),
    st.Page("donnees.py", title="Données", icon=":material/database:", url_path="donnees"),
]

page = st.navigation(PAGES, position="top")
st.set_page_config(
    page_title=f"{page.title} · {configuration().collectivite}",
    page_icon=":material/location_city:",
    layout="wide",
)
etat.recevoir(page.url_path)
style.appliquer(etat.projection())

try:
    lire("serveur/version")
    entete.marque()
    page.run()
except BaseIndisponible as erreur:
    logging.getLogger(__name__).error("base indisponible : %s", erreur)
    st.title("Les données ne sont pas disponibles", anchor=False)
    st.error(erreur.motif, icon=":material/error:")
    st.markdown(erreur.que_faire)
    if configuration().contact:
        st.markdown(f"Contact : {configuration().contact}")
etat.emettre()
