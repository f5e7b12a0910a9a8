"""La garde de prise réseau de la série : la mettre en place, et dire qui a appelé dehors."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
from functools import cache
from pathlib import Path

from tests.garde.sitecustomize import VARIABLE

DOSSIER = Path(__file__).parent
DE_CHROMIUM = (
    "update.googleapis.com",
    "accounts.google.com",
    "content-autofill.googleapis.com",
    "optimizationguide-pa.googleapis.com",
    "safebrowsing.googleapis.com",
    "clients2.google.com",
    "clients2.googleusercontent.com",
    "android.clients.google.com",
    "edgedl.me.gvt1.com",
    "redirector.gvt1.com",
    "mtalk.google.com",
    "www.google.com",
)
"""Ce que Chromium demande de lui-même (mises à jour, remplissage) : refusé aussi, mais pas notre faute."""


def mettre_en_place() -> None:
    """Garde ce processus et tous ceux qu'il lancera ; chacun de ceux que xdist ouvre note chez lui."""
    os.environ[VARIABLE] = tempfile.mkdtemp(prefix="garde-reseau-")
    chemins = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if str(DOSSIER) not in chemins:
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(DOSSIER), *chemins]))
        if bibliotheque := _compilee(Path(os.environ[VARIABLE])):
            charges = os.environ.get("LD_PRELOAD", "").split()
            os.environ["LD_PRELOAD"] = " ".join([str(bibliotheque), *charges])


def _compilee(dossier: Path) -> Path | None:
    """garde.c compilé ; None sans compilateur : la garde de Python suffit alors aux programmes Python."""
    compilateur, cible = shutil.which("cc"), dossier / "garde.so"
    if compilateur is None:
        return None
    commande = [compilateur, "-shared", "-fPIC", "-O1", "-o", str(cible), str(DOSSIER / "garde.c"), "-ldl"]
    fini = subprocess.run(commande, capture_output=True, check=False)
    return cible if fini.returncode == 0 else None


def appels(dossier: Path | None = None) -> list[str]:
    """Ce qui a été refusé depuis le dernier appel (une entrée par programme) ; l'oublie en le rendant."""
    dits = []
    for note in (dossier or Path(os.environ[VARIABLE])).glob("*.txt"):
        dits.append(note.read_text("utf-8", "replace"))
        note.unlink(missing_ok=True)
    return dits


@cache
def port_du_guet() -> int:
    """Le port d'un mandataire qui refuse tout et le note : Chromium n'a pas d'autre chemin vers dehors."""
    ecoute = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_guetter, args=(ecoute,), name="guet", daemon=True).start()
    return ecoute.getsockname()[1]


def _guetter(ecoute: socket.socket) -> None:
    while True:
        prise, _ = ecoute.accept()
        threading.Thread(target=_refuser, args=(prise,), name="guet-refus", daemon=True).start()


def _refuser(prise: socket.socket) -> None:
    with prise, contextlib.suppress(OSError):
        # Une connexion ouverte d'avance et refermée ne demande rien.
        if not (recu := prise.recv(2048)):
            return
        demande = recu.split(b"\r\n")[0].decode("latin-1")
        hote = re.match(r"[A-Z]+ (?:\w+://)?([^/: ]+)", demande)
        if hote is None or hote[1] not in DE_CHROMIUM:
            with (Path(os.environ[VARIABLE]) / "navigateur.txt").open("a", encoding="utf-8") as flux:
                flux.write(f"un navigateur vers {demande!r}\n")
        prise.sendall(b"HTTP/1.1 403 Refuse\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
