"""La page qui porte l'application : en français, à notre nom, et qui dit ce que son lien ouvre.

Et la page « introuvable ».
"""

import base64
import hashlib
import re
import time
from collections.abc import AsyncIterator
from concurrent.futures import Future
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from pages import plan
from pages.rendus.html.atelier import Faite, Reponses, attente, demandes_de, reponses
from pages.serveur import cookies
from pages.serveur.apercu import Apercu, adresse_du_site, balises, normaliser, par_defaut, seance
from pages.serveur.apercu_atelier import DELAI_S, DELAI_VISITE_S, Atelier, atelier, attendre
from pages.serveur.compression import codage, comprimer
from pages.serveur.configuration import Configuration
from pages.serveur.flux import Flux
from pages.serveur.morceaux import Morceaux
from pages.serveur.page_simple import ICONE, page_simple
from pages.serveur.visiteur import appelant

REPERE = "<!-- aperçu -->"
"""Où vont le titre et les balises d'aperçu : à la fin de la tête, ce qui précède part sans les attendre."""
REPERE_REPONSE = "<!-- réponse -->"
"""Où va la réponse : à la fin, l'application part sans l'attendre."""
DELAI_REPONSE_S = 2.0
"""Ce que la fin de la page attend sa réponse, en tout ; l'application, elle, est déjà partie."""
_SELON_QUI_REGARDE = ("instruction",)
"""Ce que ces pages disent à un agent n'est pas ce qu'elles disent au public."""

# Sans quoi, ouvert à /carte, Streamlit cherche d'abord son serveur sous /carte/ : deux erreurs 404 et une
# attente avant chaque première page.
_SERVEUR = "<script>window.__streamlit = { BACKEND_BASE_URL: location.origin }</script>"

# La taille de l'écran, pour que la projection tienne dans 720 lignes (pages/composants/ecran.py). Rien
# d'autre n'est gardé, et le cookie disparaît à la fermeture du navigateur.
_ECRAN = (
    '<script>document.cookie = "ecran=" + innerWidth + "x" + innerHeight + "; path=/; SameSite=Lax"'
    ' + (location.protocol === "https:" ? "; Secure" : "")</script>'
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

# Les touches d'une projection : Streamlit n'en attache qu'une par bouton, et ne connaît pas le plein écran.
_TELECOMMANDE = f"<script>{Path(__file__).with_name('telecommande.js').read_text('utf-8')}</script>"

# L'écran de la salle et le pupitre du président avancent ensemble.
_SALLE = f"<script>{Path(__file__).with_name('salle.js').read_text('utf-8')}</script>"

# La réponse de la page s'efface devant celle de l'application.
_RETRAIT = f"<script>{(Path(__file__).parents[1] / 'rendus/html/retrait.js').read_text('utf-8')}</script>"


def chemins_des_pages() -> set[str]:
    """Les adresses des pages, celles du plan ; l'accueil est à la racine."""
    return {f"/{plan.adresse(page.code)}" for page in plan.PAGES}


def page_index(origine: str, configuration: Configuration) -> str:
    """La page d'index de Streamlit, en français, avec REPERE à la place de son titre.

    Les chemins relatifs deviennent absolus : la même page sert toutes les adresses.
    """
    page = re.sub(r"<!--.*?-->", "", origine, flags=re.DOTALL).strip()
    page = page.replace('<html lang="en">', '<html lang="fr">')
    page = re.sub(r"<noscript>.*?</noscript>", "", page, flags=re.DOTALL)
    page = re.sub(r'<link rel="service-desc"[^>]*>', "", page)
    # Streamlit remplace l'icône « shortcut icon » par celle de la page, demandée à Google : on la renomme.
    page = re.sub(r'<link rel="shortcut icon"[^>]*>', f'<link rel="icon" href="{ICONE}" />', page)
    page = re.sub(r'(src|href)="\./', r'\1="/', page)
    page = _application_d_abord(page)
    metas = _SERVEUR + _ECRAN + _HISTORIQUE + _TOUCHER + _FRANCAIS + _TELECOMMANDE + _SALLE + _RETRAIT
    if not configuration.indexation:
        metas += '<meta name="robots" content="noindex" />'
    page = re.sub(r"<title>.*?</title>", lambda _: metas, page, count=1, flags=re.DOTALL)
    return page.replace("</head>", f"{REPERE}\n  </head>", 1)


def _application_d_abord(page: str) -> str:
    """L'application part dès que sa place est là, sans attendre la fin de la page : la réponse la suit.

    Le script d'un module attend sinon la page entière. Il est demandé dès la tête, comme avant.
    """
    script = re.search(r'<script type="module" crossorigin src="([^"]+)"></script>', page)
    lance = ""
    if script:
        page = page.replace(script[0], f'<link rel="modulepreload" crossorigin href="{script[1]}" />', 1)
        lance = f'<script type="module" async crossorigin src="{script[1]}"></script>'
    place = '<div id="root"></div>'
    return page.replace(place, f"{place}{lance}{REPERE_REPONSE}", 1)


def empreintes_scripts(page: str) -> tuple[str, ...]:
    """L'empreinte CSP de chaque script en ligne de la page ; elle change avec la version de Streamlit."""
    scripts = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", page, flags=re.DOTALL)
    return tuple(
        "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts
    )


def page_introuvable(configuration: Configuration) -> str:
    """La page des adresses inconnues."""
    return page_simple(
        configuration.collectivite,
        "Cette page n'existe pas",
        "<p>L'adresse a peut-être été coupée en la recopiant, ou la page a changé de nom.</p>"
        '<p><a href="/">Aller à la synthèse</a></p>',
    )


class Pages:
    """Répond aux adresses de pages, et renvoie à elles celles qu'on a mal recopiées."""

    def __init__(
        self,
        app: ASGIApp,
        configuration: Configuration,
        index: str,
        chemins: set[str],
        apercus: Atelier = atelier,
        morceaux: Morceaux | None = None,
        reponses: Reponses = reponses,
    ) -> None:
        """`chemins` : les pages ; le reste passe (cadre.py a déjà refusé ce qui n'existe pas).

        `morceaux` : ce que chaque page demandera, à charger dès sa tête. `reponses` : ce qu'elles disent.
        """
        self.app = app
        self.morceaux = morceaux
        self.reponses = reponses
        self.configuration = configuration
        self.chemins = chemins
        self.apercus = apercus
        self._debut, _, reste = index.partition(REPERE)
        self._milieu, self._place, self._fin = reste.partition(REPERE_REPONSE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["path"] in self.chemins and scope["method"] in ("GET", "HEAD"):
            reponse = await self._page(scope)
        else:
            reponse = self._repondre(scope)
        await (reponse or self.app)(scope, receive, send)

    def _repondre(self, scope: Scope) -> Response | None:
        """Le renvoi d'une adresse écrite avec une barre de trop, ou de l'ancien nom de l'accueil."""
        chemin, propre = scope["path"], scope["path"].rstrip("/")
        requete = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
        if propre == f"/{plan.ACCUEIL}":
            return RedirectResponse(f"/{requete}", 307)
        if propre in self.chemins and propre != chemin:
            return RedirectResponse(propre + requete, 307)
        return None

    async def _page(self, scope: Scope) -> Response:
        """La page, son aperçu, sa réponse ; ce qui précède part sans les attendre.

        Le navigateur charge ainsi ses scripts pendant que la base répond : le visiteur n'attend rien de plus.
        """
        entetes, page = Headers(scope=scope), plan.de_l_adresse(scope["path"].strip("/"))
        requete = scope["query_string"].decode("latin-1")
        choisi, projetee = codage(entetes.get("accept-encoding", "")), "mode=projection" in requete
        # Un navigateur dit qu'il ouvre un document ; les lecteurs de liens n'envoient pas cet en-tête.
        delai = DELAI_VISITE_S if entetes.get("sec-fetch-dest") == "document" else DELAI_S
        debut = time.monotonic()
        apercu, reponse = await run_in_threadpool(self._demander, scope, page, requete)
        reponses = {"cache-control": "no-cache", "vary": "Accept-Encoding"}
        if choisi:
            reponses["content-encoding"] = choisi

        def tete(lu: Apercu | None) -> bytes:
            site = adresse_du_site(self.configuration, scope["scheme"], entetes)
            adresse = normaliser(requete) | seance(requete)
            indexee = self.configuration.indexation
            ecrites = balises(lu or par_defaut(page), site, scope["path"], adresse, indexee)
            return (ecrites + self._milieu).encode()

        def fin(faite: Faite | None) -> bytes:
            dite = self._montrable(scope, page, faite) if self._place else ""
            return (dite + self._fin).encode()

        # Dit avant toute attente : une réponse déjà faite a appris ce que la page montre.
        ouverture = (
            self._debut + (self.morceaux.balises(_nom(page, projetee)) if self.morceaux else "")
        ).encode()
        if (apercu is None or apercu.done()) and (reponse is None or reponse.done()):
            contenu = ouverture + tete(await attendre(apercu)) + fin(await attendre(reponse))
            return Response(comprimer(contenu, choisi), headers=reponses, media_type="text/html")

        async def morceaux() -> AsyncIterator[bytes]:
            flux = Flux(choisi)
            yield flux.ecrire(ouverture)
            yield flux.ecrire(tete(await attendre(apercu, delai)))
            reste = max(0.0, DELAI_REPONSE_S - (time.monotonic() - debut))
            yield flux.finir(fin(await attendre(reponse, reste)))

        return StreamingResponse(morceaux(), headers=reponses, media_type="text/html")

    def _demander(
        self, scope: Scope, page: str, requete: str
    ) -> tuple[Future[Apercu | None] | None, Future[Faite] | None]:
        """L'aperçu et la réponse de cette vue, demandés ; rien n'est lu pour qui ne veut que les en-têtes."""
        if scope["method"] != "GET":
            return None, None
        parametres, qui = normaliser(requete), appelant(scope.get("client"), Headers(scope=scope))
        apercu = self.apercus.demander(page, parametres, qui)
        demandes = demandes_de(requete)
        if demandes is None or not self._place:
            return apercu, None
        projection = demandes.get("mode") == "projection"
        reponse = self.reponses.demander(page, parametres, projection, qui)
        if reponse.done() and self.morceaux and reponse.result().genres:
            self.morceaux.apprendre(_nom(page, projection), reponse.result().genres)
        return apercu, reponse

    def _montrable(self, scope: Scope, page: str, faite: Faite | None) -> str:
        """La réponse, celle du public ; sans elle, sa place.

        À qui s'est fait connaître, on ne montre pas d'avance ce qui pourrait n'être pas sa réponse.
        """
        reservee = faite is not None and (faite.ecarts or page in _SELON_QUI_REGARDE) and _connu(scope)
        if faite is not None and faite.html and not reservee:
            return faite.html
        return attente(b"mode=projection" in scope["query_string"])


def _nom(page: str, projection: bool) -> str:
    """Le nom sous lequel on retient ce que montre une page."""
    return f"{page} projetée" if projection else page


def _connu(scope: Scope) -> bool:
    """Vrai si cette demande porte un cookie d'identité, valable ou non."""
    return any(nom.startswith(USER_COOKIE_NAME) or nom == "poste_local" for nom, _ in cookies.lus(scope))
