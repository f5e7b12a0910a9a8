"""La compression : les statiques de Streamlit pèsent 7 Mo, 2 une fois compressés."""

import gzip
import mimetypes
from functools import lru_cache
from pathlib import Path

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

IMMUABLE = "public, max-age=31536000, immutable"
"""Pour une adresse qui change avec son contenu (empreinte ou version dans le chemin)."""

_TEXTES = {".js", ".css", ".svg", ".json", ".geojson", ".html", ".txt", ".map", ".wasm"}
_MIMES = {".js": "text/javascript", ".geojson": "application/geo+json", ".woff2": "font/woff2"}


def codage(accepte: str) -> str:
    """Le meilleur codage que le navigateur accepte : « br », « gzip » ou vide."""
    acceptes = {}
    for morceau in accepte.lower().split(","):
        nom, *options = [texte.strip() for texte in morceau.split(";")]
        acceptes[nom] = not any(o.replace(" ", "") in ("q=0", "q=0.0", "q=0.00", "q=0.000") for o in options)
    return next((nom for nom in ("br", "gzip") if acceptes.get(nom)), "")


def comprimer(contenu: bytes, codage: str) -> bytes:
    """`contenu` dans ce codage."""
    if codage == "br":
        return brotli.compress(contenu, quality=9)
    # mtime fixe : même contenu, mêmes octets.
    return gzip.compress(contenu, 6, mtime=0) if codage == "gzip" else contenu


def type_mime(nom: str) -> str:
    """Le type du fichier, sans dépendre de la table du système."""
    suffixe = Path(nom).suffix
    return _MIMES.get(suffixe) or mimetypes.guess_type(nom)[0] or "application/octet-stream"


def reponse_fichier(fichier: Path, entetes: Headers, cache: str = IMMUABLE) -> Response:
    """Le fichier, compressé s'il y gagne, avec son cache."""
    choisi = codage(entetes.get("accept-encoding", "")) if fichier.suffix in _TEXTES else ""
    contenu = _contenu(fichier, choisi)
    reponse = Response(contenu, media_type=type_mime(fichier.name), headers={"cache-control": cache})
    if fichier.suffix in _TEXTES:
        reponse.headers["vary"] = "Accept-Encoding"
    if choisi:
        reponse.headers["content-encoding"] = choisi
    return reponse


@lru_cache(maxsize=512)
def _contenu(fichier: Path, codage: str) -> bytes:
    return comprimer(fichier.read_bytes(), codage)


class StatiquesCompresses:
    """Sert `/static/…` compressé une fois pour toutes : Streamlit l'envoie tel quel."""

    def __init__(self, app: ASGIApp, dossier: Path) -> None:
        self.app = app
        self.dossier = dossier.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        fichier = self._fichier(scope["path"])
        if fichier is None:
            await self.app(scope, receive, send)
            return
        reponse = await run_in_threadpool(reponse_fichier, fichier, Headers(scope=scope))
        await reponse(scope, receive, send)

    def _fichier(self, chemin: str) -> Path | None:
        if not chemin.startswith("/static/") or "\\" in chemin or "\0" in chemin:
            return None
        fichier = (self.dossier / chemin.lstrip("/")).resolve()
        return fichier if fichier.is_relative_to(self.dossier) and fichier.is_file() else None
