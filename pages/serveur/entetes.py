"""Les en-têtes de sécurité : rien ne vient d'ailleurs, rien n'y part."""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.serveur.configuration import Configuration
from pages.serveur.fond import hote_tuiles


def politique(
    configuration: Configuration, empreintes: tuple[str, ...] = (), composant: bool = False, tuiles: str = ""
) -> str:
    """La Content-Security-Policy d'une page.

    `empreintes` sont celles des scripts en ligne de la page (`sha256-…`). `composant` : le cadre de la
    carte, dont le script est écrit en ligne par streamlit-folium et change à chaque carte. `tuiles` :
    l'hôte du fond de carte, vide s'il n'y en a pas.
    """
    if composant:
        scripts = "'self' 'unsafe-inline'"
    else:
        scripts = " ".join(["'self'", *(f"'{empreinte}'" for empreinte in empreintes)])
    images = " ".join(filter(None, ["'self' data: blob:", tuiles]))
    regles = {
        "default-src": "'self'",
        "script-src": scripts,
        "style-src": "'self' 'unsafe-inline'",
        "img-src": images,
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "frame-src": "'self'",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": " ".join(["'self'", *configuration.hotes_integration]),
    }
    return "; ".join(f"{nom} {valeur}" for nom, valeur in regles.items())


class EntetesSecurite:
    """Ajoute les en-têtes de sécurité à toute réponse HTTP."""

    def __init__(self, app: ASGIApp, configuration: Configuration, empreintes: tuple[str, ...] = ()) -> None:
        self.app = app
        self.configuration = configuration
        self.page = politique(configuration, empreintes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        regle = self.page
        if scope["path"].startswith("/component/"):
            # Le fond vient parfois de la recette de la base : il change avec elle, sans redémarrage.
            hote = await run_in_threadpool(hote_tuiles, self.configuration)
            regle = politique(self.configuration, composant=True, tuiles=hote)

        async def envoyer(message: Message) -> None:
            if message["type"] == "http.response.start":
                entetes = MutableHeaders(scope=message)
                entetes["content-security-policy"] = regle
                entetes["x-content-type-options"] = "nosniff"
                # L'adresse porte les filtres : elle ne part pas vers les autres sites.
                entetes["referrer-policy"] = "same-origin"
                entetes["permissions-policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
                entetes["cross-origin-opener-policy"] = "same-origin"
                if not self.configuration.hotes_integration:
                    entetes["x-frame-options"] = "SAMEORIGIN"
                if not self.configuration.indexation:
                    entetes["x-robots-tag"] = "noindex, nofollow"
            await send(message)

        await self.app(scope, receive, envoyer)
