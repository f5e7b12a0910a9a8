"""`python -m data COMMANDE` : chaque commande est un module de data/commandes."""

import signal
import sys

from data.commandes import EchecCommande, analyseur, commandes
from data.construction import EchecConstruction
from data.lecture import SourceIllisible
from data.recette import RecetteInvalide


def main(mots: list[str] | None = None) -> int:
    """0 : fait. 1 : échec, dit en une phrase sur la sortie d'erreur. 2 : recette ou commande invalide.

    3 : publié, mais des lignes des fichiers de la collectivité sont refusées (voir `construire`).
    """
    connues = commandes()
    choix = analyseur(connues).parse_args(mots)
    # Arrêté par le système, on passe par les `finally` : aucun fichier en cours ne reste.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return connues[choix.commande].executer(choix)
    except RecetteInvalide as erreur:
        return _dire(erreur, 2)
    except EchecCommande as erreur:
        return _dire(erreur, erreur.code)
    except (SourceIllisible, EchecConstruction) as erreur:
        return _dire(erreur, 1)
    except KeyboardInterrupt:
        return _dire("Interrompu : l'ancienne base est intacte.", 130)


def _dire(message: object, code: int) -> int:
    print(message, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
