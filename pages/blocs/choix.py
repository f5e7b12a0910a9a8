"""Ce qui se choisit dans une page : les filtres, et les paramètres qui ne sont qu'à elle."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, Self

from pages.blocs.base import Bloc


class Demandee(Protocol):
    """Ce qu'un choix demande à la visite : ce que dit l'adresse d'un paramètre propre à la page."""

    def parametre(self, nom: str, defaut: str = "") -> str:
        """Ce que dit l'adresse ; KeyError si le plan ne le donne pas à la page."""


@dataclass(frozen=True, eq=False)
class Choix(Bloc):
    """Un choix propre à la page ; le premier est le défaut, omis du lien.

    `options` : code → nom. `valeur` : le code choisi. `inconnue` : ce que demande l'adresse et que la page
    n'a pas ; vide d'ordinaire. `largeur` : en pixels, au bureau.
    """

    nom: str
    options: Mapping[str, str]
    libelle: str = ""
    valeur: str = ""
    inconnue: str = ""
    largeur: int = 330

    @classmethod
    def de(
        cls, visite: Demandee, nom: str, *, options: Mapping[str, str], libelle: str, largeur: int = 330
    ) -> Self:
        """Le choix que fait cette visite du paramètre `nom`."""
        defaut = next(iter(options))
        dite = visite.parametre(nom, defaut)
        connue = dite in options
        return cls(
            nom,
            dict(options),
            libelle=libelle,
            valeur=dite if connue else defaut,
            inconnue="" if connue else dite,
            largeur=largeur,
        )


@dataclass(frozen=True, eq=False)
class Rubriques(Choix):
    """Le même, tous les noms en vue : ce sont les parties d'une page, et l'on n'en lit qu'une.

    En changer oublie ce qu'on avait choisi dans la précédente : ses paramètres propres quittent l'adresse.
    """


@dataclass(frozen=True, eq=False)
class Saisie(Bloc):
    """Des mots qu'on tape, gardés dans l'adresse sous `nom` ; rien en projection, où l'on ne tape pas.

    `libelle` : ce que dit le champ à qui ne le voit pas ; `aide` : ce qu'on y lit tant qu'il est vide.
    """

    nom: str
    libelle: str
    valeur: str = ""
    aide: str = ""

    @classmethod
    def de(cls, visite: Demandee, nom: str, *, libelle: str, aide: str = "") -> Self:
        """Ce que dit cette visite du paramètre `nom`."""
        return cls(nom, libelle, visite.parametre(nom), aide)


@dataclass(frozen=True, eq=False)
class Bandeau(Bloc):
    """Les filtres de la page : le contrat et l'année y sont toujours, puis `champs`, noms de l'adresse.

    `seul` : un champ à valeur unique, choisi en tête (le quartier de la page Quartier). `choix` : ceux de la
    page, à leur suite.
    """

    champs: tuple[str, ...] = ()
    seul: str | None = None
    choix: tuple[Choix, ...] = ()


@dataclass(frozen=True, eq=False)
class Renvoi(Bloc):
    """La page demande à être lue autrement (le quartier qu'on n'a pas nommé) ; elle finit là.

    `dit` : ce que l'adresse demandait et que la page n'a pas ; vide d'ordinaire.
    """

    parametres: Mapping[str, str | None]
    dit: str = ""
