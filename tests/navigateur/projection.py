"""Ce qu'une page projetée doit à la salle : tout se lit à huit mètres, rien n'est coupé, le QR est à part."""

from pathlib import Path

from playwright.sync_api import Page

from pages.composants.ecran import REFERENCE
from pages.composants.style import CORPS_PROJETE

_RELEVER = Path(__file__).with_name("projection.js").read_text(encoding="utf-8")
HORS_MESSAGE = ("st-key-actions-page", "st-key-filtres-plus", "leaflet-control", "stCaptionContainer")
"""Les commandes, que seul lit qui tient la souris, et le pied : voir CORPS_PROJETE."""
CONTRASTE_MIN = 7
"""AAA (WCAG 1.4.6)."""


def fautes(page: Page, largeur: int, hauteur: int) -> list[str]:
    """Les textes trop petits, trop pâles, coupés, hors de l'écran ou sous le QR code ; ce qui défilerait."""
    vu = page.evaluate(_RELEVER)
    # Un pixel de moins, une fois arrondi, est le même texte.
    corps_min = CORPS_PROJETE * hauteur / REFERENCE - 0.6
    trouvees = [f"il faudrait faire défiler de {vu['debord']} pixels"] if vu["debord"] > 1 else []
    for texte in vu["textes"]:
        gauche, haut, droite, bas = texte["boite"]
        dit = f"« {texte['texte'][:40]} »"
        if not any(lieu in texte["lieu"] for lieu in HORS_MESSAGE):
            if texte["corps"] < corps_min:
                trouvees.append(f"{dit} : {texte['corps']:.1f} pixels au lieu de {corps_min:.1f}")
            if texte["contraste"] < CONTRASTE_MIN:
                trouvees.append(f"{dit} : contraste de {texte['contraste']:.2f}")
        if texte.get("coupe") or gauche < 0 or droite > largeur + 1 or bas > hauteur + 1:
            trouvees.append(f"{dit} est coupé ou sort de l'écran")
        if gauche < vu["qr"][2] and droite > vu["qr"][0] and haut < vu["qr"][3] and bas > vu["qr"][1]:
            trouvees.append(f"{dit} est sous le QR code")
    return trouvees
