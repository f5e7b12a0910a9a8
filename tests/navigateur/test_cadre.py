"""Le cadre dans un vrai navigateur : première visite, langue, hors ligne, adresses inconnues, carte."""

from urllib.parse import parse_qs, urlsplit

from tests.navigateur import outils

CARTE = 'iframe[src*="streamlit_folium"]'


def test_la_premiere_visite_d_un_serveur_neuf_va_droit_a_la_page_demandee(navigateur, base_demo, tmp_path):
    with outils.servir(base_demo, journal=tmp_path / "j.txt") as adresse:
        page = navigateur.new_page(locale="fr-FR")
        outils.ouvrir(page, f"{adresse}/financeurs?annee=2024")
        assert "Financeurs" in page.title()
        assert urlsplit(page.url).path == "/financeurs"
        assert parse_qs(urlsplit(page.url).query)["annee"] == ["2024"]
        assert page.get_by_role("link", name="Carte").count() == 1
        assert page.locator("html").get_attribute("lang") == "fr"
        page.close()


def test_une_adresse_inconnue_le_dit_en_francais(navigateur, serveur):
    page = navigateur.new_page()
    reponse = page.goto(f"{serveur}/finnanceurs")
    assert reponse.status == 404
    assert page.locator("h1").inner_text() == "Cette page n'existe pas"
    assert outils.axe(page, graves=False) == []
    page.get_by_role("link", name="Aller à la synthèse").click()
    outils.attendre_pret(page)
    assert urlsplit(page.url).path == "/"
    page.close()


def test_la_carte_se_dessine_hors_ligne_avec_ses_noms_et_sa_legende(page, serveur):
    ouverte = outils.ouvrir(page(), f"{serveur}/carte")
    carte = ouverte.frame_locator(CARTE)
    assert carte.locator(".leaflet-overlay-pane path").count() > 9
    assert carte.locator(".etiquette-quartier").count() >= 5
    assert carte.locator(".etiquette-commune").count() >= 1
    legende = carte.locator(".legende").inner_text()
    assert "quartier" in legende
    assert "Quartier de veille active" in legende
    assert carte.locator(".leaflet-veille-pane path[stroke-dasharray]").count() == 1
    assert carte.locator("html").get_attribute("lang") == "fr"


def test_cliquer_un_quartier_le_choisit_sans_recharger_la_carte(page, serveur):
    ouverte = outils.ouvrir(page(), f"{serveur}/carte")
    cadre = ouverte.query_selector(CARTE).content_frame()
    cadre.evaluate("window.temoin = 1")
    assert cadre.locator(".leaflet-choix-pane path").count() == 0
    forme = cadre.locator(".leaflet-overlay-pane path.leaflet-interactive").first
    forme.dispatch_event("click")
    ouverte.wait_for_url("**quartier=**")
    outils.attendre_pret(ouverte)
    assert cadre.evaluate("window.temoin") == 1
    # Le liseré clair, puis l'accent.
    assert cadre.locator(".leaflet-choix-pane path").count() == 2
    assert "Quartier choisi" in cadre.locator(".legende").inner_text()


def test_le_secret_est_hachure_et_l_absence_grise(page, serveur):
    ouverte = outils.ouvrir(page(), f"{serveur}/carte?mesure=sans-diplome.2024")
    carte = ouverte.frame_locator(CARTE)
    legende = carte.locator(".legende").inner_text()
    secrets = carte.locator('.leaflet-overlay-pane path[fill="url(#hachures)"]')
    absents = carte.locator('.leaflet-overlay-pane path[fill="#b4b4b0"]')
    assert secrets.count() >= 1 and absents.count() >= 1
    assert "Secret statistique" in legende and "Pas de donnée" in legende


def test_en_projection_la_carte_se_lit_de_loin_et_sa_legende_tient(page, serveur):
    ouverte = outils.ouvrir(page(1920, 1080), f"{serveur}/carte?mode=projection")
    cadre = ouverte.query_selector(CARTE).content_frame()
    tailles = cadre.eval_on_selector_all(
        ".legende li span, .etiquette-quartier > div",
        "elements => elements.map((e) => parseFloat(getComputedStyle(e).fontSize))",
    )
    assert min(tailles) >= 24
    debord = "e => Math.max(e.scrollHeight - e.clientHeight, e.scrollWidth - e.clientWidth)"
    assert cadre.eval_on_selector(".legende", debord) <= 0


def test_un_serveur_sans_base_le_dit_sur_la_page(navigateur, tmp_path):
    with outils.servir(tmp_path / "absente.duckdb", journal=tmp_path / "j.txt") as adresse:
        page = navigateur.new_page(locale="fr-FR")
        outils.ouvrir(page, adresse)
        texte = page.locator('[data-testid="stMain"]').inner_text()
        page.close()
    assert "introuvable" in texte
    assert "python -m data construire" in texte
    assert "Traceback" not in texte
