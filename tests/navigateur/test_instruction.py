"""Une séance de programmation dans un navigateur : décider, voir le reste changer, emporter la feuille."""

import csv
import io
import re
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from pages.seance.ordre import de_lien
from pages.serveur.configuration import STATUTS
from tests.navigateur import outils

RESTE = ".st-key-chiffre-reste [data-testid='stMetricValue']"


@pytest.fixture(scope="module")
def instruction(base_demo, tmp_path_factory):
    """L'adresse de la page sur un serveur où tous les statuts se montrent."""
    dossier = tmp_path_factory.mktemp("instruction")
    reglages = dossier / "reglages.toml"
    liste = ", ".join(f'"{statut}"' for statut in STATUTS)
    reglages.write_text(f"statuts_publics = [{liste}]\n", encoding="utf-8")
    variables = {"CONTRAT_CONFIG": str(reglages)}
    with outils.servir(base_demo, journal=dossier / "j.txt", environnement=variables) as adresse:
        yield f"{adresse}/instruction"


def chiffre(page) -> str:
    return page.locator(RESTE).inner_text()


def noter(page, sens: str, montant: str = "", motif: str = "") -> None:
    formulaire = page.locator('[data-testid="stForm"]')
    formulaire.locator("label", has_text=re.compile(f"^{sens}")).click()
    if montant:
        formulaire.get_by_label("Montant modifié").fill(montant)
    if motif:
        formulaire.get_by_label("Motif").fill(motif)
    formulaire.get_by_role("button", name="Noter").click()
    outils.attendre_pret(page)


def decisions(page):
    return de_lien(parse_qs(urlsplit(page.url).query)["seance"][0]).decisions


def test_trois_decisions_changent_le_reste_et_s_emportent(navigateur, instruction):
    page = navigateur.new_page(locale="fr-FR", viewport={"width": 1366, "height": 900})
    outils.ouvrir(page, f"{instruction}?annee=2026")
    avant = chiffre(page)
    noter(page, "Modifiée", "5 000", "Réduit")
    apres = chiffre(page)
    assert apres != avant
    noter(page, "Rejetée", motif="Doublon")
    assert chiffre(page) == apres
    noter(page, "Validée")
    assert chiffre(page) != apres
    notees = decisions(page)
    assert [d.decision for d in notees] == ["modifiée", "rejetée", "validée"]
    assert (notees[0].montant_eur, notees[0].motif) == (Decimal(5000), "Réduit")
    assert page.locator(".st-key-constat").inner_text().startswith("En 2026, 3 demandes décidées")

    with page.expect_download() as attendu:
        page.get_by_role("button", name="Feuille « decisions » (CSV)").click()
    texte = attendu.value.path().read_text(encoding="utf-8-sig")
    lignes = list(csv.DictReader(io.StringIO(texte), delimiter=";"))
    assert attendu.value.suggested_filename == "decisions.csv"
    neuves = {ligne["reference"]: ligne for ligne in lignes[-3:]}
    for decision in notees:
        reference = decision.action_id.split("-", 1)[1]
        assert neuves[reference]["decision"] == decision.decision
    # Défaire rend ce qui était pris.
    page.get_by_role("button", name="Défaire").click()
    outils.attendre_pret(page)
    assert (len(decisions(page)), chiffre(page)) == (2, apres)
    assert outils.defilement_horizontal(page) == 0
    page.close()


@pytest.mark.parametrize(("largeur", "hauteur"), [(1920, 1080), (1280, 720)])
def test_projetee_la_demande_se_lit_et_se_decide_au_clavier_sans_defiler(
    navigateur, instruction, largeur, hauteur
):
    page = navigateur.new_page(locale="fr-FR", viewport={"width": largeur, "height": hauteur})
    outils.ouvrir(page, f"{instruction}?annee=2026&mode=projection")
    for cle in (".st-key-constat", RESTE, ".st-key-instruction-demande h3", '[data-testid="stForm"]'):
        boite = page.locator(cle).bounding_box()
        assert boite["y"] >= 0 and boite["y"] + boite["height"] <= hauteur, cle
        assert boite["x"] >= 0 and boite["x"] + boite["width"] <= largeur, cle
    titre = page.locator(".st-key-instruction-demande h3")
    premier = titre.inner_text()
    page.keyboard.press("ArrowDown")
    outils.attendre_pret(page)
    assert titre.inner_text() != premier
    page.keyboard.press("ArrowUp")
    outils.attendre_pret(page)
    assert titre.inner_text() == premier
    page.locator('[data-testid="stForm"] input[type="radio"]').last.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Doublon")
    page.keyboard.press("Enter")
    outils.attendre_pret(page)
    assert [(d.decision, d.motif) for d in decisions(page)] == [("rejetée", "Doublon")]
    page.close()


def test_la_page_de_l_agent_n_a_pas_de_faute_d_accessibilite_grave(navigateur, instruction):
    page = navigateur.new_page(locale="fr-FR", viewport={"width": 390, "height": 844})
    outils.ouvrir(page, f"{instruction}?annee=2026")
    assert outils.axe(page) == []
    assert outils.defilement_horizontal(page) == 0
    page.close()
