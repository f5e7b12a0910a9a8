"""Firefox, piloté par WebDriver BiDi : Playwright ne conduit que le sien, qu'il faudrait télécharger."""

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from websockets.sync.client import ClientConnection, connect

_ECOUTE = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


def firefox() -> str | None:
    """Le chemin de Firefox (variable FIREFOX, puis ceux de Debian), ou None."""
    candidats = (os.environ.get("FIREFOX"), "firefox-esr", "firefox")
    return next((trouve for nom in candidats if nom and (trouve := shutil.which(nom))), None)


class Onglet:
    """Un onglet : y aller, y presser une touche, y lire."""

    def __init__(self, lien: ClientConnection) -> None:
        self._lien, self._numeros = lien, count(1)
        self._demander("session.new", capabilities={})
        self._nom = self._demander("browsingContext.getTree")["contexts"][0]["context"]

    def _demander(self, methode: str, **parametres: object) -> dict:
        numero = next(self._numeros)
        self._lien.send(json.dumps({"id": numero, "method": methode, "params": parametres}))
        while True:
            reponse = json.loads(self._lien.recv(timeout=60))
            if reponse.get("id") == numero:
                assert reponse["type"] == "success", reponse
                return reponse["result"]

    def taille(self, largeur: int, hauteur: int) -> None:
        """La taille de la fenêtre, en pixels."""
        vue = {"width": largeur, "height": hauteur}
        self._demander("browsingContext.setViewport", context=self._nom, viewport=vue)

    def aller(self, adresse: str) -> None:
        """Ouvre l'adresse et attend qu'elle soit chargée."""
        self._demander("browsingContext.navigate", context=self._nom, url=adresse, wait="complete")

    def presser(self, touche: str) -> None:
        """Presse une touche : une lettre, ou son code WebDriver (« \\ue014 » : la flèche droite)."""
        gestes = [{"type": "keyDown", "value": touche}, {"type": "keyUp", "value": touche}]
        clavier = {"type": "key", "id": "clavier", "actions": gestes}
        self._demander("input.performActions", context=self._nom, actions=[clavier])

    def lire(self, expression: str) -> object:
        """La valeur d'une expression JavaScript (texte, nombre, booléen)."""
        cible = {"context": self._nom}
        lu = self._demander("script.evaluate", expression=expression, target=cible, awaitPromise=True)
        return lu["result"].get("value")

    def attendre(self, expression: str, delai_s: float = 30) -> None:
        """Attend que l'expression soit vraie. Lève AssertionError après `delai_s` secondes."""
        fin = time.monotonic() + delai_s
        while not self.lire(expression):
            assert time.monotonic() < fin, f"Jamais vrai : {expression} ({self.lire('location.href')})"
            time.sleep(0.15)


@contextmanager
def ouvrir(dossier: Path) -> Iterator[Onglet]:
    """Un Firefox sans fenêtre, au profil neuf dans `dossier`, fermé à la sortie par son pid."""
    journal = dossier / "firefox.txt"
    commande = [firefox(), "--headless", "--no-remote", "--profile", str(dossier)]
    commande += ["--remote-debugging-port=0"]
    with journal.open("w", encoding="utf-8") as sortie:
        # Un dossier personnel qui n'est pas à soi (conteneur d'une CI) l'empêcherait de démarrer.
        variables = {n: v for n, v in os.environ.items() if n != "LD_PRELOAD"} | {"HOME": str(dossier)}
        processus = subprocess.Popen(commande, stdout=sortie, stderr=sortie, env=variables)
    try:
        fin = time.monotonic() + 60
        while not (ecoute := _ECOUTE.search(journal.read_text("utf-8"))):
            assert processus.poll() is None and time.monotonic() < fin, journal.read_text("utf-8")[-2000:]
            time.sleep(0.2)
        with connect(f"{ecoute[1]}/session", max_size=None) as lien:
            yield Onglet(lien)
    finally:
        processus.terminate()
        processus.wait(20)
