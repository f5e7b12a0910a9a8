"""Les fichiers que le navigateur demande et que Streamlit n'a pas : Leaflet, notre icône."""

from importlib.util import find_spec
from pathlib import Path

import xstatic.pkg.leaflet as leaflet
from streamlit.file_util import get_static_dir

VERSION_LEAFLET = leaflet.VERSION
LEAFLET_JS = f"/ressources/leaflet/{VERSION_LEAFLET}/leaflet.js"
LEAFLET_CSS = f"/ressources/leaflet/{VERSION_LEAFLET}/leaflet.css"
"""À donner à `folium.Map.default_js` et `default_css` : sans quoi la carte attend un CDN."""

POLICE = next(
    (
        f"/static/media/{f.name}"
        for f in Path(get_static_dir()).glob("static/media/SourceSansVF-Upright*.woff2")
    ),
    "",
)
"""La police de Streamlit, pour le cadre de la carte, qui n'hérite pas de celle de la page."""

_DOSSIERS = {f"leaflet/{VERSION_LEAFLET}/": Path(leaflet.BASE_DIR)}
_FICHIERS = {"icone.svg": Path(__file__).with_name("icone.svg")}
_SUFFIXES = {".js", ".css", ".png", ".svg"}


def composant_carte() -> dict[str, Path]:
    """Préfixe d'adresse → dossier des fichiers fixes du composant de carte.

    Cherché sans importer streamlit_folium, qui doit l'être pendant une visite (voir demarrage.py).
    """
    paquet = find_spec("streamlit_folium")
    if paquet is None or paquet.origin is None:
        return {}
    construit = Path(paquet.origin).parent / "frontend" / "build" / "static"
    return {"/component/streamlit_folium.st_folium/static/": construit}


def ressource(chemin: str) -> Path | None:
    """Le fichier servi à `/ressources/<chemin>`, ou None."""
    if chemin in _FICHIERS:
        return _FICHIERS[chemin]
    for prefixe, dossier in _DOSSIERS.items():
        if chemin.startswith(prefixe):
            fichier = (dossier / chemin.removeprefix(prefixe)).resolve()
            permis = fichier.is_relative_to(dossier.resolve()) and fichier.suffix in _SUFFIXES
            return fichier if permis and fichier.is_file() else None
    return None
