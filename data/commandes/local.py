"""`python -m data local`"""

import argparse
import os
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from pathlib import Path

import httpx

from data.cle_locale import CHEMIN, PARAMETRE, VARIABLE, cle, secret_neuf
from data.commandes import EchecCommande, _options

AIDE = "ouvrir le tableau de bord sur cet ordinateur seulement, en administrateur, sans service de connexion"
RACINE = Path(__file__).parents[2]
ADRESSE = "127.0.0.1"
PORT = 8601
_ARRET_S = 10


def arguments(analyseur: argparse.ArgumentParser) -> None:
    """Voir data/commandes/__init__.py."""
    _options.base(analyseur)
    analyseur.add_argument(
        "--port", type=_port_dit, help=f"le port (à défaut, {PORT}, ou un autre s'il est pris)"
    )
    analyseur.add_argument(
        "--sans-navigateur", action="store_true", help="écrire le lien sans ouvrir le navigateur"
    )


def executer(choix: argparse.Namespace) -> int:
    """Sert jusqu'à Ctrl+C. Chaque pression sur Entrée donne un nouveau lien."""
    secret, port = secret_neuf(), choix.port or _port()
    environnement = os.environ | {VARIABLE: secret}
    if choix.base:
        environnement["CONTRAT_BASE"] = str(choix.base.absolute())
    serveur = subprocess.Popen(_commande(port), cwd=RACINE, env=environnement, stdin=subprocess.PIPE)
    try:
        _attendre(serveur, port)
        _donner_un_lien(secret, port, choix.sans_navigateur)
        print(
            "Gardez cette fenêtre ouverte. Entrée : un autre lien. Ctrl+C : fermer le poste local.",
            flush=True,
        )
        threading.Thread(
            target=_a_chaque_entree, args=(secret, port, choix.sans_navigateur), daemon=True
        ).start()
        if serveur.wait():
            raise EchecCommande("Le serveur du poste local s'est arrêté : le journal ci-dessus dit pourquoi.")
    except KeyboardInterrupt:
        print("\nPoste local fermé.")
    finally:
        _arreter(serveur)
    return 0


def _commande(port: int) -> list[str]:
    """La ligne de commande passe avant les réglages et l'environnement : l'adresse est de boucle."""
    reglages = {
        "server.address": ADRESSE,
        "server.port": port,
        "server.headless": "true",
        "server.enableXsrfProtection": "true",
        "server.baseUrlPath": "",
        "logger.level": "warning",
        "logger.hideWelcomeMessage": "true",
    }
    options = [f"--{nom}={valeur}" for nom, valeur in reglages.items()]
    return [sys.executable, "-m", "streamlit", "run", str(RACINE / "app.py"), *options]


def _port_dit(texte: str) -> int:
    if not texte.isdecimal() or not 1 <= int(texte) <= 65_535:
        raise argparse.ArgumentTypeError(f"« {texte} » n'est pas un port, de 1 à 65535")
    return int(texte)


def _port() -> int:
    """PORT, ou un autre que personne n'écoute."""
    for voulu in (PORT, 0):
        with socket.socket() as prise:
            try:
                prise.bind((ADRESSE, voulu))
            except OSError:
                continue
            return prise.getsockname()[1]
    raise EchecCommande("Aucun port n'est libre sur cet ordinateur.")


def _attendre(serveur: subprocess.Popen, port: int) -> None:
    """Rend la main quand le serveur répond. Lève EchecCommande s'il meurt avant."""
    print("Le tableau de bord démarre…", flush=True)
    # Sans les réglages de mandataire de l'environnement : rien ne sort de cet ordinateur.
    with httpx.Client(trust_env=False, timeout=5) as client:
        while serveur.poll() is None:
            try:
                # 503 : il tourne, et dit que sa base manque.
                if client.get(f"http://{ADRESSE}:{port}/sante").status_code in (200, 503):
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.2)
    raise EchecCommande(f"Le serveur ne démarre pas sur le port {port} : le journal ci-dessus dit pourquoi.")


def _donner_un_lien(secret: str, port: int, sans_navigateur: bool) -> None:
    lien = f"http://{ADRESSE}:{port}{CHEMIN}?{PARAMETRE}={cle(secret)}"
    print(f"Ce lien ouvre le poste local une fois, pendant dix minutes :\n  {lien}", flush=True)
    if not sans_navigateur:
        webbrowser.open(lien)


def _a_chaque_entree(secret: str, port: int, sans_navigateur: bool) -> None:
    for _ in sys.stdin:
        _donner_un_lien(secret, port, sans_navigateur)


def _arreter(serveur: subprocess.Popen) -> None:
    serveur.terminate()
    try:
        serveur.wait(_ARRET_S)
    except subprocess.TimeoutExpired:
        serveur.kill()
        serveur.wait()
