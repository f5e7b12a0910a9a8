"""Les tableaux des documents : les cellules écrites à la française, et des colonnes qui tiennent.

Rien n'est coupé : une colonne de nombres est aussi large que son plus long nombre, une colonne de texte
que son plus long mot. Trop de colonnes : la page passe en paysage, puis le corps baisse, puis le tableau
est donné en plusieurs fois, son premier nom de ligne répété.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from pages.composants import formats, impression
from pages.composants.recueil import Tableau
from pages.documents.matiere import texte

PORTRAIT, PAYSAGE = 482.0, 728.0
"""Largeurs utiles d'une page A4, en points, marges de 20 mm ôtées."""
NOMBRES = ("euros", "pourcent", "entier", "nombre", "annee", "date", "instant")
_BORD = 9.0
_LONG = re.compile(r"\S{25,}")
_COUPURE = "\u200b"
# Une fine insécable ne coupe pas : elle n'est pas un blanc pour qui compose.
_MOTS = re.compile(rf"[ \n\t{_COUPURE}]")
LIGNES_MAX = 2000
"""Au-delà, un dossier ne se feuillette plus ; ce qui manque est compté, et le lien le donne."""


@dataclass(frozen=True)
class Grille:
    """Un tableau prêt à poser : tout y est texte. `nombres` : vrai pour une colonne à aligner à droite.

    `largeurs` en points, `corps` en points, `paysage` : la page qu'il lui faut (après `ajuster`).
    """

    titre: str
    entetes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]
    nombres: tuple[bool, ...]
    note: str = ""
    largeurs: tuple[float, ...] = ()
    corps: float = 9.0
    paysage: bool = False


def grille(tableau: Tableau) -> Grille:
    """Le tableau d'une vue, ses cellules écrites ; les colonnes de liens n'ont rien à dire sur papier."""
    colonnes = {nom: c for nom, c in tableau.colonnes.items() if c.type != "lien"}
    gardees = tableau.lignes[list(colonnes)].head(LIGNES_MAX)
    ecrites = [[ecrite(v, c.type) for v in gardees[nom]] for nom, c in colonnes.items()]
    for rang, c in enumerate(colonnes.values()):
        if c.type == "nombre":
            ecrites[rang] = _memes_decimales(list(gardees[list(colonnes)[rang]]))
    lignes = tuple(zip(*ecrites, strict=True))
    reste = len(tableau.lignes) - len(gardees)
    return Grille(
        texte(tableau.titre),
        tuple(texte(formats.typographie(c.libelle)) for c in colonnes.values()),
        lignes,
        tuple(c.type in NOMBRES for c in colonnes.values()),
        f"{formats.nombre(reste)} autres lignes sont en ligne, à l'adresse de la vue." if reste else "",
    )


def ecrite(valeur: object, genre: str) -> str:
    """Une cellule, telle qu'elle s'imprime ; une part garde une décimale."""
    if not isinstance(valeur, str) and hasattr(valeur, "__iter__"):
        return texte(", ".join(str(v) for v in valeur))
    if formats.absent(valeur):
        return formats.ABSENT
    if genre == "pourcent":
        return formats.pourcentage(valeur, 1)
    return texte(impression.ecrite(valeur, genre))


def _memes_decimales(valeurs: list[object]) -> list[str]:
    """Une colonne de nombres, à la même précision : deux décimales au plus."""
    exposants = [
        formats.arrondi(v, 2).normalize().as_tuple().exponent for v in valeurs if not formats.absent(v)
    ]
    decimales = max((-int(e) for e in exposants), default=0)
    return [formats.nombre(v, max(0, decimales)) for v in valeurs]


def ajuster(grille: Grille) -> list[Grille]:
    """La grille, ses largeurs fixées pour une page A4 ; plusieurs si ses colonnes n'y tiennent pas."""
    if not grille.entetes:
        return []
    for paysage, corps in ((False, 9.0), (False, 8.0), (True, 9.0), (True, 8.0), (True, 7.0)):
        voulues, pleines = _largeurs(grille, corps)
        place = PAYSAGE if paysage else PORTRAIT
        if sum(voulues) <= place:
            return [
                replace(grille, largeurs=_reparties(voulues, pleines, place), corps=corps, paysage=paysage)
            ]
    return _en_morceaux(grille)


def souple(mot: str) -> str:
    """Le texte, où un mot démesuré (adresse, empreinte) peut se couper."""
    return _LONG.sub(lambda m: _COUPURE.join(m[0][i : i + 12] for i in range(0, len(m[0]), 12)), mot)


def _largeurs(grille: Grille, corps: float) -> tuple[list[float], list[float]]:
    """Par colonne : la largeur qu'il lui faut, et celle où rien ne se replie."""
    signe = corps * 0.52
    voulues, pleines = [], []
    for rang, titre in enumerate(grille.entetes):
        cellules = [ligne[rang] for ligne in grille.lignes]
        pleine = max((len(c) for c in [*cellules, titre]), default=1) * signe + _BORD
        mot = max(
            (len(m) for c in [*map(souple, cellules), titre] for m in _MOTS.split(c)),
            default=1,
        )
        if grille.nombres[rang]:
            tient = max((len(c) for c in cellules), default=1)
            voulue = max(tient, mot if tient < mot else 0) * signe + _BORD
        else:
            # Un texte se replie, mais pas en colonne de trois lettres.
            moyenne = sum(map(len, cellules)) / max(1, len(cellules))
            voulue = max(mot, min(20.0, moyenne)) * signe + _BORD
        voulues.append(voulue)
        pleines.append(max(pleine, voulue))
    return voulues, pleines


def _reparties(voulues: list[float], pleines: list[float], place: float) -> tuple[float, ...]:
    """Ce qui reste de la page va aux colonnes qui se replient, sans dépasser ce qu'il leur faut."""
    manques = [p - v for p, v in zip(pleines, voulues, strict=True)]
    reste = min(place - sum(voulues), sum(manques))
    total = sum(manques) or 1
    # Arrondi par défaut : un dixième de point de trop ferait déborder la page.
    return tuple(math.floor((v + reste * m / total) * 10) / 10 for v, m in zip(voulues, manques, strict=True))


def _en_morceaux(grille: Grille) -> list[Grille]:
    """Plusieurs tableaux en paysage, chacun avec la première colonne : aucune colonne n'est perdue."""
    corps = 7.0
    voulues, pleines = _largeurs(grille, corps)
    premiere = min(voulues[0], PAYSAGE / 3)
    groupes: list[list[int]] = [[]]
    for rang in range(1, len(voulues)):
        pris = premiere + sum(min(voulues[r], PAYSAGE * 0.6) for r in groupes[-1])
        if groupes[-1] and pris + min(voulues[rang], PAYSAGE * 0.6) > PAYSAGE:
            groupes.append([])
        groupes[-1].append(rang)
    morceaux = []
    for numero, groupe in enumerate(groupes):
        rangs = [0, *groupe]
        larges = [premiere, *(min(voulues[r], PAYSAGE * 0.6) for r in groupe)]
        plein = [premiere, *(pleines[r] for r in groupe)]
        morceaux.append(
            Grille(
                grille.titre + (" (suite des colonnes)" if numero else ""),
                tuple(grille.entetes[r] for r in rangs),
                tuple(tuple(ligne[r] for r in rangs) for ligne in grille.lignes),
                tuple(grille.nombres[r] for r in rangs),
                grille.note if numero == len(groupes) - 1 else "",
                _reparties(larges, plein, PAYSAGE),
                corps,
                True,
            )
        )
    return morceaux
