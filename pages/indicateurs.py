"""Indicateurs : comment vit-on dans les quartiers ?"""

from collections.abc import Iterator

from pages.blocs import Bandeau, Bloc, Chiffres, Constat, Details, Note, Pied, Rien, Texte
from pages.sujets.indicateurs import demande, montre
from pages.sujets.indicateurs.chiffres import chiffres_cles
from pages.sujets.indicateurs.demande import Etude
from pages.visite import Visite


def page(visite: Visite) -> Iterator[Bloc]:
    """Le quartier choisi face à ses références, puis chaque quartier ; au mur, l'un ou les autres."""
    grand = visite.projection
    indicateur, reference, choix = demande.choix(visite)
    yield Bandeau(("quartier",), choix=choix) if grand else Bandeau(seul="quartier", choix=choix)
    if not indicateur:
        yield Rien(montre.VIDE, montre.QUE_FAIRE)
        return

    # Ce qu'on demande
    quartier = demande.quartier_choisi(visite.filtre)
    vue = demande.etude(visite, indicateur, reference, quartier)
    tous = demande.etude(visite, indicateur, reference, "") if quartier else vue

    # Ce qu'on répond
    yield Constat(montre.constat(vue))
    if chiffres := chiffres_cles(vue):
        yield Chiffres(chiffres)
    if quartier:
        yield montre.evolution(vue, grand)
    if not grand or not quartier:
        yield montre.multiples(tous, grand, quartier)
    if not grand:
        yield from _au_bureau(visite, vue, tous)
        yield Pied(montre.REGLE, vue.sources)


def _au_bureau(visite: Visite, vue: Etude, tous: Etude) -> Iterator[Bloc]:
    if reserves := montre.reserves(vue):
        yield Note(reserves)
    yield Texte(montre.identite(vue))
    mots = visite.en_mots
    yield Details(tous.bilans, "ecarts", "Quartier par quartier", montre.ECARTS, mots, vue.sources)
    yield Details(tous.series, "series", "Toutes les années", montre.SERIES, mots, vue.sources)
    if not vue.references.empty:
        comparees = montre.REFERENCES
        yield Details(vue.references, "references", "Les territoires comparés", comparees, mots, vue.sources)
