"""Le lien est l'état : collé ailleurs, il montre les mêmes chiffres ; la projection se pilote au clavier."""

from urllib.parse import parse_qs, urlsplit

from tests.navigateur import outils

CHIFFRE = ".st-key-chiffre-accorde [data-testid='stMetricValue']"

COCHE = (15, 52)
"""La coche de la première ligne d'une liste : sous l'en-tête, au bord gauche."""


def requete(page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def choisir(page, libelle: str, option: str) -> None:
    """Choisit une option d'un sélecteur nommé."""
    page.get_by_role("combobox", name=libelle).first.click()
    page.get_by_role("option", name=option, exact=True).first.click()
    outils.attendre_pret(page)


def cliquer(page, cible: str, x: int, y: int) -> None:
    """Clique dans une image, à x et y pixels de son coin : un calque y est au-dessus de ce qu'on vise."""
    image = page.locator(cible).first
    image.scroll_into_view_if_needed()
    coin = image.bounding_box()
    page.mouse.click(coin["x"] + x, coin["y"] + y)


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


def test_cocher_une_action_cherchee_ouvre_sa_fiche_et_le_retour_garde_la_recherche(page, serveur):
    ouverte = outils.ouvrir(page(), f"{serveur}/actions?annee=2024")
    champ = ouverte.get_by_label("Chercher une action")
    champ.fill("  emploi  ")
    champ.press("Enter")
    ouverte.wait_for_url("**/actions?annee=2024&q=emploi")
    outils.attendre_pret(ouverte)
    cliquer(ouverte, ".st-key-liste-actions canvas", *COCHE)
    ouverte.wait_for_url("**/action?**")
    outils.attendre_pret(ouverte)
    lue = requete(ouverte)
    assert lue.pop("action")
    assert lue == {"annee": ["2024"], "q": ["emploi"]}
    assert ouverte.locator(".st-key-constat h2").inner_text().startswith("En 2024, ")
    ouverte.get_by_role("link", name="Toutes les actions").click()
    ouverte.wait_for_url("**/actions?annee=2024&q=emploi")
    outils.attendre_pret(ouverte)
    assert "répondent à « emploi »" in ouverte.locator(".st-key-constat h2").inner_text().replace(
        "\u202f", " "
    )
    assert champ.input_value() == "emploi"


def test_une_barre_et_une_ligne_ouvrent_le_meme_porteur_et_un_bouton_en_revient(page, serveur):
    ouverte = outils.ouvrir(page(), f"{serveur}/porteurs?annee=2024")
    tous = ouverte.locator(".st-key-constat h2").inner_text()
    ouverts = []
    for cible, ou in (
        (".st-key-structures .barlayer .point path", (12, 4)),
        (".st-key-liste-porteurs canvas", COCHE),
    ):
        cliquer(ouverte, cible, *ou)
        ouverte.wait_for_url("**/porteurs?annee=2024&porteur=**")
        outils.attendre_pret(ouverte)
        ouverts.append(ouverte.locator(".st-key-constat h2").inner_text())
        ouverte.get_by_role("button", name="Tous les porteurs").click()
        ouverte.wait_for_url("**/porteurs?annee=2024")
        outils.attendre_pret(ouverte)
        assert ouverte.locator(".st-key-constat h2").inner_text() == tous
    assert ouverts[0] == ouverts[1] != tous
