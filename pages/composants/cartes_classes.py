"""Ranger des valeurs en cinq classes au plus, à bornes rondes, et choisir leurs couleurs."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pages.composants.couleurs import degrade

NB_CLASSES = 5
METHODE = "Classes d'effectifs voisins, aux bornes arrondies."


def _finies(valeurs: Iterable[float]) -> list[float]:
    """Les valeurs utilisables, triées (ni vides, ni infinies)."""
    return sorted(float(v) for v in valeurs if v is not None and math.isfinite(v))


def _pas_decroissants(ampleur: float) -> Iterable[float]:
    """Les pas « ronds » (1, 2 ou 5 fois une puissance de dix) tenant dans une ampleur, du plus grand."""
    exposant = math.floor(math.log10(ampleur)) + 1
    while True:
        for chiffre in (5, 2, 1):
            # La puissance négative s'écrit en division : 10**-1 * 3 donnerait 0,30000000000000004.
            yield chiffre * 10.0**exposant if exposant >= 0 else chiffre / 10.0**-exposant
        exposant -= 1


def _multiple(rang: int, pas: float) -> float:
    """`rang × pas`, sans bruit de virgule flottante (0,3 et non 0,30000000000000004)."""
    return float(f"{rang * pas:.12g}")


def _plus_ronde(bas: float, haut: float) -> float:
    """La valeur la plus ronde de l'intervalle ]bas, haut], au plus près de son milieu."""
    milieu = (bas + haut) / 2
    for pas in _pas_decroissants(max(haut - bas, abs(haut), abs(bas)) or 1.0):
        premier, dernier = math.floor(bas / pas) + 1, math.floor(haut / pas)
        if premier <= dernier:
            borne = _multiple(min(max(round(milieu / pas), premier), dernier), pas)
            if bas < borne <= haut:
                return borne
        if pas < (haut - bas) / 1e6 or pas < abs(haut) / 1e12:
            break
    return haut


def _rang(valeurs: Sequence[float], position: float) -> float:
    """La valeur à une position fractionnaire de la liste triée (interpolation linéaire)."""
    bas = max(0, min(len(valeurs) - 1, math.floor(position)))
    haut = min(len(valeurs) - 1, bas + 1)
    return valeurs[bas] + (valeurs[haut] - valeurs[bas]) * max(0.0, position - bas)


def _coupures(triees: list[float], distinctes: list[float]) -> list[float]:
    """Les bornes intérieures : au plus quatre, chacune ronde et proche du quantile."""
    if len(distinctes) <= NB_CLASSES:
        return [_plus_ronde(bas, haut) for bas, haut in pairwise(distinctes)]
    coupures = []
    for rang in range(1, NB_CLASSES):
        # Un tiers de classe de jeu de part et d'autre du quantile : assez pour trouver un nombre rond.
        bas, haut = (_rang(triees, (len(triees) - 1) * (rang + jeu) / NB_CLASSES) for jeu in (-0.3, 0.3))
        coupures.append(_plus_ronde(bas, haut) if haut > bas else haut)
    return coupures


def classes(valeurs: Iterable[float]) -> list[float]:
    """Les bornes de cinq classes au plus : des quantiles arrondis.

    Args:
        valeurs: dans l'unité de la mesure ; vides (None, NaN) et infinies sont ignorées.

    Returns:
        k + 1 bornes rondes strictement croissantes pour k classes (k ≤ 5), qui contiennent toutes les
        valeurs ; une classe va de sa borne basse comprise à sa borne haute exclue, la dernière comprise.
        Liste vide s'il n'y a pas de valeur ; une seule classe si toutes sont égales.
    """
    triees = _finies(valeurs)
    if not triees:
        return []
    distinctes = sorted(set(triees))
    coupures = sorted({c for c in _coupures(triees, distinctes) if triees[0] < c <= triees[-1]})
    # Le pas des extrêmes est celui de la plus petite classe : ni 0 à 12 347, ni 11 000 à 12 347.
    ecarts = [b - a for a, b in pairwise(coupures)] or [triees[-1] - triees[0]]
    ampleur = min(e for e in ecarts if e > 0) if any(ecarts) else abs(triees[0]) / 4 or 1.0
    pas = next(p for p in _pas_decroissants(ampleur) if p <= ampleur)
    basse = _multiple(math.floor(triees[0] / pas), pas)
    haute = _multiple(math.ceil(triees[-1] / pas), pas)
    basse = min(basse, triees[0])
    haute = max(haute, triees[-1])
    if haute <= max([basse, *coupures]):
        haute = _multiple(math.floor(max([basse, *coupures]) / pas) + 1, pas)
    bornes = [basse, *coupures, haute]
    return _sans_classe_vide(bornes, triees)


def _sans_classe_vide(bornes: list[float], triees: list[float]) -> list[float]:
    """Les mêmes bornes, moins celles qui n'entourent aucune valeur : la légende n'annonce pas de vide."""
    gardees = [bornes[0]]
    effectifs = effectif_par_classe(triees, bornes)
    for borne, effectif in zip(bornes[1:-1], effectifs[:-1], strict=True):
        if effectif:
            gardees.append(borne)
    return [*gardees, bornes[-1]]


def classe_de(valeur: float, bornes: Sequence[float]) -> int:
    """Le rang (à partir de 0) de la classe d'une valeur comprise entre les bornes."""
    return max(0, min(len(bornes) - 2, bisect_right(bornes, valeur) - 1))


def effectif_par_classe(valeurs: Iterable[float], bornes: Sequence[float]) -> list[int]:
    """Le nombre de valeurs dans chaque classe, de la plus basse à la plus haute."""
    effectifs = [0] * max(0, len(bornes) - 1)
    for valeur in _finies(valeurs):
        effectifs[classe_de(valeur, bornes)] += 1
    return effectifs


def couleurs(nombre: int, *, sombre: bool) -> list[str]:
    """`nombre` couleurs d'une même teinte, étalées du moins au plus.

    Args:
        nombre: de classes, de 0 à 5.
        sombre: vrai si la carte se lit sur fond sombre (le plus fort y est le plus clair).
    """
    if nombre <= 1:
        return [degrade(5, sombre)[3]] * nombre
    # Trois classes prennent le clair, le milieu et le foncé, non les trois premières nuances.
    return degrade(nombre, sombre)
