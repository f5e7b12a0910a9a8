"""La fiche d'un quartier : ce que la base en sait, sous le filtre en cours."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from pages.composants import formats
from queries import Filtre, lire


@dataclass(frozen=True)
class Fiche:
    """Un quartier et son argent.

    `filtre` porte le quartier et, si son périmètre est inchangé, son code de l'autre zonage : les
    actions d'avant 2024 sont rattachées aux codes de 2015. `habitants` : None si inconnus.
    """

    identite: Mapping
    filtre: Filtre
    resume: Mapping
    passages: pd.DataFrame
    comparaison: pd.DataFrame

    @property
    def nom(self) -> str:
        """Le nom du quartier."""
        return self.identite["nom"]

    @property
    def habitants(self) -> int | None:
        """La population publiée du quartier."""
        valeur = self.identite["population"]
        return None if formats.absent(valeur) or not valeur else int(valeur)


def fiche(code: str, filtre: Filtre) -> Fiche:
    """La fiche du quartier `code` ; IndexError si la base ne le connaît pas."""
    passages = lire("quartiers/passages", quartier=code)
    identiques = passages[passages["statut"] == "identique"]
    codes = dict.fromkeys([code, *identiques["ancien"].dropna(), *identiques["nouveau"].dropna()])
    local = replace(filtre, quartiers=tuple(codes))
    return Fiche(
        identite=lire("quartiers/identite", quartier=code).iloc[0],
        filtre=local,
        resume=lire("synthese/chiffres", filtre=local).iloc[0],
        passages=passages,
        comparaison=lire("quartiers/comparaison", quartier=code),
    )
