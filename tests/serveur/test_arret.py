"""SIGTERM au milieu du travail : le service finit ou abandonne proprement, et ne laisse rien en cours."""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg

from queries.versions import JOURNAL, dossier_versions, journal, lire_ligne
from tests.navigateur.outils import RACINE, port_libre
from tests.serveur.conftest import base_remplie
from tests.serveur.visiteur import visiter

PENDU_S = 150
"""Au-delà, le processus ne s'arrêtera pas de lui-même, si chargée que soit la machine."""
# La même application, et une adresse qui publie comme le fait une page : dans un fil du service.
QUI_PUBLIE = """
import asyncio, os
from pathlib import Path
from app import app as tableau
from data.publication import publier

async def app(scope, receive, send):
    if scope["type"] == "http" and scope["path"] == "/publier":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x", "more_body": True})
        await asyncio.to_thread(publier, Path(os.environ["NEUVE"]), Path(os.environ["CONTRAT_BASE"]), "essai")
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    else:
        await tableau(scope, receive, send)
"""


@contextmanager
def service_a_arreter(base: Path, dossier: Path, **variables: str) -> Iterator[tuple]:
    """Un service qu'on arrêtera nous-mêmes : adresse, processus, dossier de ses fichiers temporaires."""
    (dossier / "essai.py").write_text(QUI_PUBLIE, encoding="utf-8")
    temporaires = dossier / "tmp"
    temporaires.mkdir(exist_ok=True)
    port = port_libre()
    environnement = {n: v for n, v in os.environ.items() if not n.startswith(("CONTRAT_", "STREAMLIT_"))}
    chemins = os.pathsep.join([str(dossier), str(RACINE), environnement.get("PYTHONPATH", "")])
    environnement |= {
        "CONTRAT_BASE": str(base),
        "TMPDIR": str(temporaires),
        "PYTHONPATH": chemins,
        **variables,
    }
    commande = [sys.executable, "-m", "uvicorn", "essai:app", f"--port={port}"]
    with (dossier / "journal.txt").open("w", encoding="utf-8") as sortie:
        lance = subprocess.Popen(commande, cwd=RACINE, env=environnement, stdout=sortie, stderr=sortie)
    try:
        adresse = f"http://127.0.0.1:{port}"
        fin = time.monotonic() + PENDU_S
        while time.monotonic() < fin:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{adresse}/sante", timeout=10).status_code == 200:
                    break
            assert lance.poll() is None, (dossier / "journal.txt").read_text("utf-8")
            time.sleep(0.1)
        yield adresse, lance, temporaires
    finally:
        lance.kill()
        lance.wait()


def arrete(lance: subprocess.Popen, dossier: Path, temporaires: Path) -> None:
    """Vrai si le processus, déjà prié, s'arrête de lui-même, sans trace et sans rien laisser."""
    code = lance.wait(PENDU_S)
    dit = (dossier / "journal.txt").read_text("utf-8")
    assert code in (0, 143, -signal.SIGTERM), dit
    assert "Traceback" not in dit, dit
    assert "Finished server process" in dit
    assert [f.name for f in temporaires.rglob("*") if f.is_file()] == []


def test_pendant_l_execution_de_pages_puis_le_service_relance_retrouve_salles_et_visites(base_demo, tmp_path):
    base = tmp_path / "b.duckdb"
    shutil.copyfile(base_demo, base)
    ouvrir = "from pages.seance import salle; assert salle.ouvrir('ABCDEFGH', 'seance', 3)"
    variables = {**os.environ, "CONTRAT_BASE": str(base)}
    subprocess.run([sys.executable, "-c", ouvrir], cwd=RACINE, env=variables, check=True)
    with (
        service_a_arreter(base, tmp_path) as (adresse, lance, temporaires),
        contextlib.ExitStack() as visites,
    ):
        assert httpx.get(f"{adresse}/salle?code=ABCDEFGH").json() == {"pas": 3}
        debut = visites.enter_context(visiter(adresse)).page()
        (session,) = {m.new_session.initialize.session_id for m in debut if m.HasField("new_session")}
        for page in ("carte", "financeurs", "donnees"):
            demande = BackMsg()
            demande.rerun_script.page_name = page
            visites.enter_context(visiter(adresse)).dire(demande)
        time.sleep(random.choice((0, 0.05, 0.4)))
        lance.send_signal(signal.SIGTERM)
        arrete(lance, tmp_path, temporaires)
    # Hors la base et le magasin, rien de neuf à côté d'elle.
    assert not [f.name for f in tmp_path.iterdir() if f.name.startswith((".construction", ".partiel"))]
    with service_a_arreter(base, tmp_path) as (adresse, _, _):
        assert httpx.get(f"{adresse}/salle?code=ABCDEFGH").json() == {"pas": 3}
        # Le navigateur nomme la visite d'avant : il en reçoit une neuve, sur la page qu'il montrait.
        with visiter(adresse, subprotocols=["streamlit", "x", session]) as visiteur:
            assert any(m.HasField("delta") for m in visiteur.page("carte", "annee=2024"))


def test_pendant_un_envoi_de_fichier(tmp_path):
    base = base_remplie(tmp_path / "b.duckdb")
    with service_a_arreter(base, tmp_path) as (adresse, lance, temporaires):
        hote, port = adresse.removeprefix("http://").split(":")
        chemin = "/_stcore/upload_file/" + "/".join(["00000000-0000-4000-8000-000000000000"] * 2)
        with socket.create_connection((hote, int(port))) as prise:
            tete = (
                f"PUT {chemin} HTTP/1.1\r\nHost: {hote}:{port}\r\nOrigin: {adresse}\r\n"
                "Content-Length: 9000000\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
            )
            prise.sendall(tete.encode() + b"a" * 400_000)
            lance.send_signal(signal.SIGTERM)
            arrete(lance, tmp_path, temporaires)


def test_pendant_une_publication(tmp_path):
    base, neuve = base_remplie(tmp_path / "b.duckdb", "V1"), base_remplie(tmp_path / "n.duckdb", "V2")
    with service_a_arreter(base, tmp_path, NEUVE=str(neuve)) as (adresse, lance, temporaires):

        def publier():
            with contextlib.suppress(httpx.TransportError):
                httpx.get(f"{adresse}/publier", timeout=PENDU_S)

        fil = threading.Thread(target=publier)
        fil.start()
        time.sleep(random.uniform(0, 0.15))
        lance.send_signal(signal.SIGTERM)
        arrete(lance, tmp_path, temporaires)
        fil.join()
    with duckdb.connect(str(base), read_only=True) as relue:
        (servie,) = relue.execute("select version_id from version").fetchone()
    dossier = dossier_versions(base)
    assert servie in ("V1", "V2")
    # Commencée, la publication a fini : elle est servie, inscrite, et plus rien n'est annoncé.
    if dossier.exists():
        assert [f.name for f in dossier.iterdir() if f.name.startswith(".") and "verrou" not in f.name] == []
        if servie == "V2":
            assert journal(base)[-1].version_id == "V2"
            assert all(map(lire_ligne, (dossier / JOURNAL).read_bytes().splitlines()))
