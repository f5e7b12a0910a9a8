"""Relire tout le dépôt d'une commande : écriture, mise en forme, SQL, types, étages, code mort.

    uv run python -m tests.verifier              # tout ; 1 si une étape échoue, mais toutes sont jouées
    uv run python -m tests.verifier types sql    # celles-là seulement

Chaque outil est épinglé avec les autres dépendances et se passe d'internet. Les réglages sont dans
pyproject.toml ; le code mort a les siens dans tests/code_mort.py, qui dit ce qui est tenu et pourquoi.
"""

import argparse
import subprocess
import sys
import sysconfig
import time
from dataclasses import dataclass
from pathlib import Path

RACINE = Path(__file__).parents[1]


@dataclass(frozen=True)
class Etape:
    """Un outil et ce qu'il tient. `suffixe` : lui nommer un par un les fichiers qui finissent ainsi."""

    nom: str
    tient: str
    commande: tuple[str, ...]
    suffixe: str = ""


ETAPES = (
    Etape("ecriture", "règles d'écriture (ruff check)", ("ruff", "check", "--quiet", ".")),
    Etape("forme", "mise en forme (ruff format)", ("ruff", "format", "--check", "--quiet", ".")),
    Etape("sql", "tout le SQL (sqlfluff)", ("sqlfluff", "lint", "--processes", "2"), ".sql"),
    Etape("types", "types (ty)", ("ty", "check", "--python", sys.prefix, "--output-format", "concise")),
    Etape("etages", "étages et cercles (import-linter)", ("lint-imports", "--no-cache", "--no-logo")),
    Etape("mort", "code mort (vulture, puis nom par nom)", (sys.executable, "-m", "tests.code_mort")),
)


def fichiers(racine: Path, suffixe: str) -> list[str]:
    """Les fichiers du dépôt qui finissent ainsi, relatifs à sa racine ; ceux de .venv n'en sont pas."""
    relatifs = (f.relative_to(racine) for f in sorted(racine.rglob(f"*{suffixe}")))
    return [str(f) for f in relatifs if not any(dossier.startswith(".") for dossier in f.parts[:-1])]


def jouer(etape: Etape, racine: Path) -> tuple[bool, str]:
    """Vrai si l'étape passe, et ce que l'outil a dit. Un outil absent est un échec, jamais un silence."""
    outil, *suite = etape.commande
    # Les programmes de cet environnement-ci : l'appelant a pu en activer un autre. Un chemin entier le reste.
    programme = Path(sysconfig.get_path("scripts")) / outil
    if etape.suffixe:
        a_lire = fichiers(racine, etape.suffixe)
        if not a_lire:
            return False, f"Aucun fichier {etape.suffixe} : est-ce bien le dépôt ?"
        suite += a_lire
    try:
        fini = subprocess.run(
            [programme, *suite], cwd=racine, capture_output=True, text=True, errors="replace", check=False
        )
    except OSError as erreur:
        return False, f"« {outil} » ne se lance pas ({erreur.strerror}) : lancez « uv sync »."
    return fini.returncode == 0, (fini.stdout + fini.stderr).strip()


def main(mots: list[str] | None = None, racine: Path = RACINE) -> int:
    """0 : tout passe. 1 : au moins une étape échoue ; les autres sont jouées quand même."""
    connues = ", ".join(etape.nom for etape in ETAPES)
    analyseur = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    analyseur.add_argument("etapes", nargs="*", metavar="ÉTAPE", help=connues)
    voulues = analyseur.parse_args(mots).etapes
    if inconnues := sorted(set(voulues) - {etape.nom for etape in ETAPES}):
        analyseur.error(f"étape inconnue : {', '.join(inconnues)} ; il y a {connues}.")
    echecs = []
    for etape in (e for e in ETAPES if not voulues or e.nom in voulues):
        debut = time.monotonic()
        passe, dit = jouer(etape, racine)
        print(f"{'✓' if passe else '✗'} {etape.tient} ({time.monotonic() - debut:.0f} s)", flush=True)
        if not passe:
            echecs.append(etape.nom)
            print(dit or "L'outil n'a rien dit.", flush=True)
    print(f"À reprendre : {', '.join(echecs)}." if echecs else "Tout est en ordre.")
    return 1 if echecs else 0


if __name__ == "__main__":
    sys.exit(main())
