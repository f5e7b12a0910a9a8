"""Les adresses servies hors de Streamlit : santé, ressources, contours, consigne aux moteurs."""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from pages.serveur.compression import IMMUABLE, codage, reponse_fichier
from pages.serveur.configuration import configuration
from pages.serveur.contours import COUCHES, contours
from pages.serveur.ressources import ressource
from queries import BaseIndisponible, lire, version_base

_UN_JOUR = "public, max-age=86400"


def sante(requete: Request) -> Response:
    """L'état du service, pour la supervision : 200 et les effectifs, ou 503 et la raison."""
    sans_cache = {"cache-control": "no-store"}
    try:
        version = lire("serveur/version").iloc[0]
        (effectifs,) = lire("serveur/effectifs").to_dict("records")
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

    La version est dans l'adresse : la réponse se garde pour toujours. Une version dépassée renvoie
    vers la version en cours, sans quoi un navigateur garderait les nouveaux contours sous l'ancien nom.
    """
    couche, demandee = requete.path_params["couche"], requete.path_params["version"]
    if couche not in COUCHES:
        return PlainTextResponse("Cette couche n'existe pas.", 404)
    try:
        version = version_base()
        if version != demandee:
            adresse = requete.url_for("contours", version=version, couche=couche)
            suite = f"?{requete.url.query}" if requete.url.query else ""
            return RedirectResponse(adresse.path + suite, 307, {"cache-control": "no-store"})
        codes = requete.query_params.get("contrat", "").split(",")
        contrats = tuple(sorted({code for code in codes if code}))
        generation = requete.query_params.get("generation") or None
        choisi = codage(requete.headers.get("accept-encoding", ""))
        corps = contours(version, couche, contrats, generation, choisi)
    except BaseIndisponible as erreur:
        return PlainTextResponse(f"{erreur.motif} {erreur.que_faire}", 503, {"cache-control": "no-store"})
    entetes = {"cache-control": IMMUABLE, "vary": "Accept-Encoding"}
    if choisi:
        entetes["content-encoding"] = choisi
    return Response(corps, headers=entetes, media_type="application/geo+json")


def consigne_moteurs(requete: Request) -> Response:
    """robots.txt : rien n'est indexé, sauf si la configuration le veut."""
    return PlainTextResponse(f"User-agent: *\n{'Allow' if configuration().indexation else 'Disallow'}: /\n")


def routes() -> list[Route]:
    """Les routes à donner à `st.App`."""
    return [
        Route("/sante", sante),
        Route("/robots.txt", consigne_moteurs),
        Route("/ressources/{chemin:path}", servir_ressource),
        Route("/contours/{version}/{couche}.geojson", servir_contours, name="contours"),
    ]
