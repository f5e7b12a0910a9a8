"""Vingt clients rejouent tout ce qu'un inconnu peut demander : ce que le serveur garde, ce qu'on attend.

À la main, la machine calme : `uv run python -m tests.epreuves.memoire [--base b.duckdb] [--clients 20]`.
Échoue si la mémoire du serveur a grandi de plus de 150 Mo, ou si une page a pris plus de deux fois son temps,
mesuré dans la même exécution. Les clients tournent à basse priorité, comme s'ils étaient ailleurs.
"""

import argparse
import base64
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from websockets.exceptions import WebSocketException

from pages.seance.ordre import FORMAT
from tests.epreuves.visite import Visite, visite
from tests.navigateur import outils

GRANDI_MAX_MO = 150
LENTEUR_MAX = 2.0
REPERE = "financeurs"
"""La page d'un visiteur ordinaire, dont on mesure le temps."""
GROS = bytes(24_000_000)
FICHIERS = (
    f'format = "{FORMAT}"\nversion = 1\n' + "a." * 20_000 + "a = 1\n",
    f'format = "{FORMAT}"\nversion = 1\n[' + "a." * 20_000 + "a]\n",
    f'format = "{FORMAT}"\nversion = 1\na = ' + "[" * 100_000,
    f'format = "{FORMAT}"\nversion = 1\ntitre = """' + '\\"' * 200_000,
    f'format = "{FORMAT}"\nversion = 1\n' + "".join(f"a{i} = {{b = {{c = 1}}}}\n" for i in range(20_000)),
    "".join(f"[[a.b.c.d{i}]]\n" for i in range(25_000)),
)


def bombe(hasard: random.Random) -> str:
    """Un lien de séance qui se déploie mille fois."""
    clair = hasard.choice(
        (b"[" * 3_000_000, json.dumps(["t", [[]] * 200_000, []]).encode(), bytes(50_000_000))
    )
    return base64.urlsafe_b64encode(zlib.compress(clair, 9)).decode().rstrip("=")


def longue(hasard: random.Random) -> str:
    """Une vraie séance, trop longue pour un lien : le serveur la garde."""
    mots = "".join(hasard.choices("abcdefghijklmnopqrstuvwxyz ", k=3_500))
    points = [["Point", "synthese", mots, 5] for _ in range(8)]
    clair = json.dumps([f"Séance {hasard.random()}", points, []]).encode()
    return base64.urlsafe_b64encode(zlib.compress(clair, 9)).decode().rstrip("=")


class Client:
    """Un inconnu qui rejoue tout, une fois, dans un ordre à lui."""

    def __init__(self, adresse: str, graine: int, vus: Counter) -> None:
        self.adresse, self.hasard, self.vus = adresse, random.Random(graine), vus

    def jouer(self) -> None:
        gestes = [self.fichier] * 6 + [self.envoi_sans_droit] * 4 + [self.apercu] * 15
        gestes += [self.contours] * 4 + [self.seance] * 10 + [self.lien_bombe] * 3 + [self.recherche] * 3
        self.hasard.shuffle(gestes)
        with httpx.Client(timeout=120) as http:
            http.get(f"{self.adresse}/_stcore/health")
            for geste in gestes:
                try:
                    geste(http)
                    self.vus[geste.__name__] += 1
                except (httpx.HTTPError, WebSocketException, AssertionError, OSError) as erreur:
                    self.vus[f"{geste.__name__} : {type(erreur).__name__}"] += 1

    def fichier(self, http: httpx.Client) -> None:
        with visite(self.adresse) as la:
            la.aller("copil")
            for chemin in la.adresses():
                texte = self.hasard.choice(FICHIERS).encode()
                self.vus[f"fichier de séance : {la.deposer('copil', chemin, texte, http).status_code}"] += 1

    def envoi_sans_droit(self, http: httpx.Client) -> None:
        with visite(self.adresse) as la:
            la.aller(REPERE)
            for _ in range(10):
                try:
                    chemin = f"/_stcore/upload_file/{la.session}/{uuid4()}"
                    statut = str(la.envoyer(chemin, GROS, http).status_code)
                except httpx.HTTPError:
                    statut = "connexion fermée avant la fin"
                self.vus[f"envoi de 24 Mo : {statut}"] += 1

    def apercu(self, http: httpx.Client) -> None:
        page = self.hasard.choice(("synthese", "actions", "financeurs", "territoires", "carte"))
        lu = http.get(f"{self.adresse}/apercu/{page}.png?q=mot{self.hasard.random()}")
        self.vus[f"aperçu : {lu.status_code}"] += 1

    def contours(self, http: httpx.Client) -> None:
        couche = self.hasard.choice(("quartiers", "communes", "territoires"))
        codes = ",".join(str(self.hasard.random()) for _ in range(200))
        http.get(f"{self.adresse}/contours/x/{couche}.geojson?contrat={codes}", follow_redirects=True)

    def seance(self, http: httpx.Client) -> None:
        self._ouvrir("copil", seance=longue(self.hasard))

    def lien_bombe(self, http: httpx.Client) -> None:
        self._ouvrir("copil", seance=bombe(self.hasard))

    def recherche(self, http: httpx.Client) -> None:
        self._ouvrir("actions", q="a" * self.hasard.choice((100, 3_000, 300_000)))

    def _ouvrir(self, page: str, **parametres: str) -> None:
        with visite(self.adresse) as la:
            la.aller(page, urlencode(parametres))


def memoire_mo(pid: int) -> float:
    """La mémoire résidente d'un processus, en Mo."""
    for ligne in Path(f"/proc/{pid}/status").read_text().splitlines():
        if ligne.startswith("VmRSS:"):
            return int(ligne.split()[1]) / 1024
    return 0


def temps(la: Visite, nb: int) -> list[float]:
    """Ce que prend la page repère, `nb` fois, l'année changée pour qu'elle se fasse vraiment."""
    return [la.aller(REPERE, f"annee={2020 + rang % 6}") for rang in range(nb)]


def echauffer(adresse: str) -> None:
    """Toutes les pages, une image, des contours : ce qu'un serveur qui a servi une heure a déjà chargé."""
    for _ in range(2):
        with visite(adresse) as la:
            for page in ("", "carte", "financeurs", "actions", "territoires", "copil", "piliers", "donnees"):
                la.aller(page)
        httpx.get(f"{adresse}/apercu/actions.png", timeout=60)


def serveur(adresse: str) -> int:
    """Le numéro du processus qui sert cette adresse."""
    port = adresse.rpartition(":")[2]
    lus = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return int(next(ligne for ligne in lus.splitlines() if f"--server.port={port}" in ligne).split()[0])


def attaquer(adresse: str, clients: int, graine: int) -> Counter:
    """Les clients, chacun dans un fil, jusqu'au dernier geste du dernier."""
    vus: Counter = Counter()
    fils = [threading.Thread(target=Client(adresse, graine + rang, vus).jouer) for rang in range(clients)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return vus


def main() -> int:
    """0 si tout tient ; écrit les nombres."""
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--base", type=Path)
    analyseur.add_argument("--clients", type=int, default=20)
    analyseur.add_argument("--graine", type=int, default=random.randrange(10**6))
    analyseur.add_argument(
        "--repos", type=float, default=150, help="secondes : Streamlit garde deux minutes une visite coupée"
    )
    analyseur.add_argument("--adresse", help=argparse.SUPPRESS)
    choix = analyseur.parse_args()
    if choix.adresse:
        os.nice(15)
        print(json.dumps(attaquer(choix.adresse, choix.clients, choix.graine), ensure_ascii=False))
        return 0
    with (
        tempfile.TemporaryDirectory(prefix="memoire-") as dossier,
        outils.servir(choix.base, journal=Path(dossier) / "journal.txt") as adresse,
    ):
        # Une base d'un autre programme ferait des pages vides, et un banc qui ne mesure rien.
        httpx.get(f"{adresse}/sante", timeout=60).raise_for_status()
        pid = serveur(adresse)
        echauffer(adresse)
        with visite(adresse) as la:
            la.aller(REPERE)
            avant_mo, seule = memoire_mo(pid), temps(la, 30)
            arguments = ["--adresse", adresse, "--clients", str(choix.clients), "--graine", str(choix.graine)]
            attaque = subprocess.Popen(
                [sys.executable, "-m", "tests.epreuves.memoire", *arguments],
                stdout=subprocess.PIPE,
                text=True,
            )
            pendant, haut_mo = [], avant_mo
            while attaque.poll() is None:
                pendant += temps(la, 1)
                haut_mo = max(haut_mo, memoire_mo(pid))
            dit = json.loads(attaque.communicate()[0])
        time.sleep(choix.repos)
        with visite(adresse) as la:
            apres = temps(la, 30)
        fini_mo = memoire_mo(pid)
    repere = statistics.median(seule)
    print(f"graine {choix.graine}, {choix.clients} clients :")
    for quoi, nombre in sorted(dit.items()):
        print(f"  {quoi} : {nombre}")
    print(f"mémoire : {avant_mo:.0f} Mo avant, {haut_mo:.0f} au plus haut, {fini_mo:.0f} après")
    for quoi, mesures in (("avant", seule), ("pendant", pendant), ("après", apres)):
        tries = sorted(mesures)
        milieu, presque, pire = statistics.median(tries), tries[int(0.95 * len(tries))], tries[-1]
        print(
            f"page {quoi} ({len(tries)} fois) : médiane {milieu:.3f}, 95 % {presque:.3f}, pire {pire:.3f} s "
            f"({milieu / repere:.1f}, {presque / repere:.1f} et {pire / repere:.1f} fois)"
        )
    joue = dit.get("fichier de séance : 204", 0) > 0 and dit.get("envoi de 24 Mo : 204", 0) == 0
    tient = joue and fini_mo - avant_mo < GRANDI_MAX_MO and max(pendant) < LENTEUR_MAX * repere
    print("tient" if tient else "NE TIENT PAS")
    return 0 if tient else 1


if __name__ == "__main__":
    sys.exit(main())
