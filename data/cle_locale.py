"""La clé du poste local : un lien qui ouvre une fois, pendant dix minutes.

La commande (`python -m data local`) et le serveur qu'elle lance partagent un secret ; elle en tire des clés,
il les reconnaît. Aucune n'est écrite nulle part.
"""

import hmac
import secrets
import threading
import time
from collections.abc import Callable
from hashlib import sha256

VARIABLE = "CONTRAT_POSTE_LOCAL"
"""La variable d'environnement qui porte le secret, de la commande à son serveur."""
CHEMIN, PARAMETRE = "/poste-local", "cle"
DUREE_S = 600
SECRET_MIN = 32


def secret_neuf() -> str:
    """Un secret pour une exécution."""
    return secrets.token_hex(32)


def cle(secret: str, horloge: Callable[[], float] = time.time) -> str:
    """Une clé neuve."""
    corps = f"{secrets.token_urlsafe(16)}.{int(horloge()) + DUREE_S}"
    return f"{corps}.{_signature(secret, corps)}"


class Serrure:
    """Reconnaît les clés d'un secret ; chacune n'ouvre qu'une fois."""

    def __init__(self, secret: str, horloge: Callable[[], float] = time.time) -> None:
        self._secret = secret
        self._horloge = horloge
        self._verrou = threading.Lock()
        self._servies: set[str] = set()

    def ouvrir(self, presentee: str) -> bool:
        """Vrai une fois, pour une clé signée de ce secret et encore fraîche."""
        corps, _, signature = presentee.rpartition(".")
        if not presentee.isascii() or not hmac.compare_digest(signature, _signature(self._secret, corps)):
            return False
        if not 0 <= int(corps.partition(".")[2]) - self._horloge() <= DUREE_S:
            return False
        with self._verrou:
            neuve = corps not in self._servies
            # Gardée pour toujours : l'horloge peut reculer. Seule une clé signée entre ici.
            self._servies.add(corps)
        return neuve


def _signature(secret: str, corps: str) -> str:
    return hmac.new(secret.encode(), corps.encode(), sha256).hexdigest()
