"""Capture chaque page : `uv run python .ci/captures.py [--base F] [--dossier D] [--pages …] [--tailles …]`.

Les images du README et les revues de pages viennent d'ici : elles se refont d'une commande.
"""

import argparse
import io
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

RACINE = Path(__file__).parents[1]
sys.path.insert(0, str(RACINE))
from pages import plan  # noqa: E402
from pages.serveur.page import chemins_des_pages  # noqa: E402
from tests.navigateur.outils import attendre_pret, lancer_chromium, servir  # noqa: E402

POIDS_MAX = 300_000
"""Octets : au-delà, une image perd des couleurs, puis de la taille."""


@dataclass(frozen=True)
class Taille:
    largeur: int
    hauteur: int
    requete: str = ""
    entiere: bool = True
    """Vrai : une seconde image montre la page entière."""
    sombre: bool = False


TAILLES = {
    "bureau": Taille(1366, 900),
    "projection": Taille(1920, 1080, "mode=projection", entiere=False),
    "telephone": Taille(390, 844),
    "sombre": Taille(1366, 900, sombre=True),
}
PAR_DEFAUT = ("bureau", "projection", "telephone")


def optimiser(png: bytes) -> bytes:
    """Le PNG en palette, sous POIDS_MAX octets."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    for couleurs, facteur in ((256, 1), (128, 1), (64, 1), (128, 0.75), (64, 0.5)):
        taille = (round(image.width * facteur), round(image.height * facteur))
        reduite = image.resize(taille, Image.Resampling.LANCZOS) if facteur < 1 else image
        sortie = io.BytesIO()
        reduite.quantize(couleurs, dither=Image.Dither.NONE).save(sortie, "PNG", optimize=True)
        if sortie.tell() <= POIDS_MAX:
            break
    return sortie.getvalue()


def capturer(
    navigateur: Browser, adresse: str, chemin: str, requete: str, nom: str, taille: Taille, dossier: Path
) -> None:
    """Une image du cadre, et une de la page entière si la taille le veut."""
    contexte = navigateur.new_context(
        viewport={"width": taille.largeur, "height": taille.hauteur},
        locale="fr-FR",
        timezone_id="Europe/Paris",
        color_scheme="dark" if taille.sombre else "light",
        has_touch=taille.largeur < 500,
    )
    page = contexte.new_page()
    parametres = "&".join(p for p in (requete, taille.requete) if p)
    page.goto(f"{adresse}{chemin}{'?' + parametres if parametres else ''}", wait_until="domcontentloaded")
    try:
        attendre_pret(page)
    except AssertionError as erreur:
        print(f"  {erreur}", file=sys.stderr)
    _ecrire(dossier / f"{nom}.png", page.screenshot())
    if taille.entiere:
        # Streamlit défile dans un bloc : on agrandit la fenêtre à la hauteur de son contenu.
        hauteur = page.evaluate("document.querySelector('[data-testid=stMain]')?.scrollHeight ?? 0")
        page.set_viewport_size(
            {"width": taille.largeur, "height": max(taille.hauteur, min(hauteur + 80, 9000))}
        )
        page.wait_for_timeout(500)
        attendre_pret(page)
        _ecrire(dossier / f"{nom}-entier.png", page.screenshot())
    contexte.close()


def _ecrire(fichier: Path, png: bytes) -> None:
    fichier.write_bytes(optimiser(png))
    print(f"{fichier} ({fichier.stat().st_size // 1000} ko)")


def principal() -> None:
    """La commande."""
    lecteur = argparse.ArgumentParser(description="Capture les pages du tableau de bord.")
    lecteur.add_argument("--base", type=Path, help="base à montrer (défaut : la base fictive)")
    lecteur.add_argument("--dossier", type=Path, default=RACINE / ".docs" / "captures")
    lecteur.add_argument(
        "--pages", nargs="*", metavar="PAGE", help="par exemple : synthese carte (défaut : toutes)"
    )
    lecteur.add_argument("--tailles", nargs="*", choices=list(TAILLES), default=PAR_DEFAUT)
    lecteur.add_argument("--requete", default="", help="paramètres, par exemple : annee=2024")
    lecteur.add_argument("--adresse", help="serveur déjà lancé, au lieu d'en lancer un")
    choix = lecteur.parse_args()
    choix.dossier.mkdir(parents=True, exist_ok=True)
    connues = {plan.de_l_adresse(chemin.strip("/")): chemin for chemin in chemins_des_pages()}
    for nom in choix.pages or ():
        if nom not in connues:
            lecteur.error(f"page inconnue : {nom} ; pages : {', '.join(sorted(connues))}")
    pages = {nom: connues[nom] for nom in choix.pages or sorted(connues)}
    if choix.adresse:
        _tout_capturer(choix.adresse.rstrip("/"), pages, choix)
        return
    with tempfile.TemporaryDirectory() as temporaire:
        journal = Path(temporaire) / "journal.txt"
        with servir(choix.base and choix.base.resolve(), journal=journal) as adresse:
            _tout_capturer(adresse, pages, choix)
        # Une erreur de page ne se voit pas toujours sur l'image : le journal la dit.
        fautes = [ligne for ligne in journal.read_text(encoding="utf-8").splitlines() if "Error" in ligne]
        print(*fautes[-20:], sep="\n", file=sys.stderr)


def _tout_capturer(adresse: str, pages: dict[str, str], choix: argparse.Namespace) -> None:
    with sync_playwright() as playwright:
        navigateur = lancer_chromium(playwright)
        for nom, chemin in pages.items():
            for taille in choix.tailles:
                image = f"{nom}-{taille}"
                capturer(navigateur, adresse, chemin, choix.requete, image, TAILLES[taille], choix.dossier)
        navigateur.close()


if __name__ == "__main__":
    principal()
