"""Ce qu'un agent télécharge n'est lisible que par lui : l'adresse d'un fichier ne suffit pas.

Streamlit sert `/media/<empreinte>` à qui en a l'adresse. Or chaque adresse est d'abord dite à une visite :
celle d'une personne connectée la lui réserve ; dite à un visiteur, elle est à tous, comme ce qu'il voit.
"""

import re
import threading
from collections import OrderedDict

from starlette.types import Scope
from streamlit.web.server.server_util import get_cookie_secret

from pages.serveur import cookies, poste_local
from pages.serveur.identite_signee import CLE, lire, lire_marque

ADRESSES_MAX = 50_000
"""Au-delà, les plus anciennes sont oubliées, et leur fichier n'est plus à personne."""
_ADRESSE = re.compile(rb"/media/([0-9a-f]{32,128})")
PUBLIC = ""

_verrou = threading.Lock()
_dites: OrderedDict[str, frozenset[str]] = OrderedDict()
"""Empreinte d'un fichier → à qui son adresse a été dite ; PUBLIC : à un visiteur."""


def qui(scope: Scope) -> str:
    """La personne que disent les cookies de cette requête, PUBLIC si c'est un visiteur.

    À demander derrière Sessions et PosteLocal, qui en ont retiré les sessions mortes.
    """
    poses = cookies.lus(scope)
    locales = [valeur for nom, valeur in poses if nom == poste_local.COOKIE]
    if len(locales) == 1 and (marque := poste_local.reconnue(locales[0])):
        return marque
    lu = lire(poses, get_cookie_secret())
    if lu is None:
        return PUBLIC
    session, dit = lu
    if poste_local.tenu(marque := dit.get(poste_local.CLE)):
        return str(marque)
    # Dans la visite, le cookie a été signé de nouveau, et porte la marque de sa session.
    visite = lire_marque(dit.get(CLE))
    return (visite or session).personne


def noter(personne: str, octets: bytes) -> None:
    """Retient les adresses de fichiers que ce message dit à cette personne."""
    trouvees = {lue.decode("ascii") for lue in _ADRESSE.findall(octets)}
    if not trouvees:
        return
    with _verrou:
        for empreinte in trouvees:
            _dites[empreinte] = _dites.pop(empreinte, frozenset()) | {personne}
        while len(_dites) > ADRESSES_MAX:
            _dites.popitem(last=False)


def permis(personne: str, chemin: str) -> bool:
    """Vrai si l'adresse de ce fichier a été dite à cette personne, ou à tous."""
    lue = _ADRESSE.match(chemin.encode("utf-8", "replace"))
    dites = _dites.get(lue[1].decode("ascii")) if lue else None
    return dites is not None and (PUBLIC in dites or personne in dites)
