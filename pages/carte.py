"""Carte : où va l'argent, où sont les besoins ?"""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from pages.blocs import Bandeau, Barres, Bloc, Choix, Constat, Details, Deux, Lien, Pied, Rien
from pages.composants import mesures
from pages.composants.mesures import Mesure
from pages.composants.referentiel import ENSEMBLE
from pages.sujets.carte import dit
from pages.visite import Visite

CHAMPS = ("pilier", "thematique", "quartier", "financeur", "nature", "montant")
RIEN = {"": "rien"}
"""À côté de la carte, d'abord aucune autre : le classement des quartiers."""


def page(visite: Visite) -> Iterator[Bloc]:
    """La carte d'une mesure et son classement, ou deux cartes côte à côte ; au mur, une seule."""
    filtre = visite.filtre
    offre = mesures.choix(filtre)
    choix = [Choix.de(visite, "mesure", options=offre, libelle="Carte")]
    if not visite.projection:
        choix.append(Choix.de(visite, "mesure2", options=RIEN | offre, libelle="À côté"))
    yield Bandeau(CHAMPS, choix=tuple(choix))

    # Ce qu'on demande
    vues = [mesures.mesure(code, filtre) for code in dict.fromkeys(c.valeur for c in choix) if code]
    premiere = vues[0]
    if premiere.valeurs.empty:
        yield Rien(mesures.SANS_QUARTIER, "Effacer les filtres", efface=True)
        return

    # Ce qu'on répond
    yield Constat(dit.constat(premiere))
    cartes = [mesures.bloc(vue, filtre, cle=f"carte-{vue.code}") for vue in vues]
    if len(cartes) > 1:
        yield Deux((cartes[0],), (cartes[1],))
    else:
        yield Deux((cartes[0],), (_classement(visite, premiere),), parts=(3, 2))
    if not visite.projection:
        yield from _au_bureau(visite, vues)
    sources = pd.concat([vue.sources[["nom", "producteur", "millesime"]] for vue in vues])
    yield Pied(" ".join(dict.fromkeys(vue.definition for vue in vues)), sources)


def _classement(visite: Visite, vue: Mesure) -> Barres:
    return Barres(
        vue.valeurs,
        cle="classement",
        valeur="valeur",
        libelle="nom",
        code="quartier_id",
        choisit="quartier",
        choisi=visite.filtre.quartiers,
        format=vue.ecrire,
        part=False,
        titre="Les quartiers, du plus au moins",
        sous_titre=vue.titre,
        place=595,
    )


def _au_bureau(visite: Visite, vues: list[Mesure]) -> Iterator[Bloc]:
    for code in visite.filtre.quartiers:
        if code not in ENSEMBLE:
            nom = visite.choix.quartiers.get(code, code)
            ouvert = visite.lien_de(replace(visite.filtre, quartiers=(code,)))
            yield Lien("quartier", f"Que se passe-t-il à « {nom} » ?", "location_city", ouvert)
    mots = visite.en_mots
    for vue in vues:
        yield Details(vue.tableau, f"carte-{vue.code}", vue.titre, vue.colonnes, mots, vue.sources)
