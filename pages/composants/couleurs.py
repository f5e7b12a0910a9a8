"""Les couleurs : chaque rôle défini une fois, en clair et en sombre, au bureau et en projection.

La palette des catégories a été cherchée par calcul : huit couleurs aussi éloignées que possible
les unes des autres, y compris vues sans rouge, sans vert ou sans bleu, et toutes à 3:1 au moins du
fond (WCAG 1.4.11). Une couleur suit le rang d'un élément dans son référentiel, jamais son libellé
ni sa place dans le graphique : filtrer ne recolore rien.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Roles:
    """Les couleurs d'un thème, par rôle (« #RRVVBB »).

    `texte`, `discret` et `alerte` se lisent sur `fond` et sur `surface` ; `neutre` est le gris des
    marques qui ne sont pas choisies ; les quatre montants vont du clair au foncé.
    """

    fond: str
    surface: str
    texte: str
    discret: str
    bordure: str
    accent: str
    neutre: str
    alerte: str
    demande: str
    propose: str
    accorde: str
    verse: str
    absent: str
    palette: tuple[str, ...]
    sequentielle: tuple[str, ...]


CLAIR = Roles(
    fond="#FBFAF7",
    surface="#F0EEE8",
    texte="#1C2B33",
    discret="#4F5D65",
    bordure="#D9D5CB",
    accent="#0B5C7A",
    neutre="#84939B",
    alerte="#A8321E",
    demande="#BFD5DE",
    propose="#6FA3B8",
    accorde="#0B5C7A",
    verse="#06303F",
    absent="#D5D2CA",
    palette=("#0B5C7A", "#9C8F10", "#D06A9F", "#835100", "#1695EB", "#6E2824", "#755BB0", "#3C0E7D"),
    sequentielle=("#DCEBF1", "#A9CBD9", "#6FA6BC", "#337E9B", "#0B5C7A", "#073B4F"),
)
SOMBRE = Roles(
    fond="#141B20",
    surface="#1F2930",
    texte="#EEF2F4",
    discret="#B4C0C7",
    bordure="#3B4850",
    accent="#5FB4D6",
    neutre="#5C6B74",
    alerte="#FF9B85",
    demande="#3A5F70",
    propose="#4F8CA6",
    accorde="#5FB4D6",
    verse="#C4E6F4",
    absent="#3E4348",
    palette=("#5FB4D6", "#97951E", "#E67D93", "#8E5D36", "#00FBFA", "#DBB66D", "#536F92", "#D6EE67"),
    # Sur fond sombre, le plus fort est le plus clair.
    sequentielle=("#1E3B48", "#27566A", "#34758F", "#4795B3", "#5FB4D6", "#A6DCF2"),
)


def roles(grand: bool = False, sombre: bool | None = None) -> Roles:
    """Les rôles du thème en cours ; `grand` (projection) passe le texte discret et l'alerte à 7:1 (AAA).

    `sombre` : None lit le thème du navigateur.
    """
    theme = SOMBRE if (_theme_sombre() if sombre is None else sombre) else CLAIR
    # À six mètres, un gris de légende disparaît : il devient presque le texte.
    if not grand:
        return theme
    discret, alerte = ("#36444C", "#8A2614") if theme is CLAIR else ("#D3DCE1", theme.alerte)
    return replace(theme, discret=discret, alerte=alerte)


def rangs(codes: Iterable[str]) -> dict[str, int]:
    """Le rang de chaque code dans son référentiel complet, à donner aux graphiques (`couleurs=`).

    Le référentiel est celui du contrat, toutes générations : les piliers de 2015 et ceux de 2024
    y ont chacun leur rang, donc leur couleur.
    """
    return {code: rang for rang, code in enumerate(codes, start=1)}


def degrade(classes: int, sombre: bool | None = None) -> list[str]:
    """`classes` teintes (2 à 6) d'une seule couleur, de la plus faible valeur à la plus forte."""
    teintes = roles(sombre=sombre).sequentielle
    if not 2 <= classes <= len(teintes):
        raise ValueError(f"de 2 à {len(teintes)} classes, pas {classes}")
    pas = (len(teintes) - 1) / (classes - 1)
    return [teintes[round(i * pas)] for i in range(classes)]


def luminance(hexa: str) -> float:
    """Luminance relative de « #RRVVBB » (WCAG 2.2), de 0 (noir) à 1 (blanc)."""
    composantes = (int(hexa[i : i + 2], 16) / 255 for i in (1, 3, 5))
    lineaires = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in composantes]
    return 0.2126 * lineaires[0] + 0.7152 * lineaires[1] + 0.0722 * lineaires[2]


def contraste(une: str, autre: str) -> float:
    """Rapport de contraste de deux couleurs (WCAG 2.2), de 1 à 21."""
    basse, haute = sorted((luminance(une), luminance(autre)))
    return (haute + 0.05) / (basse + 0.05)


def texte_sur(fond: str) -> str:
    """Le noir ou le blanc, selon ce qui se lit le mieux sur `fond` (toujours AA)."""
    return max(("#10181D", "#FFFFFF"), key=lambda encre: contraste(encre, fond))


def _theme_sombre() -> bool:
    """Vrai si le navigateur montre le thème sombre ; faux hors d'une visite (tests, exports)."""
    from streamlit import context
    from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

    # Hors d'une visite, Streamlit répond mais avertit au journal à chaque appel.
    if get_script_run_ctx(suppress_warning=True) is None:
        return False
    return context.theme.type == "dark"
