"""Écrire un petit fichier et le lire comme le fait la construction."""

import json
from collections.abc import Callable

import pytest

from data.lecture import Lecture
from data.sources import LECTEURS


@pytest.fixture
def lire(tmp_path) -> Callable[..., Lecture]:
    """`lire(type, contenu, nom)` : écrit le contenu (texte, octets, ou objet à écrire en JSON) et le lit.

    Vérifie au passage la règle commune : lignes lues = retenues + refusées.
    """

    def faire(genre: str, contenu: object, nom: str = "essai.csv") -> Lecture:
        chemin = tmp_path / nom
        if isinstance(contenu, bytes):
            chemin.write_bytes(contenu)
        else:
            texte = contenu if isinstance(contenu, str) else json.dumps(contenu)
            chemin.write_text(texte, encoding="utf-8")
        avancees: list[tuple[int, int]] = []
        lecture = LECTEURS[genre](chemin, lambda lues, attendues: avancees.append((lues, attendues)))
        assert lecture.nb_lignes == lecture.nb_retenues + len(refus(lecture))
        assert all(lues <= attendues for lues, attendues in avancees)
        return lecture

    return faire


def refus(lecture: Lecture) -> list[str]:
    """Les motifs des lignes refusées."""
    return [rejet.motif for rejet in lecture.rejets if rejet.bloquant]


@pytest.fixture
def motifs() -> Callable[[Lecture, bool], list[str]]:
    """Les motifs des refus (bloquant) ou des signalements."""
    return lambda lecture, bloquant=True: [r.motif for r in lecture.rejets if r.bloquant is bloquant]
