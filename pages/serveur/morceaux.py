"""Les morceaux de Streamlit dont une page aura besoin, demandés dès sa tête.

Son script principal ne les demande qu'en recevant l'élément qui les emploie : le graphique attend ainsi deux
secondes un fichier dont on savait tout. Leurs noms portent une empreinte : ils se lisent dans ce script, avec
ce que chacun importe, et ne s'écrivent nulle part.
"""

import json
import logging
import re
from collections.abc import Iterable
from pathlib import Path

journal = logging.getLogger(__name__)

CADRE = ("Html", "PageLink", "Button", "Selectbox")
"""Ce que montrent toutes les pages : leur style, leurs liens, leurs boutons, leurs filtres."""
PAR_GENRE = {
    "chiffres": ("Metric",),
    "dessin": ("PlotlyChart",),
    "carte": ("ComponentInstance",),
    "tableau": ("DataFrame", "DownloadButton"),
}
"""Genre de bloc → les éléments de Streamlit qui le montrent."""
LOURDS = ("PlotlyChart", "DataFrame")
"""Ils ne passent pas avant ce qui dessine la page."""

_TABLE = re.compile(r"m\.f\|\|\(m\.f=(\[.*?\])\)")
_IMPORT = re.compile(
    r"import\(`\./(?P<nom>\w+)\.[\w-]+\.js`\)(?:\.then\([^()]*\))?,__vite__mapDeps\(\[(?P<rangs>[\d,]*)\]\)"
)


class Morceaux:
    """Les morceaux d'un dossier de Streamlit, et ceux qu'emploie chaque page, apprises en les lisant."""

    def __init__(self, statiques: Path) -> None:
        index = (statiques / "index.html").read_text(encoding="utf-8")
        self._deja = set(re.findall(r'(?:src|href)="\./(static/[^"]+)"', index))
        self.fichiers = _lire(statiques, index)
        self._pages: dict[str, frozenset[str]] = {}

    def apprendre(self, page: str, genres: Iterable[str]) -> None:
        """Retient ce que cette page montre (clés de PAR_GENRE), au bureau ou projetée : son nom le dit."""
        self._pages[page] = frozenset(genres)

    def tous(self) -> tuple[str, ...]:
        """Tout ce qu'une page peut employer, ce que la page d'index demande compris."""
        return tuple(sorted(self._deja | set(self._employes(frozenset(PAR_GENRE)))))

    def balises(self, page: str) -> str:
        """Les `<link>` à placer dans la tête de cette page ; d'une page encore inconnue, on suppose tout."""
        employes = self._employes(self._pages.get(page, frozenset(PAR_GENRE)))
        lourds = {self.fichiers[nom][0] for nom in LOURDS if nom in self.fichiers}
        return "".join(_balise(chemin, chemin in lourds) for chemin in employes if self._a_demander(chemin))

    def _a_demander(self, chemin: str) -> bool:
        return chemin.endswith(".js") and chemin not in self._deja

    def _employes(self, genres: frozenset[str]) -> list[str]:
        noms = [*CADRE, *(nom for genre in PAR_GENRE if genre in genres for nom in PAR_GENRE[genre])]
        return list(dict.fromkeys(chemin for nom in noms for chemin in self.fichiers.get(nom, ())))


def _balise(chemin: str, lourd: bool) -> str:
    if lourd:
        # Reçu, mais lu seulement quand il servira : le lire d'avance retarderait l'application.
        return f'<link rel="preload" as="script" crossorigin fetchpriority="low" href="/{chemin}" />'
    return f'<link rel="modulepreload" crossorigin href="/{chemin}" />'


def _lire(statiques: Path, index: str) -> dict[str, tuple[str, ...]]:
    """Élément → son fichier, puis ceux qu'il importe ; vide si ce Streamlit ne se lit plus ainsi."""
    script = re.search(r'src="\./(static/js/index\.[\w-]+\.js)"', index)
    lu = (statiques / script[1]).read_text(encoding="utf-8") if script else ""
    table = _TABLE.search(lu)
    if table is None:
        journal.warning("les morceaux de Streamlit ne se lisent pas : aucun ne sera demandé d'avance")
        return {}
    chemins = [_depuis_les_scripts(chemin) for chemin in json.loads(table[1])]
    return {
        trouve["nom"]: tuple(chemins[int(rang)] for rang in trouve["rangs"].split(",") if rang)
        for trouve in _IMPORT.finditer(lu)
    }


def _depuis_les_scripts(relatif: str) -> str:
    """« ./Table.x.js » et « ../css/y.css », écrits depuis static/js."""
    return f"static/{relatif[3:]}" if relatif.startswith("../") else f"static/js/{relatif.removeprefix('./')}"
