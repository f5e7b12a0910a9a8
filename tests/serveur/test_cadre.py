"""Ce que Streamlit peut servir : chaque adresse et chaque méthode, celles d'aujourd'hui et de demain."""

import html
import inspect
import re
import socket
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
import streamlit
from streamlit.web.server.starlette import starlette_app

from pages.serveur import cadre
from pages.serveur.cadre import PERMISES, VISITE
from tests.serveur.visiteur import visiter

# Chaque adresse de Streamlit, et ce qu'on en fait. Une de plus dans une nouvelle version : à trancher.
ROUTES = {
    "/_stcore/health": "permise : le navigateur attend que le service soit prêt",
    "/_stcore/host-config": "permise : réglages d'intégration, vides",
    "/_stcore/upload_file/{session_id}/{file_id}": "permise : PUT et DELETE, de notre page, avec jeton",
    "/_stcore/stream": "permise : la visite (websocket), de notre page (voir messages.py)",
    "/media/{file_id:path}": "permise : téléchargements, hors de tout cache",
    "/component/{path:path}": "permise pour les seuls fichiers du cadre de la carte",
    "/auth/login": "permise si un service de connexion est réglé",
    "/auth/logout": "permise si un service de connexion est réglé",
    "/oauth2callback": "permise si un service de connexion est réglé",
    "": "fichiers fixes : seuls ceux de /static/ qui existent ; sa page en anglais n'est jamais servie",
    "/_stcore/metrics": "refusée : mesures du serveur",
    "/_stcore/script-health-check": "refusée : lance une page à chaque demande",
    "/_stcore/bidi-components/{path:path}": "refusée : aucun composant de ce genre",
    "/_stcore/agent/interact": "refusée : aucun programme ne pilote les pages",
    "/_stcore/agent/openapi.json": "refusée",
    "/_stcore/agent/mcp": "refusée",
    "/app/static/{path:path}": "refusée : le programme ne publie aucun dossier",
}
METHODES = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "X")
INVENTEES = (
    "/_stcore/x",
    "/_stcore",
    "/_stcore/",
    "/_stcore/stream",
    "/_stcore/health/",
    "/_stcore/healthz",
    "/_stcore/metrics?families=cache_memory_bytes",
    "/_stcore/script-health-check",
    "/_stcore/message",
    "/_stcore/agent/mcp",
    "/_stcore/agent/foo",
    "/_stcore/bidi-components/x/y.js",
    "/app/static/x",
    "/app/static/",
    "/app",
    "/media/x",
    "/media/",
    "/media/../app.py",
    "/media/" + "a" * 56 + "/x",
    "/component/x/index.html",
    "/component/streamlit_folium.st_folium/../../x",
    "/component/streamlit_folium.st_folium/",
    "/component",
    "/auth/login",
    "/auth/logout",
    "/auth/x",
    "/oauth2callback?code=x&state=y",
    "/static/x.js",
    "/static/",
    "/static",
    "/index.html",
    "/manifest.json",
    "/favicon.png",
    "/carte/_stcore/health",
    "/carte/_stcore/agent/mcp",
    "/sante/",
    "/sante/x",
    "/salle/",
    "/apercu/x",
    "/apercu/carte.png/x",
    "/contours/V1/quartiers.geojson/x",
    "/contours/",
    "/ressources",
    "/robots.txt/",
    "/mise-a-jour/x",
    "/menu",
    "/__init__",
)
TORDUES = (
    "//",
    "///",
    "//evil.example/",
    "//_stcore/health",
    "/%2e%2e/app.py",
    "/static/%2e%2e/%2e%2e/app.py",
    "/..%2fapp.py",
    "/%5c%5cevil.example/x",
    "/\\..\\app.py",
    "/%00",
    "/carte%00",
    "/media/%00",
    "/%0d%0aX:%20y",
    "/%ed%a0%80",
    "/%ff%fe",
    "/carte%ed%a0%80",
    "/_stcore/%68ealth%00",
    "/" + "a" * 9000,
    "/" + "a/" * 4000,
    "/%E2%80%AEetrac",
    "/carte;x",
    "/carte%20",
    "/CARTE",
    "/.env",
    "/.streamlit/config.toml",
    "*",
    "/?" + "a" * 8000,
)


def brute(service: httpx.Client, methode: str, cible: str) -> tuple[int, str, str]:
    """Statut, en-têtes et corps d'une demande écrite telle quelle, sans que le client la corrige."""
    hote, port = service.base_url.host, service.base_url.port
    with socket.create_connection((hote, port), timeout=30) as prise:
        demande = f"{methode} {cible} HTTP/1.1\r\nHost: {hote}:{port}\r\nConnection: close\r\n\r\n"
        prise.sendall(demande.encode("latin-1"))
        recu = b"".join(iter(lambda: prise.recv(65536), b""))
    tete, _, corps = recu.decode("latin-1").partition("\r\n\r\n")
    return int(tete.split(" ")[1]), tete, corps.encode("latin-1").decode("utf-8", "replace")


def en_anglais(corps: str) -> bool:
    """Vrai pour une page ou un mot du cadre."""
    mots = (
        "You need to enable JavaScript",
        "Not Found",
        "Bad Request",
        "Method Not Allowed",
        "File not found",
    )
    return any(mot in corps for mot in (*mots, "Internal Server Error", "Invalid HTTP", "XSRF", "not found"))


def test_chaque_adresse_de_streamlit_est_connue():
    routes = starlette_app.create_streamlit_routes(
        SimpleNamespace(
            media_file_mgr=SimpleNamespace(_storage=None),
            uploaded_file_mgr=None,
            component_registry=None,
            bidi_component_registry=None,
            stats_mgr=None,
        )
    )
    # Deux adresses ne sont là que si on les demande ; le réglage les laisse éteintes, le cadre les refuse.
    eteintes = {"/_stcore/script-health-check", "/app/static/{path:path}"}
    assert {route.path for route in routes} | eteintes == set(ROUTES)
    source = inspect.getsource(starlette_app.create_streamlit_routes)
    assert source.count("if config.get_option") == 2, "une adresse de plus dépend d'un réglage"
    assert {r.path for r in routes if r.__class__.__name__ == "WebSocketRoute"} == {VISITE}


def test_chaque_adresse_permise_est_encore_de_streamlit():
    routes = [re.sub(r"\{\w+(:path)?\}", "ID", chemin) for chemin in ROUTES]
    for permise in PERMISES:
        simple = permise.forme.replace(cadre._UUID, "ID").replace(
            r"[0-9a-f]{32,128}(?:\.[a-z0-9]{1,8})?", "ID"
        )
        assert simple in routes, permise


def test_streamlit_n_a_pas_de_nouvelle_porte_vers_dehors():
    racine = Path(streamlit.__file__).parent
    clients = r"requests|urllib\.request|httpx|aiohttp|urllib3|http\.client"
    appelle = re.compile(rf"^\s*(?:import|from) (?:{clients})\b", re.MULTILINE)
    trouves = {
        str(f.relative_to(racine)) for f in racine.rglob("*.py") if appelle.search(f.read_text("utf-8"))
    }
    # credentials : la commande « streamlit activate » ; cli : un script donné par son adresse ; config_util :
    # un thème donné par son adresse ; net_util : sans_appel_exterieur.
    connus = {"runtime/credentials.py", "web/cli.py", "config_util.py", "net_util.py"}
    assert trouves - connus == set()


def test_l_adresse_de_la_machine_n_est_demandee_a_personne(monkeypatch):
    from streamlit import net_util
    from streamlit.web.server.server_util import is_url_from_allowed_origins

    # monkeypatch remet les vraies fonctions après l'essai.
    for nom in ("get_external_ip", "get_internal_ip"):
        monkeypatch.setattr(net_util, nom, getattr(net_util, nom))
    cadre.sans_appel_exterieur()
    assert not is_url_from_allowed_origins("https://evil.example")


@pytest.mark.parametrize("cible", INVENTEES)
def test_une_adresse_qui_n_est_pas_permise_n_existe_pas_en_francais(service, cible):
    for methode in METHODES:
        statut, tete, corps = brute(service, methode, cible)
        assert statut == 404, (methode, cible, statut)
        assert "Content-Security-Policy".lower() in tete.lower()
        assert not en_anglais(corps)
        if methode != "HEAD":
            assert "n'existe pas" in html.unescape(corps)


@pytest.mark.parametrize("cible", TORDUES)
def test_une_adresse_tordue_n_ouvre_rien(service, cible):
    for methode in ("GET", "OPTIONS", "PUT"):
        statut, tete, corps = brute(service, methode, cible)
        # uvicorn refuse de lui-même une demande qui n'est pas du HTTP, ou plus longue qu'il ne lit.
        assert statut in (404, 400, 405) or (statut == 200 and cible.startswith("/?")), (
            methode,
            cible,
            statut,
        )
        assert "location:" not in tete.lower() and "import " not in corps
        assert statut == 400 or not en_anglais(corps)


@pytest.mark.parametrize("cible", ["/", "/carte", "/sante", "/salle", "/_stcore/health", "/robots.txt"])
def test_une_methode_inattendue_est_refusee_en_francais(service, cible):
    for methode in METHODES[2:]:
        statut, tete, corps = brute(service, methode, cible)
        assert statut == 405, (methode, cible)
        assert "allow: GET, HEAD" in tete
        assert "méthode n'est pas permise" in corps


def test_ce_que_streamlit_refuse_est_dit_en_francais(service):
    absent = service.get("/media/" + "0" * 56 + ".csv")
    assert (absent.status_code, absent.text) == (404, "Ce fichier n'existe pas, ou plus.")
    adresse = "/_stcore/upload_file/" + "/".join(["00000000-0000-4000-8000-000000000000"] * 2)
    sans_jeton = service.put(adresse, headers={"origin": str(service.base_url).rstrip("/")})
    assert sans_jeton.status_code == 403 and not en_anglais(sans_jeton.text)


def test_un_telechargement_n_est_garde_par_personne(service):
    from streamlit.proto.BackMsg_pb2 import BackMsg

    with visiter(service.base_url) as visiteur:
        envoyes = visiteur.page("donnees")
        (session,) = {m.new_session.initialize.session_id for m in envoyes if m.HasField("new_session")}
        boutons = [m.delta.new_element.download_button for m in envoyes if m.HasField("delta")]
        bouton = next(b for b in boutons if b.deferred_file_id)
        demande = BackMsg()
        demande.backend_operation_request.request_id = "1"
        demande.backend_operation_request.session_id = session
        demande.backend_operation_request.deferred_file.file_id = bouton.deferred_file_id
        visiteur.dire(demande)
        pret = visiteur.jusqua("backend_operation_response")[-1].backend_operation_response
        fichier = service.get(pret.deferred_file.url)
    assert fichier.status_code == 200 and fichier.headers["content-disposition"].startswith("attachment")
    assert fichier.headers["cache-control"] == "private, no-store"
