"""Le cadre sous le feu : adresses et méthodes au hasard, messages tordus, origines, bases abîmées.

Contre la vraie application, servie une fois par épreuve sur la base de démonstration.
"""

import os
import random
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import duckdb
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from data.construction import construire
from pages.serveur.page import chemins_des_pages
from queries import BaseIndisponible
from queries.ouverture import ouvrir
from tests.epreuves.genre import Epreuve, Resultat
from tests.navigateur import outils
from tests.serveur.visiteur import visiter

PAGES = sorted(chemins_des_pages())
METHODES = ("GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND")
MORCEAUX = (
    "_stcore",
    "health",
    "host-config",
    "metrics",
    "stream",
    "upload_file",
    "agent",
    "mcp",
    "app",
    "static",
    "media",
    "component",
    "streamlit_folium.st_folium",
    "index.html",
    "auth",
    "login",
    "oauth2callback",
    "contours",
    "V1",
    "quartiers.geojson",
    "apercu",
    "carte.png",
    "ressources",
    "leaflet",
    "sante",
    "salle",
    "robots.txt",
    "carte",
    "donnees",
    "..",
    ".",
    "%2e%2e",
    "%00",
    "%0d%0aX:y",
    "%5c",
    "\\",
    "%ed%a0%80",
    "%ff",
    "é",
    "~",
    ";",
    "*",
    "",
    "a" * 3000,
    "menu",
    "__init__",
    "app.py",
    ".git",
    "config",
    "etc",
    "passwd",
    "<script>",
    "%E2%80%AE",
)
ANGLAIS = (
    b"enable JavaScript",
    b"Not Found",
    b"Method Not Allowed",
    b"Internal Server",
    b"Bad Request",
    b"Traceback",
)


@contextmanager
def _base() -> Iterator[Path]:
    """La base de démonstration : celle de CONTRAT_BASE, sinon construite dans un dossier temporaire."""
    with tempfile.TemporaryDirectory(prefix="epreuve-cadre-") as nom:
        base = Path(nom) / "servie.duckdb"
        if imposee := os.environ.get("CONTRAT_BASE"):
            shutil.copyfile(imposee, base)
        else:
            construire("demo", base=base, silencieux=True)
        yield base


@contextmanager
def _service() -> Iterator[str]:
    with _base() as base, outils.servir(base, journal=base.with_name("journal.txt")) as adresse:
        yield adresse


def _demander(adresse: str, methode: str, cible: str) -> tuple[int, bytes]:
    """Statut et réponse entière d'une demande écrite telle quelle ; 0 si rien n'est revenu."""
    hote, port = adresse.removeprefix("http://").split(":")
    tete = (
        f"{methode} {cible} HTTP/1.1\r\nHost: {hote}:{port}\r\nConnection: close\r\nAccept: text/html\r\n\r\n"
    )
    with socket.create_connection((hote, int(port)), timeout=120) as prise:
        prise.sendall(tete.encode("utf-8"))
        recu = b"".join(iter(lambda: prise.recv(65536), b""))
    return (int(recu.split(b" ", 2)[1]), recu) if recu.startswith(b"HTTP/") else (0, recu)


def adresses_au_hasard(graine: int, fois: int) -> Resultat:
    """Ni erreur du service, ni mot du cadre, ni renvoi ailleurs, quelle que soit l'adresse."""
    hasard, fautes, pire = random.Random(graine), [], 0.0
    with _service() as adresse:
        for _ in range(fois):
            if hasard.random() < 0.3:
                noms = ("contrat", "annee", "q", "version", "seance", "action", "theme", "mode", "salle")
                requete = "&".join(
                    f"{hasard.choice(noms)}={quote(hasard.choice(MORCEAUX))}"
                    for _ in range(hasard.randrange(5))
                )
                cible = f"{hasard.choice(PAGES)}?{requete}"
            else:
                morceaux = [hasard.choice(MORCEAUX) for _ in range(hasard.randrange(1, 6))]
                cible = "/" + hasard.choice(("/", "/", "//", "/./")).join(morceaux)
            methode, debut = hasard.choice(METHODES), time.perf_counter()
            statut, recu = _demander(adresse, methode, cible.replace(" ", "%20"))
            pire = max(pire, time.perf_counter() - debut)
            tete, _, corps = recu.partition(b"\r\n\r\n")
            tete = tete.lower()
            # uvicorn refuse de lui-même ce qui n'est pas du HTTP : 400, avant nous.
            juste = statut in (200, 204, 307, 404, 405) or (statut == 400 and b"invalid http" in recu.lower())
            anglais = [mot for mot in ANGLAIS if statut != 400 and mot in corps]
            ailleurs = b"location: http" in tete or b"location: //" in tete
            if not juste or anglais or ailleurs:
                fautes.append(f"{methode} {cible[:200]} : {statut} {anglais or ''} (graine {graine})")
    return Resultat(fois, tuple(fautes), pire_s=pire)


def messages_au_hasard(graine: int, fois: int) -> Resultat:
    """Des messages tordus n'arrêtent que leur visite, et jamais celle du voisin."""
    hasard, fautes, faits = random.Random(graine), [], 0
    champs = BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields
    with _service() as adresse, visiter(adresse) as voisin:
        while faits < fois:
            with visiter(adresse) as visiteur:
                for _ in range(20):
                    faits += 1
                    message = BackMsg()
                    champ = hasard.choice(champs)
                    if champ.message_type:
                        getattr(message, champ.name).SetInParent()
                        message.rerun_script.query_string = hasard.choice(MORCEAUX)
                        message.rerun_script.page_name = hasard.choice((*PAGES, *MORCEAUX)).strip("/")
                        message.rerun_script.page_script_hash = hasard.choice(("", "f" * 32))
                        etat = message.rerun_script.widget_states.widgets.add(id=hasard.choice(MORCEAUX))
                        etat.int_value = hasard.randrange(-(2**62), 2**62)
                    else:
                        setattr(message, champ.name, True)
                    octets = bytearray(message.SerializeToString())
                    for _ in range(hasard.choice((0, 0, 1, 4)) if octets else 0):
                        octets[hasard.randrange(len(octets))] = hasard.randrange(256)
                    try:
                        visiteur.dire(bytes(octets))
                    except ConnectionClosed:
                        break
            if not voisin.vivant():
                fautes.append(f"le voisin n'a plus de réponse (graine {graine}, {faits} messages)")
                break
    return Resultat(faits, tuple(fautes))


def origines_au_hasard(graine: int, fois: int) -> Resultat:
    """Aucune origine autre que la nôtre n'ouvre de visite."""
    hasard, fautes = random.Random(graine), []
    with _service() as adresse:
        port = adresse.rpartition(":")[2]
        hotes = (
            "127.0.0.1",
            "localhost",
            "[::1]",
            "evil.example",
            "127.0.0.1.evil.example",
            "0x7f.1",
            "127.1",
            "null",
        )
        for _ in range(fois):
            origine = hasard.choice(
                ("http://", "https://", "ws://", "", "file://", "HTTP://")
            ) + hasard.choice(hotes)
            origine += hasard.choice(("", f":{port}", ":1", f":{port}0", "/", f":{port}/", f"@x:{port}"))
            if origine.lower() in (f"http://127.0.0.1:{port}", f"https://127.0.0.1:{port}"):
                continue
            try:
                with visiter(adresse, origine):
                    fautes.append(f"visite ouverte à {origine!r} (graine {graine})")
            except (InvalidHandshake, ConnectionClosed):
                pass
    return Resultat(fois, tuple(fautes))


def bases_abimees(graine: int, fois: int) -> Resultat:
    """Coupée, retournée, mélangée : la base se lit comme avant, ou se dit abîmée ; jamais autre chose."""
    hasard, fautes, pire = random.Random(graine), [], 0.0
    with _base() as base:
        entiere, chemin = base.read_bytes(), base.with_name("abimee.duckdb")
        for _ in range(fois):
            octets = bytearray(entiere)
            _GESTES[hasard.randrange(len(_GESTES))](octets, hasard)
            chemin.write_bytes(octets)
            debut = time.perf_counter()
            try:
                ouvrir(str(chemin)).close()
            except BaseIndisponible as erreur:
                if not any(mot in erreur.motif for mot in ("abîmé", "vide")):
                    fautes.append(f"{erreur.motif} (graine {graine})")
            except duckdb.Error as erreur:
                fautes.append(f"{erreur!r} (graine {graine})")
            pire = max(pire, time.perf_counter() - debut)
    return Resultat(fois, tuple(fautes), pire_s=pire)


def _couper(octets: bytearray, hasard: random.Random) -> None:
    del octets[hasard.randrange(len(octets)) :]


def _retourner(octets: bytearray, hasard: random.Random) -> None:
    for _ in range(hasard.choice((1, 1, 30, 2000))):
        octets[hasard.randrange(len(octets))] ^= 1 << hasard.randrange(8)


def _effacer(octets: bytearray, hasard: random.Random) -> None:
    debut, taille = hasard.randrange(len(octets)), hasard.choice((16, 4096, 262_144))
    octets[debut : debut + taille] = bytes(len(octets[debut : debut + taille]))


def _echanger(octets: bytearray, hasard: random.Random) -> None:
    a, b = (12_288 + 262_144 * hasard.randrange((len(octets) - 12_288) // 262_144) for _ in range(2))
    octets[a : a + 262_144], octets[b : b + 262_144] = octets[b : b + 262_144], octets[a : a + 262_144]


_GESTES: tuple[Callable[[bytearray, random.Random], None], ...] = (_couper, _retourner, _effacer, _echanger)
EPREUVES = [
    Epreuve("Cadre", "adresses, méthodes et paramètres au hasard", 10_000, adresses_au_hasard),
    Epreuve("Cadre", "messages tordus d'un visiteur, un voisin à côté", 2_000, messages_au_hasard),
    Epreuve("Cadre", "websockets d'une autre origine", 400, origines_au_hasard),
    Epreuve("Fichiers", "bases coupées, retournées, effacées par blocs", 1_000, bases_abimees),
]
