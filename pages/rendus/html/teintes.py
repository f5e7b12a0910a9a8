"""Une couleur du thème clair, et celle qui tient son rôle dans le thème sombre : le navigateur choisit."""

import re
from collections.abc import Iterable
from dataclasses import fields

from pages.composants.couleurs import CLAIR, SOMBRE

_HEXA = re.compile(r"#[0-9A-Fa-f]{6}")
# Ce que dessinent les planches de papier sans passer par un rôle : le blanc, la terre et ses bords.
_AUTRES = {"#FFFFFF": SOMBRE.fond, "#B9B4A8": SOMBRE.bordure}


def _paires() -> dict[str, str]:
    paires = {}
    for champ in fields(CLAIR):
        clair, sombre = getattr(CLAIR, champ.name), getattr(SOMBRE, champ.name)
        for une, autre in ((clair, sombre),) if isinstance(clair, str) else zip(clair, sombre, strict=True):
            # La première l'emporte : deux rôles de même couleur en clair le sont aussi en sombre.
            paires.setdefault(une.upper(), autre)
    return _AUTRES | paires


SOMBRES = _paires()
"""Couleur claire (« #RRVVBB ») → sombre."""


def variable(couleur: str, defaut: str = CLAIR.discret) -> str:
    """La couleur, pour un attribut SVG ; ce qui n'est pas une couleur devient `defaut`."""
    if not couleur:
        return "none"
    hexa = (couleur if _HEXA.fullmatch(couleur) else defaut).upper()
    return f"var(--c{hexa[1:]},{hexa})" if hexa in SOMBRES else hexa


def declarations(employees: Iterable[str] = SOMBRES, sombre: bool = False) -> str:
    """Les déclarations CSS de ces variables, pour l'un des deux thèmes."""
    return "".join(f"--c{hexa[1:]}:{SOMBRES[hexa] if sombre else hexa};" for hexa in sorted(employees))
