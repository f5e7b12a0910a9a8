"""Ouvrir une base qui existe, et dire en français pourquoi elle ne s'ouvre pas, ou ce que le disque refuse.

Qui lit une base hors de la porte des questions passe par `lue` : occupée, absente, abîmée ou d'un autre
programme, elle a sa phrase. Une faute du système passe par `pourquoi`, une écriture refusée par `refusee`.
"""

import errno
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from queries import catalogue, visible
from queries.porte import occupee

_RAISONS = {
    errno.ENOENT: "ce dossier ou ce fichier n'existe pas",
    errno.EACCES: "vous n'en avez pas le droit",
    errno.EPERM: "vous n'en avez pas le droit",
    errno.EROFS: "ce disque ne se modifie pas",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le disque est plein",
    errno.EFBIG: "le disque est plein",
    errno.EISDIR: "c'est un dossier",
    errno.ENOTDIR: "un fichier y tient la place d'un dossier",
    errno.EEXIST: "ce nom est déjà pris",
    errno.ENAMETOOLONG: "ce nom est trop long",
    errno.ELOOP: "ses liens tournent en rond",
    errno.EBUSY: "un autre programme s'en sert",
    errno.ETXTBSY: "un autre programme s'en sert",
    errno.EMFILE: "trop de fichiers sont ouverts",
    errno.EIO: "le disque est en panne",
}
_ETRANGERES = (duckdb.CatalogException, duckdb.BinderException, duckdb.InvalidInputException)


class EchecConstruction(Exception):
    """La base n'a pas été publiée ; l'ancienne est intacte. Le message est une phrase pour l'utilisateur."""


def pourquoi(erreur: OSError) -> str:
    """La raison d'une faute du système, en français, sans majuscule ni point."""
    return _RAISONS.get(erreur.errno or 0, "le système le refuse")


@contextmanager
def lue(
    base: Path, designation: str | None = None, statuts: Sequence[str] | None = None
) -> Generator[duckdb.DuckDBPyConnection]:
    """Une connexion en mémoire où la base, en lecture seule, est attachée sous le nom `base`, et courante.

    `designation` : comment la nommer dans les phrases (défaut : son chemin). `statuts` : ce qui est courant
    n'est alors pas la base, mais ce qu'en voit un visiteur (queries/visible.py), dans l'ordre de ses lignes.
    Lève EchecConstruction si elle ne s'ouvre pas, ou si une lecture faite dans le bloc la montre abîmée ou
    d'un autre programme.
    """
    nom = designation or str(base)
    try:
        _refuser_si_absente(base, nom)
        with duckdb.connect(":memory:") as connexion:
            # Une table qui manque n'est pas à chercher parmi les variables du programme.
            connexion.execute("set python_enable_replacements = false")
            catalogue.attacher(connexion, base, entiere=True)
            if statuts is not None:
                visible.installer(connexion, "vu", statuts, tenir=True)
            yield connexion
    except duckdb.Error as erreur:
        raise EchecConstruction(illisible(nom, erreur)) from erreur
    except UnicodeEncodeError as erreur:
        raise EchecConstruction("Le nom de la base n'est pas en UTF-8 : renommez ce fichier.") from erreur


def _refuser_si_absente(base: Path, nom: str) -> None:
    try:
        if not base.exists():
            raise EchecConstruction(f"La base « {nom} » est introuvable : ce fichier n'existe pas.")
        if base.is_dir() and not catalogue.est_catalogue(base):
            raise EchecConstruction(f"« {nom} » est un dossier, pas une base.")
    except OSError as erreur:
        raise EchecConstruction(f"La base « {nom} » ne peut pas être lue : {pourquoi(erreur)}.") from erreur


def etrangere(nom: str) -> str:
    """La phrase d'une base qui n'a pas nos tables."""
    return f"« {nom} » n'est pas une base de ce programme, ou est d'une autre version : reconstruisez-la."


def illisible(nom: str, erreur: duckdb.Error) -> str:
    """La phrase d'une base que le moteur ne lit pas."""
    if isinstance(erreur, _ETRANGERES):
        return etrangere(nom)
    if occupee(erreur):
        return (
            f"La base « {nom} » ne peut pas être lue : elle est occupée, un autre programme est en train de "
            "l'écrire. Attendez qu'il ait fini, puis recommencez."
        )
    if isinstance(erreur, duckdb.OutOfMemoryException):
        return f"La base « {nom} » ne peut pas être lue : la mémoire de cette machine n'y suffit pas."
    if "permission denied" in str(erreur).lower():
        return f"La base « {nom} » ne peut pas être lue : vous n'en avez pas le droit."
    return f"La base « {nom} » ne peut pas être lue : le fichier est abîmé, ou n'est pas une base."


def refusee(erreur: duckdb.Error) -> str:
    """La phrase d'une base que le moteur n'a pas pu écrire."""
    dit = str(erreur).lower()
    if any(mots in dit for mots in ("no space left", "file too large", "quota exceeded")):
        return "La base ne peut pas être écrite : le disque est plein."
    if occupee(erreur):
        return "La base ne peut pas être écrite : elle est occupée, un autre programme s'en sert."
    if "permission denied" in dit or "read-only file system" in dit:
        return "La base ne peut pas être écrite : vous n'en avez pas le droit."
    if isinstance(erreur, duckdb.OutOfMemoryException):
        return "La base ne peut pas être construite : la mémoire de cette machine n'y suffit pas."
    return f"Le moteur de base de données refuse ces données : {erreur}"
