"""Ce qui se dit en mots : la phrase, les notes, les liens, ce qui manque."""

import streamlit as st

from pages.blocs import (
    Bouton,
    Constat,
    Fil,
    Information,
    Lien,
    Mentions,
    Note,
    Portee,
    Puces,
    Rien,
    Texte,
)
from pages.composants import ecran, entete, etat, filtres, formats, inerte, phrases
from pages.rendus.ecran.montreurs import montre
from pages.reponses import Reponse


@montre(Constat)
def _constat(bloc: Constat, reponse: Reponse) -> None:
    entete.constat(bloc.phrase, bloc.reserve)


def _lu(texte: str, riche: bool) -> str:
    return texte if riche else phrases.markdown(formats.typographie(texte))


@montre(Note)
def _note(bloc: Note, reponse: Reponse) -> None:
    with reponse.visite.porte():
        texte = bloc.texte() if callable(bloc.texte) else bloc.texte
    if texte:
        st.caption(_lu(texte, bloc.riche))


@montre(Information)
def _information(bloc: Information, reponse: Reponse) -> None:
    st.info(_lu(bloc.texte, bloc.riche), icon=f":material/{bloc.icone}:")


@montre(Texte)
def _texte(bloc: Texte, reponse: Reponse) -> None:
    st.markdown(bloc.texte)


@montre(Mentions)
def _mentions(bloc: Mentions, reponse: Reponse) -> None:
    lignes = (
        f"{inerte.gras(nom)} : {phrases.markdown(formats.typographie(valeur))}" for nom, valeur in bloc.lignes
    )
    st.markdown(formats.typographie("  \n".join(lignes)))


@montre(Portee)
def _portee(bloc: Portee, reponse: Reponse) -> None:
    # Aussi haut que les filtres des autres pages : la phrase passe sous le QR code.
    with st.container(key="ligne", height=ecran.pixels(76), border=False, vertical_alignment="center"):
        st.markdown(phrases.markdown(formats.typographie(bloc.texte)))


@montre(Puces)
def _puces(bloc: Puces, reponse: Reponse) -> None:
    # Une seule liste : lue à voix haute, elle dit combien de choses elle porte.
    st.markdown("\n".join(f"- {texte}" for texte in bloc.textes))


@montre(Lien)
def _lien(bloc: Lien, reponse: Reponse) -> None:
    st.page_link(
        f"{bloc.page}.py",
        label=phrases.markdown(formats.typographie(bloc.libelle)),
        icon=f":material/{bloc.icone}:",
        query_params=etat.vers(bloc.parametres),
    )


@montre(Bouton)
def _bouton(bloc: Bouton, reponse: Reponse) -> None:
    st.button(
        phrases.markdown(formats.typographie(bloc.libelle)),
        on_click=etat.poser,
        kwargs=dict(bloc.pose),
        icon=f":material/{bloc.icone}:" if bloc.icone else None,
        key=bloc.cle,
        type="tertiary" if bloc.discret else "secondary",
    )


@montre(Fil)
def _fil(bloc: Fil, reponse: Reponse) -> None:
    with st.container(horizontal=True, key="fil", vertical_alignment="center", gap="small"):
        for rang, etape in enumerate(bloc.etapes):
            st.button(
                phrases.markdown(formats.typographie(etape.libelle)),
                key=f"fil-{rang}",
                type="tertiary",
                icon=":material/arrow_upward:",
                on_click=etat.poser,
                kwargs=dict(etape.pose),
                help="Remonter",
            )
            st.markdown("›", width="content")
        st.markdown(inerte.gras(formats.typographie(bloc.ici)), width="content")


@montre(Rien)
def _rien(bloc: Rien, reponse: Reponse) -> None:
    st.info(phrases.markdown(formats.typographie(bloc.dit)), icon=":material/search_off:")
    if (bloc.efface or bloc.pose) and bloc.proposition:
        st.button(bloc.proposition, on_click=_suivre, args=(bloc,), key="proposition", type="primary")


def _suivre(bloc: Rien) -> None:
    if bloc.efface:
        filtres.effacer()
    etat.poser(**bloc.pose)
