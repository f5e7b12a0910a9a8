"""L'aperçu d'un lien, hors du serveur : ses paramètres, ses adresses, ses balises, son image."""

import gzip
import io
import re

import brotli
import pytest
from PIL import Image

from pages import plan
from pages.composants.liens import HORS_VUE
from pages.serveur import apercu, page
from pages.serveur.apercu import adresse_du_site, noms_des_pages, normaliser
from pages.serveur.apercu_carte import carte
from pages.serveur.configuration import Configuration
from pages.serveur.flux import Flux
from tests.conftest import RACINE


def test_seuls_les_parametres_qui_changent_la_vue_comptent_et_dans_un_ordre_fixe():
    assert normaliser("utm_source=x&annee=2024&contrat=C1&mode=projection&seance=zz") == {
        "contrat": "C1",
        "annee": "2024",
    }
    assert list(normaliser("q=a&annee=2024")) == list(normaliser("annee=2024&q=a"))
    assert normaliser("q=" + "a" * 2000) == {}
    assert normaliser("&".join(f"q={i}" for i in range(500))) == {}


LU = r'\b(?:parametre|Choix\.de|Rubriques\.de|Saisie\.de)\(\s*(?:visite,\s*)?"(\w+)"'
"""Ce qui lit un paramètre de l'adresse."""


def test_l_apercu_connait_tous_les_parametres_que_lisent_les_pages():
    sources = [f.read_text(encoding="utf-8") for f in (RACINE / "pages").rglob("*.py")]
    lus = {nom for texte in sources for nom in re.findall(LU, texte)}
    assert {"action", "mesure", "q"} <= lus
    assert lus - {*HORS_VUE, "version"} <= apercu.PROPRES


def test_chaque_page_a_son_nom_au_menu():
    adresses = {plan.de_l_adresse(chemin.strip("/")) for chemin in page.chemins_des_pages()}
    assert adresses == set(noms_des_pages())


@pytest.mark.parametrize(
    ("entetes", "attendu"),
    [
        ({"host": "ville.fr"}, "http://ville.fr"),
        ({"host": "127.0.0.1:8501"}, "http://127.0.0.1:8501"),
        ({"host": "[::1]:8501"}, "http://[::1]:8501"),
        (
            {"host": "dedans:80", "x-forwarded-host": "ville.fr, x.fr", "x-forwarded-proto": "https"},
            "https://ville.fr",
        ),
        ({"host": "ville.fr", "x-forwarded-proto": "javascript"}, "http://ville.fr"),
        ({"host": 'ville.fr"><script>'}, ""),
        ({"host": "ville.fr/chemin"}, ""),
        ({"host": "moi@ville.fr"}, ""),
        ({}, ""),
    ],
)
def test_l_adresse_de_l_image_vient_d_un_hote_bien_forme(entetes, attendu):
    assert adresse_du_site(Configuration(), "http", entetes) == attendu


def test_l_adresse_publique_l_emporte_sur_ce_que_dit_la_requete():
    reglages = Configuration(adresse_publique="https://ville.fr/")
    dits = {"host": "x.fr", "x-forwarded-host": "y.fr"}
    assert adresse_du_site(reglages, "http", dits) == "https://ville.fr"


def test_sans_hote_valable_il_n_y_a_pas_d_image():
    ecrites = apercu.balises(apercu.par_defaut("carte"), "", "/carte", {}, False)
    assert "og:image" not in ecrites and "og:title" in ecrites


def test_le_lien_canonique_n_existe_que_si_la_page_est_indexee():
    def ecrites(indexee):
        return apercu.balises(apercu.par_defaut("carte"), "https://v.fr", "/carte", {"q": '"'}, indexee)

    assert '<link rel="canonical" href="https://v.fr/carte?q=%22" />' in ecrites(True)
    assert "canonical" not in ecrites(False)


@pytest.mark.parametrize("codage", ["br", "gzip", ""])
def test_un_premier_morceau_se_lit_sans_attendre_le_second(codage):
    flux, debut, fin = Flux(codage), b"la tete " * 50, b"le corps " * 50
    premier, second = flux.ecrire(debut), flux.finir(fin)
    if codage == "br":
        lecteur = brotli.Decompressor()
        assert lecteur.process(premier) == debut
        assert lecteur.process(second) == fin
    else:
        entier = premier + second
        assert (gzip.decompress(entier) if codage else entier) == debut + fin


def test_une_longue_phrase_et_un_nom_sans_espace_tiennent_dans_l_image():
    vide = apercu.par_defaut("carte")
    longue = apercu.Apercu(
        page="carte",
        nom="Carte",
        titre="t",
        description="d",
        phrase="Anticonstitutionnellement " * 9,
        collectivite="C" * 90,
        contexte="x" * 150,
        date="22 novembre 2026",
        version="V1",
        fictif=True,
        chiffres=(("Nom", "1\u202f234\u202f567\u202f890\u202f€" * 3, "s" * 200),),
    )
    for essai in (vide, longue):
        assert Image.open(io.BytesIO(carte(essai))).size == (1200, 630)
