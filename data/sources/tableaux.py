"""Les tableaux publics, vus par leurs lecteurs : des textes par colonne, des nombres à la française.

L'ouverture est l'affaire de data/fichiers. Ce module défait ce que les tableurs font aux codes : zéros
initiaux perdus, communes réunies dans une cellule.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from data.fichiers.brut import nettoyer
from data.fichiers.classeur import Classeur, ouvrir
from data.fichiers.tables import Disposition, trouver
from data.lecture import Lecture, Lues, Rejet

_ESPACES = re.compile(r"[\s\u00a0\u202f]+")


class Rang(NamedTuple):
    """Une ligne de tableau : où elle est, et colonne → texte (une colonne vide n'y est pas)."""

    feuille: str
    numero: int
    valeurs: dict[str, str]


@dataclass(frozen=True)
class Tableau:
    """Un tableau lu : `entetes` canoniques, `lignes`, et `rejets` des lignes que leur forme fait refuser."""

    entetes: list[str]
    lignes: list[Rang]
    rejets: list[Rejet]
    refusees: int = 0
    lues: list[Lues] = field(default_factory=list)

    def lecture(self) -> Lecture:
        """La lecture que le lecteur complète : lignes comptées, refus de forme déjà dits."""
        return Lecture(
            rejets=list(self.rejets), nb_lignes=len(self.lignes) + self.refusees, lues=list(self.lues)
        )


def lire_tableau(chemin: Path, quoi: str, *exigees: str, **synonymes: tuple[str, ...]) -> Tableau:
    """Le tableau d'un fichier, de tout format, où qu'en soient les titres (voir data/fichiers).

    `quoi` nomme ce qu'on attend ; `synonymes` : nom de colonne → autres titres du même sens. Lève
    SourceIllisible si le fichier ne s'ouvre pas ou si aucune ligne n'a les titres exigés.
    """
    return tableau_de(ouvrir(chemin), quoi, *exigees, **synonymes)


def tableau_de(classeur: Classeur, quoi: str, *exigees: str, **synonymes: tuple[str, ...]) -> Tableau:
    """Comme `lire_tableau`, d'un classeur déjà ouvert (le membre d'une archive…)."""
    trouvees = trouver(classeur, Disposition.de(quoi, exigees, **synonymes))
    lignes = [Rang(r.feuille, r.numero, _propres(r.textes())) for r in trouvees.rangees()]
    lues = [Lues(feuille, numeros) for feuille, numeros in trouvees.lues(classeur).items()]
    return Tableau(trouvees.titres, lignes, trouvees.rejets, trouvees.refusees, lues)


def _propres(textes: dict[str, str]) -> dict[str, str]:
    """Les textes sans la garde `="60057"` qu'un tableur laisse dans une cellule."""
    return {nom: propre for nom, texte in textes.items() if (propre := nettoyer(texte))}


def nombre(texte: str) -> float:
    """Un nombre écrit avec virgule ou point, milliers séparés ou non ; ValueError sinon.

    « 1 234,5 », « 1.234,56 » et « 1,234.56 » se lisent : le dernier signe est la décimale. Un signe
    seul est toujours la décimale, comme dans les fichiers de l'INSEE, qui n'y séparent les milliers
    que par des espaces.
    """
    net = _ESPACES.sub("", texte).replace("%", "").replace("\u2212", "-")
    if "," in net and "." in net:
        milliers = "," if net.rfind(".") > net.rfind(",") else "."
        net = net.replace(milliers, "")
    net = net.replace(",", ".")
    if net.count(".") > 1 or not re.fullmatch(r"[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?|[-+]?\d+\.", net):
        raise ValueError(f"« {texte} » n'est pas un nombre")
    return float(net)


def entier(valeur: object) -> int:
    """Un entier écrit en texte ou en nombre (« 2024 », 2024.0) ; ValueError sinon."""
    lu = nombre(str(valeur))
    if lu != int(lu):
        raise ValueError(f"« {valeur} » n'est pas un entier")
    return int(lu)


def code_insee(texte: str) -> str:
    """Un code commune dont un tableur a mangé le zéro initial (« 1262 » → « 01262 »)."""
    return texte.zfill(5) if texte.isdigit() and len(texte) == 4 else texte


def codes(texte: str | None) -> list[str]:
    """Les codes communes d'une cellule, séparés par des virgules ou des points-virgules, sans doublon."""
    morceaux = (m.strip() for m in re.split(r"[;,|]", texte or ""))
    return list(dict.fromkeys(code_insee(m) for m in morceaux if m))


def table(lignes: Iterable[Sequence[object]], *colonnes: str, feuille: str | None = None) -> pd.DataFrame:
    """Les lignes en table ; type objet pour que None reste None, et non NaN.

    `feuille` et une colonne `_ligne` disent à l'assemblage d'où vient chaque ligne : un refus décidé
    plus tard (contrat inconnu…) désigne alors la ligne du fichier.
    """
    lues = pd.DataFrame(list(lignes), columns=list(colonnes), dtype=object)
    return lues if feuille is None else lues.assign(_feuille=feuille)
