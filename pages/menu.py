"""Le cadre : les pages, le menu, l'état de la visite. Script de st.App."""

import logging
from itertools import chain

import streamlit as st

from pages import plan
from pages.composants import (
    champ_fichier,
    ecran,
    entete,
    etat,
    filtres,
    inerte,
    recueil,
    style,
    versions,
)
from pages.rendus.ecran import montrer
from pages.reponses import reponse
from pages.serveur.configuration import configuration
from queries import BaseIndisponible

RUBRIQUES: dict[str, list] = {}
for dite in plan.PAGES:
    RUBRIQUES.setdefault(dite.rubrique, []).append(
        st.Page(
            f"{dite.code}.py",
            title=dite.nom,
            icon=f":material/{dite.icone}:",
            default=dite.code == plan.ACCUEIL,
        )
    )

# Sur un téléphone, une liste à plat : les rubriques repliées cachent les pages, et leur balisage n'est pas
# lisible par un lecteur d'écran.
etroit = (ecran.dimensions() or (1366, 900))[0] <= 640
page = st.navigation([*chain.from_iterable(RUBRIQUES.values())] if etroit else RUBRIQUES, position="top")
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
    visite = filtres.recue()
    entete.marque()
    if plan.PAR_CODE[visite.page].valeur:
        montrer(reponse(visite))
    else:
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
