"""Découper un texte en champs : le séparateur trouvé et dit, aucun guillemet ne mange de lignes.

Un guillemet qu'on oublie de refermer avale tout ce qui suit. Ici rien n'est lu au-delà : la ligne est nommée,
et le fichier entier est refusé. Les numéros de lignes sont ceux du texte, la première étant la ligne 1.
"""

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from data.fichiers.bornes import FICHIER, Bornes, trop
from data.lecture import SourceIllisible

SEPARATEURS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre verticale"}
_SEP = re.compile(r'\ufeff?"?sep=(.)"?[;,\t| ]*\r?(?:\n|$)', re.IGNORECASE)
_DEBUT = 60
"""Lignes regardées pour choisir le séparateur."""
_MINCE = 3
"""En dessous de trois colonnes, une ligne de texte libre peut en avoir la largeur : elle n'accuse pas."""


@dataclass(frozen=True)
class Decoupage:
    """Les lignes non vides d'un texte : (numéro de sa première ligne dans le fichier, champs)."""

    separateur: str
    lignes: list[tuple[int, list[str]]]
    dits: tuple[str, ...] = ()


def decouper(texte: str, nom: str, bornes: Bornes = FICHIER) -> Decoupage:
    """Les champs de chaque ligne. Lève SourceIllisible si un guillemet est de trop (la ligne est nommée), ou
    si les champs sont trop nombreux (ils sont comptés d'abord)."""
    csv.field_size_limit(sys.maxsize)
    if texte.count("\n") > bornes.lignes:
        raise trop(nom, "lignes", bornes.lignes)
    annonce = _SEP.match(texte)
    dits: tuple[str, ...] = ()
    sautees = 0
    if annonce:
        signe, sautees = annonce[1], 1
        texte = texte[annonce.end() :]
        dits = (f"séparateur annoncé par le fichier : {SEPARATEURS.get(signe, signe)}",)
    else:
        signe = separateur(texte)
    if texte.count(signe) > bornes.champs:
        raise trop(nom, "champs", bornes.champs)
    lignes = []
    for numero, brute, champs in _enregistrements(texte, signe, nom, sautees):
        if len(champs) > bornes.colonnes and len(_sans_bout(champs)) > bornes.colonnes:
            raise trop(nom, "colonnes", bornes.colonnes)
        if brute or any(champ.strip() for champ in champs):
            lignes.append((numero, champs))
    return Decoupage(signe, lignes, dits)


def _sans_bout(champs: list[str]) -> list[str]:
    """Sans les champs vides de la fin, que certains exports écrivent par milliers."""
    fin = len(champs)
    while fin and not champs[fin - 1].strip():
        fin -= 1
    return champs[:fin]


def _enregistrements(texte: str, signe: str, nom: str, sautees: int) -> Iterator[tuple[int, bool, list[str]]]:
    """(première ligne, multiple, champs) de chaque enregistrement non vide."""
    physiques = io.StringIO(texte, newline="")
    lecteur = csv.reader(physiques, delimiter=signe, strict=True)
    attendue = _largeur(texte, signe)
    avant = 0
    try:
        for champs in lecteur:
            debut, fin = avant + 1, lecteur.line_num
            avant = fin
            if not champs:
                continue
            if fin > debut and _avale(champs, signe, attendue):
                raise _guillemet(nom, debut + sautees, champs)
            yield debut + sautees, fin > debut, champs
    except csv.Error as erreur:
        raise _guillemet(nom, avant + 1 + sautees, [_ligne(texte, avant + 1)]) from erreur


def _largeur(texte: str, signe: str) -> int:
    """Le nombre de champs de la plupart des premières lignes."""
    debut = texte[:200_000].splitlines()[: 4 * _DEBUT]
    largeurs = Counter(ligne.count(signe) + 1 for ligne in debut if ligne.strip())
    return max(largeurs.items(), key=lambda paire: (paire[1], paire[0]), default=(1, 0))[0]


def _avale(champs: list[str], signe: str, attendue: int) -> bool:
    """Vrai si un champ de plusieurs lignes en contient une qui, seule, ferait une ligne du tableau.

    Deux guillemets de trop, sur deux lignes, encadrent tout ce qui les sépare : le compte des champs peut
    retomber juste. Ce que le champ a avalé trahit la faute.
    """
    if attendue < _MINCE:
        return False
    for rang, champ in enumerate(champs):
        if "\n" not in champ and "\r" not in champ:
            continue
        morceaux = champ.splitlines()
        # La première ligne commence avant le champ, la dernière finit après lui.
        premiere = rang + 1 + morceaux[0].count(signe)
        derniere = morceaux[-1].count(signe) + len(champs) - rang
        milieu = (morceau.count(signe) + 1 for morceau in morceaux[1:-1])
        if premiere >= attendue and derniere >= attendue and morceaux[0].count(signe):
            return True
        if any(largeur >= attendue for largeur in milieu):
            return True
        if len(champs) < attendue and (premiere >= attendue or derniere >= attendue):
            return True
    return False


def _ligne(texte: str, numero: int) -> str:
    lignes = texte.splitlines()
    return lignes[numero - 1] if numero <= len(lignes) else ""


def _guillemet(nom: str, ligne: int, champs: list[str]) -> SourceIllisible:
    debut = " ".join(" ; ".join(champs).split())[:60]
    return SourceIllisible(
        f"« {nom} », ligne {ligne} : un guillemet y est ouvert sans être refermé (« {debut}… ») : "
        "rien n'a été lu. Retirez-le ou doublez-le, puis recommencez."
    )


def separateur(texte: str) -> str:
    """`;`, tabulation, `,` ou `|` : celui qui donne la même largeur au plus de premières lignes."""
    debut = "\n".join(texte[:100_000].splitlines()[:_DEBUT])

    def accord(signe: str) -> tuple[int, int]:
        largeurs = Counter(len(ligne) for ligne in csv.reader(io.StringIO(debut), delimiter=signe) if ligne)
        del largeurs[1]
        largeur, nb = max(largeurs.items(), key=lambda paire: (paire[1], paire[0]), default=(0, 0))
        return nb, largeur

    return max(SEPARATEURS, key=accord)
