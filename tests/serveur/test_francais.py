"""Le dictionnaire du navigateur : ce que Streamlit dit encore, et rien d'autre."""

import re
from pathlib import Path

from streamlit.file_util import get_static_dir

from pages.serveur import page

SCRIPT = Path(page.__file__).with_name("francais.js").read_text("utf-8")
AILLEURS = ("streamlit_folium.st_folium",)
"""Ce qui vient d'un autre paquet que Streamlit."""


def mots() -> list[str]:
    """Les mots anglais que le script remplace."""
    dictionnaire = SCRIPT[SCRIPT.index("const MOTS") : SCRIPT.index("const DEBUTS")]
    return re.findall(r'"([^"]+)": "', dictionnaire)


def test_chaque_mot_traduit_est_encore_dans_streamlit():
    dossier = Path(get_static_dir()) / "static" / "js"
    scripts = "\n".join(f.read_text("utf-8") for f in dossier.glob("*.js"))
    assert len(mots()) > 40
    assert [mot for mot in mots() if mot not in AILLEURS and mot not in scripts] == []


def test_le_script_est_dans_la_page_et_ne_la_referme_pas():
    assert "</script" not in SCRIPT
    assert SCRIPT in page._FRANCAIS
