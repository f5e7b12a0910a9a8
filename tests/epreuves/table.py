"""Réunir les épreuves de tous les modules du dossier, et en tenir la table dans un fichier Markdown."""

import importlib
import os
import pkgutil
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import tests.epreuves
from tests.epreuves.genre import Epreuve, Resultat

_RIEN = "—"
_COLONNES = (
    "genre",
    "ce qui est tenté",
    "tentatives",
    "fautes",
    "pire temps",
    "pire mémoire",
    "graine",
    "joué le",
)
_ENTETE = """# Les épreuves

Ce qu'un attaquant, un fichier abîmé ou une panne tentent, combien de fois, et ce qui en sort. Écrit par
`uv run python -m tests.epreuves --ecrire` ; chaque épreuve est dans `tests/epreuves/`, et la même graine
redonne les mêmes tentatives. Le pire temps et la pire mémoire (ce qui s'ajoute au processus) sont ceux
d'une tentative.

Machine : {machine}.
"""


@dataclass(frozen=True)
class Ligne:
    """Une ligne de la table."""

    genre: str
    quoi: str
    essayees: str
    fautes: int
    pire_s: str
    pire_mo: str
    graine: str
    le: str

    @classmethod
    def de(cls, epreuve: Epreuve, resultat: Resultat, graine: int, le: datetime) -> "Ligne":
        pire_s = _RIEN if resultat.pire_s is None else f"{resultat.pire_s:.2f} s".replace(".", ",")
        pire_mo = _RIEN if resultat.pire_mo is None else f"{resultat.pire_mo:.0f} Mo"
        return cls(
            epreuve.genre,
            epreuve.quoi,
            f"{resultat.essayees:,}".replace(",", "\u202f"),
            len(resultat.fautes),
            pire_s,
            pire_mo,
            str(graine),
            f"{le:%d/%m/%Y}",
        )

    def texte(self) -> str:
        return f"{'FAUTE' if self.fautes else 'bien '} {self.genre} : {self.quoi} : {self._nombres()}"

    def _nombres(self) -> str:
        return f"{self.essayees} tentatives, {self.fautes} fautes, {self.pire_s}, {self.pire_mo}"

    def markdown(self) -> str:
        return "| " + " | ".join(str(v).replace("|", "\\|") for v in vars(self).values()) + " |"


def toutes() -> dict[str, Epreuve]:
    """« module:rang » → épreuve, pour tout module de tests/epreuves qui expose EPREUVES."""
    reunies = {}
    for module in sorted(m.name for m in pkgutil.iter_modules(tests.epreuves.__path__)):
        if module.startswith(("_", "test_", "conftest")):
            continue
        lu = importlib.import_module(f"tests.epreuves.{module}")
        for rang, epreuve in enumerate(getattr(lu, "EPREUVES", ())):
            reunies[f"{module}:{rang}"] = epreuve
    return reunies


def une(nom: str) -> Epreuve:
    """L'épreuve « module:rang » ; seul son module est chargé."""
    module, _, rang = nom.partition(":")
    return importlib.import_module(f"tests.epreuves.{module}").EPREUVES[int(rang)]


def ecrire(fichier: Path, lignes: Sequence[Ligne], connues: Sequence[Epreuve]) -> None:
    """Met ces lignes dans la table et garde celles des épreuves qu'on n'a pas rejouées.

    Une ligne dont l'épreuve n'existe plus disparaît.
    """
    ordre = {(e.genre, e.quoi): rang for rang, e in enumerate(connues)}
    gardees = {(i.genre, i.quoi): i for i in [*_lire(fichier), *lignes] if (i.genre, i.quoi) in ordre}
    rangees = sorted(gardees.values(), key=lambda i: (i.genre, ordre[i.genre, i.quoi]))
    titres = f"| {' | '.join(_COLONNES)} |\n|{' --- |' * len(_COLONNES)}"
    corps = "\n".join(ligne.markdown() for ligne in rangees)
    machine = f"{os.cpu_count()} cœurs, {platform.system()} {platform.machine()}, "
    machine += f"Python {platform.python_version()}"
    fichier.parent.mkdir(parents=True, exist_ok=True)
    fichier.write_text(f"{_ENTETE.format(machine=machine)}\n{titres}\n{corps}\n", encoding="utf-8")


def _lire(fichier: Path) -> list[Ligne]:
    """Les lignes d'une table déjà écrite ; aucune si le fichier manque."""
    if not fichier.exists():
        return []
    lues = []
    for texte in fichier.read_text(encoding="utf-8").splitlines():
        cellules = [c.strip().replace("\\|", "|") for c in texte.strip("| ").split(" | ")]
        if len(cellules) == len(_COLONNES) and cellules[3].isdigit():
            lues.append(Ligne(*cellules[:3], int(cellules[3]), *cellules[4:]))
    return lues
