"""La réponse avant l'application, au navigateur : sans JavaScript, sans saut, puis sans elle."""

from collections.abc import Callable

import pytest
from fontTools.ttLib import TTFont
from playwright.sync_api import Browser, Page

from pages.serveur.icones import ligatures, noms_employes, reduite
from tests.navigateur import outils
from tests.serveur.test_premiere_visite import STATIQUES

# Ce que dit chaque page de lecture : sa phrase, des chiffres, un dessin (ou un tableau qui en tient lieu).
COMPLETES = (
    "",
    "piliers",
    "financeurs",
    "porteurs",
    "indicateurs",
    "evaluation",
    "droit-commun",
    "gouvernance",
    "territoires",
)
SANS_DESSIN = ("actions", "instruction", "donnees")
SANS_CHIFFRE = ("carte", "aide")
# La largeur, la hauteur, l'adresse : bureau, salle, téléphone.
TAILLES = ((1366, 900, ""), (1920, 1080, "?mode=projection"), (390, 844, ""))
SAUTS = """window.sauts = 0;
new PerformanceObserver((liste) => {
  for (const saut of liste.getEntries()) if (!saut.hadRecentInput) window.sauts += saut.value;
}).observe({ type: "layout-shift", buffered: true });
new MutationObserver(() => {
  if (document.querySelector("#reponse h1")) window.vue = true;
  if (window.vue && !document.getElementById("reponse")) {
    window.releve ??= document.querySelectorAll('.st-key-chiffres [data-testid="stMetricValue"]').length;
  }
}).observe(document, { subtree: true, childList: true });"""


def _prete(contexte_page: Page, adresse: str) -> None:
    """Ouvre l'adresse autant de fois qu'il faut pour que sa réponse soit faite, sur une machine lente."""
    for _ in range(30):
        contexte_page.goto(adresse, wait_until="commit")
        contexte_page.wait_for_selector("#reponse", state="attached")
        if contexte_page.locator("#reponse h1").count():
            return
        contexte_page.wait_for_timeout(500)
    raise AssertionError(f"{adresse} n'a pas de réponse.")


@pytest.mark.parametrize("chemin", [*COMPLETES, *SANS_DESSIN, *SANS_CHIFFRE])
def test_sans_javascript_une_page_dit_son_titre_sa_phrase_ses_chiffres_et_son_dessin(page, chemin):
    sans = page(java_script_enabled=False)
    _prete(sans, f"/{chemin}")
    reponse = sans.locator("#reponse")
    assert reponse.locator("h1").inner_text().strip()
    assert reponse.locator(".ruban").inner_text() == "Données fictives"
    assert len(reponse.locator("h2").inner_text()) > 20
    if chemin not in SANS_CHIFFRE:
        assert reponse.locator(".chiffre:visible .valeur").count() >= 3
    if chemin not in (*SANS_DESSIN, "aide"):
        dessins = reponse.locator(".dessin svg:visible, .dessin table:visible")
        assert dessins.count() == 1
        boite = dessins.bounding_box()
        assert boite["width"] > 300 and boite["height"] > 80
    assert reponse.locator("nav a").count() > 10


@pytest.mark.parametrize(("largeur", "hauteur", "requete"), TAILLES)
def test_rien_ne_bouge_quand_l_application_prend_le_relais(
    page: Callable[..., Page], largeur, hauteur, requete
):
    adresse = f"/{requete}"
    sans = page(largeur, hauteur, java_script_enabled=False)
    _prete(sans, adresse)
    neuve = page(largeur, hauteur)
    neuve.add_init_script(SAUTS)
    neuve.goto(adresse, wait_until="domcontentloaded")
    outils.attendre_pret(neuve, 90)
    assert neuve.evaluate("window.vue") is True
    # Retirée, et l'application était là : sans doublon, sans vide.
    assert neuve.locator("#reponse").count() == 0
    assert neuve.evaluate("window.releve") > 3
    assert neuve.locator("h1").count() == 1
    assert neuve.evaluate("window.sauts") < 0.05
    # L'une est à la place de l'autre.
    svg = f".dessin svg.{'etroit' if largeur < 641 else 'large'}"
    for la_sienne, la_notre in (
        ("h1", "h1"),
        (".st-key-constat h2", "h2"),
        (".st-key-chiffres", ".chiffres"),
        (".stPlotlyChart", svg),
    ):
        voulue = neuve.locator(f"#root {la_sienne}").first.bounding_box()
        faite = sans.locator(f"#reponse {la_notre}").first.bounding_box()
        for cote in ("x", "y", "width"):
            assert abs(voulue[cote] - faite[cote]) <= 4, (la_notre, cote, voulue, faite)


def test_chaque_icone_gardee_se_dessine_et_les_pages_n_en_perdent_aucune(page):
    assert reduite(STATIQUES)
    ouverte = outils.ouvrir(page(), "/")
    mesurer = """(noms) => {
      const boite = document.createElement('span');
      boite.style.cssText = 'font:400 40px/1 "Material Symbols Rounded";position:absolute;white-space:nowrap';
      document.body.append(boite);
      const large = (nom) => { boite.textContent = nom; return boite.getBoundingClientRect().width; };
      return noms.filter((nom) => Math.abs(large(nom) - 40) > 1);
    }"""
    ((fichier, _),) = reduite(STATIQUES).items()
    noms = sorted(noms_employes(STATIQUES) & ligatures(TTFont(fichier)).keys())
    assert len(noms) > 200
    # Une icône qui manquerait serait écrite en toutes lettres, donc large.
    assert ouverte.evaluate(mesurer, noms) == []
    for chemin in ("/mise-a-jour", "/donnees"):
        outils.ouvrir(ouverte, chemin)
        larges = ouverte.evaluate(
            """() => [...document.querySelectorAll('[data-testid="stIconMaterial"]')].filter(
              (e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 2).map((e) => e.textContent)"""
        )
        assert larges == []


def test_l_application_se_voit_des_qu_on_veut_s_en_servir(page: Callable[..., Page], navigateur: Browser):
    _prete(page(java_script_enabled=False), "/")
    neuve = page()
    # Le dessin ne viendra pas : la réponse reste, l'application attend derrière.
    neuve.route("**/PlotlyChart*", lambda route: None)
    neuve.goto("/", wait_until="domcontentloaded")
    neuve.wait_for_selector(".st-key-chiffres", state="attached", timeout=60_000)
    assert neuve.locator("#reponse").count() == 1
    assert not neuve.locator(".st-key-chiffres").is_visible()
    neuve.locator("#reponse h1").click()
    assert neuve.locator("#reponse").count() == 0
    neuve.locator(".st-key-constat h2").wait_for(state="visible")
