"""Ce qu'un lecteur de source rend à la construction : des lignes de tables et des refus expliqués."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

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
class Lecture:
    """Ce qu'un fichier apporte.

    `tables` : nom de table → lignes, dont les colonnes sont celles du schéma, sans `source_id`. Montants en
    `decimal.Decimal` (ou None), dates en `datetime.date`, listes en `list[str]`, géométrie en WKT
    réparé (WGS84). Deux colonnes de plus, facultatives : `_feuille` et `_ligne`, l'origine de la ligne,
    qu'un refus décidé à l'assemblage peut ainsi nommer. Les tables d'ANNEXES (data/assemblage.py) y ajoutent
    ce qui sert à rattacher les autres : quels codes de contrat en remplacent d'autres…
    `nb_retenues` : lignes du fichier entrées dans la base ; toute autre a son `Rejet` bloquant.
    """

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    rejets: list[Rejet] = field(default_factory=list)
    nb_lignes: int = 0
    nb_retenues: int = 0


@dataclass(frozen=True)
class Perimetre:
    """Ce que la recette demande de garder ; tout vide : rien n'est restreint."""

    contrats: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


Lecteur = Callable[[Path, Avance], Lecture]
"""Lit un fichier (ou un dossier) ; lève SourceIllisible si sa disposition n'est pas la sienne."""
