"""Les adresses servies hors de Streamlit : santé, ressources, contours, consigne aux moteurs."""

import asyncio

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from pages.composants import regard
from pages.seance import salle
from pages.serveur.apercu import noms_des_pages, normaliser, par_defaut
from pages.serveur.apercu_atelier import atelier, attendre
from pages.serveur.apercu_carte import carte
from pages.serveur.compression import IMMUABLE, codage, reponse_fichier
from pages.serveur.configuration import configuration
from pages.serveur.contours import COUCHES, contours
from pages.serveur.ressources import ressource
from pages.serveur.visiteur import appelant
from queries import BaseIndisponible, a_la_version, chemin_base, lire, version_base
from queries.versions import fichier_version

_UN_JOUR = "public, max-age=86400"
# Ceux qui lisent un lien pour le montrer à qui l'a reçu, et obéissent à robots.txt. Ils n'indexent pas.
_LECTEURS = ("Twitterbot", "LinkedInBot", "facebookexternalhit", "Slackbot-LinkExpanding", "TelegramBot")


def sante(requete: Request) -> Response:
    """L'état du service, pour la supervision : 200 et les effectifs, ou 503 et la raison."""
    sans_cache = {"cache-control": "no-store"}
    try:
        version = lire("serveur/version").iloc[0]
        publics = list(configuration().statuts_publics)
        (effectifs,) = lire("serveur/effectifs", statuts=publics).to_dict("records")
    except BaseIndisponible as erreur:
        corps = {"etat": "indisponible", "motif": erreur.motif, "que_faire": erreur.que_faire}
        return JSONResponse(corps, 503, sans_cache)
    corps = {
        "etat": "disponible",
        "version": version["version_id"],
        "nom": version["nom"],
        "publiee_le": version["publiee_le"].isoformat(),
        "effectifs": effectifs,
    }
    return JSONResponse(corps, headers=sans_cache)


def servir_ressource(requete: Request) -> Response:
    """Un fichier de `ressources.py`."""
    chemin = requete.path_params["chemin"]
    fichier = ressource(chemin)
    if fichier is None:
        return PlainTextResponse("Ce fichier n'existe pas.", 404)
    return reponse_fichier(fichier, requete.headers, IMMUABLE if "/" in chemin else _UN_JOUR)


def servir_contours(requete: Request) -> Response:
    """Les contours d'une couche ; `contrat` (codes séparés par des virgules) et `generation` restreignent.

    La version est dans l'adresse : la réponse se garde pour toujours. Une version qui n'est plus conservée
    renvoie vers celle en service, sans quoi un navigateur garderait les nouveaux contours sous l'ancien nom.
    """
    couche, demandee = requete.path_params["couche"], requete.path_params["version"]
    if couche not in COUCHES:
        return PlainTextResponse("Cette couche n'existe pas.", 404)
    try:
        version = version_base()
        if version != demandee and fichier_version(chemin_base(), demandee) is None:
            adresse = requete.url_for("contours", version=version, couche=couche)
            suite = f"?{requete.url.query}" if requete.url.query else ""
            return RedirectResponse(adresse.path + suite, 307, {"cache-control": "no-store"})
        codes = requete.query_params.get("contrat", "").split(",")
        contrats = tuple(sorted({code for code in codes if code}))
        generation = requete.query_params.get("generation") or None
        choisi = codage(requete.headers.get("accept-encoding", ""))
        with a_la_version(None if version == demandee else demandee):
            corps = contours(demandee, couche, contrats, generation, choisi)
    except BaseIndisponible as erreur:
        return PlainTextResponse(f"{erreur.motif} {erreur.que_faire}", 503, {"cache-control": "no-store"})
    entetes = {"cache-control": IMMUABLE, "vary": "Accept-Encoding"}
    if choisi:
        entetes["content-encoding"] = choisi
    return Response(corps, headers=entetes, media_type="application/geo+json")


async def servir_apercu(requete: Request) -> Response:
    """L'image de l'aperçu d'un lien, en PNG : `page`, et les paramètres de son adresse."""
    page = requete.path_params["page"]
    if page not in noms_des_pages():
        return PlainTextResponse("Cette page n'existe pas.", 404)
    qui = appelant(requete.scope.get("client"), requete.headers)
    futur = await run_in_threadpool(atelier.demander, page, normaliser(requete.url.query), qui)
    apercu = await attendre(futur)
    dessin = atelier.image(apercu or par_defaut(page), carte)
    if dessin is None:
        phrase = "Trop d'aperçus sont demandés à la fois : réessayez dans un instant."
        return PlainTextResponse(phrase, 503, {"cache-control": "no-store", "retry-after": "5"})
    image = await asyncio.wrap_future(dessin)
    # Une image sans chiffre, faute de temps ou de base, ne doit pas rester.
    return Response(image, 200, {"cache-control": _UN_JOUR if apercu else "no-store"}, "image/png")


def servir_salle(requete: Request) -> Response:
    """Où en est une séance : le rang du point projeté, ou rien si ce code n'est celui d'aucune salle."""
    ou = salle.lire(requete.query_params.get("code", ""))
    return JSONResponse({"pas": ou.pas if ou else None}, headers={"cache-control": "no-store"})


def consigne_moteurs(requete: Request) -> Response:
    """robots.txt : rien n'est indexé, sauf si la configuration le veut ; un lien partagé reste lisible."""
    if configuration().indexation:
        return PlainTextResponse("User-agent: *\nAllow: /\n")
    lecteurs = "".join(f"User-agent: {nom}\n" for nom in _LECTEURS)
    return PlainTextResponse(f"{lecteurs}Allow: /\n\nUser-agent: *\nDisallow: /\n")


def routes() -> list[Route]:
    """Les routes à donner à `st.App` ; dès lors, la porte ne laisse voir à personne que le public."""
    regard.suivre(servi=True)
    return [
        Route("/sante", sante),
        Route("/salle", servir_salle),
        Route("/robots.txt", consigne_moteurs),
        Route("/ressources/{chemin:path}", servir_ressource),
        Route("/apercu/{page}.png", servir_apercu),
        Route("/contours/{version}/{couche}.geojson", servir_contours, name="contours"),
    ]
