"""Dire ce qui ne va pas dans une installation : un point par chose regardée, et quoi faire.

Chaque module a une fonction `points(installation)`. Rien n'est écrit ni réparé, sauf un essai d'écriture dans
un magasin Redis, aussitôt effacé.
"""

from collections.abc import Callable

from data.diagnostic import adresse, base, connexion, droits, machine, magasin
from data.diagnostic.point import A_CORRIGER, A_VOIR, BIEN, Installation, Point

EXAMENS: tuple[Callable[[Installation], list[Point]], ...] = (
    machine.dependances,
    base.points,
    base.versions_gardees,
    droits.points,
    machine.horloge,
    machine.memoire,
    machine.disque,
    connexion.configuration_lue,
    connexion.points,
    connexion.adresse_publique,
    magasin.points,
    adresse.points,
)
"""Dans l'ordre où on les dit."""


def examiner(installation: Installation) -> list[Point]:
    """Tous les points. Un examen qui échoue de lui-même en est un, à voir : les autres sont dits."""
    dits: list[Point] = []
    for examen in EXAMENS:
        try:
            dits += examen(installation)
        except Exception as erreur:  # noqa: BLE001 - un diagnostic qui tombe n'aide personne
            dits.append(
                Point("diagnostic", A_VOIR, f"un examen a échoué ({type(erreur).__name__} : {erreur})", "")
            )
    return dits


__all__ = ["A_CORRIGER", "A_VOIR", "BIEN", "EXAMENS", "Installation", "Point", "examiner"]
