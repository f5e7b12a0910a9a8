"""La règle de lecture de la projection : calculée ici à la main, à huit mètres d'un écran de deux mètres."""

import re

from pages.composants import couleurs, style
from pages.composants.graphiques_socle import PROJECTION


def test_le_corps_projete_donne_une_capitale_de_dix_minutes_d_arc_a_huit_metres():
    # tan(10') = 0,0029089 ; × 8 m = 23,27 mm ; × 960 px par mètre = 22,34 px ; / 0,66 = 33,85.
    assert style.CORPS_PROJETE == 34
    assert PROJECTION.texte == 34


def test_un_rem_de_projection_est_ce_corps_sur_un_ecran_de_1080_lignes():
    vh = float(re.search(r"html \{font-size: ([\d.]+)vh", style._PROJECTION)[1])
    assert round(vh * 10.8, 1) == 34


def test_les_textes_projetes_ont_un_contraste_de_sept_au_moins():
    for sombre in (False, True):
        roles = couleurs.roles(grand=True, sombre=sombre)
        for texte in (roles.texte, roles.discret, roles.alerte):
            for fond in (roles.fond, roles.surface):
                assert contraste(texte, fond) >= 7, (texte, fond)


def contraste(a: str, b: str) -> float:
    """Le rapport de contraste du WCAG."""
    clair, fonce = sorted((clarte(a), clarte(b)), reverse=True)
    return (clair + 0.05) / (fonce + 0.05)


def clarte(couleur: str) -> float:
    canaux = [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lineaires = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux]
    return sum(p * c for p, c in zip((0.2126, 0.7152, 0.0722), lineaires, strict=True))
