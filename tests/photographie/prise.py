"""Prendre : ce que dit une vue, en valeurs simples que rien du rendu ne change."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from html import unescape

import pandas as pd

from pages.composants.formats import absent
from pages.composants.recueil import Carte, Dessin, Tableau, Vue

CHAMPS = ("question", "phrase", "message", "filtres", "contrat", "regle", "sources", "reserves", "ecartes")
LUES = ("name", "x", "y", "z", "text", "customdata")
NOEUD, RUBAN = ("label", "customdata"), ("source", "target", "value", "customdata")
_BALISE = re.compile(r"<[^>]*>")


def vue(lue: Vue) -> dict[str, object]:
    """Le titre, la phrase, les chiffres, les lignes des tableaux, les données des dessins, les classes."""
    dit: dict[str, object] = {nom: simple(getattr(lue, nom)) for nom in CHAMPS}
    dit["chiffres"] = {
        c.cle: {"nom": c.nom, "valeur": c.valeur, "suite": c.suite, "aide": c.aide, "lignes": c.lignes}
        for c in lue.chiffres
    }
    dit["tableaux"] = {_cle(rang, t.nom): _tableau(t) for rang, t in enumerate(lue.tableaux)}
    dit["dessins"] = {_cle(rang, d.cle): _dessin(d) for rang, d in enumerate(lue.dessins)}
    dit["cartes"] = {_cle(rang, c.cle): _carte(c) for rang, c in enumerate(lue.cartes)}
    return dit


def simple(valeur: object) -> object:
    """La valeur telle que JSON la garde, sans perdre un centime."""
    if isinstance(valeur, Mapping):
        return {str(nom): simple(v) for nom, v in valeur.items()}
    if hasattr(valeur, "tolist") and not isinstance(valeur, pd.Timestamp):
        valeur = valeur.tolist()
    if isinstance(valeur, list | tuple | set | frozenset):
        return [simple(v) for v in (sorted(valeur) if isinstance(valeur, set | frozenset) else valeur)]
    if absent(valeur):
        return None
    if isinstance(valeur, bool | int | str):
        return valeur
    if isinstance(valeur, float):
        # Le dernier chiffre d'une somme de flottants dépend de l'ordre où ils ont été additionnés.
        return float(f"{valeur:.9g}")
    return str(valeur) if isinstance(valeur, Decimal | date) else repr(valeur)


def _cle(rang: int, nom: str) -> str:
    return f"{rang + 1}. {nom}"


def _tableau(tableau: Tableau) -> dict[str, object]:
    colonnes = [nom for nom in tableau.colonnes if nom in tableau.lignes]
    return {
        "titre": tableau.titre,
        "colonnes": [tableau.colonnes[nom].libelle for nom in colonnes],
        "lignes": [[simple(v) for v in ligne] for ligne in tableau.lignes[colonnes].itertuples(index=False)],
    }


def _dessin(dessin: Dessin) -> dict[str, object]:
    page = dessin.spec.get("layout", {})
    notes = [nu(a.get("text", "")) for a in page.get("annotations", ()) or ()]
    return {
        "titre": dessin.titre,
        "mesure": dessin.sous_titre,
        "texte": dessin.alt,
        "ecrit": [note for note in notes if note],
        "series": [_serie(marque) for marque in dessin.spec.get("data", ())],
    }


def _serie(marque: Mapping) -> dict[str, object]:
    """Les données d'une série, et ce qu'on y lit ; ni couleur, ni taille, ni place."""
    serie = {nom: textes(marque[nom]) for nom in LUES if nom in marque}
    for nom, cles in (("node", NOEUD), ("link", RUBAN)):
        if isinstance(marque.get(nom), Mapping):
            serie[nom] = {cle: textes(marque[nom][cle]) for cle in cles if cle in marque[nom]}
    return serie


def _carte(carte: Carte) -> dict[str, object]:
    """Ce que la carte dit de chaque contour et de sa légende, sans les couleurs elles-mêmes."""
    return {"couche": carte.couche, "generation": carte.generation, "etat": textes(carte.etat)}


def textes(valeur: object) -> object:
    """`simple`, les textes débarrassés de leurs balises."""
    lu = simple(valeur)
    if isinstance(lu, str):
        return nu(lu)
    if isinstance(lu, list):
        return [textes(v) for v in lu]
    return {nom: textes(v) for nom, v in lu.items()} if isinstance(lu, dict) else lu


def nu(texte: object) -> str:
    """Le texte qu'on lit, sans balises ni entités."""
    return " ".join(unescape(_BALISE.sub(" ", str(texte))).split())
