"""Financeurs : qui paie, et pour quoi ?"""

import streamlit as st

from pages.composants import (
    apports,
    chiffres,
    colonnes,
    constats,
    constats_financeurs,
    entete,
    filtres,
    inerte,
    tableaux,
)
from queries import lire

entete.titre("Qui paie, et pour quoi ?")

# Ce qu'on demande
with st.container(horizontal=True, key="ligne", vertical_alignment="center"):
    filtre = filtres.bandeau("pilier", "thematique", "quartier", "financeur", "nature", "statut", "montant")
    image = apports.choisie()
mots = filtres.texte(filtre)

# Ce que répond la base
vue = apports.apports(filtre)
avant = constats.annee_precedente(filtre)
sources = lire("donnees/sources_des_actions", filtre=filtre)
if vue.montants.empty:
    tableaux.rien("Aucun financement ne répond à ces filtres.", "Effacer les filtres", filtres.effacer)

# Ce qu'on en montre
entete.constat(apports.phrase(vue, image), filtre)
if image in ("", "financeurs", "entonnoir"):
    natures = lire("financeurs/montants_par_nature", filtre=filtre)
    chiffres.montrer(constats_financeurs.chiffres_cles(vue.resume, avant, natures, vue.enveloppes, filtre))
if image:
    apports.projeter(vue, image)
else:
    gauche, droite = st.columns([3, 2], gap="large")
    with gauche:
        apports.qui_paie(vue)
    with droite:
        apports.entonnoir(vue)
        tableaux.detail(
            vue.etapes, "du-demande-au-verse", colonnes.DU_DEMANDE_AU_VERSE, mots, sources, "Par financeur"
        )
    apports.croise(vue)
    for lignes, nom, titre, voulues in (
        (vue.montants, "montants-par-financeur", "Qui paie", colonnes.PAR_FINANCEUR),
        (vue.croise, "pilier-par-financeur", "Qui paie pour quoi", colonnes.PILIER_FINANCEUR),
        (vue.leviers, "levier-par-pilier", "Effet de levier par pilier", colonnes.LEVIER),
    ):
        if not lignes.empty:
            tableaux.detail(lignes, nom, voulues, mots, sources, titre)
    apports.flux(vue)
    tableaux.detail(vue.flux, "flux", colonnes.FLUX, mots, sources, "Les flux")
    apports.natures(vue)
    tableaux.detail(
        vue.natures, "natures-par-annee", colonnes.NATURES, mots, sources, "Les crédits par nature"
    )
    if vue.enveloppes.empty:
        apports.sans_enveloppe()
    else:
        tableaux.ouvert(
            vue.enveloppes, "enveloppes", apports.colonnes_des_enveloppes(vue),
            constats_financeurs.enveloppes(vue.enveloppes),
            filtres.texte(apports.des_enveloppes(filtre)), sources,
        )  # fmt: skip
    st.subheader(inerte.markdown(constats_financeurs.un_seul(vue.seules, vue.resume)), anchor=False)
    if not vue.seules.empty:
        tableaux.detail(
            vue.seules, "actions-un-financeur", colonnes.UN_FINANCEUR, mots, sources, "Un seul financeur"
        )
entete.pied(constats_financeurs.regle(vue.resume), sources)
