"""La garde de prise réseau : aucun programme lancé par les essais n'appelle hors de la machine.

Python lit ce fichier à son démarrage parce que tests/conftest.py met ce dossier dans PYTHONPATH : le
processus d'essai et tous les serveurs qu'il lance sont gardés. Toute destination qui n'est ni
la boucle ni une prise Unix est refusée, comme sans réseau, et notée ; l'essai en cours échoue alors. Ce que
Python ne voit pas (DuckDB, libuv), garde.c le voit s'il a pu être compilé.
"""

import errno
import os
import socket
import sys
import traceback
from ipaddress import ip_address

VARIABLE = "ESSAIS_GARDE_RESEAU"
"""Le dossier où noter les appels ; absente, la garde ne fait rien."""
_PRISES = ("socket.connect", "socket.sendto", "socket.sendmsg")
_NOMS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")


def est_ici(hote: object) -> bool:
    """Vrai si cet hôte est la machine elle-même : boucle, adresse vide, son propre nom."""
    texte = hote.decode("latin-1") if isinstance(hote, bytes | bytearray) else hote
    if texte is None or texte in ("", "localhost", "<broadcast>", socket.gethostname()):
        return texte != "<broadcast>"
    try:
        adresse = ip_address(str(texte).split("%")[0])
    except ValueError:
        return False
    adresse = getattr(adresse, "ipv4_mapped", None) or adresse
    return adresse.is_loopback or adresse.is_unspecified


def _garder(evenement: str, arguments: tuple) -> None:
    if evenement in _PRISES:
        prise, adresse = arguments[:2]
        # Une prise Unix ou netlink ne sort pas ; une prise déjà connectée envoie sans adresse.
        if prise.family not in (socket.AF_INET, socket.AF_INET6) or not isinstance(adresse, tuple):
            return
        vers, hote = f"{adresse[0]} port {adresse[1]}", adresse[0]
    elif evenement in _NOMS:
        vers = hote = arguments[0]
    else:
        return
    dossier = os.environ.get(VARIABLE)
    if not dossier or est_ici(hote):
        return
    pile = "".join(traceback.format_stack(limit=60)[:-1])
    with open(os.path.join(dossier, f"{os.getpid()}.txt"), "a", encoding="utf-8") as flux:  # noqa: PTH118, PTH123 — lu avant pathlib
        flux.write(f"{evenement} vers {vers!r}, par {sys.argv[:3]}\n{pile}\n")
    raise OSError(errno.ENETUNREACH, f"la garde des essais refuse d'appeler {vers!r}")


sys.addaudithook(_garder)
