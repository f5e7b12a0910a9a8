"""Une planche en SVG : du texte qu'on cherche et qu'on agrandit, des couleurs qui suivent le thème.

La planche est celle des documents (pages/documents/planches.py), en points ; le SVG prend la largeur de sa
boîte. Tout ce qui vient des données passe par `inerte.html`.
"""

from collections.abc import Callable

from pages.composants import inerte
from pages.documents.planches import FOND, Planche
from pages.rendus.html.teintes import variable

_INTERLIGNE = 1.21
_PIED = 0.33
"""De la ligne de base au milieu d'une ligne, en part du corps."""
_ANCRES = {"gauche": "start", "centre": "middle", "droite": "end"}


def svg(planche: Planche, titre: str, mots: str, identifiant: str, classe: str = "") -> str:
    """Le SVG d'une planche. `titre` et `mots` : ce qu'un lecteur d'écran dit à la place du dessin."""
    formes = "".join(_ECRIRE[forme["f"]](forme) for forme in planche.formes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" class="{inerte.html(classe)}" '
        f'viewBox="0 0 {_n(planche.largeur)} {_n(planche.hauteur)}" preserveAspectRatio="xMinYMin meet" '
        f'aria-labelledby="{identifiant}-titre {identifiant}-mots">'
        f'<title id="{identifiant}-titre">{inerte.html(titre)}</title>'
        f'<desc id="{identifiant}-mots">{inerte.html(mots)}</desc>{formes}</svg>'
    )


def _n(nombre: float) -> str:
    """Deux décimales, sans zéro inutile : un dessin en compte des milliers."""
    return f"{nombre:.2f}".rstrip("0").rstrip(".")


def _points(points: list) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in points)


def _rect(f: dict) -> str:
    return (
        f'<rect x="{_n(f["x"])}" y="{_n(f["y"])}" width="{_n(f["l"])}" height="{_n(max(f["h"], 0))}" '
        f'rx="{_n(f["r"])}" fill="{variable(f["c"])}"/>'
    )


def _trait(f: dict) -> str:
    return (
        f'<polyline points="{_points(f["p"])}" fill="none" stroke="{variable(f["c"])}" '
        f'stroke-width="{_n(f["e"])}" stroke-linejoin="round"{_tirets(f)}/>'
    )


def _forme(f: dict) -> str:
    chemin = "".join(f"M{_points(anneau)}Z" for anneau in f["a"] if anneau)
    return (
        f'<path d="{chemin}" fill-rule="evenodd" fill="{variable(f["c"])}" stroke="{variable(f["b"])}" '
        f'stroke-width="{_n(f["e"])}"{_tirets(f)}>{_nom(f)}</path>'
    )


def _rond(f: dict) -> str:
    return (
        f'<circle cx="{_n(f["x"])}" cy="{_n(f["y"])}" r="{_n(f["r"])}" fill="{variable(f["c"])}" '
        f'stroke="{variable(f["b"])}">{_nom(f)}</circle>'
    )


def _texte(f: dict) -> str:
    lignes, corps = str(f["m"]).split("\n"), f["k"]
    x = f["x"] + {"gauche": 0, "centre": f["l"] / 2, "droite": f["l"]}[f["s"]]
    haut = len(lignes) * corps * _INTERLIGNE
    debut = f["y"] + {"haut": 0, "milieu": (f["h"] - haut) / 2, "bas": f["h"] - haut}[f["p"]]
    base = debut + corps * (_INTERLIGNE / 2 + _PIED)
    morceaux = "".join(
        f'<tspan x="{_n(x)}" y="{_n(base + rang * corps * _INTERLIGNE)}">{inerte.html(ligne)}</tspan>'
        for rang, ligne in enumerate(lignes)
    )
    gras = ' font-weight="600"' if f["g"] else ""
    # Un nom posé sur une carte se détache de ce qu'il recouvre.
    halo = f' paint-order="stroke" stroke="{variable(FOND)}" stroke-width="2.5"' if f["o"] else ""
    return (
        f'<text font-size="{_n(corps)}" fill="{variable(f["c"])}" text-anchor="{_ANCRES[f["s"]]}"'
        f"{gras}{halo}>{morceaux}</text>"
    )


def _tirets(f: dict) -> str:
    return ' stroke-dasharray="3 2.4"' if f["t"] else ""


def _nom(f: dict) -> str:
    return f"<title>{inerte.html(f['n'])}</title>" if f["n"] else ""


_ECRIRE: dict[str, Callable[[dict], str]] = {
    "rect": _rect,
    "trait": _trait,
    "forme": _forme,
    "rond": _rond,
    "texte": _texte,
}
