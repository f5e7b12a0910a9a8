"""Jouer les épreuves et en écrire la table : `python -m tests.epreuves [--ecrire]`.

Chaque module de ce dossier qui expose EPREUVES est joué ; chaque épreuve l'est dans un processus neuf, pour
que la chute de l'une soit une faute dite et n'emporte pas les autres.

    uv run python -m tests.epreuves --echelle 0.1 --seulement Coupures --graine 42
    uv run python -m tests.epreuves --ecrire .docs/epreuves.md
"""

import argparse
import json
import secrets
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from tests.epreuves import table
from tests.epreuves.genre import Epreuve, Resultat

RACINE = Path(__file__).parents[2]
TABLE = Path(".docs") / "epreuves.md"
_MARQUE = "RESULTAT "
"""Ce qui précède le résultat sur la sortie de l'enfant : une épreuve peut écrire autre chose."""


def jouer(nom: str, epreuve: Epreuve, graine: int, fois: int, delai_s: float) -> Resultat:
    """L'épreuve dans un processus neuf ; tombé, muet ou trop long, il vaut une faute."""
    commande = [sys.executable, "-m", "tests.epreuves", "--enfant", nom, "--graine", str(graine)]
    try:
        fini = subprocess.run(
            [*commande, "--fois", str(fois)],
            cwd=RACINE,
            capture_output=True,
            text=True,
            check=False,
            timeout=delai_s,
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        return Resultat(0, (f"l'épreuve n'a pas fini en {delai_s:.0f} s",))
    for ligne in reversed(fini.stdout.splitlines()):
        if ligne.startswith(_MARQUE):
            lu = json.loads(ligne.removeprefix(_MARQUE))
            return Resultat(**{**lu, "fautes": tuple(lu["fautes"])})
    dit = (fini.stderr or fini.stdout).strip()[-1500:]
    return Resultat(0, (f"l'épreuve est tombée (code {fini.returncode}) : {dit}",))


def _enfant(nom: str, graine: int, fois: int) -> int:
    resultat = table.une(nom).lancer(graine, fois)
    print(_MARQUE + json.dumps(asdict(resultat), ensure_ascii=False), flush=True)
    return 0


def main(mots: list[str] | None = None) -> int:
    """0 : aucune faute. 1 : au moins une. 2 : rien à jouer."""
    analyseur = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    analyseur.add_argument("--graine", type=int, help="défaut : tirée, et dite")
    analyseur.add_argument("--echelle", type=float, default=1.0, help="0.1 : dix fois moins de tentatives")
    analyseur.add_argument("--seulement", action="append", default=[], metavar="GENRE")
    analyseur.add_argument("--ecrire", type=Path, nargs="?", const=TABLE, metavar="FICHIER.md")
    analyseur.add_argument("--delai", type=float, default=7200, help="secondes laissées à une épreuve")
    analyseur.add_argument("--enfant", help=argparse.SUPPRESS)
    analyseur.add_argument("--fois", type=int, help=argparse.SUPPRESS)
    choix = analyseur.parse_args(mots)
    if choix.enfant:
        return _enfant(choix.enfant, choix.graine, choix.fois)
    connues = table.toutes()
    voulus = {genre.casefold() for genre in choix.seulement}
    a_jouer = {n: e for n, e in connues.items() if not voulus or e.genre.casefold() in voulus}
    if not a_jouer:
        print(f"Aucune épreuve. Genres : {', '.join(sorted({e.genre for e in connues.values()}))}.")
        return 2
    graine = secrets.randbelow(10**9) if choix.graine is None else choix.graine
    lignes = []
    for nom, epreuve in a_jouer.items():
        debut = time.monotonic()
        resultat = jouer(nom, epreuve, graine, max(1, round(epreuve.fois * choix.echelle)), choix.delai)
        ligne = table.Ligne.de(epreuve, resultat, graine, datetime.now(UTC))
        lignes.append(ligne)
        print(f"{ligne.texte()}   ({time.monotonic() - debut:.0f} s)", flush=True)
        for faute in resultat.fautes:
            print(f"    {faute}", flush=True)
    if choix.ecrire:
        table.ecrire(choix.ecrire, lignes, list(connues.values()))
    return int(any(ligne.fautes for ligne in lignes))


if __name__ == "__main__":
    sys.exit(main())
