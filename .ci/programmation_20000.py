"""Mesure : examiner un tableau de 20 000 lignes (ouverture, lecture, comparaison), en secondes et en Mo.

`uv run python .ci/programmation_20000.py --base demo.duckdb` écrit le tableau d'après la base fictive,
l'examine dans un processus à part, et dit le temps et la mémoire. Échoue au-delà de 20 s ou de 1 Go.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from data.programmation import rapport

RACINE = Path(__file__).parents[1]
sys.path.insert(0, str(RACINE))

from data.fichiers.classeur import ouvrir  # noqa: E402
from data.programmation import large  # noqa: E402
from data.programmation.examen import examiner  # noqa: E402

CONTRAT, ANNEE = "CN00001I", 2026
MONTANTS = 24
"""Colonnes de montants gardées : six financeurs et leurs quatre étapes, ce qu'un grand tableau porte."""


def ecrire(base: Path, chemin: Path, nb: int) -> None:
    """Les actions de l'année, répétées sous d'autres références et d'autres noms jusqu'à `nb` lignes."""
    with duckdb.connect(str(base), read_only=True) as connexion:
        titres, lignes = large.tableau(connexion, CONTRAT, ANNEE)
    largeur = len(large.TITRES) + MONTANTS
    repetees = []
    for rang in range(nb):
        ligne = lignes[rang % len(lignes)][:largeur]
        ligne[0] = f"{ligne[0]}-{rang}"
        ligne[1] = f"{ligne[1]} {rang}"
        if rang % 10 == 0:
            ligne[4] = f"Association du quartier {rang}"
        if rang % 50 == 0:
            ligne[13] = "Les Grandes Ormais"
        repetees.append(ligne)
    large.ecrire_xlsx(titres[:largeur], repetees, chemin)


def mesurer(base: Path, chemin: Path) -> None:
    """Examine le tableau et dit ce que cela a coûté."""
    depart = time.perf_counter()
    classeur = ouvrir(chemin)
    ouvert = time.perf_counter()
    with duckdb.connect(str(base), read_only=True) as connexion:
        examen = examiner(classeur, connexion, CONTRAT, ANNEE)
        texte, json = rapport.texte(examen), rapport.en_json(examen)
    fini = time.perf_counter()
    memoire = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lu = examen.lecture
    print(
        f"{lu.nb_lignes} lignes, {len(lu.actions)} retenues, {len(lu.constats)} constats ; "
        f"ouverture {ouvert - depart:.1f} s, examen {fini - ouvert:.1f} s, total {fini - depart:.1f} s, "
        f"processeur {time.process_time():.1f} s, mémoire {memoire:.0f} Mo ; "
        f"texte {len(texte)} signes, JSON {len(json) / 1e6:.1f} Mo"
    )
    # Le temps de processeur : la machine peut faire autre chose.
    if time.process_time() > 20 or memoire > 1024:
        sys.exit("Plus de 20 s ou plus de 1 Go.")


def main() -> None:
    """Écrit puis mesure, dans deux processus : la mémoire de l'écriture ne compte pas."""
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--base", type=Path, required=True, help="la base fictive")
    analyseur.add_argument("--lignes", type=int, default=20_000)
    analyseur.add_argument("--tableau", type=Path, help="un tableau déjà écrit : ne fait que mesurer")
    choix = analyseur.parse_args()
    if choix.tableau:
        mesurer(choix.base, choix.tableau)
        return
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(dossier) / "grand.xlsx"
        ecrire(choix.base, chemin, choix.lignes)
        print(f"Tableau écrit : {chemin.stat().st_size / 1e6:.1f} Mo", flush=True)
        commande = [sys.executable, __file__, "--base", str(choix.base), "--tableau", str(chemin)]
        sys.exit(subprocess.run(commande, check=False).returncode)


if __name__ == "__main__":
    main()
