"""Quartier : que se passe-t-il dans ce quartier ?"""

from collections.abc import Iterator
from dataclasses import replace

from pages.blocs import Bandeau, Bloc, Chiffres, Constat, Deux, Pied, Renvoi, Rien
from pages.composants import comparabilite, mesures
from pages.composants.referentiel import ENSEMBLE, quartier_principal
from pages.sujets.quartier import demande, dit, montre
from pages.visite import Visite

REGLE = "L'argent d'une action est partagé entre les quartiers qu'elle touche."


def page(visite: Visite) -> Iterator[Bloc]:
    """L'argent du quartier et sa place parmi les autres ; au bureau, qui paie, depuis quand, qui y vit."""
    yield Bandeau(("pilier", "thematique", "financeur", "nature", "montant"), seul="quartier")
    filtre = visite.filtre
    if not filtre.quartiers and (principal := quartier_principal(filtre)):
        yield Renvoi({"quartier": visite.lien_de(replace(filtre, quartiers=(principal,)))["quartier"]})
        return
    if not filtre.quartiers or filtre.quartiers[0] in ENSEMBLE:
        yield Rien(mesures.SANS_QUARTIER, "Effacer les filtres", efface=True)
        return

    # Ce qu'on demande
    fiche = demande.fiche(filtre.quartiers[0], filtre)
    sources = visite.lire("donnees/sources_des_actions", filtre=fiche.filtre)

    # Ce qu'on répond
    yield Constat(dit.constat(fiche, filtre), comparabilite.reserve(fiche.filtre))
    yield Chiffres(dit.chiffres_cles(fiche, filtre), fiche.filtre)
    situation = mesures.bloc(mesures.mesure("habitant", filtre), filtre, cle="situation", petite=True)
    yield Deux((montre.a_quoi_sert(visite, fiche),), (situation,))
    if not visite.projection:
        yield from montre.argent(visite, fiche)
        yield from montre.vie(fiche)
        yield from montre.plis(visite, fiche, sources)
    yield Pied(REGLE, sources)
