"""Évaluation : est-ce que cela marche ?"""

import streamlit as st

from pages.composants import (
    bilans,
    chiffres,
    constats_evaluation,
    entete,
    etat,
    filtres,
    graphiques_prevus,
    inerte,
    series,
    tableaux,
)
from queries import lire

entete.titre("Est-ce que cela marche ?")

# Ce qu'on demande
grand = etat.projection()
with st.container(horizontal=True, key="ligne", vertical_alignment="center"):
    filtre = filtres.bandeau("pilier", "thematique", "quartier", "financeur", "nature", "statut")
    lecture = "pilier" if grand else filtres.parametre("lecture", bilans.LECTURES, "Objectifs")
histoire, fin = filtres.toutes_annees(filtre), series.jusqu_a(filtre)

# Ce que répond la base
resume = lire("evaluation/chiffres", filtre=filtre).iloc[0]
objectifs = bilans.en_clair(lire("evaluation/objectifs", filtre=filtre, par=lecture, fin=fin))
piliers = lire("evaluation/beneficiaires", filtre=filtre, par="pilier")
annees = lire("evaluation/beneficiaires", filtre=histoire, par="annee")
quartiers = lire("evaluation/quartiers", filtre=filtre)
actions = lire("evaluation/actions", filtre=filtre)
sources = lire("donnees/sources_des_actions", filtre=filtre)
if objectifs.empty and not resume["nb_actions"]:
    tableaux.rien(bilans.VIDE, bilans.QUE_FAIRE)

# Ce qu'on en montre
entete.constat(constats_evaluation.evaluation(resume, objectifs, filtre, grand))
chiffres.montrer(bilans.chiffres_cles(resume, objectifs))
if not grand and (connue := bilans.derniere_annee(annees, resume)):
    st.button(
        f"Voir {connue}, la dernière année dont on sait quelque chose", on_click=etat.poser,
        kwargs={"annee": connue}, icon=":material/history:", key="annee-connue",
    )  # fmt: skip
if not objectifs.empty:
    bilans.course(objectifs, lecture, grand)
if not grand:
    gauche, droite = st.columns(2, gap="large")
    with gauche:
        graphiques_prevus.prevus_reels(
            piliers, cle="prevus-piliers", titre="Qui est venu, par pilier",
            sous_titre=f"Personnes, {filtres.annees_en_mots(filtre.annees)} · hors postes",
        )  # fmt: skip
    with droite:
        graphiques_prevus.par_annee(annees.tail(6), filtre)
    st.caption(inerte.markdown(constats_evaluation.reserves(resume)))
    mots = filtres.texte(filtre)
    tableaux.detail(objectifs, "objectifs", bilans.OBJECTIFS, mots, (), "Les objectifs")
    tableaux.detail(piliers, "par-pilier", bilans.GROUPES, mots, sources, "Personnes et bilans par pilier")
    tableaux.detail(annees, "par-annee", bilans.ANNEES, mots, sources, "Personnes et bilans par année")
    tableaux.detail(quartiers, "par-quartier", bilans.QUARTIERS, mots, sources, "Personnes par quartier")
    tableaux.detail(actions, "bilans", bilans.ACTIONS, mots, sources, "Les actions et leur bilan")
    entete.pied(bilans.REGLE, sources)
