"""Le dessin neutre d'une vue, sans les signes qu'un document ne peut pas contenir."""

from dataclasses import replace

from pages.composants.dessin_neutre import Dessin
from pages.composants.recueil import Dessin as Montre
from pages.documents.matiere import texte as propre


def neutre(montre: Montre) -> Dessin:
    """Le dessin neutre de ce que la page a montré, prêt pour un document."""
    return _propre(montre.neutre)


def _propre(dessin: Dessin) -> Dessin:
    return replace(
        dessin,
        titre=propre(dessin.titre),
        mesure=propre(dessin.mesure),
        alt=propre(dessin.alt),
        note=propre(dessin.note),
        categories=tuple(map(propre, dessin.categories)),
        entetes=tuple(map(propre, dessin.entetes)),
        lignes=tuple(tuple(map(propre, ligne)) for ligne in dessin.lignes),
        cases=tuple(map(_propre, dessin.cases)),
        series=tuple(
            replace(s, nom=propre(s.nom), textes=tuple(map(propre, s.textes))) for s in dessin.series
        ),
    )
