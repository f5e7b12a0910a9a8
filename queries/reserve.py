"""Une réserve de réponses bornée en octets : `lru_cache` ne compte que les entrées, quoi que l'une pèse.

Ce qui s'y trouve se refait : en sortir ne fait perdre à personne que du temps.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, TypeVar

_Rendu = TypeVar("_Rendu")
ENTREE = 500
"""Octets de l'entrée elle-même : sans quoi des millions de réponses vides n'en pèseraient aucun."""


def reserve(
    octets_max: int,
    peser: Callable[[Any], int],
    cle: Callable[..., Hashable] = lambda *arguments: arguments,
) -> Callable[[Callable[..., _Rendu]], Callable[..., _Rendu]]:
    """Garde ce que rend une fonction, dans `octets_max` ; `peser` : les octets d'une réponse.

    Une réponse de plus du quart n'est pas gardée : elle chasserait toutes les autres. Les arguments se pèsent
    aussi, ou `cle`, ce qu'on en retient pour les reconnaître. La fonction gagne `cache_clear` et `octets`.
    """

    def garder(fonction: Callable[..., _Rendu]) -> Callable[..., _Rendu]:
        gardees: OrderedDict[Hashable, tuple[_Rendu, int]] = OrderedDict()
        verrou = threading.Lock()
        total = 0

        @wraps(fonction)
        def rendre(*arguments: Hashable) -> _Rendu:
            nonlocal total
            nom = cle(*arguments)
            with verrou:
                if nom in gardees:
                    gardees.move_to_end(nom)
                    return gardees[nom][0]
            rendu = fonction(*arguments)
            poids = peser(rendu) + len(repr(nom)) + ENTREE
            if poids > octets_max // 4:
                return rendu
            with verrou:
                if nom not in gardees:
                    gardees[nom] = (rendu, poids)
                    total += poids
                while total > octets_max:
                    total -= gardees.popitem(last=False)[1][1]
            return rendu

        def vider() -> None:
            nonlocal total
            with verrou:
                gardees.clear()
                total = 0

        rendre.cache_clear, rendre.octets = vider, lambda: total  # ty: ignore[missing-attribute]
        return rendre

    return garder
