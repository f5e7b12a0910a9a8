"""Territoires : comment se compare-t-on ?"""

import streamlit as st

from pages.composants import (
    carte_contrats,
    chiffres,
    comparaisons,
    constats_territoires,
    entete,
    etat,
    filtres,
    inerte,
    tableaux,
)
from pages.composants.colonnes import CONTRATS_COMPARES, THEMES_COMPARES
from queries import lire

entete.titre("Comment se compare-t-on ?")

# Ce qu'on demande
grand = etat.projection()
with st.container(horizontal=True, key="ligne", vertical_alignment="center"):
    filtre = filtres.bandeau("financeur", "nature", "montant")
    mesure = filtres.parametre("mesure", comparaisons.MESURES, "Comparer")
    theme = ""
    if mesure in comparaisons.PAR_THEME and not grand:
        theme = filtres.parametre("theme", comparaisons.themes(filtre), "Thème de l'État")

# Ce que répond la base
vue = comparaisons.comparer(mesure, theme, filtre)
autre = comparaisons.comparer("habitant" if mesure == "postes" else "postes", "", filtre)
sources = lire("donnees/sources_des_actions", filtre=vue.filtre)
if vue.contrats.empty:
    tableaux.rien("Cette base ne contient aucun contrat de ville.", comparaisons.SEUL)

# Ce qu'on en montre
entete.constat(constats_territoires.territoires(vue))
for note in constats_territoires.notes(vue, filtre):
    st.caption(inerte.markdown(note))
if not grand:
    chiffres.montrer(constats_territoires.chiffres_cles(vue), vue.filtre)
gauche, droite = st.columns([3, 2], gap="large") if vue.situes else (st.container(), st.container())
if vue.situes:
    with gauche:
        carte_contrats.carte(vue)
with droite:
    carte_contrats.classement(vue, cle="classement", titre="Du plus au moins")
if not grand:
    carte_contrats.themes(vue)
    gauche, droite = st.columns(2, gap="large")
    with gauche:
        carte_contrats.classement(autre, cle="autre-mesure", titre=comparaisons.MESURES[autre.mesure])
    with droite:
        carte_contrats.pauvrete(vue)
    mots = comparaisons.en_mots(vue)
    tableaux.ouvert(vue.contrats, "contrats", CONTRATS_COMPARES, "Les contrats côte à côte", mots, sources)
    tableaux.detail(vue.themes, "themes", THEMES_COMPARES, mots, sources, "Thèmes de l'État")
entete.pied(comparaisons.REGLE, entete.en_lignes(sources, vue.pauvrete))
