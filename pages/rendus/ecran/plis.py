"""Ce qui est derrière un pli : rien n'en est demandé à la base ni envoyé tant qu'il est fermé.

Chaque pli est un fragment : l'ouvrir ne recommence que lui. Il revérifie alors ce que la page avait vérifié :
la version lue, et les droits de qui regarde.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from pages.blocs import Chiffres, Details, EnMots, Tableau
from pages.composants import acces, chiffres, formats, inerte, origine, phrases, tableaux
from pages.rendus.ecran.montreurs import montre
from pages.reponses import Reponse
from pages.visite import Visite
from queries import BaseIndisponible

_LIGNES_D_UN_COUP, _HAUTEUR_EN_MOTS = 12, 420
"""Un tableau en mots plus long défile, à cette hauteur, en pixels."""


@contextmanager
def rouvert(visite: Visite) -> Iterator[None]:
    """Le temps d'un bloc, la porte répond pour cette visite ; ses droits ont changé : la page recommence."""
    if acces.statuts_permis() != visite.permis:
        st.rerun()
    try:
        with visite.porte():
            yield
    except BaseIndisponible as erreur:
        logging.getLogger(__name__).error("base indisponible : %s", erreur)
        st.error(inerte.markdown(f"{erreur.motif} {erreur.que_faire}"), icon=":material/error:")


@montre(Chiffres)
def _chiffres(bloc: Chiffres, reponse: Reponse) -> None:
    # Projetée, une carte n'a rien qui s'ouvre.
    if reponse.visite.projection:
        chiffres.montrer(bloc.chiffres, bloc.filtre)
    else:
        _en_fragment(bloc, reponse)


@st.fragment
def _en_fragment(bloc: Chiffres, reponse: Reponse) -> None:
    with rouvert(reponse.visite):
        chiffres.montrer(bloc.chiffres, bloc.filtre)


@montre(Details)
@st.fragment
def _details(bloc: Details, reponse: Reponse) -> None:
    suite = f" : {bloc.titre[0].lower()}{bloc.titre[1:]}" if bloc.titre else ""
    pli = st.expander(
        phrases.markdown(formats.typographie(f"Voir les chiffres{suite}")),
        icon=":material/table:",
        key=f"chiffres-{bloc.nom}",
        on_change="rerun",
    )
    if pli.open:
        with pli, rouvert(reponse.visite):
            _lignes(bloc)


@montre(Tableau)
def _tableau(bloc: Tableau, reponse: Reponse) -> None:
    with reponse.visite.porte():
        lignes = bloc.lues()
    tableaux.ouvert(lignes, bloc.nom, bloc.colonnes, bloc.titre, bloc.filtres, bloc.sources)


@montre(EnMots)
def _en_mots(bloc: EnMots, reponse: Reponse) -> None:
    st.dataframe(
        bloc.lignes.map(inerte.texte),
        hide_index=True,
        height="content" if len(bloc.lignes) < _LIGNES_D_UN_COUP else _HAUTEUR_EN_MOTS,
        alt=inerte.texte(formats.typographie(bloc.alt)),
    )


def _lignes(bloc: Details) -> None:
    lignes, titre = bloc.lues(), bloc.titre or None
    tableaux.dessiner(lignes, bloc.nom, bloc.colonnes, titre)
    tableaux.telecharger(lignes, bloc.nom, bloc.colonnes, bloc.filtres, bloc.sources, titre)
    origine.sous_tableau(bloc.nom, lignes, bloc.sources)
