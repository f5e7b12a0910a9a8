"""Ce que le navigateur montre d'un texte hostile : le texte, et lui seul. Vrai Streamlit, vrai rendu."""

import os
import secrets
import subprocess
import sys
import time
import unicodedata

import httpx
import pytest

from pages.composants import inerte
from tests.inerte.textes import MEMBRES, tirer
from tests.navigateur import outils

NOMBRE = len(MEMBRES) + 60
DESTINATIONS = ("seul", "phrase", "titre", "bouton", "carte", "alerte", "onglet", "html")
_LU = """(destinations) => {
  const permis = {P: 1, SPAN: 1, DIV: 1, STRONG: 1, H2: 1};
  const lus = {};
  for (const d of destinations) for (const bloc of document.querySelectorAll(`[class*="st-key-${d}-"]`)) {
    const nom = [...bloc.classList].find((c) => c.startsWith(`st-key-${d}-`)).slice(7);
    const zones = [...bloc.querySelectorAll(d === 'html' ? '[data-testid="stHtml"]'
      : '[data-testid="stMarkdownContainer"]')];
    const zone = d === 'carte' ? bloc.querySelector('[data-testid="stMetricValue"]')
      : d === 'titre' ? bloc.querySelector('h2') : zones[0];
    if (!zone) { lus[nom] = {texte: null, autres: []}; continue; }
    const autres = [...zone.querySelectorAll('*')].filter((e) => !permis[e.tagName] || e.getAttribute('role')
      || (e.tagName === 'SPAN' && /stMarkdown(Colored|Badge|Shimmer)|katex/.test(e.className)));
    lus[nom] = {
      texte: zone.textContent,
      autres: autres.map((e) => e.outerHTML.slice(0, 80)),
      paragraphes: zone.querySelectorAll('p').length,
      gras: zone.querySelectorAll('strong').length,
    };
  }
  return lus;
}"""


@pytest.fixture(scope="module")
def graine() -> int:
    return secrets.randbelow(10**9)


@pytest.fixture(scope="module")
def essai(graine, tmp_path_factory):
    """La page d'essai servie à part ; arrêtée par son pid."""
    port, journal = outils.port_libre(), tmp_path_factory.mktemp("inerte") / "journal.txt"
    variables = os.environ | {"GRAINE": str(graine), "NOMBRE": str(NOMBRE)}
    commande = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "tests/inerte/page.py",
        f"--server.port={port}",
        "--server.address=127.0.0.1",
    ]
    with journal.open("w") as sortie:
        serveur = subprocess.Popen(commande, cwd=outils.RACINE, env=variables, stdout=sortie, stderr=sortie)
    try:
        for _ in range(300):
            try:
                httpx.get(f"http://127.0.0.1:{port}/_stcore/health", timeout=5)
                break
            except httpx.TransportError:
                assert serveur.poll() is None, journal.read_text()
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        serveur.terminate()
        serveur.wait(20)


def plat(texte: str) -> str:
    """Les espaces ordinaires se fondent à l'écran ; un signe composé s'écrit de deux façons."""
    return unicodedata.normalize("NFC", " ".join(texte.replace("\u00a0", " ").split()))


def test_un_texte_hostile_se_montre_tel_quel_partout(essai, graine, navigateur):
    page = navigateur.new_page()
    page.goto(essai)
    dernier = f".st-key-html-{NOMBRE - 1}"
    page.wait_for_selector(dernier, state="attached", timeout=120_000)
    outils.attendre_pret(page, 120)
    lus = page.evaluate(_LU, list(DESTINATIONS))
    page.close()
    fautes = []
    for rang, donnee in enumerate(tirer(graine, NOMBRE)):
        montre = inerte.texte(donnee)
        for destination in DESTINATIONS:
            lu = lus.get(f"{destination}-{rang}")
            if lu is None or lu["texte"] is None:
                if plat(montre):
                    fautes.append((destination, donnee, "rien n'est montré"))
                continue
            voulu = f"Avant {montre} après 😄 {montre} fin." if destination == "phrase" else montre
            if plat(lu["texte"]) != plat(voulu) or lu["autres"]:
                fautes.append((destination, donnee, lu["texte"], lu["autres"]))
    assert len(lus) == NOMBRE * len(DESTINATIONS)
    assert not fautes, f"graine {graine}, {len(fautes)} : " + "\n".join(map(repr, fautes[:40]))
