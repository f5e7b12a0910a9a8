"""Le bandeau des filtres, et les choix propres à la page."""

import streamlit as st

from pages.blocs import Bandeau, Choix, Saisie
from pages.composants import etat, filtres, inerte
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


@montre(Saisie)
def _saisie(bloc: Saisie, reponse: Reponse) -> None:
    if reponse.visite.projection:
        return
    cle = f"champ_{bloc.nom}"
    st.session_state[cle] = bloc.valeur
    st.text_input(
        bloc.libelle,
        key=cle,
        type="search",
        icon=":material/search:",
        placeholder=inerte.texte(bloc.aide),
        label_visibility="collapsed",
        on_change=_saisir,
        args=(bloc.nom, cle),
        width=640,
    )


def _saisir(nom: str, cle: str) -> None:
    mots = " ".join(str(st.session_state[cle] or "").split())
    etat.poser(**{nom: mots or None})
