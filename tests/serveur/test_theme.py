"""Le thème : le même que celui des graphiques, lisible en clair et en sombre, sans hôte extérieur."""

import tomllib
from pathlib import Path

import pytest

from pages.composants.couleurs import CLAIR, SOMBRE, contraste, luminance

REGLAGES = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text("utf-8"))
THEMES = [("light", CLAIR), ("dark", SOMBRE)]


@pytest.mark.parametrize(("nom", "roles"), THEMES)
def test_streamlit_et_les_graphiques_ont_les_memes_couleurs(nom, roles):
    theme = REGLAGES["theme"][nom]
    assert theme["primaryColor"] == theme["linkColor"] == roles.accent
    assert theme["backgroundColor"] == roles.fond
    assert theme["secondaryBackgroundColor"] == roles.surface
    assert theme["textColor"] == roles.texte
    assert theme["borderColor"] == roles.bordure
    assert tuple(theme["chartCategoricalColors"]) == roles.palette
    assert theme["chartSequentialColors"][0] == roles.sequentielle[0]
    assert theme["chartSequentialColors"][-1] == roles.sequentielle[-1]


@pytest.mark.parametrize(("nom", "roles"), THEMES)
def test_tout_texte_a_un_contraste_aa(nom, roles):
    theme = REGLAGES["theme"][nom]
    for cle in ("textColor", "primaryColor", "linkColor", "grayColor", "redColor", "greenColor"):
        for fond in (theme["backgroundColor"], theme["secondaryBackgroundColor"]):
            assert contraste(theme[cle], fond) >= 4.5, (nom, cle, fond)


@pytest.mark.parametrize(("nom", "roles"), THEMES)
def test_les_huit_couleurs_se_voient_sur_le_fond_et_la_suite_va_dans_un_sens(nom, roles):
    theme = REGLAGES["theme"][nom]
    assert len(theme["chartCategoricalColors"]) == 8
    assert all(contraste(c, theme["backgroundColor"]) >= 3 for c in theme["chartCategoricalColors"])
    lueurs = [luminance(c) for c in theme["chartSequentialColors"]]
    assert len(lueurs) == 10
    assert lueurs == sorted(lueurs, reverse=nom == "light")


def test_le_visiteur_ne_voit_ni_trace_ni_menu_et_rien_n_est_envoye():
    assert REGLAGES["browser"]["gatherUsageStats"] is False
    assert REGLAGES["client"]["showErrorDetails"] == "none"
    assert REGLAGES["client"]["showErrorLinks"] is False
    assert REGLAGES["client"]["toolbarMode"] == "minimal"
    assert REGLAGES["server"]["fileWatcherType"] == "none"
    assert REGLAGES["server"]["maxUploadSize"] <= 25, "un classeur, pas de quoi remplir la mémoire"


def test_aucune_police_ne_vient_d_ailleurs():
    assert "fontFaces" not in REGLAGES["theme"]
    assert REGLAGES["theme"]["font"] == "sans-serif"
