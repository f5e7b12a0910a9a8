"""Sur toutes les pages : tout nombre a l'espace de ses milliers, et deux montants voisins se distinguent."""

import re
from decimal import Decimal

import pytest

from pages.composants import impression
from pages.composants.formats import FINE
from pages.documents.dessins import neutre
from pages.serveur.apercu import noms_des_pages
from pages.serveur.sans_ecran import saisir

CONTRAT = {"contrat": "CN00001I"}
VUES = [
    ("synthese", {"annee": "2025"}),
    ("synthese", {}),
    ("carte", {"annee": "2025"}),
    ("carte", {"annee": "2025", "mesure": "montant"}),
    ("piliers", {"annee": "2025"}),
    ("piliers", {}),
    ("financeurs", {"annee": "2025"}),
    ("financeurs", {}),
    ("porteurs", {}),
    ("quartier", {}),
    ("territoires", {}),
    ("territoires", {"mesure": "montant"}),
    ("actions", {}),
    ("evaluation", {}),
    ("indicateurs", {}),
    ("droit-commun", {}),
    ("gouvernance", {}),
    ("donnees", {}),
    ("instruction", {}),
]
NOMBRES = ("euros", "entier", "nombre", "pourcent")
# Ce qui s'écrit sans espace : année, code (QPV, contrat, action, loi), SIRET, date, adresse,
# version.
_PERMIS = re.compile(
    r"\b(19|20)\d\d\b|https?://\S+|\b[A-Z]{1,4}[\w-]*\d[\w-]*|\b\d{2}/\d{2}/\d{4}|\b\d{4}-\d{2}-\d{2}|"
    r"\b\d{6}-[0-9a-f]{6}\b|\b\d{14}\b|n°\s?[\d-]+"
)
_COLLE = re.compile(r"\d{4,}")


def textes(vue):
    """(où, texte) de tout ce que la page écrit elle-même : ni code, ni nom venu des données."""
    yield from (
        ("phrase", vue.phrase),
        ("message", vue.message),
        ("règle", vue.regle),
        ("filtres", vue.filtres),
    )
    for chiffre in vue.chiffres:
        for quoi in (chiffre.nom, chiffre.valeur, chiffre.suite, chiffre.aide, chiffre.lignes):
            yield f"chiffre {chiffre.cle}", quoi
    for dessin in vue.dessins:
        yield from ((f"dessin {dessin.cle}", t) for t in (dessin.titre, dessin.sous_titre, dessin.alt))
        yield from ((f"dessin {dessin.cle}", t) for t in ecrits(dessin.spec))
    for tableau in vue.tableaux:
        for nom, colonne in tableau.colonnes.items():
            yield f"tableau {tableau.nom}", colonne.libelle
            if colonne.type in NOMBRES:
                for valeur in tableau.lignes[nom].head(50):
                    yield f"tableau {tableau.nom}, {nom}", impression.ecrite(valeur, colonne.type)
    for carte in vue.cartes:
        yield from ((f"carte {carte.cle}", t) for t in feuilles(carte.etat, ("texte", "libelle", "legende")))


def ecrits(spec):
    """Les étiquettes, survols, graduations et annotations d'une figure."""
    for marque in spec["data"]:
        for nom in ("text", "customdata", "labels"):
            yield from feuilles(marque.get(nom))
        yield from feuilles((marque.get("node") or {}).get("customdata"))
    page = spec["layout"]
    yield from (str(a.get("text", "")) for a in page.get("annotations", ()))
    for nom, axe in page.items():
        if nom.startswith(("xaxis", "yaxis")) and isinstance(axe, dict):
            yield from feuilles(axe.get("ticktext"))


def feuilles(objet, cles=None):
    if isinstance(objet, str):
        if cles is None:
            yield objet
    elif isinstance(objet, dict):
        for nom, valeur in objet.items():
            yield from feuilles(valeur, None if cles is None or nom in cles else cles)
    elif isinstance(objet, list | tuple):
        for valeur in objet:
            yield from feuilles(valeur, cles)


def test_toutes_les_pages_y_sont():
    assert {page for page, _ in VUES} >= set(noms_des_pages()) - {"copil", "aide", "mise-a-jour", "action"}


@pytest.mark.parametrize(("page", "propres"), VUES)
def test_tout_nombre_a_l_espace_de_ses_milliers(page, propres, base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    vue = saisir(page, CONTRAT | propres)
    fautes = [(ou, t) for ou, t in textes(vue) if t and _COLLE.search(_PERMIS.sub("", t))]
    assert fautes == []


@pytest.mark.parametrize(("page", "propres"), VUES)
def test_les_graduations_ne_sont_jamais_laissees_a_plotly(page, propres, base_demo, monkeypatch):
    """Une échelle écrite par Plotly dirait « 10k » ou « 12000 »."""
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    for dessin in saisir(page, CONTRAT | propres).dessins:
        for nom, axe in dessin.spec["layout"].items():
            if (
                nom.startswith(("xaxis", "yaxis"))
                and axe.get("showticklabels", True)
                and axe.get("visible", True)
            ):
                assert "ticktext" in axe, (dessin.cle, nom)


@pytest.mark.parametrize(("page", "propres"), VUES)
def test_deux_barres_voisines_ne_portent_pas_le_meme_montant(page, propres, base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    for figure in saisir(page, CONTRAT | propres).dessins:
        dessin = neutre(figure)
        if dessin.ecriture.genre != "euros":
            continue
        for marque in figure.spec["data"]:
            etiquettes = marque.get("text")
            valeurs = marque.get("x" if marque.get("orientation") == "h" else "y")
            if not isinstance(etiquettes, list) or len(etiquettes) != len(valeurs or ()):
                continue
            connues = [(Decimal(str(v)), t) for v, t in zip(valeurs, etiquettes, strict=True) if v and t]
            for une, texte in connues:
                assert any(c in texte for c in "123456789"), (figure.cle, une, texte)
                for autre, autre_texte in connues:
                    if une < autre and autre / une > Decimal("1.01"):
                        assert texte != autre_texte, (figure.cle, une, autre, texte)
        assert FINE
