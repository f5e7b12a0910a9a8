"""`python -m data diagnostic`"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from data import diagnostic
from data.commandes import EchecCommande, _options
from queries.porte import chemin_base

AIDE = "dire ce qui ne va pas dans une installation, et quoi faire"


def arguments(analyseur: argparse.ArgumentParser) -> None:
    """Voir data/commandes/__init__.py."""
    _options.base(analyseur)
    analyseur.add_argument("--compte", metavar="NOM", help="le compte du service (à défaut, celui-ci)")
    analyseur.add_argument(
        "--adresse",
        metavar="URL",
        default="",
        help="interroger aussi le service, mandataire compris",
    )
    _options.json(analyseur)


def executer(choix: argparse.Namespace) -> int:
    """0 : rien à corriger. 1 : au moins un point à corriger."""
    if choix.compte:
        _verifier_compte(choix.compte)
    base = Path(choix.base or chemin_base()).absolute()
    points = diagnostic.examiner(
        diagnostic.Installation(base=base, compte=choix.compte, adresse=choix.adresse)
    )
    if choix.json:
        print(json.dumps([asdict(point) for point in points], ensure_ascii=False))
    else:
        print("\n".join(point.ligne() for point in points))
    return int(any(point.etat == diagnostic.A_CORRIGER for point in points))


def _verifier_compte(nom: str) -> None:
    try:
        # Les comptes du système ne se lisent ainsi que sous Unix.
        import pwd

        pwd.getpwnam(nom)
    except (ImportError, KeyError) as erreur:
        raise EchecCommande(f"Le compte « {nom} » n'existe pas sur cette machine.", code=2) from erreur
