"""`python -m data construire RECETTE` et `python -m data verifier`."""

import argparse
import signal
import sys
from pathlib import Path

from data.construction import EchecConstruction, construire, verifier
from data.lecture import SourceIllisible
from data.rapport import Rapport
from data.recette import RecetteInvalide


def arguments() -> argparse.ArgumentParser:
    """Les commandes et leurs options."""
    racine = argparse.ArgumentParser(prog="python -m data", description="Construire et vérifier la base.")
    commandes = racine.add_subparsers(dest="commande", required=True, metavar="COMMANDE")
    faire = commandes.add_parser("construire", help="construire la base d'une recette et la publier")
    faire.add_argument(
        "recette", metavar="RECETTE", help="fichier TOML, ou nom d'une recette de data/recettes"
    )
    faire.add_argument("--dossier", type=Path, help="où sont les fichiers (à défaut, à côté de la recette)")
    relire = commandes.add_parser("verifier", help="repasser les contrôles sur une base")
    for commande in (faire, relire):
        commande.add_argument(
            "--base", type=Path, help="le fichier de la base (à défaut, celui que sert le site)"
        )
        commande.add_argument("--json", action="store_true", help="rendre le rapport en un objet JSON")
    return racine


def main(mots: list[str] | None = None) -> int:
    """0 : fait. 1 : échec, dit en une phrase sur la sortie d'erreur. 2 : recette ou commande invalide."""
    choix = arguments().parse_args(mots)
    # Arrêté par le système, on passe par les `finally` : aucun fichier en cours ne reste.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        if choix.commande == "construire":
            rapport = construire(choix.recette, choix.dossier, choix.base)
        else:
            rapport = verifier(choix.base)
    except RecetteInvalide as erreur:
        return _dire(erreur, 2)
    except (SourceIllisible, EchecConstruction) as erreur:
        return _dire(erreur, 1)
    except KeyboardInterrupt:
        return _dire("Interrompu : l'ancienne base est intacte.", 130)
    print(rapport.json() if choix.json else rapport.texte())
    return int(_bloquants(rapport))


def _bloquants(rapport: Rapport) -> bool:
    return any(c.gravite == "bloquant" and c.lignes for c in rapport.controles)


def _dire(message: object, code: int) -> int:
    print(message, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
