"""`python -m data COMMANDE` : chaque commande est un module de data/commandes."""

import argparse
import io
import os
import signal
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from types import ModuleType

import duckdb

from data.acces import illisible, pourquoi
from data.commandes import EchecCommande, _options, analyseur, commandes
from data.construction import EchecConstruction
from data.lecture import SourceIllisible
from data.modele.contenu import ModeleImpossible
from data.recette import RecetteInvalide
from queries import BaseIndisponible

_COUPE = 141
"""Le code d'un programme dont la sortie a été fermée (`| head`) : 128 + SIGPIPE."""


def main(mots: list[str] | None = None) -> int:
    """0 : fait. 1 : échec, dit en une phrase sur la sortie d'erreur. 2 : recette ou commande invalide.

    3 : publié, mais des lignes des fichiers de la collectivité sont refusées (voir `construire`).
    """
    connues = commandes()
    choix = analyseur(connues).parse_args(mots)
    _ecrire_partout()
    arrets: list[int] = []
    try:
        with _arret_propre(arrets):
            code = _jouer(connues, choix)
    except (RuntimeError, KeyboardInterrupt):
        # Interrompu en pleine question, le moteur de base lève la sienne (« Query interrupted »).
        if not arrets:
            raise
        code = 1
    if arrets and code not in (0, _options.A_CORRIGER):
        print("Interrompu : la base servie est entière.", file=sys.stderr)
        return 128 + arrets[0]
    return code


@contextmanager
def _arret_propre(arrets: list[int]) -> Generator[None]:
    """Un arrêt demandé passe par les `finally` : aucun fichier en cours ne reste. `arrets` le retient."""

    def arreter(signe: int, _cadre: object) -> None:
        arrets.append(signe)
        raise KeyboardInterrupt

    avant = {signe: signal.signal(signe, arreter) for signe in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for signe, ancien in avant.items():
            signal.signal(signe, ancien)


def _jouer(connues: Mapping[str, ModuleType], choix: argparse.Namespace) -> int:
    """Le code de sortie de la commande ; une faute dont on peut sortir est dite en une phrase."""
    try:
        code = connues[choix.commande].executer(choix)
        sys.stdout.flush()
        return code
    except RecetteInvalide as erreur:
        return _dire(erreur, 2)
    except EchecCommande as erreur:
        return _dire(erreur, erreur.code)
    except (SourceIllisible, EchecConstruction, ModeleImpossible) as erreur:
        return _dire(erreur, 1)
    except BaseIndisponible as erreur:
        return _dire(f"{erreur.motif} {erreur.que_faire}", 1)
    except BrokenPipeError:
        # Rien à dire : personne n'écoute plus. La sortie est fermée sans que Python s'en plaigne à la fin.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _COUPE
    except duckdb.Error as erreur:
        return _dire(illisible(str(getattr(choix, "base", None) or "servie"), erreur), 1)
    except OSError as erreur:
        ou = (
            f"« {erreur.filename} » ne peut être ni lu ni écrit"
            if erreur.filename
            else "Une écriture a échoué"
        )
        return _dire(f"{ou} ({pourquoi(erreur)}).", 1)
    except UnicodeError:
        return _dire("Un nom de fichier n'est pas en UTF-8 : renommez-le.", 1)
    except MemoryError:
        return _dire("La mémoire de cette machine n'y suffit pas.", 1)
    except KeyboardInterrupt:
        return 130


def _ecrire_partout() -> None:
    """Une console qui ne sait pas écrire « → » ou une espace fine en écrit une autre, et ne s'arrête pas."""
    for flux in (sys.stdout, sys.stderr):
        if isinstance(flux, io.TextIOWrapper):
            flux.reconfigure(errors="replace")


def _dire(message: object, code: int) -> int:
    print(message, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
