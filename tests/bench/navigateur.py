"""La première visite, au navigateur, à froid : ce qu'on voit quand, ce qui est chargé, ce qui bouge."""

import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import CDPSession, Page, Playwright
from playwright.sync_api import Error as ErreurNavigateur

from tests.navigateur.outils import PRET, lancer_chromium

_SCRIPT = Path(__file__).with_name("visite.js").read_text("utf-8").replace("PRET()", f"({PRET})()")
_FENETRE_S, _SILENCE_S = 5, 1
"""Une rafale de décalages dure au plus 5 s et s'arrête après 1 s de calme : la définition du CLS."""


@dataclass(frozen=True)
class Taille:
    """Un écran : sa fenêtre, ce que l'adresse en dit."""

    nom: str
    largeur: int
    hauteur: int
    parametres: str = ""

    @property
    def telephone(self) -> bool:
        """Un écran qu'on touche."""
        return self.largeur < 640


BUREAU = Taille("bureau", 1366, 900)
TAILLES = (BUREAU, Taille("projection", 1920, 1080, "mode=projection"), Taille("telephone", 390, 844))


class _Compte:
    """Ce que le réseau a porté : octets comprimés, websocket comprise, et requêtes."""

    def __init__(self, session: CDPSession) -> None:
        self.octets = self.requetes = 0
        session.on("Network.requestWillBeSent", self._demande)
        session.on("Network.loadingFinished", self._fini)
        session.on("Network.webSocketFrameReceived", self._trame)
        session.send("Network.enable")

    def _demande(self, evenement: dict) -> None:
        # Une image écrite dans la page ne passe pas par le réseau.
        self.requetes += not evenement["request"]["url"].startswith(("data:", "blob:"))

    def _fini(self, evenement: dict) -> None:
        self.octets += int(evenement["encodedDataLength"])

    def _trame(self, evenement: dict) -> None:
        # Une trame binaire est dite en base 64 : trois octets pour quatre signes.
        self.octets += len(evenement["response"]["payloadData"]) * 3 // 4


def visite(playwright: Playwright, adresse: str, taille: Taille, delai_s: float = 90) -> dict[str, object]:
    """Une visite au profil neuf : reponse_ms, chiffre_ms, tout_ms, ko, requetes, decalage, saut_px, origine.

    Ce que la page ne montre pas est absent. Une faute : {"faute": ce qui s'est passé}.
    """
    # Un navigateur par visite : ni cache de fichiers, ni code déjà compilé.
    navigateur = lancer_chromium(playwright)
    try:
        contexte = navigateur.new_context(
            viewport={"width": taille.largeur, "height": taille.hauteur},
            locale="fr-FR",
            timezone_id="Europe/Paris",
            has_touch=taille.telephone,
            is_mobile=taille.telephone,
        )
        page = contexte.new_page()
        page.add_init_script(_SCRIPT)
        compte = _Compte(contexte.new_cdp_session(page))
        lie = "&" if "?" in adresse else "?"
        page.goto(f"{adresse}{lie}{taille.parametres}" if taille.parametres else adresse, wait_until="commit")
        return _lue(page, compte, delai_s)
    except ErreurNavigateur as erreur:
        return {"faute": str(erreur).splitlines()[0]}
    finally:
        navigateur.close()


def _lue(page: Page, compte: _Compte, delai_s: float) -> dict[str, object]:
    # Interroger n'évalue rien dans la page : la politique de sécurité de nos pages l'y refuserait.
    fin = time.monotonic() + delai_s
    while not page.evaluate("() => 'tout' in (window.__banc ?? {})"):
        if time.monotonic() > fin:
            return {"faute": f"la page n'est pas prête après {delai_s:g} s"}
        page.wait_for_timeout(250)
    if page.locator(".st-key-erreur-page").count():
        return {"faute": "la page n'a pas pu être affichée"}
    vu = page.evaluate("window.__banc")
    noms = {"reponse": "reponse_ms", "chiffre": "chiffre_ms", "tout": "tout_ms", "peint": "peint_ms"}
    noms |= {"saut": "saut_px", "origine": "origine"}
    return {sortie: vu[nom] for nom, sortie in noms.items() if vu.get(nom) is not None} | {
        "ko": compte.octets / 1000,
        "requetes": compte.requetes,
        "decalage": decalage(vu["decalages"]),
    }


def decalage(notes: Iterable[tuple[float, float]]) -> float:
    """Le décalage de mise en page (CLS) : la pire rafale de (heure en ms, valeur)."""
    pire = rafale = debut = dernier = 0.0
    for heure, valeur in notes:
        if rafale and heure - dernier <= _SILENCE_S * 1000 and heure - debut <= _FENETRE_S * 1000:
            rafale += valeur
        else:
            rafale, debut = valeur, heure
        dernier, pire = heure, max(pire, rafale)
    return pire


def visites(
    playwright: Playwright, notre: str, nue: str, taille: Taille, nombre: int
) -> dict[str, dict[str, object]]:
    """`nombre` visites de la page (« page ») et, au bureau, de la page nue (« nue »), en alternance."""
    vues: dict[str, list[dict[str, object]]] = {"page": [], "nue": []}
    for _ in range(nombre):
        if taille == BUREAU:
            vues["nue"].append(visite(playwright, nue, taille))
        vues["page"].append(visite(playwright, notre, taille))
    return {nom: resume(lues) for nom, lues in vues.items() if lues}


def resume(lues: list[dict[str, object]]) -> dict[str, object]:
    """La médiane de chaque mesure (le pire décalage, le pire saut), et les fautes."""
    bonnes = [lue for lue in lues if "faute" not in lue]
    dit: dict[str, object] = {
        "nombre": len(bonnes),
        "fautes": [str(v["faute"]) for v in lues if "faute" in v],
    }
    for nom in dict.fromkeys(nom for lue in bonnes for nom in lue):
        valeurs = [lue[nom] for lue in bonnes if nom in lue]
        if nom == "origine":
            dit[nom] = max(set(valeurs), key=valeurs.count)
        else:
            dit[nom] = max(valeurs) if nom in ("decalage", "saut_px") else statistics.median(valeurs)
    return dit
