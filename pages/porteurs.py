"""Porteurs : qui agit dans les quartiers ?"""

from collections.abc import Iterator

import pandas as pd

from pages.blocs import Bandeau, Bloc, Chiffres, Constat, Details, Deux, Pied, Rien
from pages.composants import comparabilite, manques
from pages.composants.colonnes import POSTES
from pages.composants.colonnes_actions import MOUVEMENTS
from pages.sujets.porteurs import demande, dit, montre
from pages.visite import Visite

CHAMPS = ("pilier", "thematique", "quartier", "financeur", "nature", "statut", "montant")


def page(visite: Visite) -> Iterator[Bloc]:
    """Toutes les structures, ou celle que le lien nomme."""
    choisi = demande.choix(visite)
    yield Bandeau(CHAMPS, choix=(choisi,))

    # Ce qu'on demande
    structures = visite.lire("porteurs/porteurs", filtre=visite.filtre)
    sources = visite.lire("donnees/sources_des_actions", filtre=visite.filtre)

    # Ce qu'on répond
    if choisi.valeur:
        yield from montre.porteur(visite, choisi.valeur, sources)
    elif structures.empty:
        yield Rien("Aucune action ne répond à ces filtres.", "Effacer les filtres", efface=True)
        return
    else:
        yield from _tous(visite, structures, sources)
    yield Pied(dit.REGLE, sources)


def _tous(visite: Visite, structures: pd.DataFrame, sources: pd.DataFrame) -> Iterator[Bloc]:
    annee, mouvements = demande.mouvements(visite)
    reserve = comparabilite.reserve(visite.filtre, annee)
    yield Constat(dit.porteurs(structures, visite.filtre), reserve)
    yield Chiffres(dit.chiffres_cles(structures, mouvements, annee))
    par_qui = montre.par_qui(visite, structures)
    presences = () if visite.projection else tuple(montre.presences(visite))
    yield Deux((par_qui,), presences) if presences else par_qui
    if visite.projection:
        return
    yield from montre.chaque(visite, structures, sources)
    mots = visite.en_mots
    if annee is not None and not mouvements.empty:
        yield Details(mouvements, "mouvements", dit.mouvements(annee), MOUVEMENTS, mots, sources)
    postes = visite.lire("synthese/postes", filtre=visite.filtre)
    if not postes.empty:
        yield Details(postes, "postes", "Postes adultes-relais et Fonjep", POSTES, mots, sources)
    if structures["nb_actions"].sum() == structures["nb_postes"].sum():
        yield manques.bloc("Cette vue ne contient que des postes aidés.", "programmation", "financements")
