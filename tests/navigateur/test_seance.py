"""Une séance entière dans un vrai navigateur : composée, réordonnée, projetée, conduite à deux appareils."""

import io
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from pages.seance import courante, ordre, salle
from pages.seance.ordre import Point, Seance
from tests.navigateur import outils, projection
from tests.navigateur.test_toutes_les_pages import anglais

COMPOSEE = Seance(
    "Comité de mars",
    (
        Point("L'année en cinq chiffres", "synthese", (("annee", "2024"),), "Saluer le préfet.", 5),
        Point("Où va l'argent", "carte", (("annee", "2024"),), "", 10),
        Point("Qui paie", "financeurs", (("annee", "2024"),), "", 10),
    ),
)
IMAGE = '.stPlotlyChart, iframe[src*="/component/"]'


def composition(serveur: str, seance: Seance = COMPOSEE, **parametres: str) -> str:
    """L'adresse de la page de la séance."""
    suite = "".join(f"&{nom}={valeur}" for nom, valeur in parametres.items())
    return f"{serveur}/copil?seance={courante.code_de(seance)}{suite}"


def dans_l_adresse(page: Page, nom: str) -> str:
    return parse_qs(urlsplit(page.url).query).get(nom, [""])[0]


def lue(page: Page) -> Seance:
    """La séance de l'adresse."""
    return ordre.de_lien(dans_l_adresse(page, "seance"))


def presser(page: Page, nom: str, rang: int = 0) -> None:
    """Clique le bouton, attend que l'adresse ait suivi et que la page soit prête."""
    avant = page.url
    page.get_by_role("button", name=nom, exact=True).nth(rang).click()
    page.wait_for_function("avant => location.href !== avant", arg=avant)
    outils.attendre_pret(page)


def au_point(page: Page, rang: int, touche: str) -> None:
    """Presse la touche et attend le point `rang`."""
    page.keyboard.press(touche)
    page.wait_for_url(f"**&pas={rang}")
    outils.attendre_pret(page)


def ajouter(page: Page, serveur: str, chemin: str) -> None:
    """Ouvre une page en gardant la séance de l'adresse, et l'ajoute."""
    seance = dans_l_adresse(page, "seance")
    suite = f"{'&' if '?' in chemin else '?'}seance={seance}" if seance else ""
    outils.ouvrir(page, serveur + chemin + suite)
    nombre = len(lue(page).points) if seance else 0
    page.get_by_role("button", name="Ajouter à la séance").click()
    expect(page.get_by_text(f"Ajouté à la séance\u202f: point {nombre + 1}")).to_be_visible()
    outils.attendre_pret(page)


def dans_l_ecran(page: Page, choix: str) -> None:
    """La première boîte de ce choix est entière dans la fenêtre."""
    boite, ecran = page.locator(choix).first.bounding_box(), page.viewport_size
    assert boite, f"{choix} ne se voit pas"
    assert boite["x"] >= 0 and boite["y"] >= 0, (choix, boite)
    assert boite["x"] + boite["width"] <= ecran["width"] + 1, (choix, boite)
    assert boite["y"] + boite["height"] <= ecran["height"] + 1, (choix, boite)


def un_point_tient(page: Page, rang: int) -> None:
    """La phrase et l'image du point sont dans l'écran, tout s'y lit, rien ne défile."""
    assert page.locator("h1").inner_text().startswith(f"Point {rang} sur 8 · ")
    dans_l_ecran(page, ".st-key-constat h2")
    dans_l_ecran(page, IMAGE)
    assert _fautes(page) == [], page.url


def _fautes(page: Page) -> list[str]:
    """Ce qui ne se lit pas à l'écran ; le lien d'évitement, caché hors du clavier, n'en est pas."""
    trouvees = projection.fautes(page, page.viewport_size["width"], page.viewport_size["height"])
    return [faute for faute in trouvees if "Aller au contenu" not in faute]


def phrase(page: Page) -> str:
    """Ce que la page répond."""
    return page.locator(".st-key-constat h2").inner_text()


def lu_par_un_telephone(page: Page) -> str:
    """Ce que dit le QR code photographié sur l'écran projeté."""
    image = Image.open(io.BytesIO(page.screenshot()))
    (code,) = zxingcpp.read_barcodes(image)
    return code.text


def test_une_seance_de_huit_points_se_compose_se_projette_et_se_conduit_au_clavier(page, serveur):
    ecran, telephone = page(1920, 1080), page(390, 844)
    for chemin in ("/carte?annee=2024", "/indicateurs", "/financeurs?annee=2024"):
        ajouter(ecran, serveur, chemin)
    outils.ouvrir(ecran, f"{serveur}/copil?seance={dans_l_adresse(ecran, 'seance')}")
    ecran.get_by_role("button", name="Ajouter les points d'un modèle").click()
    ecran.get_by_text("Bilan de l'année 2026").last.click()
    ecran.get_by_text("11 points").wait_for()
    outils.attendre_pret(ecran)
    for rang in (10, 9, 8):
        ecran.get_by_role("button", name="Modifier").nth(rang).click()
        presser(ecran, "Retirer")
    presser(ecran, "Descendre", 0)
    presser(ecran, "Monter", 7)
    pages = [point.page for point in lue(ecran).points]
    assert pages == [
        "indicateurs",
        "carte",
        "financeurs",
        "synthese",
        "financeurs",
        "piliers",
        "evaluation",
        "carte",
    ]
    ecran.get_by_role("button", name="Lancer la séance").click()
    ecran.wait_for_url("**&pas=1")
    outils.attendre_pret(ecran)
    for rang in range(1, 9):
        if rang > 1:
            au_point(ecran, rang, "ArrowRight" if rang % 2 else "PageDown")
        un_point_tient(ecran, rang)
        lien = lu_par_un_telephone(ecran)
        assert lien.startswith(serveur) and "seance=" not in lien and "projection" not in lien
        # Au mur, certaines pages disent la même chose plus court : on compare d'écran à écran, puis deux
        # pages telles qu'un téléphone les ouvre.
        for suite in ("&mode=projection", "")[: 2 if rang < 3 else 1]:
            outils.ouvrir(telephone, lien + suite)
            assert phrase(telephone) == phrase(ecran)
    au_point(ecran, 9, "PageDown")
    assert ecran.locator("h1").inner_text() == "Séance terminée"
    ecran.set_viewport_size({"width": 1280, "height": 720})
    for rang in range(8, 0, -1):
        au_point(ecran, rang, "ArrowLeft" if rang % 2 else "PageUp")
        # Les graphiques se refont à la taille du nouvel écran.
        ecran.wait_for_timeout(1200)
        outils.attendre_pret(ecran)
        un_point_tient(ecran, rang)
    ecran.reload()
    outils.attendre_pret(ecran)
    un_point_tient(ecran, 1)
    ecran.keyboard.press("Escape")
    ecran.get_by_role("heading", name="Que met-on à l'ordre du jour").wait_for()
    outils.attendre_pret(ecran)
    assert len(lue(ecran).points) == 8
    assert "mode=" not in ecran.url and "pas=" not in ecran.url


def test_le_pupitre_et_l_ecran_de_la_salle_avancent_ensemble(page, serveur):
    ecran, pupitre = page(1920, 1080), page(390, 844, has_touch=True)
    outils.ouvrir(ecran, composition(serveur))
    ecran.get_by_role("button", name="Ouvrir le pupitre").click()
    ecran.get_by_role("img", name="QR code du pupitre").wait_for()
    ecran.wait_for_timeout(300)
    outils.ouvrir(pupitre, lu_par_un_telephone(ecran))
    assert pupitre.locator("h1").inner_text() == "La séance n'est pas encore lancée"
    assert lue(pupitre) == COMPOSEE
    ecran.keyboard.press("Escape")
    ecran.get_by_role("button", name="Lancer la séance").click()
    ecran.wait_for_url("**&pas=1")
    expect(pupitre.locator("h1")).to_have_text("Point 1 sur 3")
    expect(pupitre.locator("h2")).to_have_text("L'année en cinq chiffres")
    expect(pupitre.get_by_text("Saluer le préfet.")).to_be_visible()
    reste = pupitre.locator('[data-testid="stMetricValue"]').first
    lu = reste.inner_text()
    # Le décompte vit sans qu'on touche à rien.
    expect(reste).not_to_have_text(lu)
    assert lu.startswith(("4:", "5:00"))
    pupitre.get_by_role("button", name="Suivant").tap()
    ecran.wait_for_url("**&pas=2")
    outils.attendre_pret(ecran)
    assert urlsplit(ecran.url).path == "/carte"
    ecran.keyboard.press("ArrowRight")
    expect(pupitre.locator("h1")).to_have_text("Point 3 sur 3")
    pupitre.get_by_role("button", name="Précédent").tap()
    ecran.wait_for_url("**&pas=2")
    assert "Saluer" not in ecran.locator("body").inner_text()
    bouton = pupitre.get_by_role("button", name="Suivant").bounding_box()
    assert bouton["height"] >= 64 and bouton["y"] + bouton["height"] <= 844
    assert outils.defilement_horizontal(pupitre) == 0
    assert outils.axe(pupitre) == []


def test_serveur_redemarre_chacun_avance_seul_sans_erreur(page, serveur):
    ecran, pupitre = page(1280, 720), page(390, 844)
    perdue = salle.nouveau_code()
    outils.ouvrir(ecran, composition(serveur, mode="projection", salle=perdue))
    au_point(ecran, 1, "ArrowRight")
    outils.ouvrir(pupitre, composition(serveur, role="pupitre", salle=perdue, pas="2"))
    assert pupitre.locator("h1").inner_text() == "Point 2 sur 3"
    pupitre.get_by_role("button", name="Suivant").click()
    expect(pupitre.locator("h1")).to_have_text("Point 3 sur 3")
    # Le temps d'un passage, la note d'avant et la neuve sont là.
    expect(pupitre.get_by_text("chacun avance de son côté").first).to_be_visible()
    au_point(ecran, 2, "PageDown")


def test_l_ordre_du_jour_s_enregistre_se_rouvre_et_se_vide_sans_se_perdre(page, serveur, tmp_path):
    ouverte = outils.ouvrir(page(), composition(serveur))
    with ouverte.expect_download() as telechargement:
        ouverte.get_by_role("button", name="Enregistrer le fichier").click()
    fichier = tmp_path / telechargement.value.suggested_filename
    telechargement.value.save_as(fichier)
    assert fichier.name == "seance-comite-de-mars.toml"
    assert ordre.de_toml(fichier.read_bytes()) == COMPOSEE
    avant = ouverte.url
    presser(ouverte, "Vider l'ordre du jour")
    assert "seance=" not in ouverte.url
    ouverte.go_back()
    ouverte.get_by_text("Comité de mars").first.wait_for()
    assert ouverte.url == avant
    outils.ouvrir(ouverte, f"{serveur}/copil")
    ouverte.locator("input[type=file]").set_input_files(fichier)
    ouverte.wait_for_url("**seance=**")
    outils.attendre_pret(ouverte)
    assert lue(ouverte) == COMPOSEE
    abime = tmp_path / "abime.toml"
    abime.write_text("titre = [", encoding="utf-8")
    ouverte.locator("input[type=file]").set_input_files(abime)
    expect(ouverte.get_by_text("Ce fichier de séance est abîmé")).to_be_visible()
    assert lue(ouverte) == COMPOSEE


@pytest.mark.parametrize(("largeur", "hauteur"), [(1366, 900), (390, 844)])
def test_la_composition_est_accessible_et_en_francais(page, serveur, largeur, hauteur):
    ouverte = page(largeur, hauteur)
    for adresse in (f"{serveur}/copil", composition(serveur)):
        outils.ouvrir(ouverte, adresse)
        assert outils.axe(ouverte) == []
        assert anglais(ouverte) == []
        assert outils.defilement_horizontal(ouverte) == 0
    ouverte.get_by_role("button", name="Modifier").first.click()
    ouverte.get_by_label("Titre", exact=True).wait_for()
    outils.attendre_pret(ouverte)
    assert outils.axe(ouverte) == []


def test_un_point_deplace_au_clavier_laisse_le_curseur_sur_sa_place(page, serveur):
    ouverte = outils.ouvrir(page(), composition(serveur))
    bouton = ouverte.get_by_role("button", name="Descendre").first
    bouton.focus()
    avant = ouverte.url
    ouverte.keyboard.press("Enter")
    ouverte.wait_for_function("avant => location.href !== avant", arg=avant)
    outils.attendre_pret(ouverte)
    assert [p.page for p in lue(ouverte).points] == ["carte", "synthese", "financeurs"]
    expect(bouton).to_be_focused()


def test_l_ordre_du_jour_projete_tient_dans_l_ecran_sans_les_notes(page, serveur):
    ouverte = outils.ouvrir(page(1280, 720), composition(serveur, mode="projection"))
    assert _fautes(ouverte) == []
    public = ordre.de_lien(parse_qs(urlsplit(_suivi(ouverte)).query)["seance"][0])
    assert [p.titre for p in public.points] == [p.titre for p in COMPOSEE.points]
    assert not any(p.note for p in public.points)


def _suivi(page: Page) -> str:
    """L'adresse à laquelle le QR code projeté mène un téléphone."""
    lien = lu_par_un_telephone(page)
    page.set_viewport_size({"width": 390, "height": 844})
    outils.ouvrir(page, lien)
    return page.url
