"""Les cookies d'une requête, lus comme Starlette les lit, et ceux d'une réponse, durcis.

Ce qu'on retire ici ne doit pas pouvoir être relu autrement plus loin : même découpe, mêmes blancs.
"""

from collections.abc import Callable, Iterable, Mapping

from starlette.requests import cookie_parser
from starlette.types import Scope

TETE = b"cookie"


def bruts(scope: Scope) -> bytes:
    """Tout ce que la requête dit de ses cookies, tel quel."""
    return b";".join(valeur for nom, valeur in scope["headers"] if nom.lower() == TETE)


def lus(scope: Scope) -> list[tuple[str, str]]:
    """(nom, valeur) de chaque cookie, dans l'ordre, doublons compris."""
    return [paire for morceau in _morceaux(scope) for paire in cookie_parser(morceau).items()]


def refaits(scope: Scope, retirer: Callable[[str], bool], ajouter: Mapping[str, str] | None = None) -> Scope:
    """La même requête, sans les cookies que `retirer` nomme, avec ceux de `ajouter`."""
    gardes = [m.strip() for m in _morceaux(scope) if not any(retirer(nom) for nom in cookie_parser(m))]
    gardes += [f"{nom}={valeur}" for nom, valeur in (ajouter or {}).items()]
    entetes = [(nom, valeur) for nom, valeur in scope["headers"] if nom.lower() != TETE]
    if gardes:
        entetes.append((TETE, "; ".join(gardes).encode("latin-1")))
    return {**scope, "headers": entetes}


def durci(pose: str, *, securise: bool, cache: bool, duree_max_s: int | None = None) -> str:
    """Un en-tête Set-Cookie : `Secure` si `securise`, `HttpOnly` si `cache`, SameSite au moins « Lax »."""
    debut, *attributs = [morceau.strip() for morceau in pose.split(";")]
    dits = {attribut.partition("=")[0].strip().lower() for attribut in attributs}
    if duree_max_s is not None:
        attributs = [_abrege(attribut, duree_max_s) for attribut in attributs if not _date(attribut)]
        if "max-age" not in dits and "expires" in dits:
            attributs.append("Max-Age=0")
    if "samesite" not in dits:
        attributs.append("SameSite=Lax")
    if cache and "httponly" not in dits:
        attributs.append("HttpOnly")
    if securise and "secure" not in dits:
        attributs.append("Secure")
    return "; ".join([debut, *attributs])


def nom_pose(pose: str) -> str:
    """Le nom du cookie d'un en-tête Set-Cookie."""
    return pose.partition("=")[0].strip()


def valeur_posee(pose: str) -> str:
    """La valeur du cookie d'un en-tête Set-Cookie."""
    return pose.partition("=")[2].partition(";")[0].strip()


def efface(pose: str) -> bool:
    """Vrai si cet en-tête Set-Cookie efface le cookie."""
    return any(morceau.strip().lower() == "max-age=0" for morceau in pose.split(";"))


def _morceaux(scope: Scope) -> Iterable[str]:
    return [m for m in bruts(scope).decode("latin-1").split(";") if m.strip()]


def _date(attribut: str) -> bool:
    return attribut.lower().startswith("expires")


def _abrege(attribut: str, duree_max_s: int) -> str:
    nom, _, valeur = attribut.partition("=")
    if nom.strip().lower() != "max-age":
        return attribut
    try:
        return f"Max-Age={max(0, min(int(valeur), duree_max_s))}"
    except ValueError:
        return f"Max-Age={duree_max_s}"
