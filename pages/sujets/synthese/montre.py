"""Les blocs de la page Synthèse."""

from collections.abc import Mapping

import pandas as pd

from pages.blocs import Barres, Bloc, Deux, Lien, Puces, Titre
from pages.composants import constats, mesures
from pages.composants.referentiel import generation
from pages.visite import Visite

PLACE = 330
"""D'un dessin sous les chiffres, sur un écran projeté de 1 080 lignes."""


def a_quoi_sert(visite: Visite, piliers: pd.DataFrame) -> Barres:
    """L'argent par pilier ; une base sans pilier (des postes seuls) dit par qui il passe."""
    mesure = constats.portee(visite.filtre)
    if piliers["pilier_id"].eq("aucun").all():
        porteurs = visite.lire("synthese/porteurs", filtre=visite.filtre)
        titre = "Par qui passe l'argent"
        return Barres(
            porteurs, cle="porteurs", libelle="porteur", titre=titre, sous_titre=mesure, place=PLACE
        )
    return Barres(
        piliers,
        cle="piliers",
        libelle="pilier",
        code="pilier_id",
        choisit="pilier",
        titre=constats.piliers(piliers),
        sous_titre=mesure,
        place=PLACE,
    )


def qui_paie(visite: Visite, financeurs: pd.DataFrame) -> Barres:
    """L'argent par financeur ; un clic filtre."""
    return Barres(
        financeurs,
        cle="financeurs",
        libelle="financeur",
        code="financeur_id",
        choisit="financeur",
        titre=constats.qui_paie(financeurs),
        sous_titre=constats.portee(visite.filtre),
    )


def ou_et_a_savoir(visite: Visite, resume: Mapping) -> Bloc:
    """La carte des quartiers, et ce qu'un élu doit savoir."""
    filtre = visite.filtre
    zonage = {"contrats": visite.contrats, "generation": generation(filtre)}
    quartiers = visite.lire("quartiers/montants_par_quartier", filtre=filtre, **zonage)
    dispositifs = visite.lire("synthese/dispositifs", filtre=filtre)
    carte = mesures.bloc(mesures.mesure("habitant", filtre), filtre, cle="apercu", petite=True)
    choses = Puces(constats.a_savoir(resume, quartiers, dispositifs, filtre))
    ouvrir = Lien("carte", "Ouvrir la carte", "map", visite.lien())
    return Deux((Titre("Les quartiers du contrat"), carte), (Titre("À savoir"), choses, ouvrir))
