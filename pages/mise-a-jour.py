"""Mettre à jour : comment mettre les données à jour ?"""

from pages.composants import acces, connexion, entete, etat
from pages.mise_a_jour import constats, depot, notice, publication, visite

entete.titre("Comment mettre les données à jour ?")

# Ce qu'on demande
role = acces.role()

# Ce que répond la base : rien ici ; la différence se lit à la vérification, entre deux bases.

# Ce qu'on en montre
entete.constat(
    "On dépose un fichier, on lit ce qu'il changerait, on publie ; et l'on peut revenir en arrière."
)
if role == acces.VISITEUR:
    visite.abandonner()
if not etat.projection():
    connexion.ligne()
    visite.montrer_annonce()
    if role == acces.VISITEUR:
        notice.visiteur()
    else:
        depot.montrer()
        constats.montrer()
        publication.montrer()
entete.pied("Rien n'est publié sans vérification ; chaque version publiée reste gardée.")
