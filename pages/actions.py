"""Actions : quelles actions, et où les trouver ?"""

from pages.composants import (
    chiffres,
    ecran,
    entete,
    etat,
    filtres,
    graphiques,
    manques,
    recherche,
    tableaux,
)
from pages.composants.colonnes_actions import TROUVEES
from pages.composants.constats import portee
from pages.sujets.actions import dit
from queries import lire

entete.titre("Quelles actions, et où les trouver ?")

# Ce qu'on demande
mots, grand = recherche.champ(), etat.projection()
filtre = filtres.bandeau("pilier", "thematique", "quartier", "financeur", "nature", "statut", "montant")

# Ce que répond la base
actions = recherche.trouver(mots, filtre)
sources = lire("donnees/sources_des_actions", filtre=filtre)
if actions.empty:
    recherche.rien(mots, filtre)

# Ce qu'on en montre
entete.constat(dit.reponse(mots, actions, filtre))
chiffres.montrer(recherche.chiffres_cles(actions, filtre))
if grand:
    clic = graphiques.barres(
        recherche.premieres(actions), valeur="montant_eur", libelle="libelle", code="action_id",
        cle="premieres", grand=True, hauteur=ecran.pixels(400), part=False,
        titre=recherche.titre_des_premieres(mots, actions), sous_titre=portee(filtre),
    )  # fmt: skip
    recherche.ouvrir(clic)
else:
    recherche.liste(actions, "Les actions trouvées")
    tableaux.telecharger(actions, "actions", TROUVEES, filtres.texte(filtre), sources, "Actions")
    if actions["cout_theorique"].all():
        manques.feuilles("Cette vue ne contient que des postes aidés.", "programmation", "financements")
entete.pied(recherche.regle(actions), sources)
