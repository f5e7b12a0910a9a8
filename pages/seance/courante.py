"""La séance de cette visite : elle est dans l'adresse, donc suit d'une page à l'autre et se recharge.

Trop longue pour une adresse, elle est gardée par le serveur sous son empreinte : le lien tient alors tant
que le serveur tourne, et le fichier la sauve pour toujours.
"""

import hashlib
import threading
from collections import OrderedDict

from pages.composants import etat
from pages.seance.ordre import Seance, SeanceInvalide, de_lien, en_lien

LONGUEUR_MAX = 1800
"""En signes : ce qu'un courriel ou un navigateur ancien laisse entier dans une adresse."""
_GARDEES = 300
_gardees: OrderedDict[str, str] = OrderedDict()
_verrou = threading.Lock()


def lire() -> Seance:
    """La séance de l'adresse ; vide s'il n'y en a pas. Lève SeanceInvalide."""
    code = etat.parametre("seance")
    if not code:
        return Seance()
    if code.startswith("~"):
        with _verrou:
            if code not in _gardees:
                raise SeanceInvalide(
                    "Cette séance, trop longue pour un lien, n'est plus gardée par le serveur : "
                    "rouvrez son fichier."
                )
            _gardees.move_to_end(code)
            code = _gardees[code]
    return de_lien(code)


def poser(seance: Seance) -> None:
    """Fait de `seance` celle de la visite ; une séance vide quitte l'adresse."""
    etat.poser(seance=code_de(seance) if seance != Seance() else None)


def code_de(seance: Seance) -> str:
    """Ce que l'adresse porte : la séance entière, ou l'empreinte sous laquelle le serveur la garde."""
    code = en_lien(seance)
    if len(code) <= LONGUEUR_MAX:
        return code
    empreinte = "~" + hashlib.sha256(code.encode()).hexdigest()[:24]
    with _verrou:
        _gardees[empreinte] = code
        _gardees.move_to_end(empreinte)
        while len(_gardees) > _GARDEES:
            _gardees.popitem(last=False)
    return empreinte


def tient_dans_un_lien(seance: Seance) -> bool:
    """Vrai si le lien suffit ; faux s'il faut le fichier pour la garder."""
    return len(en_lien(seance)) <= LONGUEUR_MAX
