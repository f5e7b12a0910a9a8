"""La compression : les statiques de Streamlit pèsent 7 Mo, 2 une fois compressés.

Vite d'abord, pour le premier visiteur ; mieux ensuite, par un fil qui n'a rien d'autre à faire (`serrer`), et
une fois pour toutes (garde_fixe.py).
"""

import gzip
import hashlib
import logging
import mimetypes
import os
import threading
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.serveur.garde_fixe import garder

IMMUABLE = "public, max-age=31536000, immutable"
"""Pour une adresse qui change avec son contenu (empreinte ou version dans le chemin)."""

QUALITE = 10
"""Le double de temps pour 2 % de moins, à 11 ; à 5, celle du premier visiteur, 14 % de plus."""

_serres: dict[Path, bytes] = {}
journal = logging.getLogger(__name__)

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
    contenu = _serres.get(fichier, b"") if choisi == "br" else b""
    contenu = contenu or _contenu(fichier, choisi)
    reponse = Response(contenu, media_type=type_mime(fichier.name), headers={"cache-control": cache})
    if fichier.suffix in _TEXTES:
        reponse.headers["vary"] = "Accept-Encoding"
    if choisi:
        reponse.headers["content-encoding"] = choisi
    return reponse


@lru_cache(maxsize=512)
def _contenu(fichier: Path, codage: str) -> bytes:
    return comprimer(fichier.read_bytes(), codage)


def serrer(fichiers: Iterable[Path]) -> threading.Thread:
    """Compresse au mieux ces fichiers, dans un fil qui passe après tous les autres (5 s la première fois).

    Le fil est rendu pour qu'un essai l'attende.
    """
    fil = threading.Thread(target=_serrer, args=(tuple(fichiers),), name="serrage", daemon=True)
    fil.start()
    return fil


def _serrer(fichiers: tuple[Path, ...]) -> None:
    try:
        if hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
        for fichier in fichiers:
            contenu = fichier.read_bytes()
            cle = f"br {QUALITE} {brotli.__version__} {hashlib.sha256(contenu).hexdigest()}"
            _serres[fichier] = garder(cle, lambda c=contenu: brotli.compress(c, quality=QUALITE, lgwin=24))
    except Exception:  # noqa: BLE001 — les fichiers restent servis, moins bien compressés
        journal.exception("compression interrompue")


class StatiquesCompresses:
    """Sert les fichiers fixes compressés une fois pour toutes : Streamlit les envoie tels quels.

    `dossiers` : préfixe d'adresse → dossier. Le nom de ces fichiers porte l'empreinte de leur contenu.
    `reduits` : fichier → ce qui s'en sert à sa place. Son nom ne dit rien de ce contenu-là : le navigateur le
    garde, et demande à chaque visite s'il a changé.
    """

    def __init__(
        self, app: ASGIApp, dossiers: Mapping[str, Path], reduits: Mapping[Path, bytes] | None = None
    ) -> None:
        self.app = app
        self.reduits = dict(reduits or {})
        self.dossiers = {prefixe: dossier.resolve() for prefixe, dossier in dossiers.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        fichier = self._fichier(scope["path"])
        if fichier is None:
            await self.app(scope, receive, send)
            return
        if fichier in self.reduits:
            reponse = _reduit(fichier, self.reduits[fichier], Headers(scope=scope))
        else:
            reponse = await run_in_threadpool(reponse_fichier, fichier, Headers(scope=scope))
        await reponse(scope, receive, send)

    def _fichier(self, chemin: str) -> Path | None:
        for prefixe, dossier in self.dossiers.items():
            if chemin.startswith(prefixe) and "\\" not in chemin and "\0" not in chemin:
                fichier = (dossier / chemin.removeprefix(prefixe)).resolve()
                return fichier if fichier.is_relative_to(dossier) and fichier.is_file() else None
        return None


def _reduit(fichier: Path, contenu: bytes, entetes: Headers) -> Response:
    marque = f'"{hashlib.sha256(contenu).hexdigest()[:32]}"'
    dits = {"cache-control": "no-cache", "etag": marque}
    if marque in entetes.get("if-none-match", ""):
        return Response(status_code=304, headers=dits)
    return Response(contenu, media_type=type_mime(fichier.name), headers=dits)
