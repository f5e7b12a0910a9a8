"""Ce que partagent les essais en navigateur et les captures : servir, ouvrir, attendre, mesurer."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright

from tests.garde import VARIABLE, port_du_guet

RACINE = Path(__file__).parents[2]
ARGUMENTS_CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Streamlit ne dit nulle part « tout est dessiné » : on lit son état, puis celui de chaque dessin.
PRET = """() => {
  const appli = document.querySelector('[data-testid="stApp"]');
  if (!appli || appli.dataset.testScriptState !== 'notRunning') return '';
  if (appli.dataset.testConnectionState !== 'CONNECTED') return '';
  const enCours = '[data-stale="true"], [data-testid*="keleton"], [data-testid="stSpinner"]';
  if (document.querySelector(enCours)) return '';
  const vus = (choix) => [...document.querySelectorAll(choix)].filter((e) => e.checkVisibility());
  if (vus('.stPlotlyChart').some((e) => !e.querySelector('.main-svg'))) return '';
  if (vus('[data-testid="stDataFrame"]').some((e) => !e.querySelector('canvas'))) return '';
  for (const cadre of vus('iframe[src*="/component/"]')) {
    const carte = cadre.contentDocument && cadre.contentDocument.querySelector('.leaflet-container');
    if (!carte || carte.dataset.prete !== 'oui') return '';
  }
  const principal = document.querySelector('[data-testid="stMain"]');
  if (!principal || !principal.innerText.trim()) return '';
  const images = [...document.images].every((i) => i.complete);
  const boite = principal.getBoundingClientRect();
  return images && document.fonts.status === 'loaded'
    ? `${location.href} ${principal.scrollHeight} ${principal.innerText.length} ${boite.width}` : '';
}"""


def chromium() -> str | None:
    """Le chemin de Chromium (variable CHROMIUM, puis ceux de Debian), ou None."""
    candidats = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next((trouve for nom in candidats if nom and (trouve := shutil.which(nom))), None)


def lancer_chromium(playwright: Playwright) -> Browser:
    """Un Chromium sans fenêtre, qui n'appelle personne de lui-même."""
    # Tout ce qui n'est pas la machine passe par le guet, qui le refuse et fait échouer l'essai (tests/garde).
    guet = [f"--proxy-server=http://127.0.0.1:{port_du_guet()}"] if os.environ.get(VARIABLE) else []
    variables = {nom: valeur for nom, valeur in os.environ.items() if nom != "LD_PRELOAD"}
    return playwright.chromium.launch(
        executable_path=chromium(), args=[*ARGUMENTS_CHROMIUM, *guet], env=variables
    )


def port_libre() -> int:
    """Un port que personne n'écoute au moment de l'appel."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


@contextmanager
def servir(
    base: Path | None = None,
    *,
    journal: Path,
    commande: str = "streamlit",
    environnement: dict[str, str] | None = None,
    dossier: Path = RACINE,
    delai_s: float = 120,
    port: int | None = None,
) -> Iterator[str]:
    """Sert l'application et rend son adresse ; l'arrête à la sortie, par son pid.

    `base` None : la base fictive, construite au démarrage si elle manque. `commande` : « streamlit » ou
    « uvicorn ». `dossier` : l'arbre à servir. `port` None : un port libre.
    Lève RuntimeError, avec le journal, si le serveur meurt ou ne répond pas en `delai_s` secondes.
    """
    port = port or port_libre()
    adresse = f"http://127.0.0.1:{port}"
    arguments = {
        "streamlit": ["-m", "streamlit", "run", "app.py", f"--server.port={port}"],
        "uvicorn": ["-m", "uvicorn", "app:app", f"--port={port}", "--log-level=warning"],
    }[commande]
    variables = sans_reglages() | ({"CONTRAT_BASE": str(base)} if base else {}) | (environnement or {})
    journal.unlink(missing_ok=True)
    with processus([sys.executable, *arguments], journal, cwd=dossier, env=variables) as lance:
        _attendre_reponse(adresse, lance, journal, delai_s)
        yield adresse


def sans_reglages() -> dict[str, str]:
    """L'environnement, sans les réglages de l'application ni de Streamlit qu'aurait qui lance les essais."""
    return {n: v for n, v in os.environ.items() if not n.startswith(("CONTRAT_", "STREAMLIT_"))}


@contextmanager
def processus(commande: list[str], journal: Path, **options) -> Iterator[subprocess.Popen]:
    """Lance `commande`, ce qu'elle écrit dans `journal` ; l'arrête à la sortie, par son pid."""
    with journal.open("ab") as sortie:
        lance = subprocess.Popen(commande, stdout=sortie, stderr=sortie, **options)
    try:
        yield lance
    finally:
        lance.terminate()
        try:
            lance.wait(10)
        except subprocess.TimeoutExpired:
            lance.kill()
            lance.wait()


def _attendre_reponse(adresse: str, lance: subprocess.Popen, journal: Path, delai_s: float) -> None:
    fin = time.monotonic() + delai_s
    while time.monotonic() < fin and lance.poll() is None:
        try:
            # 503 est une réponse : le service tourne et dit que sa base manque.
            if httpx.get(f"{adresse}/sante", timeout=5).status_code in (200, 503):
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"Le serveur ne répond pas.\n{journal.read_text(encoding='utf-8')[-4000:]}")


def attendre_pret(page: Page, delai_s: float = 30) -> None:
    """Attend que Streamlit ait fini, que graphiques, tableaux et carte soient dessinés et que rien ne bouge.

    Lève AssertionError avec l'adresse si la page ne se stabilise pas en `delai_s` secondes.
    """
    fin, avant, stable = time.monotonic() + delai_s, "", 0
    while time.monotonic() < fin:
        etat = page.evaluate(PRET)
        stable = stable + 1 if etat and etat == avant else 0
        # Trois lectures égales : l'instant entre deux passages de Streamlit ressemble à la fin.
        if stable == 3:
            return
        avant = etat
        page.wait_for_timeout(120)
    raise AssertionError(f"La page {page.url} n'est pas prête après {delai_s} s.")


def ouvrir(page: Page, adresse: str) -> Page:
    """Va à l'adresse et attend que la page soit prête. Lève AssertionError si la page est en faute."""
    page.goto(adresse, wait_until="domcontentloaded")
    attendre_pret(page)
    assert not page.locator(".st-key-erreur-page").count(), (
        f"La page {adresse} est en faute (voir le journal)."
    )
    return page


def defilement_horizontal(page: Page) -> int:
    """De combien de pixels la page déborde en largeur (0 : aucun défilement horizontal)."""
    return page.evaluate(
        """() => Math.max(0, ...[document.documentElement, document.querySelector('[data-testid="stMain"]')]
            .filter(Boolean).map((e) => e.scrollWidth - e.clientWidth))"""
    )


def axe(page: Page, graves: bool = True, sauf: str | None = None) -> list[str]:
    """Les violations d'accessibilité relevées par axe-core, hors ligne : « règle (gravité) : éléments ».

    `graves` : seulement « serious » et « critical ». `sauf` : sélecteur de ce qu'on n'examine pas.
    """
    contexte = {"exclude": [[sauf]]} if sauf else None
    trouvees = Axe().run(page, contexte).response["violations"]
    retenues = [v for v in trouvees if not graves or v["impact"] in ("serious", "critical")]
    return [
        f"{v['id']} ({v['impact']}) : {' | '.join(' '.join(map(str, n['target'])) for n in v['nodes'][:5])}"
        for v in retenues
    ]
