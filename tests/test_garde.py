"""La garde de prise réseau elle-même : rien ne sort, tout ce qui reste sur la machine passe."""

import contextlib
import os
import subprocess
import sys
import textwrap

import pytest
from playwright.sync_api import Error

from tests import garde
from tests.garde.sitecustomize import VARIABLE, est_ici
from tests.navigateur import outils

DEHORS = {
    "prise IPv4": "socket.create_connection(('93.184.216.34', 80), 1)",
    "prise IPv6": "socket.socket(socket.AF_INET6).connect(('2001:db8::1', 80))",
    "prise IPv4 dans IPv6": "socket.socket(socket.AF_INET6).connect(('::ffff:8.8.8.8', 80))",
    "connect_ex": "1 / (socket.socket().connect_ex(('10.0.0.1', 80)) == 0)",
    "UDP connecté": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('8.8.8.8', 1))",
    "UDP envoyé": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('8.8.8.8', 53))",
    "UDP sendmsg": "socket.socket(type=socket.SOCK_DGRAM).sendmsg([b'x'], [], 0, ('8.8.8.8', 53))",
    "nom": "socket.getaddrinfo('exemple.fr', 80)",
    "gethostbyname": "socket.gethostbyname('exemple.fr')",
    "urllib": "urllib.request.urlopen('http://exemple.fr/')",
    "httpx": "httpx.get('https://exemple.fr/')",
    "asyncio": "asyncio.run(asyncio.open_connection('93.184.216.34', 80))",
    "l'adresse publique que cherche Streamlit": "1 / (streamlit.net_util.get_external_ip() is not None)",
    "DuckDB (en C)": "duckdb.sql(\"from read_csv('http://93.184.216.34/x.csv')\")",
}


@pytest.fixture
def notes(monkeypatch, tmp_path):
    """La garde note dans le dossier de cet essai : ce qu'il provoque exprès n'est pas une faute."""
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return lambda: "".join(garde.appels(tmp_path))


def test_tout_appel_hors_de_la_machine_est_refuse_et_note(notes, tmp_path):
    programme = textwrap.dedent("""
        import asyncio, os, socket, sys, urllib.request, duckdb, httpx, streamlit.net_util
        for nom, appel in CAS.items():
            avant = sum(f.stat().st_size for f in os.scandir(DOSSIER))
            try:
                eval(appel)
                print(f"passé : {nom}")
            except Exception as erreur:
                pass
            apres = sum(f.stat().st_size for f in os.scandir(DOSSIER))
            # DuckDB sans son extension réseau n'appelle personne : il dit qu'elle manque.
            if avant == apres and "en C" not in nom:
                print(f"non noté : {nom}")
    """)
    code = f"CAS = {DEHORS!r}\nDOSSIER = {str(tmp_path)!r}\n{programme}"
    fini = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (fini.stdout, fini.returncode) == ("", 0), fini.stderr
    assert "exemple.fr" in notes() and notes() == ""


def test_un_appel_du_processus_d_essai_est_refuse_et_note(notes):
    import httpx

    with pytest.raises(httpx.ConnectError, match="garde des essais"):
        httpx.get("http://8.8.8.8/")
    assert "test_garde.py" in notes()


@pytest.mark.parametrize(
    "hote",
    ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1", "localhost", b"localhost", "", None, "0.0.0.0"],
)
def test_la_machine_elle_meme_n_est_pas_dehors(hote):
    assert est_ici(hote)


@pytest.mark.parametrize(
    "hote", ["8.8.8.8", "::ffff:8.8.8.8", "fe80::1%eth0", "10.0.0.1", "localhost.fr", "x"]
)
def test_tout_le_reste_est_dehors(hote):
    assert not est_ici(hote)


def test_le_code_c_est_garde_aussi(notes, tmp_path):
    if "garde.so" not in os.environ.get("LD_PRELOAD", ""):
        pytest.skip("pas de compilateur C sur cette machine")
    # Sans le dossier dans PYTHONPATH, seule la bibliothèque garde.
    variables = {n: v for n, v in os.environ.items() if n != "PYTHONPATH"}
    appel = "import socket; socket.create_connection(('8.8.8.8', 53), 2)"
    fini = subprocess.run([sys.executable, "-c", appel], capture_output=True, env=variables, check=False)
    assert fini.returncode == 1 and "(en C) vers 8.8.8.8" in notes()


def test_chromium_n_a_pas_d_autre_chemin_que_le_guet(notes, tmp_path, playwright):
    if outils.chromium() is None:
        pytest.skip("Chromium est introuvable")
    page = tmp_path / "page.html"
    page.write_text("<img src='http://8.8.8.8/i.png'><script>fetch('https://exemple.fr/x')</script>")
    chromium = outils.lancer_chromium(playwright)
    onglet = chromium.new_page()
    onglet.goto(page.as_uri())
    with contextlib.suppress(Error):
        onglet.goto("http://exemple.fr/y")
    chromium.close()
    dits = notes()
    assert "8.8.8.8/i.png" in dits and "CONNECT exemple.fr:443" in dits and "exemple.fr/y" in dits
