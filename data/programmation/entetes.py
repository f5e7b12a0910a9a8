"""Trouver les lignes de titres d'une feuille, et le titre de chaque colonne, même sur trois lignes."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from openpyxl.utils import range_boundaries

from data.fichiers.classeur import Cellule, Feuille, Ligne
from data.programmation.mots import cle
from data.programmation.titres import Lexique, neutre
from data.sources import cellules

PROFONDEUR = 60
"""Lignes du haut de la feuille parmi lesquelles on cherche les titres."""
HAUTEUR_MAX = 3
ASSEZ = 0.6
"""Part de ce qu'on comprend des meilleurs titres, au-dessus de laquelle d'autres plus haut sont aussi des
titres."""
POINTS = {"confirmée": 4, "certaine": 4, "probable": 2, "possible": 1, "inconnue": 0}
ECHANTILLON = 400
"""Lignes regardées pour dire si une colonne contient des nombres."""


@dataclass(frozen=True)
class Entetes:
    """`lignes` : leurs numéros ; `titres` : colonne (1 pour A) → titre ; `numeriques` : des nombres ?

    `exemples` : colonne → ses premières valeurs.
    """

    lignes: tuple[int, ...]
    titres: dict[int, str]
    numeriques: dict[int, bool | None]
    exemples: dict[int, tuple[str, ...]] = field(default_factory=dict)


def trouver(feuille: Feuille, connus: Collection[str] = ()) -> Entetes | None:
    """Les lignes de titres de la feuille ; None si aucune n'a deux titres compris.

    `connus` : les titres d'une correspondance confirmée (clés de mots.cle) : les lignes qui les portent
    l'emportent. Sinon, celles que le lexique neutre comprend le mieux : la base n'y est pour rien.
    """
    haut = [ligne for ligne in feuille.lignes[:PROFONDEUR] if ligne.numero <= 4 * PROFONDEUR]
    comprendre = _memoire(neutre())
    fusions = fusions_de(feuille, haut)
    trouvees: list[tuple[tuple[int, int], Entetes]] = []
    for lignes in _candidates(haut):
        titres = composer(lignes, fusions)
        notes = [comprendre(titre) for titre in titres.values()]
        retrouves = len({cle(titre) for titre in titres.values()} & set(connus))
        if 2 * retrouves < len(connus) or retrouves < 2:
            retrouves = 0
        note = (retrouves, sum(notes))
        if retrouves or sum(n > 0 for n in notes) >= 2:
            trouvees.append((note, Entetes(tuple(ligne.numero for ligne in lignes), titres, {})))
    if not trouvees:
        return None
    choisies = _les_premieres(trouvees, haut)
    return completer(feuille, choisies.lignes, choisies.titres)


def _les_premieres(trouvees: list[tuple[tuple[int, int], Entetes]], haut: list[Ligne]) -> Entetes:
    """Les titres les mieux compris ; s'ils reviennent plus bas avec une colonne de plus, ceux d'en haut."""
    meilleure = max(trouvees, key=lambda t: t[0])
    rang = 0 if meilleure[0][0] else 1
    assez = [t for t in trouvees if t[0][rang] >= ASSEZ * meilleure[0][rang]]
    for _, premieres in assez:
        entre = range(premieres.lignes[-1] + 1, meilleure[1].lignes[0])
        if any(ligne.numero in entre and not titre_possible(ligne) for ligne in haut):
            memes = [t for t in assez if t[1].lignes[0] == premieres.lignes[0]]
            return max(memes, key=lambda t: t[0])[1]
    return meilleure[1]


def _candidates(haut: list[Ligne]) -> Iterator[list[Ligne]]:
    for rang in range(len(haut)):
        for hauteur in range(1, min(HAUTEUR_MAX, len(haut) - rang) + 1):
            lignes = haut[rang : rang + hauteur]
            if not titre_possible(lignes[-1]):
                break
            yield lignes


def completer(
    feuille: Feuille, lignes: tuple[int, ...], titres: dict[int, str], corps: list[Ligne] | None = None
) -> Entetes:
    """Ajoute les colonnes remplies mais sans titre, et la nature du contenu de chaque colonne."""
    if corps is None:
        corps = [ligne for ligne in feuille.lignes if ligne.numero > lignes[-1]]
    contenus: dict[int, list[Cellule]] = {}
    for ligne in corps:
        remplies = [c for c in ligne.cellules if c.valeur is not None or c.erreur]
        for c in remplies:
            # Une note seule sur sa ligne, à côté du tableau, n'en fait pas une colonne.
            if titres.get(c.colonne) or len(remplies) > 1:
                vues = contenus.setdefault(c.colonne, [])
                if len(vues) < ECHANTILLON:
                    vues.append(c)
    toutes = {**dict.fromkeys(contenus, ""), **titres}
    return Entetes(
        lignes,
        {colonne: toutes[colonne] for colonne in sorted(toutes)},
        {colonne: _numerique(contenus.get(colonne, [])) for colonne in toutes},
        {colonne: tuple(c.texte_affiche for c in contenus.get(colonne, [])[:3]) for colonne in toutes},
    )


def fusions_de(feuille: Feuille, lignes: list[Ligne]) -> dict[tuple[int, int], tuple[int, int]]:
    """(ligne, colonne) → (ligne, colonne) de la cellule qui porte la valeur, dans ces lignes seulement."""
    origines = {}
    largeur = feuille.largeur
    for plage in feuille.fusions:
        gauche, haut, droite, bas = range_boundaries(plage)
        for ligne in lignes:
            if haut <= ligne.numero <= bas:
                for colonne in range(gauche, min(droite, largeur) + 1):
                    origines[ligne.numero, colonne] = (haut, gauche)
    return origines


def composer(lignes: list[Ligne], fusions: dict[tuple[int, int], tuple[int, int]]) -> dict[int, str]:
    """Le titre de chaque colonne : les cellules de ses lignes, du haut vers le bas, réunies.

    Une cellule de groupe (« CAF » au-dessus de « demandé » et « accordé ») vaut pour les colonnes de sa
    fusion ; sans fusion, jusqu'au groupe suivant, si la colonne a un sous-titre.
    """
    etages = [{c.colonne: _titre(c) for c in ligne.cellules if _titre(c)} for ligne in lignes]
    largeur = max((max(etage, default=0) for etage in etages), default=0)
    titres: dict[int, str] = {}
    for colonne in range(1, largeur + 1):
        morceaux: list[str] = []
        for rang, (ligne, etage) in enumerate(zip(lignes, etages, strict=True)):
            texte = etage.get(colonne, "")
            origine = fusions.get((ligne.numero, colonne))
            if not texte and origine and origine[0] == ligne.numero:
                texte = etage.get(origine[1], "")
            elif not texte and not origine and rang < len(lignes) - 1:
                dessous = any(autre.get(colonne) for autre in etages[rang + 1 :])
                texte = _groupe(etage, colonne, ligne, fusions) if dessous else ""
            if texte and texte not in morceaux:
                morceaux.append(texte)
        if morceaux:
            titres[colonne] = " ".join(morceaux)
    return titres


def _groupe(etage: dict[int, str], colonne: int, ligne: Ligne, fusions: dict) -> str:
    """Le titre de groupe à gauche, s'il n'est ni fusionné (il dit alors son étendue) ni au bord."""
    for voisine in range(colonne - 1, 0, -1):
        if voisine in etage:
            return "" if (ligne.numero, voisine) in fusions else etage[voisine]
    return ""


def _titre(cellule: Cellule) -> str:
    """Le texte d'une cellule de titre ; une année seule (2026) en est un aussi."""
    if isinstance(cellule.valeur, str):
        return re.sub(r"\s+", " ", cellule.valeur)
    if isinstance(cellule.valeur, Decimal) and 2000 <= cellule.valeur <= 2100:
        return f"{cellule.valeur:f}" if cellule.valeur == cellule.valeur.to_integral_value() else ""
    return ""


def titre_possible(ligne: Ligne) -> bool:
    """Une ligne de titres n'a pas de nombre (hors années), de date ni d'erreur."""
    remplies = [c for c in ligne.cellules if c.valeur is not None or c.erreur]
    return bool(remplies) and all(_titre(c) for c in remplies)


def _memoire(lexique: Lexique) -> Callable[[str], int]:
    points: dict[str, int] = {}

    def comprendre(titre: str) -> int:
        nu = cle(titre)
        if nu not in points:
            # Un titre long est une phrase : les mots d'un commentaire ne font pas une ligne de titres.
            colonne = lexique.comprendre(titre) if len(nu.split()) <= 14 else None
            points[nu] = POINTS[colonne.degre] if colonne and colonne.champ else 0
        return points[nu]

    return comprendre


def _numerique(remplies: list[Cellule]) -> bool | None:
    """Vrai : surtout des nombres ; faux : surtout autre chose ; None : colonne vide."""
    if not remplies:
        return None
    nombres = 0
    for c in remplies:
        if isinstance(c.valeur, Decimal) or (c.erreur and c.valeur is None):
            nombres += 1
        elif isinstance(c.valeur, str):
            try:
                cellules.decimal(c.valeur)
                nombres += 1
            except cellules.CelluleInvalide:
                nombres += c.valeur in ("-", "–", "—", "- €")
    return 2 * nombres >= len(remplies)
