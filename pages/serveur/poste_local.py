"""Le poste local : administrer depuis l'ordinateur qui sert, sans service de connexion.

`python -m data local` lance ce serveur sur la seule adresse de boucle et lui confie un secret. La commande
en tire des clés à usage unique ; qui en présente une reçoit un cookie, qui fait de lui l'administrateur
jusqu'à l'arrêt du programme. Sans ce secret, rien de ce fichier n'agit. Avec lui, tout ce qui ne vient pas
de cet ordinateur, sous son nom et sans mandataire, est refusé : un site ouvert dans le même navigateur ne
peut pas se faire passer pour lui, même en donnant à son nom l'adresse de boucle.
"""

import ipaddress
import json
import logging
import os
import re
import secrets
import signal
import sys
import threading
from hashlib import sha256
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from data.cle_locale import CHEMIN, PARAMETRE, SECRET_MIN, VARIABLE, Serrure
from pages.serveur import cookies
from pages.serveur.configuration import Configuration
from pages.serveur.page_simple import page_simple

COOKIE = CLE = "poste_local"
"""Le cookie du navigateur ; et, dans `st.user`, la marque que le serveur y met après l'avoir reconnu."""
_HOTE = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?", re.ASCII)
_MANDATAIRE = re.compile(r"x-forwarded.*|x-original.*|forwarded.*|via|x-real-ip|.*client-ip|cf-.*")

journal = logging.getLogger(__name__)
_verrou = threading.Lock()
_tenues: set[str] = set()
"""La somme de chaque cookie donné : ce serveur arrêté, plus aucun ne vaut."""
_confie: str | None = None


def tenu(marque: object) -> bool:
    """Vrai si cette marque est celle d'un cookie donné par ce serveur, depuis qu'il tourne."""
    return isinstance(marque, str) and marque in _tenues


def reconnue(jeton: str) -> str:
    """La marque de qui tient ce cookie ; vide si ce serveur ne l'a pas donné."""
    marque = _somme(jeton)
    return marque if tenu(marque) else ""


def secret_confie() -> str:
    """Le secret que la commande a confié à ce serveur, vide s'il n'y en a pas.

    Il quitte l'environnement, que lisent les programmes qu'on lance ; et le serveur ne survit pas à la
    commande, qui en est l'entrée : son poste ne resterait pas ouvert sans elle.
    """
    global _confie
    if _confie is None:
        _confie = os.environ.pop(VARIABLE, "")
        if _confie and len(_confie) < SECRET_MIN:
            journal.error("%s est trop court : le poste local reste fermé", VARIABLE)
            _confie = ""
        if _confie:
            threading.Thread(target=_suivre_la_commande, name="poste-local", daemon=True).start()
    return _confie


def _suivre_la_commande() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


class PosteLocal:
    """Le gardien du poste local. Sans `secret`, laisse tout passer sans rien y lire."""

    def __init__(self, app: ASGIApp, secret: str, configuration: Configuration) -> None:
        self.app = app
        self.serrure = Serrure(secret) if secret else None
        self.collectivite = configuration.collectivite
        self._dits: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.serrure is None or scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        if motif := refus(scope):
            if motif not in self._dits:
                # Une fois par raison : le journal n'est pas à remplir du dehors.
                self._dits.add(motif)
                journal.warning("poste local : requête refusée (%s)", motif)
            await self._refuser(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self.app(self._reconnu(scope), receive, send)
        elif scope["path"].rstrip("/") == CHEMIN:
            await self._ouvrir(scope)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _refuser(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            # Fermer avant d'accepter : le serveur répond 403.
            await send({"type": "websocket.close", "code": 1008})
            return
        corps = (
            "<p>Le poste local ne répond qu'au navigateur de l'ordinateur où il est ouvert, et seulement à "
            "l'adresse que la commande a donnée.</p>"
        )
        await self._page("Cette adresse n'est pas celle du poste local", corps)(scope, receive, send)

    def _ouvrir(self, scope: Scope) -> Response:
        """La clé contre un cookie, puis l'accueil : l'adresse qui reste à l'écran n'a plus rien de secret."""
        entetes = Headers(scope=scope)
        # Ce qu'un navigateur va chercher d'avance n'est pas encore voulu.
        if scope["method"] != "GET" or "prefetch" in entetes.get("sec-purpose", entetes.get("purpose", "")):
            return self._page("Ouvrez ce lien vous-même", "<p>Cliquez sur le lien, ou copiez-le.</p>")
        presentees = parse_qs(scope["query_string"][:1000].decode("latin-1")).get(PARAMETRE, [])
        if self.serrure is None or len(presentees) != 1 or not self.serrure.ouvrir(presentees[0]):
            return self._page(
                "Ce lien ne sert plus",
                "<p>Un lien d'ouverture sert une seule fois, pendant dix minutes.</p><p>Pour en avoir un "
                "autre, appuyez sur Entrée dans la fenêtre où le poste local a été lancé.</p>"
                '<p><a href="/">Aller au tableau de bord</a></p>',
            )
        jeton = secrets.token_urlsafe(32)
        with _verrou:
            _tenues.add(_somme(jeton))
        suite = RedirectResponse("/", 303, {"cache-control": "no-store", "referrer-policy": "no-referrer"})
        suite.set_cookie(COOKIE, jeton, httponly=True, samesite="strict", path="/")
        return suite

    def _reconnu(self, scope: Scope) -> Scope:
        """La même poignée de main ; qui tient le cookie y porte, signée, la marque que lira la page.

        Elle passe par le cookie que Streamlit sait lire : un visiteur qui en forge un n'a pas sa signature.
        """
        entetes = Headers(scope=scope)
        jetons = [valeur for nom, valeur in cookies.lus(scope) if nom == COOKIE]
        marque = _somme(jetons[0]) if len(jetons) == 1 else ""
        if not tenu(marque) or "origin" not in entetes:
            return scope
        dit = json.dumps({"origin": entetes["origin"], CLE: marque})
        signe = create_signed_value(get_cookie_secret(), USER_COOKIE_NAME, dit).decode("ascii")
        return cookies.refaits(scope, lambda nom: nom.startswith(USER_COOKIE_NAME), {USER_COOKIE_NAME: signe})

    def _page(self, titre: str, corps: str) -> HTMLResponse:
        return HTMLResponse(page_simple(self.collectivite, titre, corps), 403, {"cache-control": "no-store"})


def refus(scope: Scope) -> str:
    """Vide si la requête vient de cet ordinateur et s'adresse à lui ; sinon, pourquoi elle est refusée."""
    for bout in ("client", "server"):
        if not _de_boucle(scope.get(bout)):
            return f"{bout} hors de cet ordinateur"
    entetes = Headers(scope=scope)
    hotes = entetes.getlist("host")
    if len(hotes) != 1 or not _HOTE.fullmatch(hotes[0].lower()):
        return "Host étranger"
    if any(_MANDATAIRE.fullmatch(nom.lower()) for nom in entetes):
        return "requête passée par un mandataire"
    if _etrangere(entetes, hotes[0].lower()):
        return "Origin étrangère"
    return ""


def _de_boucle(bout: object) -> bool:
    try:
        return isinstance(bout, tuple | list) and ipaddress.ip_address(str(bout[0])).is_loopback
    except (ValueError, IndexError):
        return False


def _etrangere(entetes: Headers, hote: str) -> bool:
    """Vrai si la requête dit venir d'un autre site. Un lien suivi d'ailleurs n'a pas d'Origin : il n'a pas
    non plus le cookie (SameSite=Strict)."""
    return any(origine.lower() != f"http://{hote}" for origine in entetes.getlist("origin"))


def _somme(jeton: str) -> str:
    return sha256(jeton.encode()).hexdigest()
