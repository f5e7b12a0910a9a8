"""L'écran : chaque bloc devient des éléments de Streamlit. Un genre de bloc, une fonction."""

import streamlit as st

from pages import plan
from pages.blocs import Bloc, Deux, Pied, Renvoi, Titre
from pages.composants import entete, filtres, formats, phrases
from pages.rendus.ecran import choix, dessins, encadres, fichiers, gestes, guides, listes, plis, textes
from pages.rendus.ecran.montreurs import MONTREURS, montre, montrer_bloc
from pages.reponses import Reponse

__all__ = ["MONTREURS", "montrer"]

# Ils s'inscrivent à l'import.
_INSCRITS = (choix, dessins, encadres, fichiers, guides, listes, plis, textes)


def montrer(reponse: Reponse) -> None:
    """Montre la page : sa question, puis ses blocs. Un renvoi change l'adresse et recommence."""
    gestes.partir()
    if renvoi := reponse.premier(Renvoi):
        filtres.renvoyer(renvoi.parametres, renvoi.dit)
        st.rerun()
    entete.titre(plan.PAR_CODE[reponse.visite.page].question)
    for bloc in reponse.blocs:
        montrer_bloc(bloc, reponse)


@montre(Deux)
def _deux(bloc: Deux, reponse: Reponse) -> None:
    places = st.columns(list(bloc.parts), gap="large")
    for place, cote in zip(places, (bloc.gauche, bloc.droite), strict=True):
        with place:
            for dit in cote:
                montrer_bloc(dit, reponse)


@montre(Titre)
def _titre(bloc: Titre, reponse: Reponse) -> None:
    texte = phrases.markdown(formats.typographie(bloc.texte))
    if not bloc.choix:
        st.subheader(texte, anchor=False)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(texte, anchor=False, width="content")
        for choix in bloc.choix:
            montrer_bloc(choix, reponse)


@montre(Pied)
def _pied(bloc: Pied, reponse: Reponse) -> None:
    entete.pied(bloc.regle, bloc.sources)


@montre(Renvoi)
def _renvoi(bloc: Bloc, reponse: Reponse) -> None:
    """Suivi avant de montrer quoi que ce soit."""
