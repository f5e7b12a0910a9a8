"""Porteurs : qui agit dans les quartiers ?"""

import streamlit as st

from pages.composants import (
    chiffres,
    constats_porteurs,
    ecran,
    entete,
    etat,
    fiche_porteur,
    filtres,
    graphiques,
    listes,
    manques,
    porteurs,
    tableaux,
)
from pages.composants.colonnes import POSTES
from pages.composants.colonnes_actions import MOUVEMENTS, PORTEURS
from queries import lire

entete.titre("Qui agit dans les quartiers ?")

# Ce qu'on demande
with st.container(horizontal=True, vertical_alignment="center", key="ligne"):
    filtre = filtres.bandeau("pilier", "thematique", "quartier", "financeur", "nature", "statut", "montant")
    choisi = fiche_porteur.choix(filtre)
grand, mots = etat.projection(), filtres.texte(filtre)

# Ce que répond la base
structures = lire("porteurs/porteurs", filtre=filtre)
annee, mouvements = porteurs.mouvements(filtre)
presences = lire("porteurs/par_annee", filtre=filtres.toutes_annees(filtre))
postes = lire("synthese/postes", filtre=filtre)
dispositifs = lire("synthese/dispositifs", filtre=filtre)
sources = lire("donnees/sources_des_actions", filtre=filtre)
if structures.empty and not choisi:
    tableaux.rien("Aucune action ne répond à ces filtres.", "Effacer les filtres", filtres.effacer)

# Ce qu'on en montre
if choisi:
    fiche_porteur.montrer(choisi, filtre, sources)
else:
    entete.constat(constats_porteurs.porteurs(structures, filtre), filtre, annee)
    chiffres.montrer(constats_porteurs.chiffres_cles(structures, mouvements, annee))
    gauche, droite = (st.container(), None) if grand else st.columns(2, gap="large")
    with gauche:
        montrees = 5 if grand else 10
        clic = graphiques.barres(
            porteurs.premieres(structures, montrees), valeur="montant_eur", libelle="libelle",
            code="structure_id",
            cle="structures", grand=grand, hauteur=ecran.pixels(430) if grand else None,
            format=constats_porteurs.avec_part(structures), titre="Par qui passe l'argent",
            sous_titre=constats_porteurs.premieres(montrees, structures, filtre),
        )  # fmt: skip
        porteurs.ouvrir(clic)
    if not grand:
        with droite:
            porteurs.presences(presences, dispositifs, filtre)
        st.subheader("Chaque porteur", anchor=False)
        porteurs.ouvrir(
            listes.cliquable(
                structures, "porteurs", PORTEURS, "Les porteurs", "structure_id", porteurs.LARGEURS
            )
        )
        tableaux.telecharger(structures, "porteurs", PORTEURS, mots, sources, "Les porteurs")
        if not mouvements.empty:
            tableaux.detail(mouvements, "mouvements", MOUVEMENTS, mots, sources, porteurs.titre(annee))
        if not postes.empty:
            tableaux.detail(postes, "postes", POSTES, mots, sources, "Postes adultes-relais et Fonjep")
        if structures["nb_actions"].sum() == structures["nb_postes"].sum():
            manques.feuilles("Cette vue ne contient que des postes aidés.", "programmation", "financements")
entete.pied(porteurs.REGLE, sources)
