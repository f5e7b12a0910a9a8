"""Financeurs : qui paie, et pour quoi ?"""

import streamlit as st

from pages.composants import constats, entete, etat, filtres, graphiques, tableaux
from pages.composants.colonnes import ENVELOPPES, PAR_FINANCEUR, PILIER_FINANCEUR, UN_FINANCEUR
from pages.composants.referentiel import NOMS_NATURES
from queries import lire

entete.titre("Qui paie, et pour quoi ?")

# Ce qu'on demande
filtre = filtres.bandeau("pilier", "thematique", "quartier", "financeur", "nature", "statut", "montant")
debut, fin = filtre.annees or (None, None)
grand, mots = etat.projection(), filtres.texte(filtre)

# Ce que répond la base
montants = lire("financeurs/montants_par_financeur", filtre=filtre)
croise = lire("financeurs/pilier_par_financeur", filtre=filtre)
natures = lire("financeurs/montants_par_nature", filtre=filtre)
enveloppes = lire(
    "financeurs/enveloppes", filtre=filtre, contrats=list(filtre.contrats) or None, debut=debut, fin=fin
)
seules = lire("financeurs/actions_un_financeur", filtre=filtre)
resume = lire("synthese/chiffres", filtre=filtre).iloc[0]
sources = lire("donnees/sources_des_actions", filtre=filtre)
if montants.empty:
    tableaux.rien("Aucun financement ne répond à ces filtres.", "Effacer les filtres", filtres.effacer)

# Ce qu'on en montre
entete.constat(constats.financeurs(montants, filtre))
gauche, droite = (st.container(), None) if grand else st.columns([3, 2], gap="large")
with gauche:
    clic = graphiques.barres(
        montants, valeur="montant_eur", libelle="financeur", code="financeur_id", cle="financeurs",
        choisi=(*filtre.financeurs, None)[0], grand=grand, titre="Qui paie",
        sous_titre=constats.portee(filtre),
    )  # fmt: skip
    filtres.choisir("financeur", clic)
if not grand:
    with droite:
        graphiques.entonnoir(
            resume["demande_eur"], resume["accorde_eur"], resume["verse_eur"], cle="entonnoir",
            propose=resume["propose_eur"], titre="Du demandé au versé", sous_titre=constats.perimetre(filtre),
        )  # fmt: skip
        graphiques.barres(
            natures.assign(nom=natures["nature"].map(NOMS_NATURES)), valeur="montant_eur", libelle="nom",
            cle="natures", titre="Crédits spécifiques ou droit commun",
            sous_titre=constats.portee(filtre),
        )  # fmt: skip
    graphiques.matrice(
        croise, lignes="pilier", colonnes="financeur", valeur="montant_eur", cle="matrice",
        titre="Qui paie pour quoi", sous_titre=constats.portee(filtre),
    )  # fmt: skip
    if not enveloppes.empty:
        tableaux.ouvert(
            enveloppes, "enveloppes", ENVELOPPES, "Que reste-t-il des enveloppes ?", mots, sources
        )
    st.subheader(constats.un_seul_financeur(seules, resume), anchor=False)
    if not seules.empty:
        tableaux.detail(seules, "actions-un-financeur", UN_FINANCEUR, mots, sources, "Actions à un financeur")
    tableaux.detail(montants, "montants-par-financeur", PAR_FINANCEUR, mots, sources, "Qui paie")
    tableaux.detail(croise, "pilier-par-financeur", PILIER_FINANCEUR, mots, sources, "Qui paie pour quoi")
entete.pied("Un euro compte une fois. Crédits spécifiques : ceux de la politique de la ville.", sources)
