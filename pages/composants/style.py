"""Le style que le thème ne sait pas dire : largeur, filtres du téléphone, projection, impression."""

import streamlit as st

_COMMUN = """
[data-testid="stMainBlockContainer"] {max-width: 1240px; padding-top: 4.25rem; padding-bottom: 3rem;}
h1 {padding: 0 !important;}
.st-key-entete h1 {font-size: 1.75rem;}
.st-key-filtres-tel, .st-key-filtres-mots {display: none;}
.st-key-chiffres [data-testid="stMetricLabel"] p {font-size: .9rem;}
.st-key-chiffres [data-testid="stMetric"] {padding: .75rem 1rem;}
.st-key-chiffres > div {min-width: 0;}
[data-testid="stMainBlockContainer"] h2 {padding: .25rem 0 .5rem; line-height: 1.35; max-width: 62rem;}
[data-testid="stMainBlockContainer"] h3 {padding-bottom: .25rem;}
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] {padding: 4rem 1rem 2rem;}
  .st-key-entete h1 {font-size: 1.5rem;}
  .st-key-filtres-large, .st-key-projeter {display: none !important;}
  .st-key-filtres-tel {display: flex;}
  .st-key-filtres-mots {display: block;}
  [data-testid="stMainBlockContainer"] h2 {font-size: 1.2rem;}
  .st-key-chiffres {display: grid !important; grid-template-columns: 1fr 1fr;}
  .st-key-chiffres > div {width: auto !important;}
}
@media print {
  header, .st-key-filtres, .st-key-actions-page, .st-key-qr-projection, [data-testid="stToolbar"],
  [data-testid="stDownloadButton"] {display: none !important;}
  [data-testid="stMainBlockContainer"] {padding: 0; max-width: none;}
}
"""
# À la projection, la taille suit la hauteur de l'écran : 28 px à 1080 lignes, la même part à 720, donc
# la même taille au mur.
_PROJECTION = """
html {font-size: 2.6vh !important;}
header, [data-testid="stToolbar"] {display: none !important;}
[data-testid="stMainBlockContainer"] {max-width: none; padding: 1.5vh 2vw 0;}
[data-testid="stMainBlockContainer"] [data-testid="stVerticalBlock"] {gap: .5rem;}
.st-key-entete, .st-key-filtres {padding-right: 15vh; min-height: 0;}
.st-key-entete h1 {font-size: 1.15rem; font-weight: 600;}
.st-key-entete button, .st-key-filtres button, .st-key-filtres [data-baseweb="select"] {font-size: .75rem;}
.st-key-entete button p, .st-key-filtres button p {font-size: .75rem;}
.st-key-entete button, .st-key-filtres button {min-height: 0; padding: .15rem .5rem;}
[data-testid="stMainBlockContainer"] h2 {font-size: 1.5rem; max-width: none; padding: 0; line-height: 1.25;}
.st-key-chiffres [data-testid="stMetricValue"], .st-key-chiffres [data-testid="stMetricValue"] p {
  font-size: 6.67vh; line-height: 1.1;}
.st-key-chiffres [data-testid="stMetric"] {padding: .35rem .75rem;}
.st-key-chiffres [data-testid="stMetricLabel"] p, .st-key-chiffres [data-testid="stMetricDelta"] {
  font-size: 1rem;}
[data-testid="stCaptionContainer"] p {font-size: .7rem;}
.st-key-qr-projection {position: fixed; right: 1vw; top: 1.5vh; width: 14vh; z-index: 10;}
"""


def appliquer(projection: bool) -> None:
    """Pose la feuille de style ; son texte est écrit ici, rien n'y vient des données."""
    st.html(f"<style>{_COMMUN}{_PROJECTION if projection else ''}</style>")
