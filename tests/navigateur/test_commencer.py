"""Dix minutes, seule : de la base fictive à la ville publiée, en quinze clics au plus et aucun code tapé."""

import duckdb
import pytest
from playwright.sync_api import Locator, Page

from tests.data import ville_fictive
from tests.navigateur import outils
from tests.navigateur.test_connexion import ouvrir, site  # noqa: F401 : des fixtures
from tests.navigateur.test_toutes_les_pages import anglais

MAXIMUM = 15


class Main:
    """La main qui clique : chaque clic est compté, chaque mot tapé est gardé."""

    def __init__(self, page: Page) -> None:
        self.page, self.clics, self.tapes = page, [], []

    def cliquer(self, ou: Locator, quoi: str) -> None:
        ou.click()
        self.clics.append(quoi)
        # Streamlit met un instant à commencer son passage.
        self.page.wait_for_timeout(400)
        outils.attendre_pret(self.page, 60)

    def bouton(self, nom: str) -> None:
        principal = self.page.get_by_test_id("stMain")
        self.cliquer(principal.get_by_role("button", name=nom, exact=True), nom)

    def taper(self, libelle: str, texte: str) -> None:
        self.page.get_by_label(libelle, exact=True).fill(texte)
        self.tapes.append(texte)

    def choisir_fichier(self, nom: str, contenu: bytes) -> None:
        with self.page.expect_file_chooser() as choix:
            self.page.get_by_role("button", name="Choisir un fichier").click()
        self.clics.append("Choisir un fichier")
        choix.value.set_files({"name": nom, "mimeType": "application/octet-stream", "buffer": contenu})
        self.page.get_by_role("heading", name="3. Quelques questions").wait_for(timeout=60_000)
        outils.attendre_pret(self.page, 60)


def repondre_a_tout(main: Main) -> None:
    continuer = main.page.get_by_test_id("stMain").get_by_role("button", name="Continuer", exact=True)
    while continuer.count():
        assert continuer.is_enabled(), "une question n'a pas de réponse proposée"
        main.bouton("Continuer")


@pytest.mark.parametrize("laquelle", ["partagée", "fabriquée"])
def test_de_la_fiction_a_la_ville_en_quinze_clics_et_retour(ouvrir, site, laquelle):  # noqa: F811
    adresse, base = site
    nom, contenu, attendu = ville_fictive.ville()
    if laquelle == "fabriquée":
        contenu, attendu = ville_fictive.fabriquer()
    page = ouvrir("chef@agglo.fr")
    outils.ouvrir(page, f"{adresse}/")
    main = Main(page)
    main.cliquer(page.get_by_role("link", name="Commencer avec vos données"), "Commencer avec vos données")
    main.taper("Nom du contrat de ville", "Valmont")
    main.taper("Intercommunalité", "CA de Valmont")
    main.cliquer(page.get_by_role("combobox", name="Département"), "Département")
    main.cliquer(page.get_by_role("option", name="Ain (01)"), "Ain")
    main.bouton("Continuer")
    main.choisir_fichier(nom, contenu)
    repondre_a_tout(main)
    page.get_by_role("heading", name="5. Publier").wait_for(timeout=60_000)
    main.cliquer(page.get_by_text("J'ai lu", exact=True), "J'ai lu")
    main.bouton("Publier")
    page.get_by_text("publiée : les pages montrent").wait_for(timeout=60_000)
    print(f"{len(main.clics)} clics : {', '.join(main.clics)}")
    assert len(main.clics) <= MAXIMUM, main.clics
    assert main.tapes == ["Valmont", "CA de Valmont"], "ni code ni commande"
    with duckdb.connect(str(base), read_only=True) as lue:
        lus, voulus = ville_fictive.dit(lue, attendu)
        assert lus == voulus
        assert lue.execute("select nom, fictif from contrat").fetchall() == [("Valmont", False)]
    outils.ouvrir(page, f"{adresse}/")
    assert not page.get_by_text("Données fictives").count()
    # La fiction reste parmi les versions : on y revient.
    outils.ouvrir(page, f"{adresse}/mise-a-jour")
    page.get_by_role("button", name="Remettre en service").click()
    page.get_by_role("button", name="Oui, la remettre en service").click()
    page.get_by_text("remise en service.").wait_for(timeout=60_000)
    outils.ouvrir(page, f"{adresse}/")
    assert page.get_by_text("Données fictives").count()


def test_les_questions_se_lisent_partout_et_se_disent(ouvrir, site):  # noqa: F811
    page = ouvrir("agent@agglo.fr")
    main = Main(page)
    for largeur, hauteur in ((390, 844), (1366, 900)):
        page.set_viewport_size({"width": largeur, "height": hauteur})
        outils.ouvrir(page, f"{site[0]}/mise-a-jour")
        if largeur == 390:
            main.taper("Nom du contrat de ville", "Valmont")
            main.taper("Intercommunalité", "CA de Valmont")
            main.cliquer(page.get_by_role("combobox", name="Département"), "Département")
            main.cliquer(page.get_by_role("option", name="Ain (01)"), "Ain")
            main.bouton("Continuer")
            main.choisir_fichier("ville.xlsx", ville_fictive.fabriquer()[0])
        else:
            # Une visite neuve : le brouillon est là, et mène où l'on en était.
            main.bouton("Reprendre")
        assert not outils.defilement_horizontal(page)
        assert not outils.axe(page), outils.axe(page)
        assert anglais(page) == []
        question = page.locator(".st-key-question-posee")
        assert question.get_by_role("radiogroup").first.get_attribute("aria-label")
        main.bouton("Continuer")
        assert question.count()
