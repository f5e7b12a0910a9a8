"""Les contrôles de cohérence : un fichier SQL de data/controles chacun, qui rend les lignes en défaut.

Lus ici parce que les pages refont, sur ce qui se voit, ceux que la construction a passés sur tout.
"""

import re
from dataclasses import dataclass
from pathlib import Path

DOSSIER = Path(__file__).parents[1] / "data" / "controles"


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
