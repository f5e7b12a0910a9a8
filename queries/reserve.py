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


class _Calcul:
    """Une réponse que calcule un fil, et que d'autres attendent."""

    def __init__(self) -> None:
        self.fil, self.fini = threading.get_ident(), threading.Event()
        self.rendus: list[Any] = []


def reserve(
    octets_max: int,
    peser: Callable[[Any], int],
    cle: Callable[..., Hashable] = lambda *arguments: arguments,
) -> Callable[[Callable[..., _Rendu]], Callable[..., _Rendu]]:
    """Garde ce que rend une fonction, dans `octets_max` ; `peser` : les octets d'une réponse.

    Une réponse de plus du quart n'est pas gardée : elle chasserait toutes les autres. Les arguments se pèsent
    aussi, ou `cle`, ce qu'on en retient pour les reconnaître. La fonction gagne `cache_clear` et `octets`.
    Deux qui demandent ensemble la même ne la calculent qu'une fois : la seconde attend la première.
    """

    def garder(fonction: Callable[..., _Rendu]) -> Callable[..., _Rendu]:
        gardees: OrderedDict[Hashable, tuple[_Rendu, int]] = OrderedDict()
        en_cours: dict[Hashable, _Calcul] = {}
        verrou = threading.Lock()
        total = 0

        @wraps(fonction)
        def rendre(*arguments: Hashable) -> _Rendu:
            nom = cle(*arguments)
            while True:
                with verrou:
                    if nom in gardees:
                        gardees.move_to_end(nom)
                        return gardees[nom][0]
                    calcul = en_cours.get(nom)
                    if calcul is None:
                        calcul = en_cours[nom] = _Calcul()
                        break
                if calcul.fil == threading.get_ident():
                    # Une réponse qui se demande elle-même s'attendrait sans fin.
                    return fonction(*arguments)
                calcul.fini.wait()
                # En faute, sa faute n'est qu'à celui qui calculait : le suivant recommence.
                if calcul.rendus:
                    return calcul.rendus[0]
            try:
                calcul.rendus.append(fonction(*arguments))
                _garder(nom, calcul.rendus[0])
                return calcul.rendus[0]
            finally:
                with verrou:
                    del en_cours[nom]
                calcul.fini.set()

        def _garder(nom: Hashable, rendu: _Rendu) -> None:
            nonlocal total
            poids = peser(rendu) + len(repr(nom)) + ENTREE
            if poids > octets_max // 4:
                return
            with verrou:
                if nom not in gardees:
                    gardees[nom] = (rendu, poids)
                    total += poids
                while total > octets_max:
                    total -= gardees.popitem(last=False)[1][1]

        def vider() -> None:
            nonlocal total
            with verrou:
                gardees.clear()
                total = 0

        rendre.cache_clear, rendre.octets = vider, lambda: total  # ty: ignore[missing-attribute]
        return rendre

    return garder
