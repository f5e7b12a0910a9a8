"""Une chose sur une carte, à l'écran."""

import streamlit as st

from pages.blocs import Encadre
from pages.composants import formats, inerte, phrases
from pages.rendus.ecran.montreurs import montre
from pages.reponses import Reponse

COULEURS = {"bien": "green", "en cours": "blue", "mal": "red", "attention": "orange", "inconnu": "gray"}
"""Ton d'une étiquette → sa couleur."""


@montre(Encadre)
def _encadre(bloc: Encadre, reponse: Reponse) -> None:
    with st.container(border=True, key=bloc.cle, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(inerte.gras(bloc.nom), width="content")
            for etiquette in bloc.etiquettes:
                st.badge(
                    phrases.markdown(etiquette.mot),
                    icon=f":material/{etiquette.icone}:",
                    color=COULEURS[etiquette.ton],
                )
            for precision in bloc.precisions:
                st.caption(phrases.markdown(formats.typographie(precision)), width="content")
        parts = list(bloc.parts) or len(bloc.cases)
        for colonne, (titre, lignes) in zip(st.columns(parts, gap="small"), bloc.cases, strict=True):
            with colonne:
                st.markdown(formats.typographie("  \n".join([f":small[{titre}]", *lignes])))
