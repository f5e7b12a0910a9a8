"""Une épreuve : ce qui est tenté, combien de fois, et ce qu'il en sort."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Resultat:
    """Ce qu'une épreuve a vu : `fautes`, une phrase chacune ; pire temps (secondes), pire mémoire (Mo)."""

    essayees: int
    fautes: tuple[str, ...] = ()
    pire_s: float | None = None
    pire_mo: float | None = None


@dataclass(frozen=True)
class Epreuve:
    """`lancer(graine, fois)` la joue ; la même graine redonne les mêmes tentatives."""

    genre: str
    quoi: str
    fois: int
    lancer: Callable[[int, int], Resultat]
