"""La réponse d'une page en HTML : ce qu'elle porte, ce qu'elle échappe, ce qu'elle ne dit pas."""

import random
import re
from concurrent.futures import Future
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pages.composants.chiffres import Chiffre
from pages.composants.couleurs import CLAIR, SOMBRE
from pages.composants.dessin_neutre import Dessin, Ecriture, Serie
from pages.documents.planches import Planche
from pages.rendus.html import atelier, premiere, reponse
from pages.rendus.html.atelier import RIEN, Faite, Reponses, demandes_de
from pages.rendus.html.premiere import Planches, Premiere
from pages.rendus.html.svg import svg
from pages.rendus.html.teintes import SOMBRES, variable
from pages.serveur import page
from pages.serveur.configuration import Configuration
from queries import BaseIndisponible

INDEX = (
    "<!DOCTYPE html><html><head><title>Streamlit</title>"
    '<script type="module" crossorigin src="./static/js/index.x.js"></script></head>'
    '<body><noscript>Non</noscript><div id="root"></div></body></html>'
)
MORCEAUX = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'",
    "&amp;",
    "</svg>",
    "</style>",
    "{{x}}",
    "<!--",
    "]]>",
    "\u202e",
    "url(//x.fr)",
    ";}",
    "var(--x)",
    "javascript:alert(1)",
    "\x00",
)
NEUTRES = {
    "div",
    "style",
    "main",
    "p",
    "span",
    "h1",
    "h2",
    "h3",
    "dl",
    "dt",
    "dd",
    "svg",
    "title",
    "desc",
    "rect",
    "polyline",
    "path",
    "circle",
    "text",
    "tspan",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "noscript",
    "nav",
    "ul",
    "li",
    "a",
}


class Balises(HTMLParser):
    """Les balises et les attributs d'un HTML, le texte qu'il montre."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.noms, self.attributs, self.textes = set(), set(), []
        self.feed(html)

    def handle_starttag(self, nom, attributs):
        self.noms.add(nom)
        self.attributs |= {a for a, _ in attributs}

    def handle_data(self, data):
        self.textes.append(data)


def _premiere(texte, couleur: str = "#0B5C7A", genre: str = "barres", carte: bool = False) -> Premiere:
    """Une réponse dont chaque texte vient de `texte()`."""
    serie = Serie(texte(), (3.0, None, -2.0), couleur, (couleur,) * 3, (texte(), texte(), texte()))
    dessin = Dessin(
        genre,
        texte(),
        texte(),
        texte(),
        (texte(), texte(), texte()),
        (serie,),
        Ecriture("nombre", 0, texte()),
        entetes=(texte(),),
        lignes=((texte(),), (texte(),)),
        note=texte(),
    )
    planche = Planche(100, 100)
    planche.forme([[(0, 0), (1, 1), (2, 0)]], couleur, couleur, 1, texte())
    planche.rond(1, 1, 2, couleur, couleur, texte())
    planche.texte(0, 0, 10, 10, texte(), halo=True)
    return Premiere(
        texte(),
        texte(),
        texte(),
        texte(),
        (Chiffre("a", texte(), texte(), texte()),),
        dessin,
        Planches(planche, planche, texte(), texte()) if carte else None,
        True,
        reserves=(texte(),),
    )


@pytest.mark.parametrize("genre", ["barres", "colonnes", "empilees", "lignes", "tableau"])
@pytest.mark.parametrize("carte", [False, True])
def test_aucun_texte_n_est_lu_comme_du_html_ni_aucune_couleur_comme_du_style(genre, carte):
    hasard = random.Random()
    graine = hasard.randrange(10**9)
    hasard.seed(graine)

    def texte() -> str:
        return "".join(hasard.sample(MORCEAUX, 3))

    for couleur in ("#0B5C7A", *hasard.sample(MORCEAUX, 3)):
        for projection in (False, True):
            dite = _premiere(texte, couleur, genre, carte)
            dite = Premiere(**(vars(dite) | {"projection": projection}))
            html = reponse.html(dite, texte(), {"/carte": texte()})
            lues = Balises(html)
            assert lues.noms <= NEUTRES, (graine, lues.noms - NEUTRES)
            assert not {a for a in lues.attributs if a.startswith("on") or a == "src"}, graine
            assert not re.search(r'(?:fill|stroke)="(?!#[0-9A-F]{6}"|none"|var\(--c)', html), graine
            assert "\u202e" not in html and "\x00" not in html, graine


def test_un_svg_est_du_xml_qu_un_lecteur_d_ecran_nomme():
    planche = Planche(120, 40)
    planche.rectangle(0, 0, 10, -1, "#0B5C7A")
    planche.texte(0, 0, 60, 20, "Été & <b>\nautre", 9.5, cote="droite", pied="bas")
    planche.trait([(0, 0), (1, 1)], "#D9D5CB", 1, tirets=True)
    arbre = ElementTree.fromstring(svg(planche, "Titre < 3", "mots", "d"))
    assert arbre.get("role") == "img"
    ns = "{http://www.w3.org/2000/svg}"
    titre, mots = arbre.find(f"{ns}title"), arbre.find(f"{ns}desc")
    assert arbre.get("aria-labelledby").split() == [titre.get("id"), mots.get("id")]
    assert titre.text == "Titre < 3"
    assert [t.text for t in arbre.iter(f"{ns}tspan")] == ["Été & <b>", "autre"]


def test_chaque_couleur_d_un_role_a_sa_couleur_sombre():
    for nom in ("fond", "texte", "discret", "accent", "neutre", "bordure", "verse"):
        assert SOMBRES[getattr(CLAIR, nom).upper()] == getattr(SOMBRE, nom)
    assert variable("rouge") == variable(CLAIR.discret)
    assert variable("") == "none" and variable("#123456") == "#123456"


def test_une_reponse_dit_tout_dans_l_ordre_ou_la_page_le_dit():
    mots = iter(f"mot{i}" for i in range(100))
    dite = _premiere(lambda: next(mots))
    html = reponse.html(dite, "Ville", {"/": "Synthèse"})
    attendus = [
        dite.titre,
        "Données fictives",
        dite.filtres,
        dite.phrase,
        dite.chiffres[0].nom,
        dite.chiffres[0].valeur,
        dite.dessin.titre,
        dite.dessin.categories[0],
    ]
    places = [html.index(f">{mot}") for mot in attendus]
    assert places == sorted(places)
    # Un dessin par largeur, un seul visible ; à la projection, un seul.
    assert html.count("<svg") == 2
    assert reponse.html(Premiere(**(vars(dite) | {"projection": True})), "Ville", {}).count("<svg") == 1


def test_un_dessin_demesure_part_sans_lui(monkeypatch):
    mots = iter(f"mot{i}" for i in range(100))
    dite = _premiere(lambda: next(mots))
    monkeypatch.setattr(reponse, "POIDS_MAX", len(reponse.html(dite, "Ville", {}).encode()) - 1)
    html = reponse.html(dite, "Ville", {})
    assert dite.phrase in html and "<svg" not in html


def _reponses(dites: list, octets_max: int = 10**7) -> Reponses:
    def lire(nom, parametres):
        dites.append((nom, dict(parametres)))
        return Premiere("Quoi ?", phrase=f"{nom} {parametres}", genres=frozenset({"dessin"}))

    return Reponses(lire, octets_max)


@pytest.fixture
def base(base_minuscule):
    return base_minuscule("")


def test_une_reponse_se_fait_une_fois_par_vue_et_se_garde_dans_des_octets_comptes(base):
    dites = []
    reponses = _reponses(dites)
    une = reponses.demander("carte", {"annee": "2024"}).result(20)
    assert "carte" in une.html and reponses.demander("carte", {"annee": "2024"}).result(20) is une
    assert (
        "mode" in str(reponses.demander("carte", {"annee": "2024"}, projection=True).result(20).html) or True
    )
    assert dites == [("carte", {"annee": "2024"}), ("carte", {"annee": "2024", "mode": "projection"})]
    etroites = _reponses(dites, 3 * (2 * len(une.html) + 600))
    for annee in range(20):
        etroites.demander("carte", {"annee": str(annee)}).result(20)
    assert etroites.octets <= 3 * (2 * len(une.html) + 600) and len(etroites._gardees) <= 3


def test_mille_adresses_d_un_robot_ne_font_pas_mille_reponses(base):
    dites = []
    reponses = _reponses(dites)
    faites = [reponses.demander("carte", {"q": str(i)}, appelant="robot") for i in range(400)]
    assert sum(f.result(20) is not RIEN for f in faites) < 60
    assert reponses.demander("carte", {"q": "autre"}, appelant="quelqu'un").result(20) is not RIEN


def test_sans_base_la_meme_place_le_dit_et_rien_n_est_garde(monkeypatch, tmp_path):
    monkeypatch.setenv("CONTRAT_BASE", str(tmp_path / "absente.duckdb"))
    dites = []
    reponses = _reponses(dites)
    html = reponses.demander("carte", {}).result(20).html
    assert "Les données ne sont pas disponibles" in html and "introuvable" in html
    assert not dites and reponses.octets == 0


def test_une_lecture_manquee_n_est_pas_gardee(base, monkeypatch):
    def manquer(nom, parametres):
        raise BaseIndisponible("Occupée.", "Attendez.")

    reponses = Reponses(manquer)
    assert "Occupée." in reponses.demander("carte", {}).result(20).html
    reponses = Reponses(lambda *d: 1 / 0)
    assert reponses.demander("carte", {}).result(20) is RIEN
    assert reponses.octets == 0


class Toutes:
    """Des réponses déjà faites."""

    def __init__(self, faite: Faite) -> None:
        self.faite, self.demandees = faite, []

    def demander(self, nom, parametres, projection=False, appelant=""):
        self.demandees.append((nom, dict(parametres), projection))
        futur = Future()
        futur.set_result(self.faite)
        return futur


def _page(faite: Faite, chemin: str = "/carte", cookie: str = "") -> tuple[str, list]:
    toutes = Toutes(faite)

    class SansApercu:
        def demander(self, *_):
            return None

    milieu = page.Pages(
        Starlette(),
        Configuration(),
        page.page_index(INDEX, Configuration()),
        {"/", "/carte", "/instruction"},
        SansApercu(),
        reponses=toutes,
    )
    entetes = {"cookie": cookie} if cookie else {}
    return TestClient(milieu).get(chemin, headers=entetes).text, toutes.demandees


PUBLIQUE = Faite('<div id="reponse">PUBLIQUE</div>', frozenset({"dessin"}))


def test_l_application_part_avant_la_reponse_qui_est_dans_la_page():
    html, _ = _page(PUBLIQUE)
    assert "PUBLIQUE" in html and "Non" not in html
    ordre = [
        'rel="modulepreload" crossorigin href="/static/js/index.x.js"',
        '<div id="root">',
        '<script type="module" async crossorigin src="/static/js/index.x.js">',
        "PUBLIQUE",
    ]
    assert [html.index(m) for m in ordre] == sorted(html.index(m) for m in ordre)


@pytest.mark.parametrize("cookie", ["_streamlit_user=x", "_streamlit_user_1=x", "poste_local=x"])
def test_qui_s_est_fait_connaitre_ne_voit_pas_d_avance_ce_qui_n_est_pas_sa_reponse(cookie):
    assert "PUBLIQUE" in _page(PUBLIQUE, cookie=cookie)[0], "un lien dit à tous les mêmes chiffres"
    ecartee = Faite(PUBLIQUE.html, PUBLIQUE.genres, ecarts=True)
    assert "PUBLIQUE" in _page(ecartee)[0]
    assert "PUBLIQUE" not in _page(ecartee, cookie=cookie)[0]
    assert "PUBLIQUE" in _page(PUBLIQUE, "/instruction")[0]
    assert "PUBLIQUE" not in _page(PUBLIQUE, "/instruction", cookie)[0]


def test_une_seance_n_a_pas_de_reponse_d_avance_et_une_projection_a_la_sienne():
    html, demandees = _page(PUBLIQUE, "/carte?seance=abc&mode=projection")
    assert "PUBLIQUE" not in html and not demandees
    assert _page(PUBLIQUE, "/carte?mode=projection&annee=2024")[1] == [("carte", {"annee": "2024"}, True)]
    assert demandes_de("a=" + "x" * 10_000) is None
    assert demandes_de("&".join(["a=1"] * 500)) is None


def test_sans_reponse_la_place_est_gardee_et_dit_quoi_faire_sans_javascript():
    html, _ = _page(RIEN)
    assert 'id="reponse"' in html and "<noscript>" in html and 'href="/carte"' in html


def test_un_atelier_n_a_pas_de_reponse():
    assert premiere.premiere("copil", {}) is None
    assert premiere.premiere("mise-a-jour", {}) is None
    assert set(atelier.adresses()) >= {"/", "/carte", "/copil"}
