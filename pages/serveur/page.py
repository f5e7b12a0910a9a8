"""La page qui porte l'application : en français, avec notre nom ; et la page « introuvable »."""

import base64
import hashlib
import html
import re
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.serveur.compression import codage, comprimer
from pages.serveur.configuration import Configuration

DESCRIPTION = "Qui finance quoi dans les quartiers prioritaires, et avec quel résultat."
ACCUEIL = "synthese"
ICONE = "/ressources/icone.svg"

# Sans quoi, ouvert à /carte, Streamlit cherche d'abord son serveur sous /carte/ : deux erreurs 404 et une
# attente avant chaque première page.
_SERVEUR = "<script>window.__streamlit = { BACKEND_BASE_URL: location.origin }</script>"

# La taille de l'écran, pour que la projection tienne dans 720 lignes (pages/composants/ecran.py). Rien
# d'autre n'est gardé, et le cookie disparaît à la fermeture du navigateur.
_ECRAN = (
    '<script>document.cookie = "ecran=" + innerWidth + "x" + innerHeight + "; path=/; SameSite=Lax"</script>'
)
# Un clic dans le menu change de page, puis la page complète son adresse (l'année, le pilier…) : une seule
# étape pour le visiteur, donc une seule dans l'historique, ou « Précédent » le laisserait sur place.
_HISTORIQUE = """<script>(() => {
  const pousser = history.pushState.bind(history);
  let arrivee = 0;
  history.pushState = (etat, titre, adresse) => {
    const meme = new URL(adresse ?? "", location.href).pathname === location.pathname;
    const suite = meme && location.search === "" && Date.now() - arrivee < 10000;
    arrivee = meme ? 0 : Date.now();
    return suite ? history.replaceState(etat, titre, adresse) : pousser(etat, titre, adresse);
  };
})()</script>"""

# Sans quoi, sur un téléphone, un graphique qu'on peut toucher retient le doigt : la page ne défile plus.
_TOUCHER = (
    '<script>addEventListener("touchstart", e => { if (e.target.closest?.(".js-plotly-plot .drag")) '
    "e.stopPropagation() }, {capture: true, passive: true})</script>"
)

# Streamlit parle anglais dans ses menus et à ceux qui l'écoutent : ce script le traduit.
_FRANCAIS = f"<script>{Path(__file__).with_name('francais.js').read_text('utf-8')}</script>"

_SANS_SCRIPT = (
    "<noscript><p>Ce tableau de bord a besoin de JavaScript. Activez-le dans les réglages du navigateur, "
    "puis rechargez la page.</p></noscript>"
)


def chemins_des_pages(dossier: Path) -> set[str]:
    """Les adresses des pages : un fichier, une adresse ; l'accueil est à la racine."""
    noms = {f.stem for f in dossier.glob("*.py")} - {"menu", "__init__"}
    return {"/"} | {f"/{nom}" for nom in noms - {ACCUEIL}}


def page_index(origine: str, configuration: Configuration) -> str:
    """La page d'index de Streamlit, en français et à notre nom.

    Les chemins relatifs deviennent absolus : la même page sert toutes les adresses.
    """
    nom = html.escape(configuration.collectivite)
    page = re.sub(r"<!--.*?-->", "", origine, flags=re.DOTALL).strip()
    page = page.replace('<html lang="en">', '<html lang="fr">')
    page = re.sub(r"<title>.*?</title>", f"<title>{nom}</title>", page, flags=re.DOTALL)
    page = re.sub(r"<noscript>.*?</noscript>", _SANS_SCRIPT, page, flags=re.DOTALL)
    page = re.sub(r'<link rel="service-desc"[^>]*>', "", page)
    # Streamlit remplace l'icône « shortcut icon » par celle de la page, demandée à Google : on la renomme.
    page = re.sub(r'<link rel="shortcut icon"[^>]*>', f'<link rel="icon" href="{ICONE}" />', page)
    page = re.sub(r'(src|href)="\./', r'\1="/', page)
    metas = f'<meta name="description" content="{DESCRIPTION}" />{_SERVEUR}{_ECRAN}{_HISTORIQUE}{_TOUCHER}'
    metas += _FRANCAIS
    if not configuration.indexation:
        metas += '<meta name="robots" content="noindex" />'
    return page.replace("</title>", f"</title>{metas}", 1)


def empreintes_scripts(page: str) -> tuple[str, ...]:
    """L'empreinte CSP de chaque script en ligne de la page ; elle change avec la version de Streamlit."""
    scripts = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", page, flags=re.DOTALL)
    return tuple(
        "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts
    )


def page_simple(nom: str, titre: str, corps: str) -> str:
    """Une page lisible sans script, dans les deux thèmes ; `corps` est du HTML, le reste du texte."""
    nom, titre = html.escape(nom, quote=False), html.escape(titre, quote=False)
    return f"""<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8" /><meta name="viewport" content="width=device-width" />
<title>{titre} · {nom}</title><link rel="icon" href="{ICONE}" />
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; background: #FBFAF7; color: #1C2B33;
  font: 1.125rem/1.5 "Source Sans", system-ui, sans-serif; }}
main {{ max-width: 40rem; margin: 15vh auto; padding: 0 1.5rem; overflow-wrap: anywhere; }}
a {{ color: #0B5C7A; }}
@media (prefers-color-scheme: dark) {{
  body {{ background: #141B20; color: #EEF2F4; }} a {{ color: #5FB4D6; }}
}}
</style></head><body><main><p>{nom}</p><h1>{titre}</h1>
{corps}</main></body></html>"""


def page_introuvable(configuration: Configuration) -> str:
    """La page des adresses inconnues."""
    return page_simple(
        configuration.collectivite,
        "Cette page n'existe pas",
        "<p>L'adresse a peut-être été coupée en la recopiant, ou la page a changé de nom.</p>"
        '<p><a href="/">Aller à la synthèse</a></p>',
    )


class Pages:
    """Répond aux adresses de pages, et en français à celles qui n'existent pas.

    Streamlit répondrait 200 à tout, puis montrerait une boîte de dialogue en anglais.
    """

    CONNUS = ("_stcore", "static", "media", "component", "app", "ressources", "contours")

    def __init__(
        self, app: ASGIApp, configuration: Configuration, index: str, chemins: set[str], autres: set[str]
    ) -> None:
        """`chemins` : les pages ; `autres` : les adresses exactes des autres routes."""
        self.app = app
        self.chemins = chemins
        self.autres = autres
        self._index = {c: comprimer(index.encode(), c) for c in ("br", "gzip", "")}
        self._introuvable = page_introuvable(configuration)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        reponse = self._repondre(scope)
        await (reponse or self.app)(scope, receive, send)

    def _repondre(self, scope: Scope) -> Response | None:
        chemin = scope["path"]
        if chemin.split("/", 2)[1] in self.CONNUS or chemin in self.autres:
            return None
        if scope["method"] not in ("GET", "HEAD"):
            return Response("Méthode refusée.", 405, media_type="text/plain")
        if chemin in self.chemins:
            return self._page(Headers(scope=scope))
        propre = chemin.rstrip("/")
        requete = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
        if propre == f"/{ACCUEIL}":
            return RedirectResponse(f"/{requete}", 307)
        if propre in self.chemins and not chemin.startswith("//"):
            return RedirectResponse(propre + requete, 307)
        return Response(self._introuvable, 404, {"cache-control": "no-cache"}, "text/html")

    def _page(self, entetes: Headers) -> Response:
        choisi = codage(entetes.get("accept-encoding", ""))
        reponse = Response(self._index[choisi], media_type="text/html")
        reponse.headers["cache-control"] = "no-cache"
        reponse.headers["vary"] = "Accept-Encoding"
        if choisi:
            reponse.headers["content-encoding"] = choisi
        return reponse
