"""Actions : quelles actions, et où les trouver ?"""

from collections.abc import Iterator

from pages.blocs import Bandeau, Bloc, Chiffres, Constat, Pied, Saisie
from pages.composants import manques, recherche
from pages.composants.colonnes_actions import TROUVEES
from pages.sujets.actions import dit, montre
from pages.visite import Visite

CHAMPS = ("pilier", "thematique", "quartier", "financeur", "nature", "statut", "montant")


def page(visite: Visite) -> Iterator[Bloc]:
    """Les actions qui répondent à des mots et aux filtres ; en projection, les premières."""
    mots = visite.parametre("q")
    yield Saisie.de(
        visite,
        "q",
        libelle="Chercher une action",
        aide="Un mot de l'action ou de son porteur : emploi, jardin, centre social…",
    )
    yield Bandeau(CHAMPS)

    # Ce qu'on demande
    actions = recherche.trouver(mots, visite.filtre)
    sources = visite.lire("donnees/sources_des_actions", filtre=visite.filtre)
    if actions.empty:
        yield montre.rien(visite, mots)
        return

    # Ce qu'on répond
    yield Constat(dit.reponse(mots, actions, visite.filtre))
    yield Chiffres(dit.chiffres_cles(actions, visite.filtre))
    if visite.projection:
        yield montre.premieres(visite, actions, mots)
    else:
        yield from recherche.trouvees(
            visite, actions, "Les actions trouvées", "actions", TROUVEES, visite.en_mots, sources, mots
        )
        if actions["cout_theorique"].all():
            yield manques.bloc("Cette vue ne contient que des postes aidés.", "programmation", "financements")
    yield Pied(dit.regle(actions), sources)
