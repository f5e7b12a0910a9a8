"""Les dessins à l'écran : Plotly, Folium ; un clic change le lien avant que la page ne recommence."""

from functools import partial

import streamlit as st

from pages.blocs import (
    Barres,
    Carte,
    Colonnes,
    Course,
    Dessin,
    Empilees,
    Entonnoir,
    Etendues,
    Flux,
    Frise,
    Lignes,
    Matrice,
    Multiples,
    Paires,
    Prevus,
)
from pages.composants import cartes, couleurs, ecran, filtres, formats, graphiques_flux, inerte
from pages.composants import graphiques_socle as socle
from pages.rendus import traces
from pages.rendus.ecran import gestes
from pages.rendus.ecran.montreurs import montre, montrer_bloc
from pages.reponses import Reponse

TELEPHONE = 640
"""En deçà, en pixels de large, l'écran est celui d'un téléphone (voir style.py)."""


@montre(Barres, Colonnes, Course, Empilees, Entonnoir, Etendues, Frise, Lignes, Multiples, Paires, Prevus)
def _dessin(bloc: Dessin, reponse: Reponse) -> None:
    grand = reponse.visite.projection
    trace = traces.gardee(bloc, grand)
    socle.titres(trace.titre, trace.sous_titre, grand)
    if not trace.tracee:
        socle.note(trace.vide, grand)
        return
    if trace.legende:
        socle.legende(trace.legende, couleurs.roles(grand), grand)
    _figure(bloc, trace)
    if trace.note:
        socle.note(trace.note, grand)


@montre(Flux)
def _flux(bloc: Flux, reponse: Reponse) -> None:
    dimensions = ecran.dimensions()
    if bloc.repli is not None and dimensions and dimensions[0] < TELEPHONE:
        montrer_bloc(bloc.repli, reponse)
    else:
        _dessin(bloc, reponse)


@montre(Matrice)
def _matrice(bloc: Matrice, reponse: Reponse) -> None:
    grand = reponse.visite.projection
    socle.titres(bloc.titre, bloc.sous_titre, grand)
    with st.container(key=bloc.cle):
        st.html(graphiques_flux.de_la_matrice(bloc, grand))


@montre(Carte)
def _carte(bloc: Carte, reponse: Reponse) -> None:
    grand = reponse.visite.projection
    clic = cartes.carte(
        bloc.mesures,
        contrat=bloc.contrat,
        generation=bloc.generation,
        format=bloc.format,
        titre=bloc.titre,
        choisi=bloc.choisis,
        cle=bloc.cle,
        hauteur=cartes.hauteur(bloc, grand),
        grand=grand,
        emprise=bloc.emprise,
        couche=bloc.couche,
    )
    if bloc.note:
        st.caption(formats.typographie(bloc.note))
    if bloc.choisit:
        filtres.choisir(bloc.choisit, clic)


def _figure(bloc: Dessin, trace: traces.Trace) -> None:
    figure = socle.Figure(
        trace.spec | {"layout": trace.spec["layout"] | {"meta": inerte.texte(trace.spec["layout"]["meta"])}}
    )
    commun = {
        "theme": None,
        "config": socle.CONFIG,
        "alt": inerte.texte(formats.typographie(trace.alt)),
        "key": bloc.cle,
    }
    if not bloc.choisit:
        st.plotly_chart(figure, **commun)
        return
    st.plotly_chart(figure, on_select=partial(_au_clic, bloc), selection_mode="points", **commun)


def _au_clic(bloc: Dessin) -> None:
    code = socle.code_clique(bloc.cle)
    if isinstance(bloc, Colonnes) and bloc.codes is not None:
        code = bloc.codes.get(code, "")
    gestes.choisir(f"{bloc.devant}{code}" if code else "", bloc.choisit, bloc.ouvre)
