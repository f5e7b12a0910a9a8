"""Projeter : les touches, le plein écran, le mouvement, le QR code ; dans Chromium et dans Firefox."""

import io
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page

from tests.navigateur import firefox, outils, projection

CARTE = 'iframe[src*="streamlit_folium"]'
DROITE, GAUCHE, ECHAP, PAGE_BAS = "\ue014", "\ue012", "\ue00c", "\ue00f"


def chemin(page: Page) -> str:
    return urlsplit(page.url).path


def plein_ecran(page: Page) -> bool:
    return page.evaluate("!!document.fullscreenElement")


@pytest.mark.parametrize(("avance", "recule"), [("ArrowRight", "ArrowLeft"), ("PageDown", "PageUp")])
def test_les_touches_passent_d_une_page_a_l_autre_avec_les_filtres(page, serveur, avance, recule):
    ouverte = outils.ouvrir(page(1280, 720), f"{serveur}/piliers?annee=2024&lecture=themes&mode=projection")
    ouverte.keyboard.press(avance)
    ouverte.wait_for_url("**/financeurs?**")
    outils.attendre_pret(ouverte)
    assert parse_qs(urlsplit(ouverte.url).query) == {"annee": ["2024"], "mode": ["projection"]}
    ouverte.keyboard.press(recule)
    ouverte.wait_for_url("**/piliers?**")


def test_le_premier_echap_sort_du_plein_ecran_et_le_suivant_de_la_projection(page, serveur):
    ouverte = outils.ouvrir(page(1280, 720), f"{serveur}/?annee=2024&mode=projection")
    ouverte.keyboard.press("f")
    ouverte.wait_for_function("!!document.fullscreenElement")
    ouverte.keyboard.press("PageDown")
    ouverte.wait_for_url("**/carte?**")
    outils.attendre_pret(ouverte)
    assert plein_ecran(ouverte)
    ouverte.keyboard.press("Escape")
    ouverte.wait_for_function("!document.fullscreenElement")
    ouverte.wait_for_timeout(800)
    assert "mode=projection" in ouverte.url
    ouverte.keyboard.press("Escape")
    ouverte.wait_for_url(lambda adresse: "mode" not in adresse)
    assert chemin(ouverte) == "/carte"


def test_f_met_en_plein_ecran_puis_l_enleve(page, serveur):
    ouverte = outils.ouvrir(page(1280, 720), f"{serveur}/?mode=projection")
    for attendu in (True, False):
        ouverte.keyboard.press("F")
        ouverte.wait_for_function(f"!!document.fullscreenElement === {str(attendu).lower()}")


def test_hors_de_la_projection_les_touches_ne_font_rien(page, serveur):
    ouverte = outils.ouvrir(page(1280, 720), f"{serveur}/carte?annee=2024")
    for touche in ("ArrowRight", "PageDown", "f", "Escape"):
        ouverte.keyboard.press(touche)
    outils.attendre_pret(ouverte)
    assert chemin(ouverte) == "/carte"
    assert not plein_ecran(ouverte)


def test_dans_un_champ_les_touches_servent_a_ecrire_et_echap_ferme_d_abord_ce_qui_est_ouvert(page, serveur):
    ouverte = outils.ouvrir(page(1280, 720), f"{serveur}/carte?annee=2024&mode=projection")
    ouverte.get_by_role("button", name="Filtres").click()
    champ = ouverte.locator('[data-testid="stPopoverBody"]').get_by_role("combobox", name="Pilier")
    champ.click()
    champ.press_sequentially("f")
    champ.press("ArrowLeft")
    assert champ.input_value() == "f"
    assert not plein_ecran(ouverte)
    for _ in range(3):
        if not ouverte.locator('[data-testid="stPopoverBody"]').count():
            break
        ouverte.keyboard.press("Escape")
        ouverte.wait_for_timeout(300)
    assert not ouverte.locator('[data-testid="stPopoverBody"]').count()
    outils.attendre_pret(ouverte)
    assert chemin(ouverte) == "/carte"
    assert "mode=projection" in ouverte.url


def test_la_carte_cliquee_ne_garde_pas_les_touches(page, serveur):
    ouverte = outils.ouvrir(page(1280, 720), f"{serveur}/carte?mode=projection")
    ouverte.frame_locator(CARTE).locator(".leaflet-container").focus()
    ouverte.keyboard.press("PageDown")
    ouverte.wait_for_url("**/quartier?**")


def test_une_fenetre_qui_grandit_redessine_les_graphiques_a_sa_taille(page, serveur):
    ouverte = outils.ouvrir(page(1280, 720), f"{serveur}/?mode=projection")
    assert projection.fautes(ouverte, 1280, 720) == []
    ouverte.set_viewport_size({"width": 1920, "height": 1080})
    ouverte.wait_for_function(
        """() => document.querySelector('.st-key-taille-ecran input')?.value === '1920x1080'
        && getComputedStyle(document.querySelector('.js-plotly-plot text')).fontSize === '34px'"""
    )
    outils.attendre_pret(ouverte)
    assert projection.fautes(ouverte, 1920, 1080) == []


@pytest.mark.parametrize("chemin_", ["/", "/carte"])
def test_rien_ne_bouge_de_soi_meme(page, serveur, chemin_):
    ouverte = outils.ouvrir(page(1280, 720, reduced_motion="reduce"), f"{serveur}{chemin_}?mode=projection")
    durees = """() => document.getAnimations().map((a) => a.effect.getTiming())
        .filter((t) => t.duration > 10 || t.iterations > 1).length"""
    assert ouverte.evaluate(durees) == 0
    anime = """() => [...document.querySelectorAll('.js-plotly-plot')]
        .filter((g) => g._fullLayout.transition?.duration && g.layout.transition).length"""
    assert ouverte.evaluate(anime) == 0
    if chemin_ == "/carte":
        assert ouverte.frame_locator(CARTE).locator(".leaflet-zoom-animated.leaflet-fade-anim").count() == 0
        assert ouverte.frame_locator(CARTE).locator(".leaflet-fade-anim").count() == 0


@pytest.mark.parametrize(("largeur", "hauteur"), [(1920, 1080), (1280, 720)])
def test_le_qr_photographie_ouvre_la_meme_vue_sans_la_projection(page, serveur, largeur, hauteur):
    adresse = f"{serveur}/financeurs?annee=2024&montant=verse&mode=projection"
    ouverte = outils.ouvrir(page(largeur, hauteur), adresse)
    image = Image.open(io.BytesIO(ouverte.screenshot()))
    lus = zxingcpp.read_barcodes(image)
    assert [urlsplit(lu.text).path for lu in lus] == ["/financeurs"]
    lue = parse_qs(urlsplit(lus[0].text).query)
    assert (lue["annee"], lue["montant"], lue.get("mode")) == (["2024"], ["verse"], None)
    chiffres = ouverte.locator('[data-testid="stMetricValue"]').all_inner_texts()
    ailleurs = outils.ouvrir(page(), lus[0].text)
    assert ailleurs.locator('[data-testid="stMetricValue"]').all_inner_texts() == chiffres != []


def test_dans_firefox_trois_pages_se_projettent_et_se_quittent_au_clavier(serveur, tmp_path):
    if firefox.firefox() is None:
        pytest.skip("Firefox est introuvable : apt-get install firefox-esr, ou son chemin dans FIREFOX.")
    pret = """document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'notRunning'
        && !!document.querySelector('.st-key-constat h2') && location.pathname === '%s'"""
    with firefox.ouvrir(tmp_path) as onglet:
        onglet.taille(1280, 720)
        onglet.aller(f"{serveur}/?annee=2024&mode=projection")
        phrases = []
        for page_, touche in (("/", DROITE), ("/carte", PAGE_BAS), ("/quartier", GAUCHE), ("/carte", ECHAP)):
            onglet.attendre(pret % page_)
            phrases.append(onglet.lire("document.querySelector('.st-key-constat h2').innerText"))
            onglet.attendre("document.querySelector('[data-testid=stMain]').scrollHeight <= innerHeight + 1")
            onglet.presser(touche)
        assert len(set(phrases)) == 3
        # Sans fenêtre, Firefox refuse le plein écran : Chromium seul l'essaie.
        onglet.attendre("!location.search.includes('mode=')")
        assert onglet.lire("location.pathname") == "/carte"
