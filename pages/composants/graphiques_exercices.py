"""Les exercices côte à côte : les graphiques d'années, où n'entrent que celles qui se comparent.

Toute image qui met des exercices l'un à côté de l'autre passe par ici : les années que la règle écarte (voir
`comparabilite`) ne sont pas dessinées, et le sous-titre dit lesquelles et pourquoi. `filtre` dit de quoi les
exercices sont faits.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from pages.blocs import Colonnes, Empilees, Lignes
from pages.composants import comparabilite, formats
from pages.composants.comparabilite import Exercice
from queries import Filtre

_Dessin = TypeVar("_Dessin", Colonnes, Empilees, Lignes)


def comparables(
    dessin: _Dessin,
    *,
    filtre: Filtre,
    connus: Mapping[int, Exercice] | None = None,
    memes: bool = False,
) -> _Dessin:
    """Le même dessin (bloc Colonnes, Empilees ou Lignes), aux seules années qui se comparent ; son sous-titre
    dit lesquelles n'y sont pas. `connus`, `memes` : voir `comparabilite`."""
    reference = filtre.annees[1] if filtre.annees else None
    montrees, note = comparabilite.annees(dessin.lignes, filtre, reference, connus, memes)
    if not note:
        return dessin
    dit = formats.typographie(note)
    mesure = f"{dessin.sous_titre} · {dit}" if dessin.sous_titre else f"{dit[0].upper()}{dit[1:]}"
    return replace(dessin, lignes=montrees, sous_titre=mesure)
