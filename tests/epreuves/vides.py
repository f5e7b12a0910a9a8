"""Une page qui dit « aucun » le dit-elle à tort ? Chaque phrase de vide a son recompte, naïf."""

from pathlib import Path

from tests.lecture import Lecture


class Brut:
    """Les tables brutes d'une base."""

    def __init__(self, chemin: Path) -> None:
        self.chemin = chemin


def faux_vides(lecture: Lecture, brut: Brut) -> list[str]:
    """Les phrases de vide fausses."""
    return []
