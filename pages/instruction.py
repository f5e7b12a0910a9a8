"""Instruction : que décide-t-on pour chaque demande ?"""

import streamlit as st

from pages.composants import chiffres, entete, etat, filtres
from pages.composants import constats_instruction as constats
from pages.seance import instruction, instruction_decision, instruction_liste, instruction_publique
from queries import lire

entete.titre("Que décide-t-on pour chaque demande ?")

# Ce qu'on demande
filtre = filtres.bandeau("pilier", "thematique", "quartier", "financeur")

if not instruction.ouverte():
    instruction_publique.montrer(filtre)
else:
    filtre = instruction.exercice(filtre)
    liste, mots = instruction.choix_de_la_liste()

    # Ce que répond la base
    dossier = instruction.ouvrir(filtre, liste, mots)
    sources = lire("donnees/sources_des_actions", filtre=filtre)

    # Ce qu'on en montre
    entete.constat(constats.constat(dossier.demandes, dossier.enveloppes, filtre))
    instruction_liste.alertes(dossier)
    cartes = constats.chiffres(dossier.demandes, dossier.enveloppes, etat.projection())
    chiffres.montrer(cartes, filtre)
    instruction_decision.montrer(dossier)
    if not etat.projection():
        instruction_liste.demandes(dossier)
        instruction_liste.enveloppes(dossier, sources)
        st.subheader("Emporter", anchor=False)
        instruction_liste.emporter(dossier, sources)
    entete.pied(constats.REGLE, sources)
