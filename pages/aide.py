"""Aide : comment lire ce tableau de bord ?"""

from collections.abc import Iterator

from pages.blocs import Bandeau, Bloc, Constat, Pied, Rubriques
from pages.sujets.aide import dit, montre
from pages.visite import Visite


def page(visite: Visite) -> Iterator[Bloc]:
    """Une rubrique à la fois, celle de l'adresse ; en projection, toujours la visite."""
    yield Bandeau()

    # Ce qu'on demande
    section = "visite"
    if not visite.projection:
        rubriques = Rubriques.de(visite, "section", options=dit.RUBRIQUES, libelle="Rubrique de l'aide")
        section = rubriques.valeur
        yield rubriques

    # Ce qu'on répond
    yield Constat(dit.constat(section))
    yield from montre.rubrique(visite, section)
    yield Pied(
        "Une question reste sans réponse ? Copiez le lien de la vue et envoyez-le à l'éditeur du site."
    )
