"""Le bandeau des filtres, et les choix propres à la page."""

import streamlit as st

from pages import plan
from pages.blocs import Bandeau, Choix, Rubriques, Saisie
from pages.composants import etat, filtres, formats, inerte, phrases
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


@montre(Rubriques)
def _rubriques(bloc: Rubriques, reponse: Reponse) -> None:
    if bloc.inconnue:
        dit = f"Le lien demande la rubrique « {bloc.inconnue} », qui n'existe pas."
        st.info(phrases.markdown(formats.typographie(dit)), icon=":material/info:")
    cle = f"choix_{bloc.nom}"
    st.session_state[cle] = bloc.valeur
    st.segmented_control(
        bloc.libelle,
        list(bloc.options),
        key=cle,
        format_func=lambda code: phrases.markdown(formats.typographie(bloc.options.get(code, code))),
        required=True,
        label_visibility="collapsed",
        on_change=_changer_de_rubrique,
        args=(bloc, cle, reponse.visite.page),
        wrap=True,
    )


def _changer_de_rubrique(bloc: Rubriques, cle: str, page: str) -> None:
    voulue = st.session_state[cle]
    oubliees = dict.fromkeys(plan.PAR_CODE[page].parametres)
    defaut = next(iter(bloc.options))
    etat.poser(**oubliees | {bloc.nom: None if voulue in (None, defaut) else voulue})
