"""Synthèse : que fait le contrat cette année ?"""

import streamlit as st

from pages.composants import chiffres, constats, ecran, entete, etat, filtres, graphiques, mesures, tableaux
from pages.composants.colonnes import PAR_FINANCEUR, PAR_PILIER, POSTES
from pages.composants.referentiel import generation
from queries import lire

entete.titre("Que fait le contrat de ville cette année ?")

# Ce qu'on demande
filtre = filtres.bandeau("pilier", "thematique", "quartier", "financeur", "nature", "statut", "montant")
contrats, grand = list(filtre.contrats) or None, etat.projection()

# Ce que répond la base
resume = lire("synthese/chiffres", filtre=filtre).iloc[0]
avant = constats.annee_precedente(filtre)
piliers = lire("synthese/montants_par_pilier", filtre=filtre)
financeurs = lire("financeurs/montants_par_financeur", filtre=filtre)
porteurs = lire("synthese/porteurs", filtre=filtre)
postes = lire("synthese/postes", filtre=filtre)
dispositifs = lire("synthese/dispositifs", filtre=filtre)
quartiers = lire(
    "quartiers/montants_par_quartier", filtre=filtre, contrats=contrats, generation=generation(filtre)
)
sources = lire("donnees/sources_des_actions", filtre=filtre)
if piliers.empty:
    tableaux.rien("Aucun financement ne répond à ces filtres.", "Effacer les filtres", filtres.effacer)

# Ce qu'on en montre
entete.constat(constats.synthese(resume, piliers, filtre), filtre)
chiffres.montrer(chiffres.de_la_synthese(resume, avant, filtre))
sans_pilier = piliers["pilier_id"].eq("aucun").all()
gauche, droite = (st.container(), None) if grand else st.columns(2, gap="large")
with gauche:
    if sans_pilier:
        graphiques.barres(
            porteurs, valeur="montant_eur", libelle="porteur", cle="porteurs",
            grand=grand, hauteur=ecran.pixels(330) if grand else None,
            titre="Par qui passe l'argent", sous_titre=constats.portee(filtre),
        )  # fmt: skip
    else:
        pilier = graphiques.barres(
            piliers, valeur="montant_eur", libelle="pilier", code="pilier_id", cle="piliers", grand=grand,
            hauteur=ecran.pixels(330) if grand else None,
            titre=constats.piliers(piliers), sous_titre=constats.portee(filtre),
        )  # fmt: skip
        filtres.choisir("pilier", pilier)
if not grand:
    with droite:
        financeur = graphiques.barres(
            financeurs, valeur="montant_eur", libelle="financeur", code="financeur_id", cle="financeurs",
            titre=constats.qui_paie(financeurs), sous_titre=constats.portee(filtre),
        )  # fmt: skip
        filtres.choisir("financeur", financeur)
    gauche, droite = st.columns(2, gap="large")
    with gauche:
        st.subheader("Les quartiers du contrat", anchor=False)
        clic = mesures.carte("habitant", filtre, cle="apercu", hauteur=340)
        filtres.choisir("quartier", clic)
    with droite:
        st.subheader("À savoir", anchor=False)
        for chose in constats.a_savoir(resume, quartiers, dispositifs, filtre):
            st.markdown(f"- {chose}")
        st.page_link("carte.py", label="Ouvrir la carte", icon=":material/map:", query_params=etat.partages())
    mots = filtres.texte(filtre)
    tableaux.detail(piliers, "montants-par-pilier", PAR_PILIER, mots, sources, "À quoi sert l'argent")
    tableaux.detail(financeurs, "montants-par-financeur", PAR_FINANCEUR, mots, sources, "Qui paie")
    if not postes.empty:
        tableaux.detail(postes, "postes", POSTES, mots, sources, "Postes adultes-relais et Fonjep")
entete.pied("Un euro compte une fois, même si l'action touche plusieurs quartiers.", sources)
