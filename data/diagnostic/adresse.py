"""Le service vu de l'extérieur, mandataire compris : seulement si `--adresse` le demande."""

import base64
import http.client
import json
import os
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

from data.diagnostic.connexion import reglages
from data.diagnostic.point import Installation, Point, a_corriger, a_voir, bien

DELAI_S = 10.0
ENVOI = 25 * 1024 * 1024
"""Octets : ce que la page « Mettre à jour » accepte (server.maxUploadSize)."""
_SUJET = "mandataire"


def points(i: Installation) -> list[Point]:
    """Santé, websocket, adresse rendue, taille d'envoi, compression, cache, adhérence."""
    if not i.adresse:
        return []
    site = _Site(i.adresse)
    try:
        code, entetes, corps = site.demander("/sante")
    except (OSError, http.client.HTTPException) as erreur:
        faire = "le service tourne-t-il ? le mandataire l'atteint-il ? le certificat est-il bon ?"
        return [a_corriger(_SUJET, f"« {i.adresse} » ne répond pas ({erreur})", faire)]
    dits = [_sante(code, corps)]
    if code not in (200, 503):
        return dits
    for examen in (_websocket, _adresse_rendue, _envoi, _compression, _adherence):
        try:
            dits += examen(site, i)
        except (OSError, http.client.HTTPException) as erreur:
            dits.append(a_voir(_SUJET, f"{examen.__name__[1:]} : pas de réponse ({erreur})", "recommencez"))
    if "no-store" not in entetes.get("cache-control", ""):
        faire = "retirez proxy_cache, ou laissez passer Cache-Control"
        dits.append(a_corriger(_SUJET, "/sante peut être gardée en cache", faire))
    return dits


class _Site:
    """Des requêtes brèves à une adresse, sans suivre de redirection."""

    def __init__(self, adresse: str) -> None:
        lue = urlsplit(adresse if "://" in adresse else f"https://{adresse}")
        self.securise, self.hote = lue.scheme == "https", lue.netloc
        self.nom, self.port = lue.hostname or "", lue.port

    def ouvrir(self) -> http.client.HTTPConnection:
        if self.securise:
            contexte = ssl.create_default_context()
            return http.client.HTTPSConnection(self.nom, self.port, timeout=DELAI_S, context=contexte)
        return http.client.HTTPConnection(self.nom, self.port, timeout=DELAI_S)

    def demander(
        self, chemin: str, entetes: Mapping[str, str] | None = None, methode: str = "GET"
    ) -> tuple[int, dict[str, str], bytes]:
        """(code, en-têtes en minuscules, corps). Lève OSError, HTTPException."""
        ouverte = self.ouvrir()
        try:
            ouverte.request(methode, chemin, headers=dict(entetes or {}))
            reponse = ouverte.getresponse()
            lus = {nom.lower(): valeur for nom, valeur in reponse.getheaders()}
            corps = b"" if reponse.status == 101 else reponse.read()
            return reponse.status, lus, corps
        finally:
            ouverte.close()

    @property
    def origine(self) -> str:
        return f"{'https' if self.securise else 'http'}://{self.hote}"


def _sante(code: int, corps: bytes) -> Point:
    try:
        lu = json.loads(corps)
    except ValueError:
        lu = None
    if not isinstance(lu, dict) or "etat" not in lu:
        faire = "est-ce la bonne adresse ? l'application vit à la racine d'un nom d'hôte"
        return a_corriger(_SUJET, f"/sante rend {code}, et ce n'est pas notre réponse", faire)
    if code != 200:
        return a_corriger(_SUJET, f"/sante : {lu.get('motif', lu['etat'])}", str(lu.get("que_faire", "")))
    return bien(_SUJET, f"/sante répond, version {lu.get('version')}")


def _websocket(site: _Site, i: Installation) -> list[Point]:
    code, _, _ = site.demander(
        "/_stcore/stream",
        {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
            "Origin": site.origine,
        },
    )
    if code == 101:
        return [bien(_SUJET, "la WebSocket passe")]
    faire = "proxy_http_version 1.1, proxy_set_header Upgrade et Connection (.deploiement/nginx.conf)"
    if code == 403:
        faire = "proxy_set_header Host $http_host : l'origine du navigateur doit être l'hôte reçu"
    return [a_corriger(_SUJET, f"la WebSocket est refusée ({code}) : les pages resteront vides", faire)]


def _adresse_rendue(site: _Site, i: Installation) -> list[Point]:
    """Les balises d'aperçu portent l'adresse que le service croit être la sienne."""
    _, _, corps = site.demander("/", {"Accept": "text/html"})
    page, lus = corps.decode("utf-8", "replace"), reglages(i)
    publique = (lus.adresse_publique if lus else "").rstrip("/")
    if f'content="{publique or site.origine}/' in page or f'content="{publique or site.origine}"' in page:
        return [bien(_SUJET, f"les liens partagés disent {publique or site.origine}")]
    faire = "proxy_set_header X-Forwarded-Proto $scheme et X-Forwarded-Host $http_host ; ou adresse_publique"
    return [a_corriger(_SUJET, "les liens partagés ne disent pas cette adresse", faire)]


def _envoi(site: _Site, i: Installation) -> list[Point]:
    """Annonce un envoi de la taille permise, sans l'envoyer : un mandataire qui le refuse répond aussitôt."""
    ouverte = site.ouvrir()
    try:
        ouverte.putrequest("PUT", "/_stcore/upload_file/diagnostic/diagnostic")
        ouverte.putheader("Content-Length", str(ENVOI))
        ouverte.putheader("Content-Type", "application/octet-stream")
        ouverte.endheaders()
        if ouverte.sock:
            ouverte.sock.settimeout(3)
        code = ouverte.getresponse().status
    except (TimeoutError, ConnectionError, http.client.HTTPException):
        code = 0
    finally:
        ouverte.close()
    if code == 413:
        return [a_corriger(_SUJET, "un classeur de 25 Mo est refusé (413)", "client_max_body_size 26m;")]
    return [bien(_SUJET, "un classeur de 25 Mo peut être envoyé")]


def _compression(site: _Site, i: Installation) -> list[Point]:
    _, entetes, corps = site.demander("/", {"Accept-Encoding": "br, gzip", "Accept": "text/html"})
    trouve = next((a for a in _statiques(corps, entetes)), None)
    if trouve is None:
        _, _, clair = site.demander("/", {"Accept": "text/html"})
        trouve = next(iter(_statiques(clair, {})), None)
    if trouve is None:
        return []
    _, lus, _ = site.demander(trouve, {"Accept-Encoding": "br, gzip"})
    dits = []
    if not lus.get("content-encoding"):
        faire = "laissez passer Accept-Encoding : le service comprime lui-même"
        dits.append(a_voir(_SUJET, "les scripts ne sont pas comprimés", faire))
    if "max-age" not in lus.get("cache-control", ""):
        faire = "laissez passer Cache-Control : les scripts se gardent un an"
        dits.append(a_voir(_SUJET, "les scripts ne se gardent pas en cache", faire))
    return dits or [bien(_SUJET, "scripts comprimés, et gardés par le navigateur")]


def _statiques(corps: bytes, entetes: Mapping[str, str]) -> list[str]:
    if entetes.get("content-encoding"):
        return []
    page = corps.decode("utf-8", "replace")
    return [a for a in page.split('"') if "static/js/" in a and a.endswith(".js")][:1]


def _adherence(site: _Site, i: Installation) -> list[Point]:
    """Le cookie de .deploiement/nginx.conf ; sans lui, une visite change de réplique au milieu d'un dépôt."""
    _, entetes, _ = site.demander("/sante")
    if "replique=" in entetes.get("set-cookie", ""):
        return [bien(_SUJET, "une visite reste sur sa réplique")]
    faire = "rien, s'il n'y a qu'une réplique ; sinon, .deploiement/nginx.conf (cookie « replique »)"
    return [a_voir(_SUJET, "aucun cookie d'adhérence", faire)]
