"""Quartier : que se passe-t-il dans ce quartier ?"""

import streamlit as st

from pages.composants import constats, ecran, entete, etat, fiches, filtres, graphiques, mesures, tableaux
from pages.composants.colonnes import ACTIONS, INDICATEURS, PASSAGES
from queries import lire

entete.titre("Que se passe-t-il dans ce quartier ?")

# Ce qu'on demande
filtre = filtres.bandeau("pilier", "thematique", "financeur", "nature", "montant", seul="quartier")
grand = etat.projection()
if not filtre.quartiers:
    filtres.choisir("quartier", fiches.principal(filtre))
if not filtre.quartiers or filtre.quartiers[0] == "ensemble":
    tableaux.rien(fiches.SANS_QUARTIER, "Effacer les filtres", filtres.effacer)

# Ce que répond la base
fiche = fiches.quartier(filtre.quartiers[0], filtre)
piliers = lire("synthese/montants_par_pilier", filtre=fiche.filtre)
financeurs = lire("financeurs/montants_par_financeur", filtre=fiche.filtre)
annees = lire("synthese/montants_par_annee", filtre=filtres.toutes_annees(fiche.filtre))
actions = lire("quartiers/actions", filtre=fiche.filtre)
indicateurs = lire("quartiers/indicateurs", quartier=filtre.quartiers[0])
sources = lire("donnees/sources_des_actions", filtre=fiche.filtre)

# Ce qu'on en montre
entete.constat(constats.quartier(fiche.nom, fiche.resume, fiche.habitants, filtre), fiche.filtre)
fiches.montrer_chiffres(fiche, filtre)
gauche, droite = st.columns(2, gap="large")
with droite:
    clic = mesures.carte("habitant", filtre, cle="situation", hauteur=mesures.hauteur(petite=True))
    filtres.choisir("quartier", clic)
with gauche:
    if fiche.resume["nb_actions"]:
        graphiques.barres(
            piliers, valeur="montant_eur", libelle="pilier", cle="piliers", grand=grand,
            hauteur=ecran.pixels(430) if grand else None,
            titre="À quoi sert l'argent ici", sous_titre=constats.portee(filtre),
        )  # fmt: skip
    else:
        st.info(
            "Essayez une autre année, ou retirez un filtre. Les postes aidés sont à l'échelle du contrat."
        )
if not grand:
    st.caption(f"{fiches.identite_en_mots(fiche)}. {fiches.histoire(fiche)}")
    gauche, droite = st.columns(2, gap="large")
    if not annees.empty:
        with gauche:
            graphiques.barres(
                financeurs, valeur="montant_eur", libelle="financeur", cle="financeurs",
                titre="Qui paie ici", sous_titre=constats.portee(filtre),
            )  # fmt: skip
        with droite:
            graphiques.colonnes(
                annees, filtre=fiche.filtre, x="annee", valeur="montant_eur", cle="annees",
                cliquable=False, choisi=filtre.annees and filtre.annees[1],
                titre="L'argent du quartier au fil des ans", sous_titre=constats.portee_annees(filtre),
            )  # fmt: skip
    st.subheader("Comment y vit-on ?", anchor=False)
    if fiche.comparaison.empty:
        st.info("Aucun indicateur n'est publié pour ce quartier ni pour ceux dont il vient.")
    else:
        st.dataframe(
            fiches.tableau_de_vie(fiche),
            hide_index=True,
            height=420,
            alt="Indicateurs du quartier comparés",
        )
    mots = filtres.texte(filtre)
    tableaux.detail(actions, "actions-du-quartier", ACTIONS, mots, sources, f"Actions : {fiche.nom}")
    tableaux.detail(
        indicateurs, "indicateurs-du-quartier", INDICATEURS, mots, (), f"Indicateurs : {fiche.nom}"
    )
    if not fiche.passages.empty:
        tableaux.detail(fiche.passages, "perimetres", PASSAGES, mots, (), "Périmètres de 2015 et de 2024")
entete.pied("L'argent d'une action est partagé entre les quartiers qu'elle touche.", sources)
