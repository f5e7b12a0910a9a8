"""La compression : les statiques de Streamlit pèsent 7 Mo, 2 une fois compressés."""

import gzip
import mimetypes
from collections.abc import Mapping
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
        # La qualité 9 gagnerait 4 % et ferait attendre le premier visiteur une seconde de plus.
        return brotli.compress(contenu, quality=5)
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
    """Sert les fichiers fixes compressés une fois pour toutes : Streamlit les envoie tels quels.

    `dossiers` : préfixe d'adresse → dossier. Le nom de ces fichiers porte l'empreinte de leur contenu.
    """

    def __init__(self, app: ASGIApp, dossiers: Mapping[str, Path]) -> None:
        self.app = app
        self.dossiers = {prefixe: dossier.resolve() for prefixe, dossier in dossiers.items()}

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
        for prefixe, dossier in self.dossiers.items():
            if chemin.startswith(prefixe) and "\\" not in chemin and "\0" not in chemin:
                fichier = (dossier / chemin.removeprefix(prefixe)).resolve()
                return fichier if fichier.is_relative_to(dossier) and fichier.is_file() else None
        return None
