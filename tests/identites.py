"""Des identités signées comme Streamlit les signe, à l'instant qu'on veut, et ce que Streamlit en lit."""

import json
from collections.abc import Mapping

from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from starlette.types import ASGIApp, Scope
from starlette.websockets import WebSocket
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.starlette import starlette_websocket
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import TOKENS_COOKIE_NAME, USER_COOKIE_NAME

from tests.asynchrone import jouer

SECRET = "0123456789abcdef0123456789abcdef"
SITE = "http://127.0.0.1:8501"
CHEF = {
    "iss": "https://connexion.fr",
    "sub": "1",
    "email": "chef@agglo.fr",
    "email_verified": True,
    "is_logged_in": True,
    "provider": "default",
    "origin": SITE,
}


def signe(nom: str, valeur: str, quand: float, secret: str = SECRET) -> str:
    """Un cookie de Streamlit, signé à l'instant `quand`."""

    class Signature(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(quand)

    return URLSafeTimedSerializer(secret, salt=nom, signer=Signature).dumps(valeur)


def cookies(
    identite: Mapping[str, object], quand: float, morceaux: int = 1, jetons: str = "", secret: str = SECRET
) -> dict[str, str]:
    """Les cookies d'une connexion ; l'identité en autant de morceaux qu'on veut."""
    texte = json.dumps(identite)
    poses = {}
    if morceaux == 1:
        poses[USER_COOKIE_NAME] = texte
    else:
        pas = -(-len(texte) // morceaux)
        poses[USER_COOKIE_NAME] = f"chunks-{morceaux}"
        for rang in range(morceaux):
            poses[f"{USER_COOKIE_NAME}_{rang + 1}"] = texte[rang * pas : (rang + 1) * pas]
    if jetons:
        poses[TOKENS_COOKIE_NAME] = json.dumps({"access_token": jetons})
    return {nom: signe(nom, valeur, quand, secret) for nom, valeur in poses.items()}


def en_tete(*paquets: Mapping[str, str]) -> str:
    """L'en-tête Cookie qui les porte tous, doublons compris."""
    return "; ".join(f"{nom}={valeur}" for paquet in paquets for nom, valeur in paquet.items())


def scope(
    cookie: str = "", genre: str = "websocket", chemin: str = "/_stcore/stream", **entetes: str
) -> Scope:
    """Une requête au serveur de SITE."""
    dits = {"host": "127.0.0.1:8501", "origin": SITE} | entetes | ({"cookie": cookie} if cookie else {})
    return {
        "type": genre,
        "path": chemin,
        "method": "GET",
        "query_string": b"",
        "scheme": "http" if genre == "http" else "ws",
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8501),
        "headers": [(n.replace("_", "-").encode(), v.encode("latin-1")) for n, v in dits.items() if v],
    }


def passe(
    gardien: type, demande: Scope, poses: tuple[str, ...] = (), **options: object
) -> tuple[Scope | None, list]:
    """Ce que `gardien` laisse passer (None : rien), et ce qu'il répond ; `poses` : les Set-Cookie rendus."""
    vu: list[Scope] = []
    envoyes: list = []

    async def app(recu, receive, send):
        vu.append(recu)
        if recu["type"] == "http":
            tetes = [(b"set-cookie", pose.encode()) for pose in poses]
            await send({"type": "http.response.start", "status": 200, "headers": tetes})

    async def envoyer(message):
        envoyes.append(message)

    async def recevoir():
        return {"type": "http.request", "body": b"", "more_body": False}

    garde: ASGIApp = gardien(app, **options)
    jouer(garde(demande, recevoir, envoyer))
    return (vu[0] if vu else None), envoyes


def lue(recu: Scope, secret: str = SECRET) -> dict[str, object]:
    """L'identité que Streamlit lirait de cette poignée de main : par ses propres fonctions."""
    poses = WebSocket(recu, None, None).cookies

    def un(nom: str) -> bytes | None:
        valeur = poses.get(nom)
        return None if valeur is None else decode_signed_value(secret, nom, valeur.encode("latin-1"))

    texte = get_cookie_with_chunks(un, USER_COOKIE_NAME)
    if not texte:
        return {}
    dit = starlette_websocket._parse_decoded_user_cookie(texte, SITE)
    jetons = get_cookie_with_chunks(un, TOKENS_COOKIE_NAME)
    return dit | ({"tokens": json.loads(jetons)} if jetons else {})
