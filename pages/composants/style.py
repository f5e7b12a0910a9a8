"""Le style que le thème ne sait pas dire : largeur, ruban, projection, impression."""

import streamlit as st

_COMMUN = """
.block-container, [data-testid="stMainBlockContainer"] {
    max-width: 1240px; padding-top: 4.5rem; padding-bottom: 3rem;
}
h1 {padding-top: 0; padding-bottom: .25rem;}
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] {padding: 4rem 1rem 2rem;}
  .st-key-chiffres > div {flex: 1 1 45%; min-width: 45%;}
}
@media print {
  header, .st-key-filtres, .st-key-actions-page, [data-testid="stToolbar"] {display: none !important;}
}
"""
_PROJECTION = """
html {font-size: 28px;}
header {display: none !important;}
[data-testid="stMainBlockContainer"] {max-width: none; padding: 1rem 2rem;}
[data-testid="stMetricValue"] {font-size: 72px;}
.st-key-qr-projection {position: fixed; right: 16px; bottom: 16px; width: 120px; z-index: 10;}
"""


def appliquer(projection: bool) -> None:
    """Pose la feuille de style ; son texte est écrit ici, rien n'y vient des données."""
    st.html(f"<style>{_COMMUN}{_PROJECTION if projection else ''}</style>")
