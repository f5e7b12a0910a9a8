"""Aide : comment lire ce tableau de bord ?"""

from pages.composants import aide, entete, filtres

entete.titre("Comment lire ce tableau de bord ?")

# Ce qu'on demande
filtre = filtres.bandeau()
section = aide.rubrique()

# Ce que répond la base : l'aide ne lit que le quartier et l'action les plus soutenus, pour sa visite

# Ce qu'on en montre
entete.constat(aide.constat(section))
aide.montrer(section, filtre)
entete.pied("Une question reste sans réponse ? Copiez le lien de la vue et envoyez-le à l'éditeur du site.")
