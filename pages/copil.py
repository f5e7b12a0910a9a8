"""Comité de pilotage : que met-on à l'ordre du jour, et où en est-on ?"""

import streamlit as st

from pages.composants import entete, etat, filtres
from pages.seance import composition, depart, fichier, pupitre

# Ce qu'on demande
seance, refus = composition.ouverte()
au_pupitre = pupitre.demande() and bool(seance.points)
if not au_pupitre:
    public = fichier.adresse(fichier.sans_notes(seance), court=True) if seance.points else ""
    entete.titre(depart.question(seance), public)
    composition.dire(refus)

# Ce que répond la base : rien encore ; les chiffres viennent des vues, à leur tour

# Ce qu'on en montre
if au_pupitre:
    pupitre.montrer(seance)
else:
    entete.constat(depart.phrase(seance))
    if not seance.points:
        if not etat.projection():
            composition.choisir_modele(filtres.bandeau())
            fichier.rouvrir()
    elif depart.finie(seance):
        depart.fin(seance)
    elif etat.projection():
        depart.programme(seance)
    else:
        gauche, droite = st.columns([5, 3], gap="large")
        with gauche:
            composition.liste(seance)
            composition.autres_gestes(filtres.courant()[0])
        with droite:
            depart.conduire(seance)
            st.subheader("Garder et transmettre", anchor=False)
            fichier.garder(seance)
            fichier.rouvrir()
            depart.documents(seance)
    entete.pied(
        "L'ordre du jour est dans l'adresse de la page : le lien ou le fichier le gardent, la base jamais."
    )
