"""Une adresse électronique, ou rien : le seul lecteur d'adresses, pour les droits et pour la configuration.

Un droit dépend d'elle : ce qui ressemble à une adresse sans en être une (deux arobases, signe de contrôle,
lettre d'un autre alphabet qui imite la nôtre) n'en est pas une. Un domaine accentué s'écrit « xn-- ».
"""

import re
from collections.abc import Iterable

_LOCALE = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_ETIQUETTE = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAINE = rf"{_ETIQUETTE}(?:\.{_ETIQUETTE})+"
_ADRESSE = re.compile(rf"{_LOCALE}@{_DOMAINE}", re.ASCII | re.IGNORECASE)
_DE_DOMAINE = re.compile(rf"@{_DOMAINE}", re.ASCII | re.IGNORECASE)
LONGUEUR_MAX, LOCALE_MAX = 254, 64
"""RFC 5321, 4.5.3.1 : ce qu'un serveur de courrier accepte."""


def lire(ecrite: object) -> str | None:
    """L'adresse en minuscules, ou None si ce n'en est pas exactement une (ni espaces ni signes autour)."""
    if not isinstance(ecrite, str) or len(ecrite) > LONGUEUR_MAX or not _ADRESSE.fullmatch(ecrite):
        return None
    return ecrite.lower() if ecrite.index("@") <= LOCALE_MAX else None


def lire_admis(ecrit: str) -> str | None:
    """Une adresse, ou un domaine entier (« @agglo.fr »), en minuscules ; None sinon."""
    nu = ecrit.strip()
    return nu.lower() if _DE_DOMAINE.fullmatch(nu) else lire(nu)


def admise(adresse: str | None, admis: Iterable[str]) -> bool:
    """Vrai si l'adresse lue est dans la liste, elle ou son domaine entier (un sous-domaine n'y est pas)."""
    if adresse is None or (lue := lire(adresse)) is None:
        return False
    voulus = {lire_admis(ecrit) for ecrit in admis} - {None}
    return bool(voulus & {lue, lue[lue.index("@") :]})
