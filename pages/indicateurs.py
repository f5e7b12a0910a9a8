"""Indicateurs : comment vit-on dans les quartiers ?"""

import streamlit as st

from pages.composants import chiffres, chiffres_indicateurs, entete, etat, filtres, inerte, series, tableaux

entete.titre("Comment vit-on dans les quartiers ?")

# Ce qu'on demande
grand = etat.projection()
with st.container(horizontal=True, key="ligne", vertical_alignment="center"):
    filtre = filtres.bandeau("quartier") if grand else filtres.bandeau(seul="quartier")
    indicateur, reference = series.demander(filtre)
if not indicateur:
    tableaux.rien(series.VIDE, series.QUE_FAIRE)

# Ce que répond la base
vue = series.etude(indicateur, reference, filtre)
tous = series.tous_les_quartiers(vue, filtre)

# Ce qu'on en montre
entete.constat(vue.constat)
chiffres.montrer(chiffres_indicateurs.chiffres_cles(vue))
if vue.quartier:
    series.evolution(vue, grand)
if not grand or not vue.quartier:
    filtres.choisir("quartier", series.multiples(tous, grand, vue.quartier))
if not grand:
    st.caption(inerte.markdown(series.reserves(vue)))
    st.markdown(series.identite(vue))
    mots = filtres.texte(filtre)
    tableaux.detail(tous.bilans, "ecarts", series.ECARTS, mots, vue.sources, "Quartier par quartier")
    tableaux.detail(tous.series, "series", series.SERIES, mots, vue.sources, "Toutes les années")
    if not vue.references.empty:
        tableaux.detail(
            vue.references, "references", series.REFERENCES, mots, vue.sources, "Les territoires comparés"
        )
    entete.pied(series.REGLE, vue.sources)
