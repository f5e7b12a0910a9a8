"""Ce qu'un lecteur de source rend à la construction : des lignes de tables et des refus expliqués."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

import pandas as pd
import pyarrow as pa

Avance = Callable[[int, int], None]
"""Appelée par un lecteur avec (lignes lues, lignes attendues ; 0 si inconnu)."""


class SourceIllisible(Exception):
    """Un fichier absent, tronqué ou d'une autre disposition ; le message est une phrase à montrer."""


@dataclass(frozen=True)
class Rejet:
    """Une ligne ou une cellule refusée. `bloquant` faux : la ligne entre, corrigée ou signalée."""

    motif: str
    feuille: str | None = None
    ligne: int | None = None
    colonne: str | None = None
    valeur: str | None = None
    bloquant: bool = True


@dataclass
class Lues:
    """Les lignes d'une feuille telles que le fichier les porte, avant toute décision sur leur sort.

    `feuille` : le nom que portent aussi `_feuille` et les rejets (indifférent si le fichier n'en a qu'une).
    `numeros` : chaque ligne une fois. `montants` : étape (« accorde », « demande »…) → un montant en euros
    par ligne, tel qu'il est écrit dans ses cellules (None : rien de lisible) ; vide : la feuille ne porte
    pas de financements. `illisibles` : les cellules de montant remplies que personne ne sait lire.
    """

    feuille: str | None
    numeros: Sequence[int] | pa.Array
    montants: Mapping[str, Sequence[Decimal | None] | pa.ChunkedArray] = field(default_factory=dict)
    illisibles: int = 0


class Ignoree(NamedTuple):
    """Une ligne qui n'est pas une donnée, et qu'on dit : exemple, total rapproché, titres répétés."""

    feuille: str | None
    ligne: int
    motif: str


class Jointe(NamedTuple):
    """Une ligne dont les euros s'ajoutent à ceux d'une autre (même feuille ou non) : elle en suit le sort."""

    feuille: str | None
    ligne: int
    vers_feuille: str | None
    vers_ligne: int


class Ecart(NamedTuple):
    """Des euros d'une ligne retenue qui n'entrent pas, ou qui entrent sans qu'elle les dise, et pourquoi."""

    feuille: str | None
    ligne: int
    etape: str
    montant: Decimal
    motif: str


def lire_montants(
    cellules: Iterable[object], lire: Callable[[object], Decimal | None]
) -> tuple[list[Decimal | None], int]:
    """Les montants d'une colonne pour `Lues`, et combien de ses cellules ne se lisent pas.

    `lire` rend None pour une cellule vide et lève ValueError (CelluleInvalide en est une) sinon.
    """
    lus: list[Decimal | None] = []
    illisibles = 0
    for cellule in cellules:
        try:
            lus.append(lire(cellule))
        except ValueError:
            lus.append(None)
            illisibles += 1
    return lus, illisibles


@dataclass
class Lecture:
    """Ce qu'un fichier apporte.

    `tables` : nom de table → lignes, dont les colonnes sont celles du schéma, sans `source_id`. Montants en
    `decimal.Decimal` (ou None), dates en `datetime.date`, listes en `list[str]`, géométrie en WKT
    réparé (WGS84). Deux colonnes de plus, facultatives : `_feuille` et `_ligne`, l'origine de la ligne,
    qu'un refus décidé à l'assemblage peut ainsi nommer. Les tables d'ANNEXES (data/assemblage.py) y ajoutent
    ce qui sert à rattacher les autres : quels codes de contrat en remplacent d'autres…
    `lues` : toutes les lignes du fichier ; chacune doit finir retenue (une ligne de table porte son numéro),
    refusée (un `Rejet` bloquant), ou ignorée (`ignorees`). data/registre.py le vérifie. Sans `lues`, ce sont
    les lignes que citent les tables et les rejets. `nb_lignes` : combien de lignes sont des données (les
    ignorées n'en sont pas) ; `nb_retenues` : combien le lecteur en retient.
    `ecartes` : euros d'une ligne retenue qui n'entrent pas (le montant d'une autre année) ; `repris` : euros
    qui entrent avec elle sans qu'elle les dise (ce que la base savait déjà). `jointes` : les lignes qu'un
    même financement additionne.
    """

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    rejets: list[Rejet] = field(default_factory=list)
    nb_lignes: int = 0
    nb_retenues: int = 0
    lues: list[Lues] = field(default_factory=list)
    ignorees: list[Ignoree] = field(default_factory=list)
    ecartes: list[Ecart] = field(default_factory=list)
    repris: list[Ecart] = field(default_factory=list)
    jointes: list[Jointe] = field(default_factory=list)


@dataclass(frozen=True)
class Perimetre:
    """Ce que la recette demande de garder ; tout vide : rien n'est restreint."""

    contrats: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


Lecteur = Callable[..., Lecture]
"""Lit un fichier (ou un dossier) : son chemin, l'avance, et ce que disent APRES et SELON_PERIMETRE. Lève
SourceIllisible si sa disposition n'est pas la sienne."""
