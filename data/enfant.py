"""Le processus à qui l'on confie un fichier reçu : `python -m data.enfant`, lancé par data/a_part.py.

Il lit des demandes sur son entrée, rend des réponses sur sa sortie, l'une après l'autre. Sa mémoire, son
temps de calcul et sa priorité sont bornés ; il s'arrête si celui qui l'a lancé disparaît, ou ne lui dit plus
rien.
"""

import contextlib
import importlib
import io
import logging
import os
import pickle
import queue
import sys
import threading
from typing import IO, BinaryIO

try:
    import resource
except ImportError:  # Windows : le temps reste borné par celui qui attend, la mémoire ne l'est pas
    resource = None

MEMOIRE = 1536 * 1024 * 1024
"""Octets de plus qu'au départ, adresses réservées comprises."""
USE = 700_000
"""Kilo-octets au-delà desquels il cède sa place à un neuf : la mémoire prise ne se rend pas toute."""
OISIF_S = 300.0
FONCTIONS = {
    "deposer": "data.fichier_depose",
    "cadre": "data.questionnaire",
    "lire": "data.questionnaire",
    "comme_proposee": "data.questionnaire",
    "verifier": "data.questionnaire",
    "verifier_classeur": "data.mise_a_jour",
    "corriger": "data.mise_a_jour",
}
"""Ce qu'on peut lui demander, et rien d'autre : la fonction, et son module."""
AVEC_ETAPES = ("verifier", "verifier_classeur")
"""Celles qui disent où elles en sont : `etape` leur est passée."""
FAUTES = {
    "SourceIllisible": "data.lecture",
    "CorrespondanceInvalide": "data.programmation.modele",
    "DepartInvalide": "data.programmation.depart",
    "ReferentielsAbsents": "data.programmation.referentiels",
    "EchecConstruction": "data.acces",
    "RecetteInvalide": "data.recette",
}
"""Les fautes qui ont leur phrase, et leur module."""


def ecrire(flux: IO[bytes], message: object) -> None:
    """Une longueur, puis le message."""
    corps = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    flux.write(len(corps).to_bytes(8, "big") + corps)
    flux.flush()


class _Connus(pickle.Unpickler):
    """Ne rebâtit que des données : nos classes, et celles de la bibliothèque standard qui en sont."""

    _MODULES = ("data.", "queries.")
    _SURS = frozenset((
        ("decimal", "Decimal"), ("datetime", "date"), ("datetime", "datetime"), ("datetime", "timedelta"),
        ("datetime", "timezone"), ("pathlib", "PosixPath"), ("pathlib", "WindowsPath"),
        ("collections", "defaultdict"), ("collections", "Counter"), ("collections", "OrderedDict"),
        ("builtins", "set"), ("builtins", "frozenset"), ("builtins", "list"), ("builtins", "dict"),
        ("builtins", "tuple"), ("builtins", "bytearray"), ("builtins", "complex"),
        ("pathlib._local", "PosixPath"), ("pathlib._local", "WindowsPath"),
    ))  # fmt: skip

    def find_class(self, module: str, nom: str) -> object:
        trouve = super().find_class(module, nom)
        sien = module.startswith(self._MODULES) and isinstance(trouve, type)
        if sien or (module, nom) in self._SURS:
            return trouve
        raise pickle.UnpicklingError(f"{module}.{nom} n'est pas une donnée")


def lire(flux: IO[bytes]) -> object:
    """Le message suivant. Lève EOFError si l'autre n'est plus là, ValueError ou UnpicklingError s'il ment."""
    taille = flux.read(8)
    if len(taille) < 8:
        raise EOFError
    corps = flux.read(int.from_bytes(taille, "big"))
    if len(corps) < int.from_bytes(taille, "big"):
        raise EOFError
    return _Connus(io.BytesIO(corps)).load()


def _recevoir(entree: BinaryIO, demandes: queue.Queue) -> None:
    """Dans un fil à lui : celui qui a lancé ce processus peut disparaître pendant qu'il travaille."""
    with contextlib.suppress(EOFError, ValueError, pickle.UnpicklingError):
        while True:
            demandes.put(lire(entree))
    os._exit(0)


def _borner(temps_s: float) -> None:
    if resource is None:
        return
    deja = resource.getrusage(resource.RUSAGE_SELF)
    limite = int(deja.ru_utime + deja.ru_stime + temps_s) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limite, resource.RLIM_INFINITY))


def _borner_memoire() -> None:
    if resource is None:
        return
    with contextlib.suppress(OSError, ValueError):
        pages = int(open("/proc/self/statm").read().split()[0])  # noqa: PTH123, SIM115
        limite = pages * os.sysconf("SC_PAGE_SIZE") + MEMOIRE
        resource.setrlimit(resource.RLIMIT_AS, (limite, limite))
    # Un processus abattu n'écrit pas sa mémoire sur le disque.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _servir(demande: tuple, sortie: BinaryIO) -> None:
    nom, temps_s, arguments = demande
    _borner(temps_s)
    try:
        plus = {"etape": lambda dite: ecrire(sortie, ("etape", dite))} if nom in AVEC_ETAPES else {}
        reponse: tuple = ("rendu", getattr(importlib.import_module(FONCTIONS[nom]), nom)(*arguments, **plus))
    except MemoryError:
        reponse = ("memoire",)
    except Exception as erreur:
        if FAUTES.get(type(erreur).__name__) == type(erreur).__module__:
            reponse = ("faute", type(erreur).__name__, str(erreur))
        else:
            # Le détail est au journal du serveur, la phrase est à l'autre bout.
            logging.getLogger(__name__).exception("travail à part : %s", nom)
            reponse = ("imprevue",)
    try:
        ecrire(sortie, reponse)
    except MemoryError:
        ecrire(sortie, ("memoire",))


def _use() -> bool:
    """Vrai s'il a pris trop de mémoire. Pas `ru_maxrss` : il compte aussi celle du serveur qui l'a lancé."""
    with contextlib.suppress(OSError, ValueError, StopIteration):
        etat = open("/proc/self/status").read().splitlines()  # noqa: PTH123, SIM115
        return int(next(ligne for ligne in etat if ligne.startswith("VmHWM")).split()[1]) > USE
    return False


def main() -> None:
    """Sert les demandes jusqu'à la fin de l'entrée."""
    if hasattr(os, "nice"):
        os.nice(10)
    # Ce qu'une bibliothèque imprime ne se mêle pas aux réponses.
    sortie = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    demandes: queue.Queue = queue.Queue()
    threading.Thread(target=_recevoir, args=(sys.stdin.buffer, demandes), daemon=True).start()
    for module in {*FONCTIONS.values()}:
        importlib.import_module(module)
    _borner_memoire()
    while True:
        try:
            demande = demandes.get(timeout=OISIF_S)
        except queue.Empty:
            break
        _servir(demande, sortie)
        if _use():
            ecrire(sortie, ("fini",))
            break
        ecrire(sortie, ("pret",))
    os._exit(0)


if __name__ == "__main__":
    main()
