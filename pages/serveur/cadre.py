"""Ce que Streamlit a le droit de servir : une liste fermée ; le reste n'existe pas, ou se refuse en français.

Chaque version de Streamlit ajoute des adresses (mesures, agents) et répond à toute autre par sa propre
page, en anglais, avec un statut 200. Rien ne lui parvient qui ne soit nommé ici, à la bonne méthode et,
pour ce qui agit, demandé par notre propre page. tests/serveur/test_cadre.py échoue si une version en ajoute.
"""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import net_util
from streamlit.path_security import is_unsafe_path_pattern

from pages import plan
from pages.serveur import telechargements
from pages.serveur.configuration import Configuration
from pages.serveur.identite import connexion_possible
from pages.serveur.messages import Messages
from pages.serveur.page import page_introuvable
from pages.serveur.page_simple import page_simple
from pages.serveur.provenance import de_chez_nous
from pages.serveur.ressources import composant_carte

LECTURE = ("GET", "HEAD")
VISITE = "/_stcore/stream"
_CONTROLE = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
PHRASES = {
    400: "Cette demande n'est pas lisible.",
    403: "Cette demande ne vient pas de ce site, ou la page est ouverte depuis trop longtemps. Rechargez-la.",
    404: "Ce fichier n'existe pas, ou plus.",
    405: "Cette méthode n'est pas permise ici.",
    408: "Cet envoi est trop lent.",
    413: "Ce fichier est trop lourd.",
    416: "Cette partie du fichier n'existe pas.",
    429: "Trop de fichiers ont été envoyés depuis une heure. Attendez, puis recommencez.",
    500: "Cette demande n'a pas pu être traitée.",
    503: "Le service démarre ou s'arrête. Réessayez dans un instant.",
}
"""Ce qu'on dit à la place du cadre, qui parle anglais ; une phrase par statut, `500` pour les autres."""
SANS_TRACE = "private, no-store"
"""Pour ce qui n'est qu'à une visite : un téléchargement ne reste ni au navigateur ni chez un mandataire."""

journal = logging.getLogger(__name__)


@dataclass(frozen=True)
class Permise:
    """Une adresse de Streamlit : sa forme exacte, ses méthodes, et la condition pour qu'elle existe."""

    forme: str
    methodes: tuple[str, ...]
    quoi: str
    si: Callable[[], bool] = lambda: True


PERMISES = (
    Permise("/_stcore/health", LECTURE, "le navigateur attend que le service soit prêt"),
    Permise("/_stcore/host-config", LECTURE, "les réglages d'intégration, vides"),
    Permise(rf"/_stcore/upload_file/{_UUID}/{_UUID}", ("PUT", "DELETE"), "le dépôt d'un fichier"),
    Permise(r"/media/[0-9a-f]{32,128}(?:\.[a-z0-9]{1,8})?", LECTURE, "un téléchargement ou une image"),
    Permise("/auth/login", LECTURE, "aller se connecter", connexion_possible),
    Permise("/auth/logout", LECTURE, "se déconnecter", connexion_possible),
    Permise("/oauth2callback", LECTURE, "revenir du service de connexion", connexion_possible),
)
"""Avec la websocket VISITE, les fichiers fixes et ceux du composant de carte : tout ce que Streamlit sert."""


def sans_appel_exterieur() -> None:
    """Streamlit ne demande plus à un hôte extérieur l'adresse de cette machine (il l'attendrait, figé)."""
    net_util.get_external_ip = net_util.get_internal_ip = lambda: None


class Cadre:
    """Laisse passer nos adresses et celles de PERMISES ; refuse le reste avant que Streamlit le voie.

    `chemins` : les pages ; `routes` : nos autres adresses ; `fixes` : préfixe → dossier de fichiers fixes.
    """

    def __init__(
        self,
        app: ASGIApp,
        configuration: Configuration,
        chemins: set[str],
        routes: Sequence[BaseRoute],
        fixes: dict[str, Path],
    ) -> None:
        self.app = app
        self.configuration = configuration
        self.chemins, self.routes = chemins, tuple(routes)
        self.permises = [(re.compile(p.forme, re.ASCII), p) for p in PERMISES]
        carte = next(iter(composant_carte().items()), None)
        if carte is not None:
            # Le cadre de la carte : sa page et ses fichiers, tels qu'ils sont dans le paquet.
            prefixe, dossier = carte[0].removesuffix("static/"), carte[1].parent
            self.fichiers = {f"{prefixe}{f.relative_to(dossier)}" for f in dossier.rglob("*") if f.is_file()}
        else:
            self.fichiers = set()
        for prefixe, dossier in fixes.items():
            self.fichiers |= {f"{prefixe}{f.relative_to(dossier)}" for f in dossier.rglob("*") if f.is_file()}
        self._introuvable = page_introuvable(configuration)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._visite(scope, receive, send)
        elif scope["type"] == "http":
            await self._demande(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _visite(self, scope: Scope, receive: Receive, send: Send) -> None:
        hote = de_chez_nous(Headers(scope=scope), self.configuration)
        if scope["path"] != VISITE or not hote:
            dite = Headers(scope=scope).get("origin")
            journal.warning("websocket refusée : %r, origine %r (voir adresse_publique)", scope["path"], dite)
            await send({"type": "websocket.close", "code": 1008})
            return
        messages = Messages(receive, send, telechargements.qui(scope))
        try:
            await self.app(_adressee_a(scope, hote), messages.recevoir, messages.envoyer)
        except Exception:  # noqa: BLE001 — un arrêt en cours, une visite déjà close : elle se ferme, sans plus
            journal.exception("visite interrompue")

    async def _demande(self, scope: Scope, receive: Receive, send: Send) -> None:
        methodes, permise = self._methodes(scope), None
        if methodes is None:
            permise = next((p for forme, p in self.permises if forme.fullmatch(scope["path"])), None)
            if permise is not None and permise.si():
                methodes = permise.methodes
        if methodes is None:
            await self._refus(404)(scope, receive, send)
        elif scope["method"] not in methodes:
            refus = self._refus(405)
            refus.headers["allow"] = ", ".join(methodes)
            await refus(scope, receive, send)
        elif scope["path"].startswith("/media/") and not self._permis(scope):
            # Le même refus que pour un fichier qui n'existe pas : son existence ne se dit pas non plus.
            await self._refus(404, fichier=True)(scope, receive, send)
        elif scope["method"] not in LECTURE and not self._de_nous(scope):
            await self._refus(403)(scope, receive, send)
        else:
            await self._servir(scope, receive, send, permise)

    def _methodes(self, scope: Scope) -> tuple[str, ...] | None:
        """Les méthodes de cette adresse si elle est à nous ; None sinon."""
        chemin = scope["path"]
        # Streamlit refuserait ces chemins en anglais, même vers nos propres adresses.
        if chemin.startswith("//") or is_unsafe_path_pattern(chemin.lstrip("/")) or _CONTROLE.search(chemin):
            return None
        if chemin in self.chemins or chemin in self.fichiers:
            return LECTURE
        # Une barre de trop : Pages renvoie à la page.
        if chemin.rstrip("/") in self.chemins or self._ancienne(chemin):
            return LECTURE
        for route in self.routes:
            accord, _ = route.matches(scope)
            if accord != Match.NONE:
                return tuple(sorted(getattr(route, "methods", None) or LECTURE))
        return None

    @staticmethod
    def _ancienne(chemin: str) -> bool:
        return chemin.rstrip("/") == f"/{plan.ACCUEIL}"

    @staticmethod
    def _permis(scope: Scope) -> bool:
        return telechargements.permis(telechargements.qui(scope), scope["path"])

    def _de_nous(self, scope: Scope) -> bool:
        return bool(de_chez_nous(Headers(scope=scope), self.configuration))

    async def _servir(self, scope: Scope, receive: Receive, send: Send, permise: Permise | None) -> None:
        commence = False

        async def envoyer(message: Message) -> None:
            nonlocal commence
            commence = commence or message["type"] == "http.response.start"
            await send(message)

        vers = self._traduire(scope, envoyer) if permise else envoyer
        try:
            await self.app(scope, receive, vers)
        except Exception:
            journal.exception("demande en faute : %r", scope["path"])
            if commence:
                raise
            await self._refus(500)(scope, receive, send)

    def _traduire(self, scope: Scope, send: Send) -> Send:
        """Une réponse de Streamlit : ses erreurs en français, ses fichiers hors de tout cache partagé."""
        remplace = False

        async def envoyer(message: Message) -> None:
            nonlocal remplace
            if message["type"] == "http.response.start":
                if message["status"] >= 400:
                    remplace = True
                    await _rendre(self._refus(message["status"], fichier=True), scope, send)
                    return
                entetes = MutableHeaders(scope=message)
                if not scope["path"].startswith("/_stcore/"):
                    entetes["cache-control"] = SANS_TRACE
            if not remplace:
                await send(message)

        return envoyer

    def _refus(self, statut: int, fichier: bool = False) -> Response:
        """`fichier` : la demande d'un programme, à qui une phrase suffit ; sinon une page."""
        phrase = PHRASES.get(statut, PHRASES[500])
        entetes = {"cache-control": "no-store"}
        if fichier:
            return PlainTextResponse(phrase, statut, entetes)
        if statut == 404:
            return HTMLResponse(self._introuvable, 404, entetes)
        corps = f'<p>{phrase}</p><p><a href="/">Aller à la synthèse</a></p>'
        page = page_simple(self.configuration.collectivite, "Cette demande est refusée", corps)
        return HTMLResponse(page, statut, entetes)


async def _rendre(reponse: Response, scope: Scope, send: Send) -> None:
    """Une réponse déjà faite, sans rien lire de plus de la demande."""

    async def rien() -> Message:
        return {"type": "http.disconnect"}

    await reponse(scope, rien, send)


def _adressee_a(scope: Scope, hote: str) -> Scope:
    """La même demande, adressée à l'hôte de son origine, déjà reconnue : Streamlit compare les deux."""
    entetes = [(nom, valeur) for nom, valeur in scope["headers"] if nom != b"host"]
    return {**scope, "headers": [*entetes, (b"host", hote.encode("ascii"))]}
