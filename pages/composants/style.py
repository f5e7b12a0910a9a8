"""Le style que le thème ne sait pas dire : largeur, filtres du téléphone, projection, impression."""

import streamlit as st

_COMMUN = """
[data-testid="stMainBlockContainer"] {max-width: 1240px; padding-top: 4.25rem; padding-bottom: 3rem;}
[data-testid="stMainBlockContainer"] h1 {padding: 0; font-size: 1.75rem;}
.st-key-constat [data-testid="stMarkdownContainer"] {margin-bottom: 0 !important;}
.st-key-constat h2 {padding: 0; font-size: 1.375rem; line-height: 1.35; max-width: 60rem;}
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] * {color: inherit !important;}
[data-testid="stCaptionContainer"] {opacity: .85;}
.st-key-filtres-tel {display: none;}
.st-key-filtres-large .st-key-filtre_contrat, .st-key-filtres-large .st-key-filtre_quartier {
  width: 17.5rem !important; flex: 0 0 17.5rem !important;}
.st-key-filtres-large .st-key-filtre_annee, .st-key-filtres-large .st-key-filtre_montant {
  width: 7rem !important; flex: 0 0 7rem !important;}
.st-key-ligne > [data-testid="stLayoutWrapper"]:has(> .st-key-filtres) {flex: 0 0 100%;}
.st-key-ligne [class*="st-key-choix_"] {width: 22rem !important; flex: 0 1 22rem !important;}
.st-key-chiffres > div {min-width: 0;}
.st-key-chiffres [data-testid="stMetric"] > div {padding: .75rem 1rem !important;}
.st-key-chiffres [data-testid="stMetricLabel"] p {font-size: .9rem;}
.st-key-chiffres [data-testid="stMetricLabel"] *, .st-key-chiffres [data-testid="stMetricDelta"],
.st-key-chiffres [data-testid="stMetricDelta"] * {
  white-space: normal !important; overflow: visible !important; text-overflow: clip !important;}
.st-key-chiffres [data-testid="stMetricDelta"] {
  background: none !important; padding: 0 !important; line-height: 1.3; opacity: .85;}
[data-testid="InputInstructions"] {display: none;}
.js-plotly-plot .nsewdrag {cursor: pointer;}
[data-testid="stDataFrameColumnMenu"] [aria-haspopup="true"] {display: none !important;}
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] {padding: 4rem 1rem 2rem;}
  [data-testid="stMainBlockContainer"] h1 {font-size: 1.5rem;}
  .st-key-constat h2 {font-size: 1.2rem;}
  .st-key-filtres-large, .st-key-projeter, [data-testid="stLayoutWrapper"]:has(> .st-key-filtres-large),
  [data-testid="stElementContainer"]:has(> .st-key-projeter) {display: none !important;}
  .st-key-filtres-tel {display: flex;}
  .st-key-chiffres {display: grid !important; grid-template-columns: 1fr 1fr;}
  .st-key-chiffres > div {width: auto !important;}
  [data-testid="stExpandSidebarButton"]::after {content: "Menu"; padding: 0 .5rem 0 .25rem;}
  [data-testid="stExpandSidebarButton"] {width: auto !important; border: 1px solid currentColor;}
}
[data-testid="stLayoutWrapper"]:has(> .st-key-impression),
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-imprime-"]) {display: none;}
"""
# Sur le papier : ni menu, ni bouton, ni tableau replié ; les filtres, la date et le lien au bas
# (pages/composants/impression.py). Un graphique ne se redessine pas à l'impression : la page du bureau
# (1080 pixels de texte) est réduite à la largeur de la feuille, où le texte fait huit points, sans rien
# couper. La carte, qui est une page dans la page, se réduit d'elle-même (carte_couche.css).
_IMPRESSION = """
@page {size: A4 portrait; margin: 8mm;}
@media print {
  header, .st-key-filtres, [class*="st-key-choix_"], .st-key-actions-page, .st-key-qr-projection,
  [data-testid="stToolbar"], [data-testid="stSidebar"], [data-testid="stButton"], [data-testid="stPopover"],
  [data-testid="stDownloadButton"], [data-testid="stPageLink"], [data-testid="stTextInput"],
  [data-testid="stSelectbox"], [data-testid="stMultiSelect"], [data-testid="stButtonGroup"],
  [data-testid="stElementToolbar"], [data-testid="stExpander"]:not(:has(details[open])),
  [data-testid="stElementContainer"]:has([data-testid="stDataFrame"]):has(+ * [class*="st-key-imprime-"]) {
    display: none !important;}
  html, body, [data-testid="stApp"] {background: #fff !important;}
  [data-testid="stMainBlockContainer"] {
    padding: 0 !important; width: 1080px !important; max-width: none !important; margin: 0 auto;
    zoom: .675;}
  [data-testid="stHorizontalBlock"]:has(> [data-testid="stColumn"]) {
    display: flex !important; flex-wrap: nowrap !important; break-inside: avoid;}
  [data-testid="stColumn"] {min-width: 0 !important;}
  [data-testid="stPlotlyChart"], [data-testid="stCustomComponentV1"], [data-testid="stAlert"],
  [data-testid="stDataFrame"], .st-key-chiffres, [class*="st-key-engagement-"], tr {break-inside: avoid;}
  h1, h2, h3, [data-testid="stElementContainer"]:has(> [data-testid="stHtml"] h3),
  [data-testid="stElementContainer"]:has(> [data-testid="stHeading"]) {break-after: avoid;}
  .st-key-chiffres {display: grid !important; grid-auto-flow: column; grid-auto-columns: 1fr;}
  .st-key-chiffres > * {width: auto !important; margin: 0 !important;}
  .st-key-chiffres [data-testid="stVerticalBlock"], .st-key-chiffres [data-testid="stElementContainer"],
  .st-key-chiffres [data-testid="stMetric"], .st-key-chiffres [data-testid="stMetric"] > div {
    height: 100% !important; margin: 0 !important;}
  [data-testid="stLayoutWrapper"]:has(> .st-key-impression),
  [data-testid="stLayoutWrapper"]:has(> [class*="st-key-imprime-"]) {display: block;}
  .st-key-impression {border-top: 1px solid; padding-top: .5rem;}
  .st-key-impression p {overflow-wrap: anywhere;}
  [class*="st-key-imprime-"] table {border-collapse: collapse; width: 100%; font-size: .75rem;}
  [class*="st-key-imprime-"] :is(td, th) {
    border: 1px solid #999; padding: .15rem .3rem; text-align: left; vertical-align: top;}
  [class*="st-key-imprime-"] .nombre {text-align: right; white-space: nowrap;}
}
"""
# Le fond sombre ne s'imprime pas, le texte clair si : l'image est retournée, sans changer les teintes.
_IMPRESSION_SOMBRE = """
@media print {[data-testid="stMainBlockContainer"] {filter: invert(1) hue-rotate(180deg);}}
"""
# La projection est écrite pour 1080 lignes (1 rem = 28 px ; chiffres à 72 px) et suit la hauteur de
# l'écran : à 720 lignes la même image est réduite d'un tiers, donc de même taille au mur. Les graphiques
# et les cartes, qui comptent en pixels, suivent par pages/composants/ecran.py.
_PROJECTION = """
html {font-size: 2.6vh !important;}
header, [data-testid="stToolbar"] {display: none !important;}
[data-testid="stMainBlockContainer"] {max-width: none; padding: 1.5vh 2vw 0;}
[data-testid="stMainBlockContainer"] [data-testid="stVerticalBlock"] {gap: .4rem;}
.st-key-entete, .st-key-filtres, .st-key-ligne {padding-right: 6rem; min-height: 0;}
.st-key-ligne .st-key-filtres {padding-right: 0;}
.st-key-ligne > [data-testid="stLayoutWrapper"]:has(> .st-key-filtres) {flex: 0 0 auto;}
[data-testid="stMainBlockContainer"] h1 {font-size: 1.15rem; font-weight: 600;}
.st-key-entete button p, .st-key-filtres button p, .st-key-filtres [data-baseweb="select"] *,
.st-key-ligne [data-baseweb="select"] * {font-size: .86rem !important;}
.st-key-entete button, .st-key-filtres button {min-height: 0; padding: .15rem .5rem;}
.st-key-filtres-large .st-key-filtre_contrat, .st-key-filtres-large .st-key-filtre_quartier,
.st-key-ligne [class*="st-key-choix_"] {width: 15.5rem !important; flex: 0 1 15.5rem !important;}
.st-key-filtres-large .st-key-filtre_annee, .st-key-filtres-large .st-key-filtre_montant {
  width: 6.5rem !important; flex: 0 0 6.5rem !important;}
.st-key-filtres-large, .st-key-filtres, .st-key-ligne {gap: .5rem;}
.st-key-constat h2 {font-size: 1.43rem; max-width: none; padding: .1rem 0; line-height: 1.25;}
.st-key-chiffres [data-testid="stMetricValue"], .st-key-chiffres [data-testid="stMetricValue"] * {
  font-size: 2.58rem; line-height: 1.1;}
.st-key-chiffres [data-testid="stMetric"] > div {padding: .3rem .7rem !important;}
.st-key-chiffres [data-testid="stMetricLabel"] p, .st-key-chiffres [data-testid="stMetricDelta"],
.st-key-chiffres [data-testid="stMetricDelta"] * {font-size: .86rem;}
[data-testid="stCaptionContainer"] p {font-size: .72rem;}
.st-key-qr-projection {position: fixed; right: 2vw; top: 1.5vh; width: 5.4rem !important; z-index: 10;}
kbd {display: none !important;}
"""


def appliquer(projection: bool) -> None:
    """Pose la feuille de style ; son texte est écrit ici, rien n'y vient des données."""
    papier = _IMPRESSION + (_IMPRESSION_SOMBRE if st.context.theme.type == "dark" else "")
    st.html(f"<style>{_COMMUN}{_PROJECTION if projection else ''}{papier}</style>")
