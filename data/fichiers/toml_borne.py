"""Lire du TOML qui vient de n'importe où : son travail est mesuré avant que le lecteur ne commence.

`tomllib` refait, à chaque morceau d'une clé pointée, le chemin de tous ceux qui le précèdent : quarante
kilo-octets de « a.a.a.a… » lui prennent dix secondes et un gigaoctet. Le texte est donc parcouru une fois,
sans rien construire, et refusé dès qu'une borne est passée.
"""

import re
import tomllib
from dataclasses import dataclass


class TomlDemesure(ValueError):
    """Le texte demande plus que les bornes ; le message dit laquelle."""


@dataclass(frozen=True)
class Bornes:
    """`signes` : du texte. `profondeur` : morceaux d'une clé, et tables ou listes l'une dans l'autre.
    `elements` : clés, en-têtes et éléments de listes, tous ensemble."""

    signes: int
    profondeur: int = 8
    elements: int = 20_000


_SUITE = re.compile(r"[^\"'#.\[\]{}=,\n]+")
_FINS = {
    # Un ou deux guillemets de plus, collés aux trois qui ferment, sont encore du texte.
    '"""': re.compile(r'(?:[^"\\]++|\\.|"(?!""))*+""""{0,2}', re.DOTALL),
    "'''": re.compile(r"(?:[^']++|'(?!''))*+''''{0,2}"),
    '"': re.compile(r'(?:[^"\\\n]++|\\[^\n])*+"'),
    "'": re.compile(r"[^'\n]*+'"),
}
_COMMENTAIRE = re.compile(r"[^\n]*")


def lire_toml(texte: str, bornes: Bornes) -> dict[str, object]:
    """Le contenu d'un texte. Lève TomlDemesure, ou ce que lève `tomllib` (ValueError, RecursionError)."""
    mesurer(texte, bornes)
    return tomllib.loads(texte)


def mesurer(texte: str, bornes: Bornes) -> None:
    """Lève TomlDemesure si le lire coûterait plus que ces bornes ; le parcours est proportionnel au texte."""
    if len(texte) > bornes.signes:
        raise TomlDemesure("le texte est trop long")
    place, profondeur, points, elements, ligne = 0, 0, 0, 0, 1
    while place < len(texte):
        signe = texte[place]
        if signe in "\"'":
            triple = texte[place : place + 3]
            ouvrant = triple if triple in _FINS else signe
            fin = _FINS[ouvrant].match(texte, place + len(ouvrant))
            if fin is None:
                # Ni fermé : le lecteur refuserait aussi, mais après avoir lu tout ce qui précède.
                raise TomlDemesure(f"un texte n'est pas refermé (line {ligne})")
            ligne += texte.count("\n", place, fin.end())
            place = fin.end()
            continue
        if signe == "#":
            place = _apres(_COMMENTAIRE, texte, place)
            continue
        if signe == ".":
            points += 1
        elif signe in "=,\n[]{}":
            points = 0
            elements += signe in "=,["
            ligne += signe == "\n"
            if signe in "[{":
                profondeur += 1
            elif signe in "]}":
                profondeur -= 1
        else:
            place = _apres(_SUITE, texte, place)
            continue
        if points >= bornes.profondeur or profondeur > bornes.profondeur:
            raise TomlDemesure(f"les clés ou les listes vont trop profond (line {ligne})")
        if elements > bornes.elements:
            raise TomlDemesure("les éléments sont trop nombreux")
        place += 1


def _apres(forme: re.Pattern[str], texte: str, place: int) -> int:
    """La place qui suit ce que `forme` prend ; elle avance toujours."""
    trouve = forme.match(texte, place)
    return trouve.end() if trouve else place + 1
