"""Le cadre : les pages, le menu, l'état de la visite. Script de st.App."""

import logging
from itertools import chain

import streamlit as st

from pages.composants import champ_fichier, ecran, entete, etat, inerte, recueil, style, versions
from pages.serveur.configuration import configuration
from queries import BaseIndisponible

PAGES = {
    "": [
        st.Page("synthese.py", title="Synthèse", icon=":material/dashboard:", default=True),
        st.Page("carte.py", title="Carte", icon=":material/map:"),
        st.Page("quartier.py", title="Quartier", icon=":material/location_city:"),
    ],
    "Programmation": [
        st.Page("piliers.py", title="Piliers", icon=":material/category:"),
        st.Page("financeurs.py", title="Financeurs", icon=":material/payments:"),
        st.Page("actions.py", title="Actions", icon=":material/list_alt:"),
        st.Page("action.py", title="Fiche action", icon=":material/description:"),
        st.Page("porteurs.py", title="Porteurs", icon=":material/groups:"),
    ],
    "Résultats": [
        st.Page("indicateurs.py", title="Indicateurs", icon=":material/monitoring:"),
        st.Page("evaluation.py", title="Évaluation", icon=":material/flag:"),
        st.Page("droit-commun.py", title="Droit commun", icon=":material/handshake:"),
    ],
    "Piloter": [
        st.Page("copil.py", title="Comité de pilotage", icon=":material/co_present:"),
        st.Page("instruction.py", title="Instruction", icon=":material/gavel:"),
        st.Page("gouvernance.py", title="Gouvernance", icon=":material/account_balance:"),
        st.Page("territoires.py", title="Territoires", icon=":material/public:"),
        st.Page("mise-a-jour.py", title="Mettre à jour", icon=":material/upload:"),
    ],
    "Comprendre": [
        st.Page("donnees.py", title="Données", icon=":material/database:"),
        st.Page("aide.py", title="Aide", icon=":material/help:"),
    ],
}

# Sur un téléphone, une liste à plat : les rubriques repliées cachent les pages, et leur balisage n'est pas
# lisible par un lecteur d'écran.
etroit = (ecran.dimensions() or (1366, 900))[0] <= 640
page = st.navigation([*chain.from_iterable(PAGES.values())] if etroit else PAGES, position="top")
st.set_page_config(
    page_title=f"{page.title} · {configuration().collectivite}",
    page_icon=":material/location_city:",
    layout="wide",
)
etat.recevoir(page.url_path)
champ_fichier.commencer()
style.appliquer(etat.projection())

try:
    versions.ouvrir()
    entete.marque()
    page.run()
except BaseIndisponible as erreur:
    logging.getLogger(__name__).error("base indisponible : %s", erreur)
    recueil.noter(message=erreur.motif)
    st.title("Les données ne sont pas disponibles", anchor=False)
    st.error(inerte.markdown(erreur.motif), icon=":material/error:")
    st.markdown(erreur.que_faire)
    if configuration().contact:
        st.markdown(f"Contact : {inerte.markdown(configuration().contact)}")
etat.emettre()
champ_fichier.finir()
