"""Les définitions des indicateurs de l'INSEE : d'un nom technique de colonne à des mots clairs.

Le catalogue (catalogue_insee.csv) est le nôtre : nom, thème, unité, définition, ce qui est souhaitable.
Une colonne du catalogue vaut pour tous les millésimes, sauf `colonne@année`, d'une définition à part.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).parent / "catalogue_insee.csv"
COLONNES = ("indicateur_id", "nom", "theme", "unite", "definition", "sens", "sommable")

_ANNEE_EN_FIN = re.compile(r"(.+?)(?:_A(\d{2})|_?(20\d{2}))", re.IGNORECASE)


@dataclass(frozen=True)
class Definition:
    """Un indicateur, tel qu'il entre dans la table du même nom."""

    indicateur_id: str
    nom: str
    theme: str
    unite: str
    definition: str
    sens: str
    sommable: bool

    def ligne(self) -> tuple[object, ...]:
        """Les valeurs dans l'ordre de COLONNES."""
        return tuple(getattr(self, c) for c in COLONNES)


@cache
def catalogue() -> dict[str, Definition]:
    """Nom technique (minuscules, sans millésime) → définition."""
    connues = {}
    with CATALOGUE.open(encoding="utf-8", newline="") as flux:
        for ligne in csv.DictReader(flux, delimiter=";"):
            colonnes = ligne.pop("colonnes").split()
            sommable = ligne.pop("sommable") == "oui"
            definition = Definition(**ligne, sommable=sommable)
            connues.update(dict.fromkeys(colonnes, definition))
    return connues


def separer_annee(colonne: str) -> tuple[str, int | None]:
    """Le nom technique et le millésime qu'il porte : « DISP_MED_A21 » → (disp_med, 2021)."""
    trouve = _ANNEE_EN_FIN.fullmatch(colonne.strip())
    # « tx_tot_60a74 » finit comme un millésime : un nom du catalogue se prend entier.
    if not trouve or colonne.strip().lower() in catalogue():
        return colonne.strip().lower(), None
    return trouve[1].lower(), int(trouve[3] or f"20{trouve[2]}")


def definir(technique: str, annee: int, libelle: str | None) -> Definition | None:
    """La définition d'une colonne : celle du catalogue, sinon celle que donne le libellé du fichier.

    Un libellé d'INSEE ne dit pas si l'indicateur s'additionne : on ne le suppose jamais.
    """
    connue = catalogue().get(f"{technique}@{annee}") or catalogue().get(technique)
    if connue or not libelle:
        return connue
    unite = (
        "%"
        if re.match(r"(part|taux|proportion)\b", libelle, re.IGNORECASE) or technique[:3] == "tx_"
        else "nombre"
    )
    return Definition(technique, libelle, "Autres données", unite, f"{libelle} (INSEE).", "neutre", False)
