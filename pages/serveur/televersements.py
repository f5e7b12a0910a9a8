"""La porte des envois de fichiers : rien n'est lu de ce qu'aucune page n'a demandé."""

import asyncio
import re

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.serveur import depots, visiteur
from pages.serveur.depots import Champ

PREFIXE = "/_stcore/upload_file"
ENVELOPPE = 16_384
"""Octets du formulaire autour du fichier : ses noms, ses séparateurs."""
PAS = 1 << 20
"""Un envoi qui ne dit pas sa taille est compté par morceaux de tant d'octets, avant d'être lu."""
DELAI_S = 120.0
"""Un envoi plus lent est abandonné : vingt-cinq mégaoctets y passent à deux mégabits par seconde."""
_ADRESSE = re.compile(rf"{PREFIXE}/([\w-]{{1,100}})/([\w-]{{1,100}})")
_REFUS = "Aucune page de cette visite n'attend de fichier : rechargez-la, puis déposez-le de nouveau."
_TROP_GROS = "Ce fichier est trop gros."
_TROP = "Trop de fichiers ont été envoyés depuis une heure : attendez, puis recommencez."


class Televersements:
    """Devant Streamlit : refuse un envoi sans champ ouvert, trop gros, ou au-delà de la part de la visite."""

    def __init__(self, app: ASGIApp, delai_s: float = DELAI_S) -> None:
        self.app = app
        self.delai_s = delai_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PREFIXE) or scope["method"] != "PUT":
            await self.app(scope, receive, send)
            return
        lu = _ADRESSE.fullmatch(scope["path"])
        champ = await run_in_threadpool(depots.prendre, lu[1], lu[2]) if lu else None
        if lu is None or champ is None:
            await _reponse(403, _REFUS)(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self.delai_s):
                await self._recevoir(lu[1], champ, scope, receive, send)
        except TimeoutError:
            # Le client n'attend plus, ou envoie un octet par minute : rien ne lui est dû.
            await _reponse(408, "Cet envoi est trop lent.")(scope, receive, send)
        finally:
            depots.rendre(lu[1])

    async def _recevoir(self, session: str, champ: Champ, scope: Scope, receive: Receive, send: Send) -> None:
        entetes = Headers(scope=scope)
        qui = visiteur.appelant(scope.get("client"), entetes)
        permis = champ.octets_max + ENVELOPPE
        dite = entetes.get("content-length")
        if dite is not None and (not dite.isascii() or not dite.isdigit() or len(dite) > 15):
            await _reponse(400, "La taille annoncée n'en est pas une.")(scope, receive, send)
            return
        compte = int(dite) if dite is not None else 0
        if compte > permis:
            await _reponse(413, _TROP_GROS)(scope, receive, send)
            return
        if not await run_in_threadpool(depots.compter, session, qui, champ, compte):
            await _reponse(429, _TROP)(scope, receive, send)
            return
        recus, pas = 0, min(PAS, permis)

        async def recevoir() -> Message:
            nonlocal recus, compte
            message = await receive()
            recus += len(message.get("body", b""))
            if recus > permis:
                raise HTTPException(413, _TROP_GROS)
            while recus > compte:
                compte += pas
                if not await run_in_threadpool(depots.compter, session, qui, champ, pas):
                    raise HTTPException(429, _TROP)
            return message

        await self.app(scope, recevoir, send)


def _reponse(statut: int, phrase: str) -> Response:
    # Le corps n'est pas lu : la connexion ne peut pas servir à la requête suivante.
    return PlainTextResponse(phrase, statut, {"cache-control": "no-store", "connection": "close"})
