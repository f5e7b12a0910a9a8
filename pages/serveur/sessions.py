"""Une session close est morte sur le serveur, même si son cookie a été copié.

Streamlit signe l'identité dans des cookies qu'il croit trente jours. Ici, chacun ne vaut que DUREE_S depuis
sa signature, et plus du tout après « Se déconnecter » : la fermeture est notée dans le magasin que partagent
les répliques. Le doute ferme : magasin muet, remplacé ou neuf, horloge reculée.
"""

import json
import logging
import re
import threading
import time
from collections.abc import Iterable

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_server_config import SESSION_COOKIE_NAME, USER_COOKIE_NAME

from pages.serveur import cookies, magasin
from pages.serveur.configuration import Configuration
from pages.serveur.identite import secret_sur
from pages.serveur.identite_signee import (
    CLE,
    Session,
    abreges,
    d_identite,
    jetons,
    lire,
    lire_marque,
    resignes,
)

__all__ = ["CLE", "DUREE_S", "Session", "Sessions", "fermer", "lire_marque", "vivante"]
GENRE = "session_close"
DUREE_S = 12 * 3600
ECART_S = 60
"""De combien l'horloge d'une réplique peut avancer sur celle du magasin."""
GARDE_S = 40 * 24 * 3600
"""Plus que les trente jours où Streamlit croirait le cookie, quoi que devienne l'horloge."""
MEMOIRE_S = 0.25
"""Une page demande vingt fois qui la regarde : de quoi ne pas interroger vingt fois le magasin."""
MUET_S = 2
"""Ce qu'on attend avant d'interroger de nouveau un magasin qui n'a pas répondu."""
_VUES_MAX = 10_000
_FERMETURES_MAX = 50

journal = logging.getLogger(__name__)
_verrou = threading.Lock()
_en_attente: set[Session] = set()
"""Closes ici, mais que le magasin n'a pas encore pu noter."""
_vues: dict[Session, float] = {}
"""Quand le magasin a dit vive cette session (horloge du processus)."""
_depart: float | None = None
_muet = 0.0


def vivante(marque: object) -> bool:
    """Vrai si cette session n'est ni close, ni trop vieille. Faux si le magasin ne répond pas."""
    global _muet
    session, instant = lire_marque(marque), time.monotonic()
    if session is None or session in _en_attente or instant < _muet:
        return False
    if session in _vues and instant - _vues[session] < MEMOIRE_S:
        return True
    try:
        vive = _vive(session)
    except Exception:  # noqa: BLE001 — quoi qu'ait le magasin, on ferme
        journal.exception("le magasin des sessions ne répond pas : les agents sont traités en visiteurs")
        # Chaque question l'attendrait à son tour.
        _muet = time.monotonic() + MUET_S
        return False
    if vive:
        with _verrou:
            if len(_vues) >= _VUES_MAX:
                _vues.clear()
            _vues[session] = time.monotonic()
    return vive


def _vive(session: Session) -> bool:
    _rattraper()
    garde = magasin.magasin()
    if min(session.secondes) < garde.naissance() - ECART_S:
        # Ce magasin ne sait rien d'avant lui : la fin de cette session est peut-être dans celui d'avant.
        return False
    if _close(session, garde.lire(GENRE, session.personne)):
        return False
    age = heure() - min(session.secondes)
    if age > DUREE_S:
        # Notée : une horloge qu'on recule, même avant un redémarrage, ne la rouvre pas.
        fermer(session)
    return age <= DUREE_S and heure() - max(session.secondes) >= -ECART_S


def fermer(session: Session) -> None:
    """Clôt cette session, partout. Si le magasin ne répond pas : ici d'abord, et partout dès qu'il répond."""
    with _verrou:
        _en_attente.add(session)
        _vues.pop(session, None)
    try:
        _rattraper()
    except Exception:  # noqa: BLE001 — la session reste close ici
        journal.exception("la fin d'une session n'a pas pu être notée au magasin : on réessaiera")


def heure() -> float:
    """L'heure du magasin ; si son horloge recule, celle qu'il serait depuis le départ de ce processus."""
    global _depart
    lue, ecoule = magasin.magasin().heure(), time.monotonic()
    if _depart is None:
        _depart = lue - ecoule
    return max(lue, _depart + ecoule)


def _rattraper() -> None:
    """Note au magasin ce qui a été clos sans lui."""
    for session in tuple(_en_attente):
        try:
            magasin.magasin().changer(
                GENRE, session.personne, lambda avant, s=session.secondes: _avec(avant, s), GARDE_S
            )
        except magasin.MagasinPlein:
            journal.error(
                "plus de place pour noter la fin d'une session : elle n'est close que sur ce serveur"
            )
            return
        with _verrou:
            _en_attente.discard(session)


def _avec(avant: bytes | None, secondes: Iterable[int]) -> bytes:
    """Les fermetures d'une personne et celle-ci ; trop nombreuses, un instant dit les plus vieilles."""
    limite, closes = _fermetures(avant)
    closes = sorted({*closes, *secondes})
    if len(closes) > _FERMETURES_MAX:
        limite = max(limite, closes[-_FERMETURES_MAX // 2 - 1])
        closes = [s for s in closes if s > limite]
    return json.dumps({"jusqu_a": limite, "secondes": closes}).encode()


def _fermetures(notees: bytes | None) -> tuple[int, list[int]]:
    if not notees:
        return 0, []
    lues = json.loads(notees)
    return int(lues["jusqu_a"]), [int(s) for s in lues["secondes"]]


def _close(session: Session, notees: bytes | None) -> bool:
    limite, closes = _fermetures(notees)
    return any(s <= limite or s in closes for s in session.secondes)


class Sessions:
    """Devant Streamlit : une session morte n'y entre pas ; les cookies posés sont durcis."""

    def __init__(self, app: ASGIApp, configuration: Configuration, local: bool = False) -> None:
        """`local` : ce serveur est un poste local, qu'aucun visiteur n'atteint par l'adresse publique."""
        self.app = app
        self.publique = configuration.adresse_publique.startswith("https://") and not local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        envoyer = self._durcir(scope, send) if scope["type"] == "http" else send
        if USER_COOKIE_NAME.encode() in cookies.bruts(scope):
            scope = await run_in_threadpool(self._filtrer, scope)
        await self.app(scope, receive, envoyer)

    def _filtrer(self, scope: Scope) -> Scope:
        poses, secret = cookies.lus(scope), get_cookie_secret()
        lu = lire(poses, secret) if secret_sur(secret) else None
        if scope["type"] == "http" and scope["path"].rstrip("/").endswith("/auth/logout"):
            if lu:
                fermer(lu[0])
            # Streamlit efface du navigateur ce qu'il y voit : il lui faut tout voir.
            return scope
        if lu is None or not vivante(lu[0].marque):
            return cookies.refaits(scope, d_identite)
        if scope["type"] == "http":
            return scope
        session, dit = lu
        acces = jetons(poses, secret)
        if acces and not vivante(Session(session.personne, acces[1]).marque):
            acces = None
        return cookies.refaits(scope, d_identite, resignes(session, dit, acces[0] if acces else None, secret))

    def _durcir(self, scope: Scope, send: Send) -> Send:
        securise = self.publique or par_https(scope)

        async def envoyer(message: Message) -> None:
            if message["type"] == "http.response.start":
                tetes = [(n, v) for n, v in message["headers"] if n.lower() != b"set-cookie"]
                poses = [v.decode("latin-1") for n, v in message["headers"] if n.lower() == b"set-cookie"]
                if any(cookies.nom_pose(pose) == USER_COOKIE_NAME for pose in poses):
                    poses = abreges(poses, get_cookie_secret())
                durcis = [(b"set-cookie", _durci(pose, securise).encode("latin-1")) for pose in poses]
                message = {**message, "headers": [*tetes, *durcis]}
            await send(message)

        return envoyer


def par_https(scope: Scope) -> bool:
    """Vrai si le navigateur a fait cette requête en https, directement ou par un mandataire."""
    if scope.get("scheme") in ("https", "wss"):
        return True
    dits = {nom.lower(): valeur.decode("latin-1").lower() for nom, valeur in scope["headers"]}
    transmis = dits.get(b"x-forwarded-proto", "").split(",")[0].strip()
    return transmis in ("https", "wss") or bool(re.search(r"proto=\"?https", dits.get(b"forwarded", "")))


def _durci(pose: str, securise: bool) -> str:
    pour = cookies.nom_pose(pose)
    return cookies.durci(
        pose,
        securise=securise,
        cache=d_identite(pour) or pour == SESSION_COOKIE_NAME,
        duree_max_s=DUREE_S if d_identite(pour) or pour == SESSION_COOKIE_NAME else None,
    )
