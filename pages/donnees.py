"""Données : d'où viennent les chiffres, et que valent-ils ?"""

from pages.composants import (
    constats,
    entete,
    etat,
    fichiers_ouverts,
    filtres,
    jeux,
    publications,
    tableaux,
)
from pages.composants.colonnes import CONTROLES, REJETS, SOURCES
from queries import lire

entete.titre("D'où viennent les chiffres, et que valent-ils ?")

# Ce qu'on demande
filtre = filtres.bandeau()

# Ce que répond la base
sources = lire("donnees/sources")
comptes = lire("donnees/comptes")
rejets = lire("donnees/rejets")
motifs = lire("donnees/motifs")
controles = lire("donnees/controles")
effectifs = lire("donnees/effectifs", statuts=list(filtre.statuts)).iloc[0]

# Ce qu'on en montre
entete.constat(constats.donnees(sources))
jeux.etat_de_la_base(effectifs)
tableaux.ouvert(sources, "sources", SOURCES, "Les sources")
if not etat.projection():
    jeux.comptes(comptes)
    jeux.comptes_caches(comptes)
    if not motifs.empty:
        tableaux.ouvert(motifs, "motifs", jeux.MOTIFS, "Ce qui a été refusé ou signalé, et pourquoi")
    if not rejets.empty:
        tableaux.detail(rejets, "rejets", REJETS, "", sources, "Chaque cellule refusée ou signalée")
    tableaux.ouvert(controles, "controles", CONTROLES, "Les contrôles de cohérence")
    publications.tableau(filtre)
    jeux.telechargements(filtre)
    fichiers_ouverts.boutons(filtre)
entete.pied("Données ouvertes, sous la licence de chaque source.")
