"""Un dessin neutre posé sur une planche : des rectangles, des traits, des formes et des textes, en points.

Une planche se rend partout de la même façon (typst la dessine, PowerPoint en fait des formes) : les
nombres et les noms restent du texte, qu'on peut chercher, copier et agrandir.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

from pages.composants.dessin_neutre import Dessin, Serie

TEXTE, DISCRET, TRAIT, FOND = "#1C2B33", "#4F5D65", "#D9D5CB", "#FFFFFF"
_SIGNE = 0.5
"""Largeur moyenne d'un signe, en part du corps : Source Sans est étroite, on compte large."""


Point = tuple[float, float]


@dataclass
class Planche:
    """`formes` : dictionnaires que lisent planche.typ et formes.py ; l'origine est en haut à gauche."""

    largeur: float
    hauteur: float = 0.0
    formes: list[dict] = field(default_factory=list)

    def rectangle(self, x: float, y: float, l: float, h: float, couleur: str, rond: float = 0.0) -> None:  # noqa: E741
        """Un rectangle plein."""
        self.formes.append({"f": "rect", "x": x, "y": y, "l": max(l, 0.0), "h": h, "c": couleur, "r": rond})

    def trait(self, points: list[Point], couleur: str, epaisseur: float, tirets: bool = False) -> None:
        """Une ligne brisée."""
        self.formes.append({"f": "trait", "p": points, "c": couleur, "e": epaisseur, "t": tirets})

    def forme(
        self,
        anneaux: list[list[Point]],
        fond: str,
        bord: str,
        epaisseur: float,
        nom: str = "",
        tirets: bool = False,
    ) -> None:
        """Une surface, trous compris (règle pair-impair) ; `fond` vide : le contour seul."""
        self.formes.append(
            {"f": "forme", "a": anneaux, "c": fond, "b": bord, "e": epaisseur, "n": nom, "t": tirets}
        )

    def rond(self, x: float, y: float, rayon: float, fond: str, bord: str = FOND, nom: str = "") -> None:
        """Un disque centré en (x, y)."""
        self.formes.append({"f": "rond", "x": x, "y": y, "r": rayon, "c": fond, "b": bord, "n": nom})

    def texte(
        self,
        x: float,
        y: float,
        l: float,  # noqa: E741
        h: float,
        ecrit: str,
        corps: float = 9.0,
        couleur: str = TEXTE,
        cote: str = "gauche",
        pied: str = "milieu",
        gras: bool = False,
        halo: bool = False,
    ) -> None:
        """Un texte dans sa boîte. `cote` : gauche, centre, droite ; `pied` : haut, milieu, bas."""
        self.formes.append(
            {
                "f": "texte",
                "x": x,
                "y": y,
                "l": l,
                "h": h,
                "m": ecrit,
                "k": corps,
                "c": couleur,
                "s": cote,
                "p": pied,
                "g": gras,
                "o": halo,
            }
        )


def planche(dessin: Dessin, largeur: float) -> Planche | None:
    """La planche d'un dessin, de cette largeur en points ; None s'il se montre en tableau."""
    poses = {
        "barres": _barres,
        "colonnes": _colonnes,
        "empilees": _colonnes,
        "lignes": _lignes_seules,
        "multiples": _multiples,
    }
    if dessin.genre not in poses or not (dessin.series or dessin.cases):
        return None
    feuille = Planche(largeur)
    poses[dessin.genre](dessin, feuille)
    return feuille


def etiquette(dessin: Dessin, serie: Serie, rang: int) -> str:
    """Le texte d'une valeur : celui de l'écran s'il est connu."""
    if rang < len(serie.textes) and serie.textes[rang]:
        return serie.textes[rang]
    return dessin.ecriture(serie.valeurs[rang])


def largeur_texte(ecrit: str, corps: float) -> float:
    """La place que prend un texte d'une ligne, en points, comptée large."""
    return len(ecrit) * corps * _SIGNE + 2


def _legende(dessin: Dessin, feuille: Planche) -> None:
    """Les noms des séries et leurs couleurs, en lignes."""
    x, y = 0.0, 0.0
    for serie in dessin.series:
        place = largeur_texte(serie.nom, 9) + 22
        if x and x + place > feuille.largeur:
            x, y = 0.0, y + 13
        feuille.rectangle(x, y + 2, 9, 9, serie.couleur, 1.5)
        feuille.texte(x + 13, y, place - 12, 13, serie.nom, couleur=DISCRET)
        x += place
    feuille.hauteur = y + 20


def _barres(dessin: Dessin, feuille: Planche) -> None:
    """Le nom à gauche, replié ; la barre, puis sa valeur."""
    plusieurs = len(dessin.series) > 1
    if plusieurs:
        _legende(dessin, feuille)
    connues = [v for s in dessin.series for v in s.valeurs if v is not None]
    bas, haut = min([0.0, *connues]), max([0.0, *connues])
    gauche = min(
        0.38 * feuille.largeur, max((largeur_texte(c, 9.5) for c in dessin.categories), default=0) + 8
    )
    textes = [etiquette(dessin, s, i) for s in dessin.series for i in range(len(dessin.categories))]
    droite = max((largeur_texte(t, 9.5) for t in textes), default=0) + 6
    # Une barre négative porte sa valeur à gauche de zéro.
    depart = gauche + (droite if bas < 0 else 0)
    echelle = max(feuille.largeur - depart - droite, 40) / ((haut - bas) or 1)
    zero = depart - bas * echelle
    epais = 9 if plusieurs else 14
    y = feuille.hauteur
    for rang, nom in enumerate(dessin.categories):
        lignes = textwrap.wrap(nom, max(12, int((gauche - 8) / (9.5 * _SIGNE)))) or [""]
        place = max(len(lignes) * 11.5, len(dessin.series) * epais) + 7
        feuille.texte(0, y, gauche - 8, place - 5, "\n".join(lignes), 9.5)
        etage = y + (place - 5 - len(dessin.series) * epais) / 2
        for serie in dessin.series:
            valeur, couleur = serie.valeurs[rang], (serie.couleurs or (serie.couleur,) * (rang + 1))[rang]
            long = (valeur or 0) * echelle
            if valeur is not None:
                feuille.rectangle(zero + min(long, 0), etage + 1, abs(long), epais - 2, couleur, 1.5)
            ecrit = etiquette(dessin, serie, rang) if valeur is not None or serie.textes else ""
            if long < 0:
                feuille.texte(
                    zero + long - droite - 4, etage, droite, epais, ecrit, 9.5, cote="droite", gras=True
                )
            else:
                feuille.texte(
                    zero + long + 4, etage, droite, epais, ecrit, 9.5 if epais > 9 else 8.5, gras=True
                )
            etage += epais
        y += place
    feuille.trait([(zero, feuille.hauteur), (zero, y - 4)], DISCRET, 0.75)
    feuille.hauteur = y


def _colonnes(dessin: Dessin, feuille: Planche, tracee: float = 130.0) -> None:
    """Une colonne par année, d'un bloc ou empilée, son total au-dessus."""
    if dessin.genre == "empilees":
        _legende(dessin, feuille)
    combien = len(dessin.categories)
    positifs = [sum(v for s in dessin.series if (v := s.valeurs[i]) and v > 0) for i in range(combien)]
    negatifs = [sum(v for s in dessin.series if (v := s.valeurs[i]) and v < 0) for i in range(combien)]
    haut, bas = max([0.0, *positifs]), min([0.0, *negatifs])
    sommet = feuille.hauteur + 14
    echelle = tracee / ((haut - bas) or 1)
    zero = sommet + haut * echelle
    pas = feuille.largeur / max(combien, 1)
    corps = 9.0 if pas > 34 else 7.5
    for i, nom in enumerate(dessin.categories):
        x, l = i * pas + pas * 0.14, pas * 0.72  # noqa: E741
        monte, descend = zero, zero
        for serie in dessin.series:
            valeur = serie.valeurs[i]
            if not valeur:
                continue
            long = abs(valeur) * echelle
            couleur = (serie.couleurs or (serie.couleur,) * combien)[i]
            # Un filet sépare les séries sans se fier à leur teinte.
            y = monte - long if valeur > 0 else descend
            feuille.rectangle(x, y, l, max(long - (0.6 if len(dessin.series) > 1 else 0), 0.2), couleur)
            monte, descend = (y, descend) if valeur > 0 else (monte, y + long)
        connues = [s.valeurs[i] for s in dessin.series if s.valeurs[i] is not None]
        ecrit = etiquette(dessin, dessin.series[0], i) if len(dessin.series) == 1 else ""
        ecrit = ecrit or (dessin.ecriture(sum(connues)) if connues else "")
        feuille.texte(x - pas * 0.14, monte - 13, pas, 12, ecrit, corps, cote="centre", pied="bas", gras=True)
        feuille.texte(x - pas * 0.14, sommet + tracee + 3, pas, 12, nom, corps + 0.5, DISCRET, "centre")
    feuille.trait([(0, zero), (feuille.largeur, zero)], DISCRET, 0.75)
    feuille.hauteur = sommet + tracee + 17


def _lignes_seules(dessin: Dessin, feuille: Planche) -> None:
    if len(dessin.series) > 1:
        _legende(dessin, feuille)
    droite = (
        max((largeur_texte(dessin.ecriture(v), 9) for s in dessin.series for v in s.valeurs), default=0) + 8
    )
    _courbes(
        dessin, feuille, 34, feuille.hauteur + 8, feuille.largeur - 34 - droite, 170, feuille.largeur > 300
    )
    feuille.hauteur += 200


def _courbes(
    dessin: Dessin,
    feuille: Planche,
    x: float,
    y: float,
    l: float,  # noqa: E741
    h: float,
    toutes: bool,
) -> None:
    """Les courbes dans un cadre ; une absence y coupe le trait. `toutes` : chaque année est écrite."""
    connues = [v for s in dessin.series for v in s.valeurs if v is not None] or [0.0, 1.0]
    bas, haut = dessin.bornes or (min(0.0, *connues), max(connues))
    echelle, pas = h / ((haut - bas) or 1), l / max(len(dessin.categories) - 1, 1)
    for part in (0, 0.5, 1):
        feuille.trait([(x, y + h * part), (x + l, y + h * part)], TRAIT, 0.5)
        if part != 0.5 or toutes:
            ecrit = dessin.ecriture(haut - (haut - bas) * part)
            feuille.texte(x - 34, y + h * part - 6, 30, 12, ecrit, 7.5, DISCRET, "droite")
    for i, nom in enumerate(dessin.categories):
        if toutes or i in (0, len(dessin.categories) - 1):
            feuille.texte(x + i * pas - 15, y + h + 3, 30, 11, nom, 7.5, DISCRET, "centre")
    for serie in dessin.series:
        suite: list[tuple[float, float]] = []
        for i, valeur in enumerate([*serie.valeurs, None]):
            if valeur is not None:
                suite.append((x + i * pas, y + (haut - valeur) * echelle))
                continue
            if len(suite) > 1:
                feuille.trait(suite, serie.couleur, 1 if serie.tirets else 1.8, serie.tirets)
            if not serie.tirets:
                for px, py in suite:
                    feuille.rond(px, py, 1.8, serie.couleur, serie.couleur)
            suite = []
        fin = next(((i, v) for i, v in reversed(list(enumerate(serie.valeurs))) if v is not None), None)
        if fin and not serie.tirets:
            ecrit = dessin.ecriture(fin[1])
            feuille.texte(
                x + fin[0] * pas + 4, y + (haut - fin[1]) * echelle - 6, 40, 12, ecrit, 8.5, gras=True
            )


def _multiples(dessin: Dessin, feuille: Planche) -> None:
    """Trois cases par rang, à la même échelle ; moins sur une planche étroite (un téléphone)."""
    par_rang = min(3, len(dessin.cases), max(1, int(feuille.largeur // 150)))
    large, haute = feuille.largeur / par_rang, 118.0
    for rang, case in enumerate(dessin.cases):
        x, y = (rang % par_rang) * large, (rang // par_rang) * haute
        feuille.texte(x, y, large - 8, 14, case.titre, 9, gras=True)
        if not any(v is not None for s in case.series if not s.tirets for v in s.valeurs):
            feuille.texte(x + 34, y + 40, large - 80, 14, case.note, 8.5, DISCRET, "centre")
        _courbes(case, feuille, x + 34, y + 20, large - 84, 74, False)
    feuille.hauteur = -(-len(dessin.cases) // par_rang) * haute
