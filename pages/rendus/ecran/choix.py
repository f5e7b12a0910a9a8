"""Le bandeau des filtres, et les choix propres à la page."""

import streamlit as st

from pages.blocs import Bandeau, Choix
from pages.composants import filtres
from pages.rendus.ecran.montreurs import montre
from pages.reponses import Reponse


@montre(Bandeau)
def _bandeau(bloc: Bandeau, reponse: Reponse) -> None:
    if not bloc.choix:
        filtres.bandeau(*bloc.champs, seul=bloc.seul)
        return
    with st.container(horizontal=True, key="ligne", vertical_alignment="center"):
        filtres.bandeau(*bloc.champs, seul=bloc.seul)
        for choix in bloc.choix:
            _choix(choix, reponse)


@montre(Choix)
def _choix(bloc: Choix, reponse: Reponse) -> None:
    filtres.montrer_choix(bloc)
