"""Données : d'où viennent les chiffres, et que valent-ils ?"""

from collections.abc import Iterator

from pages.blocs import Bandeau, Bloc, Chiffres, Constat, Pied, Tableau
from pages.composants.colonnes import SOURCES
from pages.sujets.donnees import dit, montre
from pages.visite import Visite


def page(visite: Visite) -> Iterator[Bloc]:
    """Les sources, ce que chacune a donné, ce qui en est refusé, les versions, et les fichiers à emporter."""
    yield Bandeau()

    # Ce qu'on demande
    sources = visite.lire("donnees/sources")
    effectifs = visite.lire("donnees/effectifs", statuts=list(visite.filtre.statuts)).iloc[0]

    # Ce qu'on répond
    yield Constat(dit.constat(sources))
    yield Chiffres(dit.chiffres(effectifs))
    yield Tableau(sources, "sources", "Les sources", SOURCES)
    if not visite.projection:
        yield from montre.comptes(visite.lire("donnees/comptes"))
        yield from montre.refus(visite, sources)
        yield montre.controles(visite)
        yield from montre.versions(visite)
        yield from montre.de_la_vue(visite)
        yield from montre.de_la_base(visite)
    yield Pied("Données ouvertes, sous la licence de chaque source.")
