"""Le style que le thème ne sait pas dire : largeur, filtres du téléphone, projection, impression."""

import math

import streamlit as st

# Ce qui se lit au fond de la salle. À huit mètres d'un écran de deux mètres de large, une capitale doit
# faire dix minutes d'arc : c'est la plus petite que lit une vue de 5/10 (une vue de 10/10 en lit de cinq
# minutes), celle qu'il faut pour conduire, lunettes comprises. Huit mètres × tan(10′) = 23,3 mm, soit 22,3
# des 1920 pixels de la largeur ; la capitale de Source Sans fait 0,66 du corps : 34 pixels.
DISTANCE_M = 8
LARGEUR_ECRAN_M = 2
LARGEUR_ECRAN_PX = 1920
CAPITALE_MINUTES = 10
CAPITALE_EM = 0.66
CORPS_PROJETE = math.ceil(
    DISTANCE_M
    * math.tan(math.radians(CAPITALE_MINUTES / 60))
    * (LARGEUR_ECRAN_PX / LARGEUR_ECRAN_M)
    / CAPITALE_EM
)
"""Le plus petit corps d'un texte qui porte le message, en pixels d'un écran de 1920 × 1080.

Y échappent ce que seul lit qui tient la souris (boutons, listes ouvertes, zoom de la carte) et le pied
(règle, sources, date), qu'on emporte par le QR code.
"""

_COMMUN = """
[data-testid="stMainBlockContainer"] {max-width: 1240px; padding-top: 4.25rem; padding-bottom: 3rem;}
[data-testid="stMainBlockContainer"] h1 {padding: 0; font-size: 1.75rem;}
.st-key-constat [data-testid="stMarkdownContainer"] {margin-bottom: 0 !important;}
.st-key-constat h2 {padding: 0; font-size: 1.375rem; line-height: 1.35; max-width: 60rem;}
.st-key-question:has(.st-key-ruban) {gap: 0 !important;}
.st-key-question:has(.st-key-ruban) [data-testid="stMarkdownContainer"] {margin-bottom: 0 !important;}
.st-key-ruban p {margin-bottom: 0 !important;}
.st-key-ruban a {padding: 0 .4rem; min-height: 1.5rem;}
.st-key-ruban a p {text-decoration: underline; font-size: .9rem;}
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
.st-key-bandeau-version {border-left: 3px solid; padding: .2rem 0 .2rem .75rem; gap: .25rem 1rem !important;}
.st-key-bandeau-version :is([data-testid="stMarkdownContainer"], p) {margin-bottom: 0 !important;}
.st-key-bandeau-version button {min-height: 1.75rem !important; text-decoration: underline;}
.js-plotly-plot .nsewdrag {cursor: pointer;}
[data-testid="stDataFrameColumnMenu"] [aria-haspopup="true"] {display: none !important;}
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] {padding: 4rem 1rem 2rem;}
  [data-testid="stMainBlockContainer"] h1 {font-size: 1.5rem;}
  .st-key-constat h2 {font-size: 1.2rem;}
  .st-key-bandeau-version [data-testid="stMarkdownContainer"] * {font-size: .875rem;}
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
  [data-testid="stFileUploader"], [data-testid="stDownloadButton"], [data-testid="stPageLink"],
  [data-testid="stTextInput"],
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
# La projection est écrite pour 1080 lignes (1 rem = CORPS_PROJETE ; chiffres à 72 px) et suit la hauteur de
# l'écran : à 720 lignes la même image est réduite d'un tiers, donc de même taille au mur. Les graphiques
# et les cartes, qui comptent en pixels, suivent par pages/composants/ecran.py. Rien n'y bouge de soi-même.
_PROJECTION = (
    f"html {{font-size: {CORPS_PROJETE / 10.8:.4f}vh !important;}}"
    + """
header, [data-testid="stToolbar"], .st-key-taille-ecran,
[data-testid="stLayoutWrapper"]:has(> .st-key-taille-ecran) {display: none !important;}
[data-testid="stMainBlockContainer"] {max-width: none; padding: .7vh 2vw 0;}
[data-testid="stMainBlockContainer"] [data-testid="stVerticalBlock"] {gap: .25rem;}
.st-key-entete, .st-key-filtres, .st-key-ligne {padding-right: 5rem; min-height: 1.9rem;}
.st-key-ligne .st-key-filtres {padding-right: 0;}
.st-key-ligne > [data-testid="stLayoutWrapper"]:has(> .st-key-filtres) {flex: 0 0 auto;}
[data-testid="stMainBlockContainer"] h1 {font-size: 1rem; font-weight: 600;}
.st-key-entete .stMarkdownBadge {font-size: 1rem !important; color: inherit !important;}
.st-key-ligne [data-testid="stSelectbox"] input {font-size: 1rem; padding: .25rem .5rem !important;}
[data-testid="stMainBlockContainer"]:not(:has(.st-key-filtres, .st-key-ligne)) .st-key-entete {
  min-height: 4.6rem; align-items: flex-start;}
.st-key-entete button p, .st-key-filtres button p {font-size: .7rem !important;}
.st-key-entete button, .st-key-filtres button {min-height: 0; padding: .15rem .5rem;}
.st-key-ligne [class*="st-key-choix_"] {width: 24rem !important; flex: 0 1 24rem !important;}
.st-key-filtres, .st-key-ligne {gap: .5rem;}
.st-key-filtres-large {display: none;}
.st-key-filtres-tel {display: flex;}
.st-key-portee p {font-size: 1rem;}
.st-key-constat h2 {font-size: 1.24rem; max-width: none; padding: 0; line-height: 1.2;}
.st-key-reserve p {font-size: 1rem !important; line-height: 1.25;}
.st-key-chiffres {gap: .35rem !important;}
.st-key-chiffres [data-testid="stMetricValue"], .st-key-chiffres [data-testid="stMetricValue"] * {
  font-size: 2.12rem; line-height: 1.05;}
.st-key-chiffres [data-testid="stMetric"] > div {padding: .1rem .4rem !important;}
.st-key-chiffres [data-testid="stMetricLabel"] p, .st-key-chiffres [data-testid="stMetricDelta"],
.st-key-chiffres [data-testid="stMetricDelta"] * {font-size: 1rem; line-height: 1.15;}
[data-testid="stCaptionContainer"] p {font-size: .6rem; line-height: 1.25;}
[data-testid="stAlert"] * {color: inherit !important;}
.st-key-tableau-projete table {width: 100%; border-collapse: collapse;}
.st-key-tableau-projete :is(td, th) {border-bottom: 1px solid; padding: .3rem .4rem; text-align: left;}
.st-key-tableau-projete .nombre {text-align: right;}
[data-testid="stMainBlockContainer"] [data-testid="stPageLink"] p {font-size: 1rem; white-space: normal;}
.st-key-qr-projection {position: fixed; right: 2vw; top: .7vh; width: 4.35rem !important; z-index: 10;}
.st-key-qr-projection:has(.stMarkdownBadge) {gap: 0 !important;}
.st-key-qr-projection:has(.stMarkdownBadge) svg[viewBox] {max-height: 3.5rem;}
.st-key-qr-projection .stMarkdownBadge {font-size: .6rem !important; padding: 0 .15rem; white-space: nowrap;}
kbd {display: none !important;}
*, *::before, *::after {
  animation-duration: .01ms !important; animation-iteration-count: 1 !important;
  transition-duration: .01ms !important; scroll-behavior: auto !important;}
"""
)
# Le délai reste : ce qui s'estompe pendant un calcul ne doit pas clignoter à chaque clic.
_SANS_MOUVEMENT = """
@media (prefers-reduced-motion: reduce) {*, *::before, *::after {
  animation-duration: .01ms !important; animation-iteration-count: 1 !important;
  transition-duration: .01ms !important; scroll-behavior: auto !important;}}
"""

# La séance : le titre du point sur une ligne, à la place des mots des boutons (les touches les remplacent,
# un lecteur d'écran les dit) ; au pupitre, ce qui se lit et se touche debout, d'un pouce.
_SEANCE = """
.st-key-rejoindre-salle {display: none !important;}
.st-key-question:has(.st-key-titre-point), .st-key-titre-point,
[data-testid="stLayoutWrapper"]:has(> .st-key-question > * > .st-key-titre-point),
[data-testid="stLayoutWrapper"]:has(> .st-key-titre-point) {flex: 0 1 auto !important; min-width: 0;}
.st-key-titre-point [data-testid] {min-width: 0; max-width: 100%;}
.st-key-titre-point * {margin-bottom: 0 !important;}
.st-key-titre-point h1, .st-key-titre-point h1 * {
  white-space: nowrap; overflow: hidden; text-overflow: ellipsis;}
.st-key-entete:has(.st-key-titre-point) [class*="st-key-touche-"] p {font-size: 0 !important;}
.st-key-entete:has(.st-key-titre-point), .st-key-question:has(.st-key-titre-point) {
  flex-wrap: nowrap !important;}
.st-key-programme p {font-size: 1.24rem; line-height: 1.3;}
.st-key-pupitre {max-width: 32rem; margin: 0 auto;}
.st-key-pupitre h2 {padding: 0 0 .75rem; font-size: 1.5rem;}
.st-key-programme-long p {font-size: 1rem; line-height: 1.2;}
.st-key-pupitre-temps {flex-wrap: nowrap !important;}
.st-key-pupitre-temps > div {min-width: 0; flex: 1 1 0 !important;}
.st-key-pupitre-temps [data-testid="stMetricValue"] {font-size: 2.25rem; font-variant-numeric: tabular-nums;}
.st-key-pupitre {padding-bottom: 7rem;}
.st-key-pupitre h1 {padding-bottom: .25rem !important;}
.st-key-pupitre-boutons {flex-wrap: nowrap !important; position: fixed !important; z-index: 5; bottom: 0;
  left: 0; right: 0; max-width: 34rem; margin: 0 auto; width: auto !important; padding: .75rem 1rem 1rem;
  background: inherit;}
.st-key-pupitre-boutons > div {flex: 1 1 0 !important;}
.st-key-pupitre-boutons button {min-height: 4.5rem;}
.st-key-pupitre-boutons button p {font-size: 1.25rem;}
"""


def appliquer(projection: bool) -> None:
    """Pose la feuille de style ; son texte est écrit ici, rien n'y vient des données."""
    papier = _IMPRESSION + (_IMPRESSION_SOMBRE if st.context.theme.type == "dark" else "")
    st.html(f"<style>{_COMMUN}{_SEANCE}{_SANS_MOUVEMENT}{_PROJECTION if projection else ''}{papier}</style>")
