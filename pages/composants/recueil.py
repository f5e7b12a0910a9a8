"""Recueillir ce qu'une page dit, sans écran : la matière des diapositives, du dossier et de l'aperçu.

Les composants notent ici ce qu'ils montrent. Hors d'un recueil (une visite ordinaire), noter ne fait
rien. Un document et la page ne peuvent donc pas dire deux choses : c'est la page qui a parlé.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from pages.composants.chiffres import Chiffre
    from pages.composants.dessin_neutre import Dessin as Neutre
    from pages.composants.tableaux import Colonne


@dataclass
class Dessin:
    """Un graphique montré : sa figure Plotly (dictionnaire), son titre, sa mesure."""

    cle: str
    spec: dict
    titre: str = ""
    sous_titre: str = ""
    alt: str = ""
    neutre: Neutre | None = None
    """Le même, neutre : ce que tracent les documents et l'aperçu."""


@dataclass
class Tableau:
    """Un tableau montré : les lignes telles quelles, et comment les écrire (`colonnes`)."""

    nom: str
    titre: str
    lignes: pd.DataFrame
    colonnes: Mapping[str, Colonne]


@dataclass
class Carte:
    """Une carte montrée : `etat` est ce que rend `cartes.etat_carte` (couleurs, textes, légende)."""

    cle: str
    etat: dict
    contrat: str
    """Codes des contrats, séparés par des virgules : ceux dont on trace les contours."""
    generation: str
    couche: str = "quartiers"


@dataclass
class Vue:
    """Ce qu'une page a dit, dans l'ordre où elle l'a dit."""

    page: str
    parametres: dict[str, str] = field(default_factory=dict)
    question: str = ""
    phrase: str = ""
    chiffres: list[Chiffre] = field(default_factory=list)
    dessins: list[Dessin] = field(default_factory=list)
    tableaux: list[Tableau] = field(default_factory=list)
    cartes: list[Carte] = field(default_factory=list)
    regle: str = ""
    sources: list[str] = field(default_factory=list)
    filtres: str = ""
    """Les filtres en mots : « Val d'Aurore · 2024 · Montant accordé »."""
    collectivite: str = ""
    contrat: str = ""
    """Le nom du contrat de la vue, ou « Tous les contrats »."""
    fictif: bool = False
    version: str = ""
    """`version_id` de la base qui a répondu."""
    publiee_le: object = None
    message: str = ""
    """Ce que la page dit quand elle n'a rien à montrer."""
    reserves: list[str] = field(default_factory=list)
    """Ce qui empêche de comparer deux années, ou d'en croire une entière."""
    blocs: tuple = ()
    """Ce dont elle est faite, si la page est une valeur (pages/blocs)."""
    ecartes: list[str] = field(default_factory=list)
    """Ce que l'adresse demandait et que la base n'a pas, ou que cette personne ne peut pas voir."""


_vue: ContextVar[Vue | None] = ContextVar("vue_recueillie", default=None)


@contextmanager
def recueillir(vue: Vue) -> Iterator[Vue]:
    """Les composants notent dans `vue` tout ce qu'ils montrent dans ce bloc (et dans ce fil)."""
    jeton = _vue.set(vue)
    try:
        yield vue
    finally:
        _vue.reset(jeton)


def en_cours() -> bool:
    """Vrai quand la page parle sans écran : rien n'est à dessiner pour un navigateur."""
    return _vue.get() is not None


def noter(**champs: object) -> None:
    """Note `question`, `phrase`, `regle`… ; le premier qui parle l'emporte."""
    vue = _vue.get()
    if vue is None:
        return
    for nom, valeur in champs.items():
        if not getattr(vue, nom):
            setattr(vue, nom, valeur)


def ecarter(notes: list[str]) -> None:
    """Note ce que la page ignore de son adresse."""
    if (vue := _vue.get()) is not None:
        vue.ecartes += [note for note in notes if note not in vue.ecartes]


def chiffres(montres: list[Chiffre]) -> None:
    """Note les chiffres d'une rangée."""
    if (vue := _vue.get()) is not None:
        vue.chiffres += montres


def tableau(nom: str, titre: str, lignes: pd.DataFrame, colonnes: Mapping[str, Colonne]) -> None:
    """Note un tableau."""
    if (vue := _vue.get()) is not None:
        vue.tableaux.append(Tableau(nom, titre, lignes, colonnes))


def carte(notee: Carte) -> None:
    """Note une carte."""
    if (vue := _vue.get()) is not None:
        vue.cartes.append(notee)
