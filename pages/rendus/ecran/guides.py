"""Ce qui se lit d'un bout à l'autre, à l'écran."""

from collections.abc import Sequence

import streamlit as st

from pages.blocs import Article, Definition, Definitions, Etapes, Liens
from pages.composants import couleurs, etat, formats, inerte, phrases
from pages.rendus.ecran.montreurs import montre, montrer_bloc
from pages.reponses import Reponse

_COLONNES = 2
"""Le parcours au bureau ; sur un téléphone, elles se suivent."""
_SOUS_LE_MENU = "scroll-margin-top:5rem"
"""Une ancre s'arrête sous le menu, qui reste en haut de l'écran."""


@montre(Article)
def _article(bloc: Article, reponse: Reponse) -> None:
    with st.container(width=820, key=bloc.cle):
        for titre, corps in bloc.parties:
            st.subheader(phrases.markdown(formats.typographie(titre)), anchor=False)
            st.markdown(formats.typographie(corps))


@montre(Definitions)
def _definitions(bloc: Definitions, reponse: Reponse) -> None:
    if len(bloc.groupes) > 1:
        accent = couleurs.roles(reponse.visite.projection).accent
        ancres = " ".join(
            f'<a href="#lettre-{inerte.html(lettre)}" style="padding:.25rem .4rem;color:{accent}">'
            f"{inerte.html(lettre)}</a>"
            for lettre in bloc.groupes
        )
        st.html(f'<nav aria-label="Aller à la lettre" style="line-height:2.2">{ancres}</nav>')
    for lettre, definitions in bloc.groupes.items():
        tete = ""
        if lettre:
            ancre = inerte.html(lettre)
            tete = f'<h3 id="lettre-{ancre}" style="margin:0;padding:0;{_SOUS_LE_MENU}">{ancre}</h3>'
        st.html(tete + _liste(definitions))


def _liste(definitions: Sequence[Definition]) -> str:
    """Une liste de définitions ; chaque mot porte son code comme ancre."""
    corps = "".join(
        f'<dt id="{inerte.html(d.code)}" style="font-weight:600;margin:.6rem 0 0;padding:0;{_SOUS_LE_MENU}">'
        f"{inerte.html(formats.typographie(d.mot))}</dt>"
        f'<dd style="margin:0;padding:0;line-height:1.5">{inerte.html(formats.typographie(d.sens))}</dd>'
        for d in definitions
    )
    return f'<dl style="margin:0;padding:0;max-width:48rem">{corps}</dl>'


@montre(Etapes)
def _etapes(bloc: Etapes, reponse: Reponse) -> None:
    colonnes = st.columns(_COLONNES, gap="large")
    hauteur = -(-len(bloc.etapes) // _COLONNES)
    for rang, etape in enumerate(bloc.etapes):
        with colonnes[rang // hauteur], st.container(key=f"etape-{rang + 1}", gap="xsmall"):
            st.page_link(
                f"{etape.page}.py",
                label=f"**{rang + 1}. {phrases.markdown(formats.typographie(etape.titre))}**",
                icon=":material/arrow_forward:",
                query_params=etat.vers(etape.parametres),
            )
            # De la salle, une liste de titres : le détail d'une étape se lit sur la page qu'elle ouvre.
            if not reponse.visite.projection:
                st.markdown(phrases.markdown(formats.typographie(etape.texte)))


@montre(Liens)
def _liens(bloc: Liens, reponse: Reponse) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for lien in bloc.liens:
            montrer_bloc(lien, reponse)
