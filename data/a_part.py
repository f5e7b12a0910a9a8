"""Faire travailler un autre processus sur un fichier reçu : bornes de mémoire et de temps, et qu'on arrête.

Le serveur, lui, ne lit jamais un fichier déposé : s'il est fait pour nuire, c'est le processus à part
(data/enfant.py) qui en meurt, et une phrase le dit. Deux au plus travaillent à la fois, à basse priorité.
"""

import contextlib
import importlib
import logging
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from data.enfant import FAUTES, ecrire, lire
from data.lecture import SourceIllisible

ENFANTS = 2
"""Processus à la fois : sur une petite machine, les pages gardent la main."""
DELAI_S = 300.0
"""Vingt mille lignes se vérifient en moins d'une minute ; au-delà, le fichier n'est pas un tableau."""
PATIENCE_S = 30.0
"""Ce qu'on attend qu'un processus se libère."""
PAS_S = 0.1
COMMANDE = [sys.executable, "-m", "data.enfant"]
RACINE = Path(__file__).parents[1]
_TROP_LONG = "Ce fichier demande trop de temps : gardez-en le seul tableau utile, puis déposez-le de nouveau."
_TROP_GROS = (
    "Ce fichier demande trop de mémoire : gardez-en le seul tableau utile, puis déposez-le de nouveau."
)
_ARRETE = "La lecture de ce fichier s'est arrêtée d'elle-même : il est sans doute abîmé. Rien n'est publié."

journal = logging.getLogger(__name__)


class Occupe(Exception):
    """Tous les processus travaillent ; le message est une phrase."""


class _Parti(Exception):
    """Le processus s'est arrêté de lui-même avant de commencer."""


class Imprevue(Exception):
    """Une faute du programme, dont le détail est au journal."""


class _Enfant:
    """Un processus lancé, et le fil qui écoute ses réponses."""

    def __init__(self) -> None:
        self.processus = subprocess.Popen(
            COMMANDE, cwd=RACINE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ)
        )
        if self.processus.stdin is None or self.processus.stdout is None:
            raise OSError("l'enfant n'a ni entrée ni sortie")
        self.entree, self.sortie = self.processus.stdin, self.processus.stdout
        self.reponses: queue.Queue = queue.Queue()
        threading.Thread(target=self._ecouter, daemon=True, name="a-part").start()

    def _ecouter(self) -> None:
        with contextlib.suppress(EOFError, OSError, ValueError, pickle.UnpicklingError, MemoryError):
            while True:
                self.reponses.put(lire(self.sortie))
        # Fini, ou menteur : on ne l'écoute plus.
        self.processus.kill()
        self.reponses.put(("mort",))

    def demander(self, nom: str, temps_s: float, arguments: tuple) -> None:
        """Lui confie un travail ; la réponse viendra dans `reponses`."""
        # Mort entre-temps, il le dira lui-même.
        with contextlib.suppress(OSError):
            ecrire(self.entree, (nom, temps_s, arguments))

    def vivant(self) -> bool:
        return self.processus.poll() is None and self.reponses.empty()

    def tuer(self) -> None:
        """L'abat, quoi qu'il fasse."""
        self.processus.kill()
        self.processus.wait()
        for flux in (self.entree, self.sortie):
            with contextlib.suppress(OSError, ValueError):
                flux.close()


_places = threading.BoundedSemaphore(ENFANTS)
_verrou = threading.Lock()
_oisifs: list[_Enfant] = []


def prechauffer() -> None:
    """Lance un processus d'avance, s'il n'y en a pas : il met deux secondes à être prêt."""
    with _verrou:
        _oisifs[:] = [enfant for enfant in _oisifs if enfant.vivant()]
        if not _oisifs:
            _oisifs.append(_Enfant())


def faire(
    nom: str,
    *arguments: object,
    etape: Callable[[str], None] | None = None,
    respirer: Callable[[], None] = lambda: None,
    delai_s: float = DELAI_S,
    patience_s: float = PATIENCE_S,
) -> object:
    """Ce que rend cette fonction (une clé de data/enfant.FONCTIONS), faite à part.

    `etape` : appelée avec ce qui commence. `respirer` : appelée dix fois par seconde ; ce qu'elle lève
    arrête le travail, comme le délai. Lève les fautes de la fonction, SourceIllisible si le processus meurt,
    manque de mémoire ou de temps, Occupe et Imprevue.
    """
    _prendre_place(patience_s, respirer)
    try:
        try:
            reponse = _confier(_prendre(), nom, arguments, etape, respirer, delai_s)
        except _Parti:
            # Oisif depuis longtemps, il est parti au moment où on l'appelait.
            reponse = _confier(_Enfant(), nom, arguments, etape, respirer, delai_s)
    except _Parti as erreur:
        raise SourceIllisible(_ARRETE) from erreur
    finally:
        _places.release()
    return _rendre(reponse)


def _confier(
    enfant: _Enfant,
    nom: str,
    arguments: tuple,
    etape: Callable[[str], None] | None,
    respirer: Callable[[], None],
    delai_s: float,
) -> tuple:
    """La réponse de cet enfant ; il est abattu s'il ne peut plus servir, ou si l'on n'attend plus."""
    sert = False
    try:
        enfant.demander(nom, delai_s, arguments)
        reponse = _attendre(enfant, delai_s, etape, respirer)
        # Il dit lui-même s'il a pris trop de mémoire pour en servir un autre.
        with contextlib.suppress(queue.Empty):
            sert = enfant.reponses.get(timeout=5) == ("pret",)
        return reponse
    finally:
        if sert:
            with _verrou:
                _oisifs.append(enfant)
        else:
            enfant.tuer()


def _prendre_place(patience_s: float, respirer: Callable[[], None]) -> None:
    fin = time.monotonic() + patience_s
    while not _places.acquire(timeout=PAS_S):
        respirer()
        if time.monotonic() >= fin:
            raise Occupe("D'autres fichiers sont en cours de lecture : recommencez dans une minute.")


def _prendre() -> _Enfant:
    with _verrou:
        while _oisifs:
            enfant = _oisifs.pop()
            if enfant.vivant():
                return enfant
            enfant.tuer()
    return _Enfant()


def _attendre(
    enfant: _Enfant, delai_s: float, etape: Callable[[str], None] | None, respirer: Callable[[], None]
) -> tuple:
    fin = time.monotonic() + delai_s
    while True:
        try:
            reponse = enfant.reponses.get(timeout=PAS_S)
        except queue.Empty:
            respirer()
            if time.monotonic() >= fin:
                raise SourceIllisible(_TROP_LONG) from None
            continue
        if reponse[0] == "mort":
            code = enfant.processus.wait()
            journal.warning("travail à part : le processus est mort (%s)", code)
            if code == 0:
                raise _Parti
            # SIGXCPU : le noyau l'a arrêté pour son temps de calcul.
            raise SourceIllisible(_TROP_LONG if code == -24 else _ARRETE)
        if reponse[0] != "etape":
            return reponse
        if etape:
            etape(reponse[1])


def _rendre(reponse: tuple) -> object:
    genre, *suite = reponse
    if genre == "rendu":
        return suite[0]
    if genre == "faute":
        raise getattr(importlib.import_module(FAUTES[suite[0]]), suite[0])(suite[1])
    if genre == "memoire":
        raise SourceIllisible(_TROP_GROS)
    raise Imprevue("voir le journal")
