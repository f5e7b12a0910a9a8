"""Ce que voit le visiteur quand le service ne peut pas démarrer : une phrase, et non une trace."""

from starlette.responses import HTMLResponse, JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.composants import inerte
from pages.serveur.page_simple import page_simple

SANS_CACHE = {"cache-control": "no-store"}


class Panne:
    """Répond 503 à tout, avec `motif` (une phrase) ; sans motif, laisse passer."""

    def __init__(self, app: ASGIApp, motif: str) -> None:
        self.app = app
        self.motif = motif

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.motif or scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1013})
        elif scope["path"] == "/sante":
            corps = {"etat": "indisponible", "motif": self.motif}
            await JSONResponse(corps, 503, SANS_CACHE)(scope, receive, send)
        else:
            corps = (
                f"<p>{inerte.html(self.motif)}</p><p>Corrigez le fichier de configuration, puis relancez le "
                "service. Toutes les clés sont décrites dans le fichier README.</p>"
            )
            page = page_simple("Contrat de ville", "Le tableau de bord n'est pas encore réglé", corps)
            await HTMLResponse(page, 503, SANS_CACHE)(scope, receive, send)
