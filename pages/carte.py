"""Carte : où va l'argent, où sont les besoins ?"""

import streamlit as st

from pages.composants import constats, ecran, entete, etat, fiches, filtres, graphiques, mesures, tableaux
from pages.composants.referentiel import ENSEMBLE

entete.titre("Où va l'argent, où sont les besoins ?")

# Ce qu'on demande
grand = etat.projection()
with st.container(horizontal=True, key="ligne", vertical_alignment="center"):
    filtre = filtres.bandeau("pilier", "thematique", "quartier", "financeur", "nature", "montant")
    offre = mesures.choix(filtre)
    voulue = filtres.parametre("mesure", offre, "Carte")
    autre = "" if grand else filtres.parametre("mesure2", {"": "rien"} | offre, "À côté")

# Ce que répond la base
vues = [mesures.mesure(code, filtre) for code in dict.fromkeys((voulue, autre)) if code]
if vues[0].valeurs.empty:
    tableaux.rien(fiches.SANS_QUARTIER, "Effacer les filtres", filtres.effacer)

# Ce qu'on en montre
entete.constat(constats.carte(vues[0].valeurs, vues[0].nom, vues[0].ecrire, vues[0].periode))
colonnes = st.columns(2 if len(vues) > 1 else [3, 2], gap="medium")
for colonne, vue in zip(colonnes, vues, strict=False):
    with colonne:
        clic = mesures.dessiner(vue, filtre, cle=f"carte-{vue.code}", hauteur=mesures.hauteur())
        filtres.choisir("quartier", clic)
if len(vues) == 1:
    with colonnes[1]:
        clic = graphiques.barres(
            vues[0].valeurs, valeur="valeur", libelle="nom", code="quartier_id", cle="classement",
            choisi=filtre.quartiers, grand=grand, hauteur=ecran.pixels(595) if grand else None,
            format=vues[0].ecrire, part=False,
            titre="Les quartiers, du plus au moins", sous_titre=vues[0].titre,
        )  # fmt: skip
        filtres.choisir("quartier", clic)
if not grand:
    for code in filtre.quartiers:
        if code not in ENSEMBLE:
            st.page_link(
                "quartier.py", label=f"Que se passe-t-il à « {filtres.nom('quartier', code)} » ?",
                icon=":material/location_city:", query_params=etat.partages(),
            )  # fmt: skip
    for vue in vues:
        tableaux.detail(
            vue.tableau, f"carte-{vue.code}", vue.colonnes, filtres.texte(filtre), vue.sources, vue.titre
        )
entete.pied(
    " ".join(dict.fromkeys(vue.definition for vue in vues)), entete.en_lignes(*(vue.sources for vue in vues))
)
