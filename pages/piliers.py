"""Piliers : à quoi sert l'argent ?"""

import streamlit as st

from pages.composants import (
    chiffres,
    constats,
    constats_piliers,
    descente,
    entete,
    etat,
    filtres,
    inerte,
    lectures,
    tableaux,
)
from pages.composants.colonnes import ACTIONS_LIEES, ANGLES_MORTS, PAR_PART, PART_PAR_ANNEE
from queries import lire

entete.titre("À quoi sert l'argent ?")

# Ce qu'on demande
with st.container(horizontal=True, key="ligne", vertical_alignment="center"):
    filtre = filtres.bandeau("pilier", "thematique", "quartier", "financeur", "nature", "statut", "montant")
    lecture = lectures.choisir(filtre)
grand, mots, annee = etat.projection(), filtres.texte(filtre), lectures.annee(filtre)

# Ce que répond la base
vue = lectures.vue(filtre, lecture)
resume = lire("synthese/chiffres", filtre=filtre).iloc[0]
avant = constats.annee_precedente(filtre)
morts = lectures.angles_morts(filtre, annee)
sources = lire("donnees/sources_des_actions", filtre=filtre)
if vue.parts.empty:
    tableaux.rien("Aucun financement ne répond à ces filtres.", "Effacer les filtres", filtres.effacer)

# Ce qu'on en montre
entete.constat(constats_piliers.reponse(vue, resume, avant, filtre), filtre)
chiffres.montrer(constats_piliers.chiffres_cles(vue, resume, avant, morts, annee, filtre))
descente.fil(vue, filtre)
if grand:
    descente.image(vue, filtre)
else:
    gauche, droite = st.columns(2, gap="large")
    with gauche:
        descente.image(vue, filtre)
    with droite:
        descente.histoire(vue, filtre)
    descente.sans_pilier(filtre)
    titre = constats_piliers.titre_du_tableau(vue)
    if vue.niveau == "action":
        tableaux.ouvert(vue.parts, "actions", ACTIONS_LIEES, titre, mots, sources)
    else:
        tableaux.detail(vue.parts, "parts", PAR_PART, mots, sources, titre)
    if not vue.annees.empty:
        tableaux.detail(vue.annees, "parts-par-annee", PART_PAR_ANNEE, mots, sources, "Au fil des ans")
    phrase = constats_piliers.angles_morts(morts, annee, resume)
    if morts.empty:
        st.subheader(inerte.markdown(phrase), anchor=False)
    else:
        dits = constats_piliers.en_mots(morts, annee)
        tableaux.ouvert(dits, "angles-morts", ANGLES_MORTS, phrase, mots, sources)
entete.pied(constats_piliers.regle(vue, resume), sources)
