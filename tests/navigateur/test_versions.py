"""Un lien copié puis deux publications : figé, il ne bouge pas ; sinon, il dit ce qui a changé."""

import duckdb
import pytest

from data.publication import publier_fichier
from tests.navigateur import outils


@pytest.fixture(scope="module")
def site(base_demo, tmp_path_factory):
    """Une base servie, et de quoi en publier deux autres, d'un puis deux millions d'euros de plus."""
    dossier = tmp_path_factory.mktemp("site")
    servie = dossier / "b.duckdb"
    publier_fichier(base_demo, servie, "essai")

    def publier(ajout_eur: int) -> None:
        neuve = dossier / "neuve.duckdb"
        neuve.write_bytes(base_demo.read_bytes())
        with duckdb.connect(str(neuve)) as base:
            for table in ("financement", "ventilation"):
                base.execute(
                    f"update {table} set accorde_eur = accorde_eur + ? "
                    "where (action_id, financeur_id, nature, section) = "
                    "(select (action_id, financeur_id, nature, section) "
                    "from ventilation join action using (action_id) where annee = 2026 "
                    "and contrat_id = 'CN00001I' and statut = 'retenue' "
                    "and quartier_id is null and accorde_eur > 0 "
                    "order by action_id, financeur_id limit 1)",
                    [ajout_eur],
                )
        publier_fichier(neuve, servie, "essai")

    with outils.servir(servie, journal=dossier / "journal.txt") as adresse:
        yield adresse, publier


def copie(page, fige: bool) -> str:
    """Le lien que donne la page."""
    page.get_by_role("button", name="Copier le lien").click()
    if fige:
        page.get_by_text("Figer ce lien").click()
        outils.attendre_pret(page)
    return page.locator('[data-testid="stCode"]').inner_text().strip()


def test_un_lien_fige_ne_bouge_pas_et_l_autre_dit_ce_qui_a_change(navigateur, site):
    adresse, publier = site
    contexte = navigateur.new_context(viewport={"width": 1366, "height": 900}, locale="fr-FR")
    page = contexte.new_page()
    try:
        outils.ouvrir(page, adresse)
        avant = page.locator(".st-key-chiffres").inner_text()
        lien = copie(page, fige=False)
        lien_fige = copie(outils.ouvrir(page, adresse), fige=True)
        assert "lu=" in lien and "version=" in lien_fige and "lu=" not in lien_fige
        publier(1_000_000)
        publier(2_000_000)
        outils.ouvrir(page, lien)
        bandeau = page.locator(".st-key-bandeau-version")
        assert "1 action modifiée" in bandeau.inner_text()
        assert page.locator(".st-key-chiffres").inner_text() != avant
        outils.ouvrir(page, lien_fige)
        assert page.locator(".st-key-chiffres").inner_text() == avant
        assert "Chiffres tels que publiés" in bandeau.inner_text()
        # La version suit le menu, et se quitte d'un clic.
        page.locator("header").get_by_text("Carte").click()
        page.wait_for_url("**/carte?**version=**")
        outils.attendre_pret(page)
        page.get_by_role("button", name="Voir les chiffres d'aujourd'hui").click()
        page.wait_for_url(lambda url: "version=" not in url)
        outils.attendre_pret(page)
        assert not bandeau.count()
        for largeur, hauteur, mode in ((390, 844, ""), (1280, 720, "&mode=projection")):
            page.set_viewport_size({"width": largeur, "height": hauteur})
            outils.ouvrir(page, lien + mode)
            assert outils.defilement_horizontal(page) == 0
            texte = bandeau.locator('[data-testid="stMarkdown"]').first
            assert texte.bounding_box()["height"] <= 100
    finally:
        contexte.close()
