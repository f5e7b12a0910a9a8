"""Les contrôles de cohérence : un fichier SQL de data/controles chacun, qui rend les lignes en défaut."""

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.moteur import seule
from data.rapport import BilanControle

DOSSIER = Path(__file__).parent / "controles"


@dataclass(frozen=True)
class Controle:
    """Un contrôle : ce qu'il vérifie, s'il empêche la publication, la requête de ses lignes en défaut."""

    nom: str
    titre: str
    gravite: str
    requete: str


def controles() -> list[Controle]:
    """Tous les contrôles, dans l'ordre des noms. Lève ValueError si un en-tête manque."""
    lus = []
    for fichier in sorted(DOSSIER.glob("*.sql")):
        texte = fichier.read_text(encoding="utf-8")
        titre = re.search(r"^-- titre ?: ?(.+)$", texte, re.MULTILINE)
        gravite = re.search(r"^-- gravite ?: ?(bloquant|avertissement)$", texte, re.MULTILINE)
        if not titre or not gravite:
            raise ValueError(f"{fichier.name} : il manque l'en-tête titre ou gravite")
        lus.append(Controle(fichier.stem, titre[1].strip(), gravite[1], texte.rstrip().rstrip(";")))
    return lus


def passer(base: duckdb.DuckDBPyConnection) -> list[BilanControle]:
    """Exécute tous les contrôles sur la base courante."""
    return [BilanControle(c.nom, c.titre, c.gravite, nb_lignes(base, c)) for c in controles()]


def nb_lignes(base: duckdb.DuckDBPyConnection, controle: Controle) -> int:
    return seule(base.execute(f"select count(*) from (\n{controle.requete}\n)"))[0]


def exemples(base: duckdb.DuckDBPyConnection, nom: str, nb: int = 3) -> list[str]:
    """Les premières lignes en défaut d'un contrôle, à citer dans un message."""
    requete = next(c.requete for c in controles() if c.nom == nom)
    return [
        ", ".join("" if valeur is None else str(valeur) for valeur in ligne)
        for ligne in base.execute(f"select * from (\n{requete}\n) limit {int(nb)}").fetchall()
    ]
