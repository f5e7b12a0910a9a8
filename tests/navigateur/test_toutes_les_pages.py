"""Toutes les pages, sur chaque écran, en un seul passage.

Sans erreur, sans hôte extérieur, accessibles, en français, sans rien qui déborde ; en projection le message
tient dans l'écran ; sur le papier rien n'est coupé. Ce que Streamlit écrit lui-même en anglais est traduit
par pages/serveur/francais.js.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pytest
from playwright.sync_api import BrowserContext, Page

from pages import plan
from tests.navigateur import outils, projection
from tests.navigateur.conftest import Constat

CHEMINS = (
    "/",
    "/carte",
    "/quartier",
    "/piliers",
    "/financeurs",
    "/actions",
    "/action",
    "/porteurs",
    "/indicateurs",
    "/evaluation",
    "/droit-commun",
    "/copil",
    "/instruction",
    "/gouvernance",
    "/territoires",
    "/mise-a-jour",
    "/donnees",
    "/aide",
)
TAILLES = {
    "bureau": (1366, 900, False),
    "telephone-sombre": (390, 844, True),
    "projection-1080": (1920, 1080, False),
    "projection-720": (1280, 720, False),
}
ANGLAIS = (
    "Choose options",
    "Choose an option",
    "Press Enter",
    "No results",
    "No options",
    "Select",
    "Search",
    "Fullscreen",
    "Copy",
    "Close",
    "Clear",
    "Loading",
    "Running",
    "Rerun",
    "Deploy",
    "Settings",
    "Download",
    "Show",
    "Hide",
    "View",
    "Expand",
    "Collapse",
    "Submit",
    "Browse",
    "Drag and drop",
    "empty",
    "None",
    "True",
    "False",
    "Sort",
    "Sidebar",
    "App",
    "Navigate",
    "start",
    "end",
    "results",
    "icon",
    "Error",
    "Help",
    "Made with",
    "Source file",
    "Connection",
    "Please",
    "Your",
    "file",
)
"""Ce que Streamlit, Plotly ou Leaflet diraient d'eux-mêmes."""
_VU = """() => {
  const voir = { visibilityProperty: true, opacityProperty: true };
  const nommes = [...document.querySelectorAll('[aria-label], [placeholder], [title]')];
  const noms = nommes.filter((e) => e.checkVisibility(voir)).flatMap((e) =>
    ['aria-label', 'placeholder', 'title'].map((nom) => e.getAttribute(nom)));
  return { texte: document.body.innerText, noms: [...new Set(noms.filter(Boolean))] };
}"""
_IMPRIME = """() => {
  const visible = (e) =>
    e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().width > 1;
  const bloc = document.querySelector('[data-testid="stMainBlockContainer"]');
  const bord = bloc.getBoundingClientRect().right + 1;
  const larges = bloc.querySelectorAll('.stPlotlyChart .main-svg, [data-testid="stMetric"], iframe, h2, p');
  const pied = document.querySelector('.st-key-impression');
  return {
    boutons: [...document.querySelectorAll('button')].filter(visible).map((e) => e.innerText || e.outerHTML),
    coupes: [...larges].filter((e) => visible(e) && e.getBoundingClientRect().right > bord).length,
    pied: pied ? pied.innerText : '',
  };
}"""


@pytest.fixture(scope="module")
def action(base_demo) -> str:
    """Le code d'une action publique, de la dernière année."""
    with duckdb.connect(str(base_demo), read_only=True) as base:
        return base.execute(
            """select action_id from action where contrat_id = 'CN00001I' and not cout_theorique
            and statut = 'conventionnée' order by annee desc, action_id limit 1"""
        ).fetchone()[0]


@pytest.fixture(scope="module")
def contextes(navigateur, serveur) -> Iterator[dict[str, BrowserContext]]:
    """Un visiteur par écran : le navigateur garde les scripts d'une page à l'autre, comme en vrai."""
    ouverts = {
        nom: navigateur.new_context(
            viewport={"width": largeur, "height": hauteur},
            locale="fr-FR",
            timezone_id="Europe/Paris",
            color_scheme="dark" if sombre else "light",
        )
        for nom, (largeur, hauteur, sombre) in TAILLES.items()
    }
    yield ouverts
    for contexte in ouverts.values():
        contexte.close()


@pytest.mark.parametrize("taille", TAILLES)
@pytest.mark.parametrize("chemin", CHEMINS)
def test_la_page_tient_toutes_ses_promesses(chemin, taille, contextes, serveur, action):
    constat = Constat(urlsplit(serveur).netloc)
    page = contextes[taille].new_page()
    constat.surveiller(page)
    parametres = [f"action={action}"] if chemin == "/action" else []
    if taille.startswith("projection"):
        parametres.append("mode=projection")
    try:
        outils.ouvrir(page, f"{serveur}{chemin}?{'&'.join(parametres)}")
        fautes = _cadre(page, serveur) + anglais(page)
        if taille != "projection-720":
            fautes += [f"accessibilité : {f}" for f in outils.axe(page)]
        if debord := outils.defilement_horizontal(page):
            fautes.append(f"la page déborde de {debord} pixels en largeur")
        if taille.startswith("projection"):
            fautes += _projection(page, *TAILLES[taille][:2])
        if taille == "bureau":
            fautes += _papier(page)
    finally:
        page.close()
    fautes += [f"console : {e}" for e in constat.erreurs] + [
        f"hôte extérieur : {a}" for a in constat.ailleurs
    ]
    assert not fautes, "\n".join(fautes)


def test_un_choix_introuvable_ne_parle_pas_anglais(page, serveur):
    ouverte = outils.ouvrir(page(), serveur)
    ouverte.get_by_role("button", name="Filtres").click()
    champ = ouverte.get_by_role("combobox", name="Financeur").first
    champ.click()
    champ.type("zzzz")
    ouverte.wait_for_timeout(300)
    assert anglais(ouverte) == []


def test_un_chiffre_dit_d_ou_il_vient_au_clavier_et_mene_a_ses_lignes(page, serveur):
    ouverte = outils.ouvrir(page(), f"{serveur}/?annee=2024")
    bouton = ouverte.get_by_role("button", name="D'où vient ce chiffre ? Accordé", exact=False)
    bouton.focus()
    ouverte.keyboard.press("Enter")
    origine = ouverte.locator('[data-testid="stPopoverBody"]')
    # Ce qu'elle dit n'est demandé à la base qu'une fois ouverte.
    origine.get_by_role("link", name="Voir ces lignes").wait_for()
    texte = origine.inner_text()
    assert "Calcul" in texte and "Source" in texte and "financements" in texte and "Exactement" in texte
    assert outils.axe(ouverte) == []
    origine.get_by_role("link", name="Voir ces lignes").click()
    ouverte.wait_for_url("**/actions?annee=2024")
    outils.attendre_pret(ouverte)


def _cadre(page: Page, serveur: str) -> list[str]:
    fautes = []
    if page.locator("h1").count() != 1:
        fautes.append(f"{page.locator('h1').count()} titres de premier niveau")
    if page.locator('[data-testid="stException"]').count():
        fautes.append("une erreur est affichée")
    if page.locator("html").get_attribute("lang") != "fr":
        fautes.append("la langue de la page n'est pas le français")
    # L'icône resterait une demande à Google, qu'un navigateur sans fenêtre ne fait pas.
    icones = page.eval_on_selector_all("link[rel*=icon]", "liens => liens.map((l) => l.href)")
    if icones != [f"{serveur}/ressources/icone.svg"]:
        fautes.append(f"icônes : {icones}")
    return fautes


def anglais(page: Page) -> list[str]:
    """Les mots d'anglais qui se voient, ou qu'un lecteur d'écran dirait d'un élément visible."""
    vu = page.evaluate(_VU)
    mots = re.compile(rf"\b({'|'.join(map(re.escape, ANGLAIS))})\b")
    trouves = [(texte, mot) for texte in [vu["texte"], *vu["noms"]] for mot in mots.finditer(texte)]
    # La casse compte : « tirés au sort » n'est pas « Sort ».
    return [
        f"anglais : « {m.group()} » dans « {t[max(0, m.start() - 30) : m.end() + 30]} »" for t, m in trouves
    ]


def _projection(page: Page, largeur: int, hauteur: int) -> list[str]:
    fautes = ["le menu est visible"] if page.locator("header").is_visible() else []
    for essentiel in (".st-key-constat h2", ".st-key-qr-projection"):
        boite = page.locator(essentiel).first.bounding_box()
        if boite is None or boite["x"] < 0 or boite["x"] + boite["width"] > largeur:
            fautes.append(f"{essentiel} sort de l'écran")
        elif boite["y"] + boite["height"] > hauteur:
            fautes.append(f"{essentiel} est sous l'écran")
    return fautes + projection.fautes(page, largeur, hauteur)


def _papier(page: Page) -> list[str]:
    """Ce que l'impression montrerait : ni bouton, ni contenu plus large que la feuille ; filtres et lien."""
    page.emulate_media(media="print")
    vu = page.evaluate(_IMPRIME)
    page.emulate_media(media="screen")
    fautes = [f"bouton imprimé : {b[:90]}" for b in vu["boutons"]]
    if vu["coupes"]:
        fautes.append(f"{vu['coupes']} éléments sortent de la feuille")
    if "Imprimé le" not in vu["pied"] or "http" not in vu["pied"]:
        fautes.append("le bas de la feuille ne dit pas les filtres, la date et le lien")
    return fautes


def test_aucune_page_n_est_oubliee():
    dossier = Path(__file__).parents[2] / "pages"
    attendues = {f.stem for f in dossier.glob("*.py")} - {"menu", "plan", "reponses", "__init__"}
    assert {page.code for page in plan.PAGES} == attendues
    assert {chemin.strip("/") for chemin in CHEMINS} == {plan.adresse(code) for code in attendues}
