"""Droit-commun : qu'apportent les partenaires, au-delà des crédits spécifiques ?"""

import streamlit as st

from pages.composants import (
    calendrier,
    cartes_engagement,
    chiffres,
    constats_droit_commun,
    ecran,
    entete,
    etat,
    filtres,
    glossaire,
    graphiques,
    graphiques_paires,
    manques,
    tableaux,
)
from pages.composants.colonnes import ENGAGEMENTS
from queries import lire

entete.titre("Qu'apporte le droit commun des partenaires ?")

# Ce qu'on demande
filtre = filtres.bandeau("montant")
contrats, le, grand = list(filtre.contrats) or None, calendrier.aujourd_hui(), etat.projection()

# Ce que répond la base
resume = lire("droit_commun/resume", contrats=contrats, le=le).iloc[0]
argent = lire("droit_commun/argent_par_partenaire", contrats=contrats)
mesure = lire("droit_commun/mesure_au_quartier", contrats=contrats)
sources = lire("droit_commun/sources", contrats=contrats)

# Ce qu'on en montre
entete.constat(constats_droit_commun.constat(resume))
if resume["nb"]:
    chiffres.montrer(constats_droit_commun.chiffres(resume))
    gauche, droite = (st.container(), None) if grand else st.columns(2, gap="large")
    with gauche:
        graphiques_paires.paires(
            argent, "partenaire", "annonce_eur", "annonce_non_mesure_eur", "mesure_eur", cle="argent",
            grand=grand, hauteur=ecran.pixels(300) if grand else None,
            titre="Ce qui est annoncé, ce qui est mesuré",
            sous_titre="En euros, par partenaire, pour toute la durée des engagements",
        )  # fmt: skip
if not grand and resume["nb"]:
    with droite:
        graphiques.matrice(
            mesure, lignes="partenaire", colonnes="reponse", valeur="nb_engagements", cle="mesurable",
            format="entier", titre=constats_droit_commun.mesurables(mesure),
            sous_titre="Nombre d'engagements selon que l'apport se mesure, ou non, quartier par quartier",
        )  # fmt: skip
    with st.container(horizontal=True, key="ligne", vertical_alignment="center"):
        st.subheader("Engagement par engagement", anchor=False, width="content")
        voulu = cartes_engagement.choix_etat(resume)
    engagements = lire("droit_commun/engagements", contrats=contrats, le=le, etat=voulu)
    if engagements.empty:
        st.info("Aucun engagement n'est dans cet état : choisissez « Tous ».")
    cartes_engagement.montrer(engagements, plusieurs_contrats=len(filtre.contrats) != 1)
    mots = filtres.texte(filtre)
    tableaux.detail(engagements, "engagements", ENGAGEMENTS, mots, sources, "Engagements de droit commun")
if not grand and not resume["nb"]:
    manques.feuilles("La base ne contient aucun engagement de droit commun.", "engagements", "structures")
if not grand:
    cartes_engagement.credits_des_actions(filtre)
    glossaire.rappel("droit-commun", "engagement", "credits-specifiques", "non-mesure", "abattement-tfpb")
entete.pied(
    "Un engagement vaut pour tout le contrat, quel que soit le filtre. Une mesure absente n'est pas un zéro.",
    sources,
)
