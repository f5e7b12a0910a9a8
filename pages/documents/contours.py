"""La carte d'une vue en planche : ses contours simplifiés, ses couleurs, sa légende.

Les contours sont ceux que la page demande (pages/serveur/contours.py) ; les couleurs et les textes, ceux
de `cartes.etat_carte`. Un secret est rayé de rien : blanc, bordé, et dit dans la légende.
"""

from __future__ import annotations

import json
import math
from hashlib import blake2b

import shapely
from shapely.geometry import shape

from pages.composants.recueil import Carte
from pages.documents.matiere import texte
from pages.documents.planches import DISCRET, FOND, TEXTE, Planche, largeur_texte
from pages.serveur.contours import contours
from queries import version_base
from queries.reserve import reserve

_VIDE, _TERRE, _BORD = "#FFFFFF", "#F0EEE8", "#B9B4A8"


def planche(carte: Carte, largeur: float, hauteur: float, legende: float = 0.0) -> Planche:
    """La carte dans ce cadre, en points, sa légende dessous (ou à droite, sur `legende` points)."""
    feuille = Planche(largeur, hauteur)
    place = largeur - legende
    bas = 0.0 if legende else 15.0 * (1 + len(carte.etat["legende"])) + 4
    _tracer(carte, feuille, place, hauteur - bas)
    _legende(carte, feuille, place + 10 if legende else 0.0, 4.0 if legende else hauteur - bas + 4)
    return feuille


def en_mots(carte: Carte) -> str:
    """Le texte de remplacement : le titre, puis chaque quartier et sa valeur."""
    lus = [f"{q['nom']} : {q['texte']}" for q in carte.etat["quartiers"].values()]
    suite = f" ; et {len(lus) - 30} autres" if len(lus) > 30 else ""
    return texte(f"Carte. {carte.etat['titre']}. {' ; '.join(lus[:30])}{suite}.")


def _tracer(carte: Carte, feuille: Planche, largeur: float, hauteur: float) -> None:
    quartiers = carte.etat["quartiers"]
    version, contrats = version_base(), tuple(sorted(c for c in carte.contrat.split(",") if c))
    fonds = _formes(version, "communes" if carte.couche == "quartiers" else "territoires", contrats, None)
    montrees = _formes(version, carte.couche, contrats, carte.generation)
    montrees = {code: forme for code, forme in montrees.items() if code in quartiers}
    if not montrees:
        feuille.texte(0, 0, largeur, hauteur, "Aucun contour connu.", couleur=DISCRET, cote="centre")
        return
    # Le cadre est celui des quartiers : les communes autour le débordent, on les y coupe.
    vues = list(montrees.values()) if carte.couche == "quartiers" else [*fonds.values(), *montrees.values()]
    repere = _Repere(vues, largeur, hauteur)
    for forme in fonds.values():
        feuille.forme(repere.anneaux(forme), _TERRE, _BORD, 0.5)
    noms = []
    for code, forme in montrees.items():
        lu = quartiers[code]
        couleur = lu.get("couleur") or _VIDE
        choisi = code in carte.etat["choisis"]
        bord = carte.etat["accent"] if choisi else DISCRET
        dit = texte(f"{lu['nom']} : {lu['texte']}")
        if forme.geom_type == "Point":
            x, y = repere.point(forme.x, forme.y)
            feuille.rond(x, y, 6, couleur, bord, dit)
            noms.append((x, y - 13, lu))
        else:
            # Un quartier de veille est bordé de tirets, comme à l'écran.
            veille = lu["type"] == "QVA"
            feuille.forme(repere.anneaux(forme), couleur, bord, 1.6 if choisi or veille else 0.6, dit, veille)
            # Sous le quartier : un nom posé sur une teinte foncée ne se lirait pas.
            ouest, sud, est, _ = forme.bounds
            x, bas = repere.point((ouest + est) / 2, sud)
            noms.append((x, bas + 7, lu))
    _noms(feuille, noms, largeur, hauteur)


def _noms(feuille: Planche, noms: list[tuple[float, float, dict]], largeur: float, hauteur: float) -> None:
    """Les noms, sans qu'ils se touchent : le premier arrivé garde la place."""
    prises: list[tuple[float, float, float, float]] = []
    for x, y, lu in noms:
        ecrit = texte(lu["nom"])
        l = largeur_texte(ecrit, 8)  # noqa: E741
        gauche = min(max(x - l / 2, 0), largeur - l)
        for decale in (0, 10, -10, 20, -20, -30):
            boite = (gauche, y - 6 + decale, gauche + l, y + 6 + decale)
            if (
                not any(_se_touchent(boite, prise) for prise in prises)
                and boite[1] >= 0
                and boite[3] <= hauteur
                and l <= largeur
            ):
                prises.append(boite)
                feuille.texte(boite[0], boite[1], l, 12, ecrit, 8, TEXTE, "centre", gras=True, halo=True)
                break


def _se_touchent(une: tuple[float, ...], autre: tuple[float, ...]) -> bool:
    return une[0] < autre[2] and autre[0] < une[2] and une[1] < autre[3] and autre[1] < une[3]


def _legende(carte: Carte, feuille: Planche, x: float, y: float) -> None:
    feuille.texte(x, y - 4, feuille.largeur - x, 15, texte(carte.etat["titre"]), 9, gras=True)
    for rang, ligne in enumerate(carte.etat["legende"]):
        haut = y + 13 + rang * 15
        couleur = ligne.get("couleur") or _VIDE
        carre = [[(x, haut + 2), (x + 14, haut + 2), (x + 14, haut + 11), (x, haut + 11)]]
        veille, choisi = ligne["genre"] == "veille", ligne["genre"] == "choisi"
        bord = carte.etat["accent"] if choisi else DISCRET
        feuille.forme(carre, couleur, bord, 1.6 if choisi or veille else 0.5, tirets=veille)
        nombre = f" ({ligne['effectif']})" if "effectif" in ligne else ""
        feuille.texte(x + 20, haut, feuille.largeur - x - 20, 13, texte(ligne["texte"]) + nombre, 9)


def _formes(
    version: str, couche: str, contrats: tuple[str, ...], generation: str | None
) -> dict[str, shapely.Geometry]:
    return _lues(contours(version, couche, contrats, generation, ""))


def _peser(formes: dict[str, shapely.Geometry]) -> int:
    return 16 * int(shapely.get_num_coordinates(list(formes.values())).sum()) + 300 * len(formes)


@reserve(60_000_000, _peser, lambda collection: blake2b(collection).digest())
def _lues(collection: bytes) -> dict[str, shapely.Geometry]:
    """Les contours d'une couche, par code."""
    lus = json.loads(collection)
    return {e["properties"]["code"]: shape(e["geometry"]) for e in lus["features"] if e["geometry"]}


class _Repere:
    """De la longitude et la latitude aux points du cadre, sans déformer."""

    def __init__(self, formes: list[shapely.Geometry], largeur: float, hauteur: float) -> None:
        ouest, sud, est, nord = shapely.total_bounds(formes)
        marge = max(est - ouest, nord - sud, 0.01) * 0.08
        ouest, sud, est, nord = ouest - marge, sud - marge, est + marge, nord + marge
        self.serre = math.cos(math.radians((sud + nord) / 2))
        self.echelle = min(largeur / ((est - ouest) * self.serre), hauteur / (nord - sud))
        self.ouest, self.nord = ouest, nord
        self.x0 = (largeur - (est - ouest) * self.serre * self.echelle) / 2
        self.y0 = (hauteur - (nord - sud) * self.echelle) / 2
        # Le cadre entier, en degrés : les communes le remplissent jusqu'à ses bords.
        gauche, haut = ouest - self.x0 / self.echelle / self.serre, nord + self.y0 / self.echelle
        droite, bas = gauche + largeur / self.echelle / self.serre, haut - hauteur / self.echelle
        self.cadre = shapely.box(gauche, bas, droite, haut)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Un point, en points du cadre."""
        return (
            round(self.x0 + (x - self.ouest) * self.serre * self.echelle, 2),
            round(self.y0 + (self.nord - y) * self.echelle, 2),
        )

    def anneaux(self, forme: shapely.Geometry) -> list[list[tuple[float, float]]]:
        """Les anneaux d'une surface, coupés au cadre et simplifiés au quart de point."""
        vue = shapely.intersection(shapely.make_valid(forme), self.cadre)
        vue = shapely.simplify(vue, 0.25 / self.echelle)
        morceaux = [m for m in shapely.get_parts(vue) if m.geom_type == "Polygon" and not m.is_empty]
        return [
            [self.point(x, y) for x, y in anneau.coords]
            for m in morceaux
            for anneau in (m.exterior, *m.interiors)
        ]


__all__ = ["FOND", "en_mots", "planche"]
