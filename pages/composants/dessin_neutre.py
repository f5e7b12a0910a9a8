"""Un dessin neutre : catégories, séries, nombres exacts, unité. Diapositives, papier et HTML le tracent
chacun à sa façon ; aucun ne recalcule un nombre."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pages.composants import formats

NEUTRE = "#84939B"


@dataclass(frozen=True)
class Ecriture:
    """Comment s'écrit une valeur. `genre` : « euros », « fraction » (0 à 1, en %), « nombre »."""

    genre: str = "nombre"
    decimales: int = 0
    suffixe: str = ""

    def __call__(self, valeur: float | None) -> str:
        """La valeur, courte, à la française ; vide si elle manque."""
        if valeur is None:
            return ""
        if self.genre == "euros":
            return formats.montant(valeur)
        if self.genre == "fraction":
            return formats.pourcentage(valeur)
        return formats.nombre(valeur, self.decimales) + self.suffixe

    @property
    def code(self) -> str:
        """Le format de nombre d'un graphique natif : il suit la valeur si on la modifie.

        Les milliers sont séparés par une fine écrite en toutes lettres : une virgule de format suivrait
        la langue du poste. Seule la virgule décimale la suit.
        """
        return self.code_de(())

    def code_de(self, valeurs: Iterable[float | None]) -> str:
        """Le même format, aux décimales près : de petits montants gardent leurs centimes."""
        fine = formats.FINE
        connues = [abs(v) for v in valeurs if v is not None]
        if self.genre == "euros" and connues and max(connues) < 100:
            return f'0.00"{fine}€"'
        if self.genre == "euros":
            return f'[>=999500]0.00,,"{fine}M€";[>=9999.5]0.0,"{fine}k€";#"{fine}"##0"{fine}€"'
        if self.genre == "fraction":
            return f'0"{fine}"%'
        fin = f'"{self.suffixe}"' if self.suffixe else ""
        if self.decimales:
            suite = f".{'0' * self.decimales}{fin}"
            return f'[>=1000]#"{fine}"##0{suite};0{suite}'
        return f'[>=1000000]#"{fine}"###"{fine}"##0{fin};[>=1000]#"{fine}"##0{fin};0{fin}'


@dataclass(frozen=True)
class Serie:
    """Une série : ses valeurs (None : inconnue), leurs textes d'écran, ses couleurs."""

    nom: str
    valeurs: tuple[float | None, ...]
    couleur: str = NEUTRE
    couleurs: tuple[str, ...] = ()
    textes: tuple[str, ...] = ()
    tirets: bool = False


@dataclass(frozen=True)
class Dessin:
    """Un dessin neutre.

    `genre` : « barres » (horizontales ; plusieurs séries : côte à côte), « colonnes », « empilees »,
    « lignes », « multiples » (`cases` : des lignes à la même échelle) ou « tableau » (`entetes`, `lignes`).
    """

    genre: str
    titre: str = ""
    mesure: str = ""
    alt: str = ""
    categories: tuple[str, ...] = ()
    series: tuple[Serie, ...] = ()
    ecriture: Ecriture = Ecriture()
    bornes: tuple[float, float] | None = None
    cases: tuple[Dessin, ...] = ()
    entetes: tuple[str, ...] = ()
    lignes: tuple[tuple[str, ...], ...] = ()
    note: str = ""
