"""Ce qui se dit en mots : la phrase, les notes, les liens, ce qui manque."""

import streamlit as st

from pages.blocs import Bouton, Constat, Information, Lien, Note, Puces, Rien
from pages.composants import etat, filtres, formats, liens, phrases, versions
from pages.rendus.ecran.montreurs import montre
from pages.reponses import Reponse
from pages.seance import courante


@montre(Constat)
def _constat(bloc: Constat, reponse: Reponse) -> None:
    courante.noter_phrase(bloc.phrase)
    with st.container(key="constat"):
        # Des noms venus des fichiers : ni lien, ni image, ni gras ne doivent en naître.
        st.header(phrases.markdown(bloc.phrase), anchor=False)
        if bloc.reserve:
            with st.container(key="reserve"):
                st.caption(f":material/warning: {phrases.markdown(bloc.reserve)}")
    if reponse.visite.projection:
        # Le message d'abord, et sans passer sous le QR code.
        versions.bandeau()


def _lu(bloc: Note | Information) -> str:
    return bloc.texte if bloc.riche else phrases.markdown(formats.typographie(bloc.texte))


@montre(Note)
def _note(bloc: Note, reponse: Reponse) -> None:
    st.caption(_lu(bloc))


@montre(Information)
def _information(bloc: Information, reponse: Reponse) -> None:
    st.info(_lu(bloc), icon=f":material/{bloc.icone}:")


@montre(Puces)
def _puces(bloc: Puces, reponse: Reponse) -> None:
    for texte in bloc.textes:
        st.markdown(f"- {texte}")


@montre(Lien)
def _lien(bloc: Lien, reponse: Reponse) -> None:
    # La réponse est à tous ; la version figée et la séance sont à qui regarde, et le suivent.
    suivent = {n: v for n, v in etat.partages().items() if n not in liens.ORDRE}
    st.page_link(
        f"{bloc.page}.py",
        label=phrases.markdown(formats.typographie(bloc.libelle)),
        icon=f":material/{bloc.icone}:",
        query_params=suivent | dict(bloc.parametres),
    )


@montre(Bouton)
def _bouton(bloc: Bouton, reponse: Reponse) -> None:
    st.button(
        phrases.markdown(formats.typographie(bloc.libelle)),
        on_click=etat.poser,
        kwargs=dict(bloc.pose),
        icon=f":material/{bloc.icone}:" if bloc.icone else None,
        key=bloc.cle,
    )


@montre(Rien)
def _rien(bloc: Rien, reponse: Reponse) -> None:
    suite = "" if bloc.efface or not bloc.proposition else f" {bloc.proposition}"
    st.info(phrases.markdown(formats.typographie(bloc.message + suite)), icon=":material/search_off:")
    if bloc.efface and bloc.proposition:
        st.button(bloc.proposition, on_click=filtres.effacer, key="proposition", type="primary")
