"""Données : d'où viennent les chiffres, et que valent-ils ?"""

import streamlit as st

from pages.composants import constats, entete, filtres, jeux, tableaux
from pages.composants.colonnes import CONTROLES, REJETS, SOURCES
from queries import lire

entete.titre("D'où viennent les chiffres, et que valent-ils ?")

# Ce qu'on demande
filtre = filtres.bandeau()

# Ce que répond la base
sources = lire("donnees/sources")
rejets = lire("donnees/rejets")
motifs = lire("donnees/motifs")
controles = lire("donnees/controles")
version = lire("serveur/version").iloc[0]
effectifs = lire("serveur/effectifs").iloc[0]

# Ce qu'on en montre
st.subheader(constats.donnees(sources), anchor=False)
jeux.etat_de_la_base(effectifs, version)
tableaux.ouvert(sources, "sources", SOURCES, "Les sources")
if not rejets.empty:
    tableaux.ouvert(motifs, "motifs", jeux.MOTIFS, "Ce qui a été refusé ou signalé, et pourquoi")
    tableaux.detail(rejets, "rejets", REJETS, "", sources, "Chaque cellule refusée ou signalée")
tableaux.ouvert(controles, "controles", CONTROLES, "Les contrôles de cohérence")
jeux.telechargements(filtre)
entete.pied("Données ouvertes, sous la licence de chaque source.", sources)
