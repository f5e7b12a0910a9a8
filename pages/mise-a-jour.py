"""Mettre à jour : comment mettre les données à jour, ou commencer avec les siennes ?"""

from pages.composants import acces, connexion, entete, etat
from pages.mise_a_jour import constats, contrat, depot, notice, publication, visite

# Ce qu'on demande
role = acces.role()
commence = contrat.commence()

# Ce que répond la base : rien ici ; la différence se lit à la vérification, entre deux bases.

# Ce qu'on en montre
entete.titre("Comment commencer avec vos données ?" if commence else "Comment mettre les données à jour ?")
entete.constat(notice.phrase(commence))
if role == acces.VISITEUR:
    visite.abandonner()
if not etat.projection():
    connexion.ligne()
    visite.montrer_annonce()
    if role == acces.VISITEUR:
        notice.visiteur()
    else:
        depot.montrer(contrat.montrer())
        constats.montrer()
        publication.montrer()
entete.pied("Rien n'est publié sans vérification ; chaque version publiée reste gardée.")
