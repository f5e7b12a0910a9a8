"""Les fichiers que le navigateur demande et que Streamlit n'a pas : Leaflet, notre icône."""

from pathlib import Path

import xstatic.pkg.leaflet as leaflet

VERSION_LEAFLET = leaflet.VERSION
LEAFLET_JS = f"/ressources/leaflet/{VERSION_LEAFLET}/leaflet.js"
LEAFLET_CSS = f"/ressources/leaflet/{VERSION_LEAFLET}/leaflet.css"
"""À donner à `folium.Map.default_js` et `default_css` : sans quoi la carte attend un CDN."""

_DOSSIERS = {f"leaflet/{VERSION_LEAFLET}/": Path(leaflet.BASE_DIR)}
_FICHIERS = {"icone.svg": Path(__file__).with_name("icone.svg")}
_SUFFIXES = {".js", ".css", ".png", ".svg"}


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
