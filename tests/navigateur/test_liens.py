"""Le lien est l'état : collé ailleurs, il montre les mêmes chiffres ; la projection se pilote au clavier."""

from urllib.parse import parse_qs, urlsplit

from tests.navigateur import outils

CHIFFRE = ".st-key-chiffre-accorde [data-testid='stMetricValue']"


def requete(page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def choisir(page, libelle: str, option: str) -> None:
    """Choisit une option d'un sélecteur nommé."""
    page.get_by_role("combobox", name=libelle).first.click()
    page.get_by_role("option", name=option, exact=True).first.click()
    outils.attendre_pret(page)


def test_un_lien_ouvert_ailleurs_montre_les_memes_chiffres(page, serveur):
    ouverte = outils.ouvrir(page(), serveur)
    choisir(ouverte, "Année", "2024")
    choisir(ouverte, "Montant", "Demandé")
    assert requete(ouverte) == {"annee": ["2024"], "montant": ["demande"]}
    chiffre = ouverte.locator(CHIFFRE).inner_text()
    ailleurs = outils.ouvrir(page(390, 844), ouverte.url)
    assert ailleurs.locator(CHIFFRE).inner_text() == chiffre


def test_copier_le_lien_donne_l_adresse_de_la_vue(page, serveur):
    ouverte = outils.ouvrir(
        page(permissions=["clipboard-read", "clipboard-write"]), f"{serveur}/financeurs?annee=2022"
    )
    ouverte.get_by_role("button", name="Copier le lien").click()
    code = ouverte.locator('[data-testid="stCode"]')
    lien = code.inner_text().strip()
    # Le contrat et l'année y sont toujours, et la version des chiffres que la page montrait.
    assert lien.startswith(f"{serveur}/financeurs?contrat=CN00001I&annee=2022&lu=")
    code.hover()
    code.get_by_role("button").click()
    assert ouverte.evaluate("navigator.clipboard.readText()") == lien


def test_le_menu_garde_les_filtres_et_le_retour_les_rend(page, serveur):
    ouverte = outils.ouvrir(page(), f"{serveur}/?annee=2023")
    chiffre = ouverte.locator(CHIFFRE).inner_text()
    ouverte.locator("header").get_by_text("Programmation").click()
    ouverte.get_by_role("menuitem", name="Financeurs").click()
    ouverte.wait_for_url("**/financeurs?annee=2023")
    outils.attendre_pret(ouverte)
    ouverte.go_back()
    outils.attendre_pret(ouverte)
    assert urlsplit(ouverte.url).path == "/"
    assert ouverte.locator(CHIFFRE).inner_text() == chiffre


def test_cliquer_une_barre_filtre_et_l_etiquette_se_retire(page, serveur):
    ouverte = outils.ouvrir(page(), f"{serveur}/?annee=2024")
    barre = ouverte.locator(".js-plotly-plot .barlayer .point path").first
    boite = barre.bounding_box()
    ouverte.mouse.click(boite["x"] + 12, boite["y"] + boite["height"] / 2)
    ouverte.wait_for_url("**pilier=**")
    outils.attendre_pret(ouverte)
    ouverte.locator("[class*='st-key-retirer_pilier']").get_by_role("button").click()
    outils.attendre_pret(ouverte)
    assert requete(ouverte) == {"annee": ["2024"]}


def test_les_fleches_passent_d_une_page_a_l_autre_et_echap_quitte(page, serveur):
    ouverte = outils.ouvrir(page(1920, 1080), f"{serveur}/?annee=2024&mode=projection")
    ouverte.keyboard.press("ArrowRight")
    ouverte.wait_for_url("**/carte?**")
    outils.attendre_pret(ouverte)
    assert requete(ouverte) == {"annee": ["2024"], "mode": ["projection"]}
    ouverte.keyboard.press("ArrowLeft")
    ouverte.wait_for_url(lambda adresse: urlsplit(adresse).path == "/")
    outils.attendre_pret(ouverte)
    ouverte.keyboard.press("Escape")
    ouverte.wait_for_url(lambda adresse: "mode" not in adresse)
    outils.attendre_pret(ouverte)
    assert ouverte.locator("header").is_visible()


def test_sur_un_telephone_les_filtres_sont_replies_et_le_menu_se_nomme(page, serveur):
    ouverte = outils.ouvrir(page(390, 844), f"{serveur}/?annee=2024")
    assert ouverte.locator(".st-key-filtres-large").is_visible() is False
    ouverte.get_by_role("button", name="Filtres").click()
    choisir(ouverte, "Année", "2023")
    assert requete(ouverte) == {"annee": ["2023"]}
    menu = ouverte.locator('[data-testid="stExpandSidebarButton"]')
    assert "Menu" in menu.evaluate("e => getComputedStyle(e, '::after').content")
