"""D'où vient une demande qui agit : notre propre page, ou un autre site ouvert dans le même navigateur.

Un navigateur écrit lui-même l'en-tête `Origin` d'une websocket et de tout envoi ; une page ne peut ni l'ôter
ni le changer. On le compare ici, avant Streamlit : il accepterait une origine absente ou un autre port de la
même machine et, pour juger d'une origine étrangère, demanderait notre adresse à un hôte extérieur.
"""

import re
from collections.abc import Iterable

from starlette.datastructures import Headers

from pages.serveur.configuration import Configuration

_HOTE = r"[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9_])?|\[[0-9a-f:.]{2,45}\]"
_ORIGINE = re.compile(rf"(https?)://({_HOTE})(?::(\d{{1,5}}))?", re.ASCII | re.IGNORECASE)
_EN_TETE = re.compile(rf"({_HOTE})(?::(\d{{1,5}}))?", re.ASCII | re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
BOUCLE = ("localhost", "127.0.0.1", "[::1]")
"""La machine pour elle-même : on peut toujours y travailler, quelle que soit l'adresse publique."""


def de_chez_nous(entetes: Headers, configuration: Configuration) -> str:
    """L'hôte (« tableau.agglo.fr », avec son port s'il est écrit) de l'origine, si c'est nous ; sinon vide.

    Nous : `adresse_publique` si elle est réglée, ou la boucle ; sinon l'hôte auquel la demande est adressée.
    Une origine absente, double, « null » ou mal formée n'est personne.
    """
    dites = entetes.getlist("origin")
    lue = _ORIGINE.fullmatch(dites[0]) if len(dites) == 1 else None
    if lue is None:
        return ""
    schema, origine = lue[1].lower(), (lue[2].lower(), _port(lue[1], lue[3]))
    publique = _ORIGINE.match(configuration.adresse_publique)
    if publique is not None:
        attendue = (publique[1].lower(), publique[2].lower(), _port(publique[1], publique[3]))
        if (schema, *origine) == attendue:
            return lue[0].partition("://")[2]
        # L'en-tête Host d'une demande menteuse vaut ce que vaut son auteur ; la boucle, elle, est ici.
        if origine[0] not in BOUCLE:
            return ""
    return lue[0].partition("://")[2] if origine in set(_adresses(entetes, schema)) else ""


def _adresses(entetes: Headers, schema: str) -> Iterable[tuple[str, int]]:
    """Les hôtes auxquels la demande est adressée : le sien, et celui que dit un mandataire.

    Aucune page ne peut poser `X-Forwarded-Host` sur une websocket, ni sur un envoi sans demander d'abord.
    """
    for nom in ("host", "x-forwarded-host"):
        dits = entetes.getlist(nom)
        lu = _EN_TETE.fullmatch(dits[0].split(",")[0].strip()) if len(dits) == 1 else None
        if lu is not None:
            yield lu[1].lower(), _port(schema, lu[2])


def _port(schema: str, ecrit: str | None) -> int:
    return int(ecrit) if ecrit else _PORTS[schema.lower()]
