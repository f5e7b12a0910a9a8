"""Gouvernance : qui décide, et quand ?"""

import streamlit as st

from pages.composants import (
    calendrier,
    chiffres,
    ecran,
    entete,
    etat,
    filtres,
    frise,
    graphiques,
    inerte,
    instances,
    manques,
    tableaux,
)
from pages.composants import constats_gouvernance as constats
from queries import lire

entete.titre("Qui décide, et quand ?")

# Ce qu'on demande
filtre = filtres.bandeau("pilier", "thematique", "quartier")
contrats, le, grand = list(filtre.contrats) or None, calendrier.aujourd_hui(), etat.projection()
debut, fin = filtre.annees or (None, None)

# Ce que répond la base
resume = lire("gouvernance/resume", contrats=contrats, debut=debut, fin=fin, le=le).iloc[0]
periodes = lire("gouvernance/periodes", contrats=contrats)
toutes = lire("gouvernance/seances", contrats=contrats, debut=None, fin=None, le=le)
seances = lire("gouvernance/seances", contrats=contrats, debut=debut, fin=fin, le=le)
reunies = lire("gouvernance/instances", contrats=contrats, debut=debut, fin=fin, le=le)
sieges = lire("gouvernance/sieges_par_college", contrats=contrats)
decisions = lire("gouvernance/decisions", filtre=filtre, le=le)
sens = lire("gouvernance/decisions_par_sens", filtre=filtre)
avis = lire("gouvernance/avis_par_conseil", filtre=filtre)
signataires = lire("gouvernance/signataires", contrats=contrats)
sources = lire("gouvernance/sources", contrats=contrats)

# Ce qu'on en montre
entete.constat(constats.constat(resume, sens, periodes, filtre))
chiffres.montrer(constats.chiffres(resume, sens, avis))
frise.montrer(
    periodes, toutes, le, *constats.de_la_frise(periodes, toutes),
    annees=filtre.annees, grand=grand, hauteur=ecran.pixels(420) if grand else None,
)  # fmt: skip
if not grand:
    mots = filtres.texte(filtre)
    instances.a_venir(seances)
    if not signataires.empty:
        st.markdown(inerte.markdown(constats.des_signataires(signataires)))
    if not resume["nb_instances"]:
        manques.feuilles(
            "La base ne contient ni instance, ni réunion, ni décision.",
            "signataires", "instances", "membres", "seances", "decisions", "avis",
        )  # fmt: skip
if not grand and resume["nb_instances"]:
    tableaux.ouvert(
        reunies, "instances", instances.colonnes(filtre), "Qui se réunit, et quand", mots, sources
    )
    gauche, droite = st.columns(2, gap="large")
    with gauche:
        graphiques.matrice(
            sieges, lignes="college", colonnes="instance", valeur="nb_sieges", cle="sieges", format="entier",
            titre="Qui siège où", sous_titre="Nombre de sièges par collège ; on peut siéger deux fois",
        )  # fmt: skip
    if not avis.empty:
        with droite:
            graphiques.matrice(
                avis, lignes="conseil", colonnes="avis", valeur="nb_avis", cle="matrice-avis",
                format="entier", titre="Ce que disent les conseils citoyens",
                sous_titre=constats.des_conseils(avis),
            )  # fmt: skip
    if not decisions.empty:
        instances.ouvrir_action(decisions, constats.des_decisions(sens))
        tableaux.telecharger(decisions, "decisions", instances.DECISIONS, mots, sources, "Décisions")
    instances.details(signataires, seances, filtre, sources)
entete.pied("Seules les actions de statut public figurent dans les décisions et les avis.", sources)
