"""L'identité que Streamlit signe dans ses cookies : ce qu'elle dit, de quand elle date, de qui elle est.

Une session, c'est une personne et l'instant où elle s'est connectée ; les onglets d'un navigateur ont la
même. Le doute ne dit personne : cookie double, illisible, ou en morceaux, que rien ne lie entre eux.
"""

import json
import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from itsdangerous import BadData, URLSafeTimedSerializer
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import TOKENS_COOKIE_NAME, USER_COOKIE_NAME

from pages.serveur import cookies

CLE = "session"
"""Dans `st.user` : la session, telle que `Session.marque` l'écrit. Le serveur seul l'y met."""
UTILES = ("iss", "sub", "email", "email_verified", "provider", "origin", "is_logged_in")
"""Ce que le programme lit d'une identité ; le reste n'a pas à être gardé dans un navigateur."""
IDENTITE_MAX = 2000
_IDENTITE = re.compile(rf"(?:{USER_COOKIE_NAME}|{TOKENS_COOKIE_NAME})(?:_\d+)?")
_DE_PERSONNE = re.compile(rf"{USER_COOKIE_NAME}(?:_\d+)?")
_MARQUE = re.compile(r"[0-9a-f]{64}(?::\d{1,12})+", re.ASCII)
_MORCEAUX = re.compile(r"chunks-(\d{1,2})")
_Poses = Iterable[tuple[str, str]]
"""(nom, valeur) de chaque cookie."""

journal = logging.getLogger(__name__)


@dataclass(frozen=True)
class Session:
    """`personne` : la somme de qui elle est chez son fournisseur ; `secondes` : quand ses cookies ont été
    signés."""

    personne: str
    secondes: tuple[int, ...]

    @property
    def marque(self) -> str:
        """De quoi la retrouver (`lire_marque`)."""
        return ":".join([self.personne, *map(str, self.secondes)])


def lire_marque(marque: object) -> Session | None:
    """La session que dit une marque ; None si ce n'en est pas une."""
    if not isinstance(marque, str) or not _MARQUE.fullmatch(marque):
        return None
    personne, *secondes = marque.split(":")
    return Session(personne, tuple(map(int, secondes)))


def d_identite(nom: str) -> bool:
    """Vrai pour un cookie où Streamlit signe une identité ou ses jetons, ou un morceau de l'un d'eux."""
    return bool(_IDENTITE.fullmatch(nom))


def lire(poses: _Poses, secret: str) -> tuple[Session, dict[str, object]] | None:
    """La session et l'identité que disent ces cookies ; None s'ils n'en disent pas une, et une seule.

    Jamais en morceaux : chacun est signé à part, ceux de deux personnes en feraient une troisième.
    """
    lu = _piece(list(poses), USER_COOKIE_NAME, secret)
    if lu is None:
        return None
    texte, seconde = lu
    try:
        dit = json.loads(texte)
    except ValueError:
        return None
    if not isinstance(dit, dict):
        return None
    qui = [dit.get("provider"), dit.get("iss"), dit.get("sub") or texte]
    return Session(sha256(json.dumps(qui).encode()).hexdigest(), (seconde,)), dit


def jetons(poses: _Poses, secret: str) -> tuple[str, tuple[int, ...]] | None:
    """Les jetons d'accès, en texte, et quand ils ont été signés ; None s'il n'y en a pas d'entiers."""
    return _recolle(list(poses), TOKENS_COOKIE_NAME, secret)


def resignes(
    session: Session, dit: Mapping[str, object], acces: str | None, secret: str
) -> Mapping[str, str]:
    """Les cookies que lira Streamlit : ce qui a été vérifié, rien d'autre, et la marque de la session."""
    neufs = {USER_COOKIE_NAME: json.dumps(dict(dit) | {CLE: session.marque})}
    if acces:
        neufs[TOKENS_COOKIE_NAME] = acces
    return {nom: create_signed_value(secret, nom, valeur).decode("ascii") for nom, valeur in neufs.items()}


def abreges(poses: list[str], secret: str) -> list[str]:
    """Les Set-Cookie d'une connexion, l'identité réduite à UTILES : elle tient dans un seul cookie.

    Trop longue même ainsi, elle n'est pas posée : personne n'entre.
    """
    neufs = {cookies.nom_pose(p): p for p in poses if not cookies.efface(p)}
    lu = _recolle([(nom, cookies.valeur_posee(p)) for nom, p in neufs.items()], USER_COOKIE_NAME, secret)
    if lu is None:
        return poses
    gardes = [p for p in poses if cookies.efface(p) or not _DE_PERSONNE.fullmatch(cookies.nom_pose(p))]
    dit = json.loads(lu[0])
    court = json.dumps({cle: dit[cle] for cle in UTILES if cle in dit})
    if len(court) > IDENTITE_MAX:
        journal.error("le service de connexion dit une identité trop longue : elle est refusée")
        return gardes
    attributs = neufs[USER_COOKIE_NAME].partition(";")[2]
    signe = create_signed_value(secret, USER_COOKIE_NAME, court).decode("ascii")
    return [*gardes, f"{USER_COOKIE_NAME}={signe};{attributs}"]


def _recolle(poses: list[tuple[str, str]], nom: str, secret: str) -> tuple[str, tuple[int, ...]] | None:
    """Le texte signé d'un cookie, recollé s'il est en morceaux, et la seconde où chacun a été signé."""
    premier = _piece(poses, nom, secret)
    if premier is None:
        return None
    texte, seconde = premier
    morceaux = _MORCEAUX.fullmatch(texte)
    if morceaux is None:
        return texte, (seconde,)
    pieces = [_piece(poses, f"{nom}_{rang}", secret) for rang in range(1, int(morceaux[1]) + 1)]
    if not pieces or None in pieces:
        return None
    return "".join(t for t, _ in pieces), tuple(sorted({seconde, *(s for _, s in pieces)}))


def _piece(poses: list[tuple[str, str]], nom: str, secret: str) -> tuple[str, int] | None:
    valeurs = [valeur for autre, valeur in poses if autre == nom]
    if len(valeurs) != 1:
        return None
    try:
        texte, quand = URLSafeTimedSerializer(secret, salt=nom).loads(valeurs[0], return_timestamp=True)
    except (BadData, ValueError, OverflowError):
        return None
    return (texte, int(quand.timestamp())) if isinstance(texte, str) else None
