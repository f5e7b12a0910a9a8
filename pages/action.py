"""Action : que fait cette action ?"""

import streamlit as st

from pages.composants import chiffres, constats_actions, ecran, entete, etat, fiche_action

entete.titre("Que fait cette action ?")

# Ce qu'on demande
code, grand = etat.parametre("action"), etat.projection()
fiche_action.retour()

# Ce que répond la base
fiche = fiche_action.fiche(code) if code else None
if fiche is None:
    fiche_action.inconnue(code)

# Ce qu'on en montre
if grand:
    fiche_action.en_une_ligne(fiche)
entete.constat(constats_actions.fiche(fiche.identite))
chiffres.montrer(fiche_action.chiffres_cles(fiche))
if grand:
    fiche_action.argent(fiche, grand=True, hauteur=ecran.pixels(430))
else:
    gauche, droite = st.columns(2, gap="large")
    with gauche:
        fiche_action.argent(fiche, grand=False, hauteur=None)
    with droite:
        fiche_action.identite(fiche)
    gauche, droite = st.columns(2, gap="large")
    with gauche:
        fiche_action.histoire(fiche)
    with droite:
        fiche_action.objet(fiche)
        fiche_action.suivi(fiche)
    fiche_action.tables(fiche)
entete.pied(
    "La fiche montre l'action entière, sans égard aux filtres. Un euro compte une fois ; l'argent est "
    "partagé entre les quartiers selon leur part. Sous 5, un nombre de bénéficiaires n'est pas montré.",
    fiche.sources,
)
