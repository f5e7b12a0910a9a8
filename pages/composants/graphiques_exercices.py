"""Les exercices côte à côte : les graphiques d'années, où n'entrent que celles qui se comparent.

Toute image qui met des exercices l'un à côté de l'autre passe par ici : les années que la règle écarte (voir
`comparabilite`) ne sont pas dessinées, et le sous-titre dit lesquelles et pourquoi. `filtre` dit de quoi les
exercices sont faits ; sans lui (des données qui ne viennent pas de la base), tout est dessiné.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

import pandas as pd

from pages.blocs import Colonnes, Empilees, Lignes
from pages.composants import comparabilite, formats, graphiques_annees, graphiques_lignes
from pages.composants import graphiques_socle as socle
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


def colonnes(
    df: pd.DataFrame,
    *places: object,
    filtre: Filtre | None = None,
    connus: Mapping[int, Exercice] | None = None,
    memes: bool = False,
    **options: object,
) -> str | None:
    """`graphiques_annees.colonnes`, aux années comparables. `connus`, `memes` : voir `comparabilite`."""
    return _montrer(graphiques_annees.colonnes, df, places, filtre, connus, memes, options)


def empilees(
    df: pd.DataFrame,
    *places: object,
    filtre: Filtre | None = None,
    connus: Mapping[int, Exercice] | None = None,
    memes: bool = False,
    **options: object,
) -> str | None:
    """`graphiques_annees.empilees`, aux années comparables. `connus`, `memes` : voir `comparabilite`."""
    return _montrer(graphiques_annees.empilees, df, places, filtre, connus, memes, options)


def lignes(df: pd.DataFrame, *places: object, filtre: Filtre | None = None, **options: object) -> None:
    """`graphiques_lignes.lignes`, aux seules années comparables."""
    _montrer(graphiques_lignes.lignes, df, places, filtre, None, False, options)


def _montrer(
    dessin: Callable[..., str | None],
    df: pd.DataFrame,
    places: tuple[object, ...],
    filtre: Filtre | None,
    connus: Mapping[int, Exercice] | None,
    memes: bool,
    options: dict[str, object],
) -> str | None:
    if filtre is None:
        return dessin(df, *places, **options)
    reference = filtre.annees[1] if filtre.annees else None
    montrees, note = comparabilite.annees(df, filtre, reference, connus, memes)
    if note:
        dit = formats.typographie(note)
        sous_titre = str(options.get("sous_titre", ""))
        options["sous_titre"] = f"{sous_titre} · {dit}" if sous_titre else f"{dit[0].upper()}{dit[1:]}"
    if montrees.empty and not df.empty:
        grand = bool(options.get("grand"))
        socle.titres(str(options.get("titre", "")), str(options["sous_titre"]), grand)
        return None
    return dessin(montrees, *places, **options)
