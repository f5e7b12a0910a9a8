"""La porte : un fichier DuckDB en lecture seule, un curseur par question, un cache par version.

Une question ne lit jamais les tables de la base : elle lit un schéma de vues (queries/visible.py), celui de
ce que voit la visite. Une question qui oublierait de filtrer ne peut donc rien montrer de caché.
"""

import hashlib
import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Generator, Hashable, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum, auto
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import duckdb
import pandas as pd

from queries import catalogue, visible
from queries.filtre import Filtre
from queries.ouverture import (
    VERSION_SCHEMA,
    BaseIndisponible,
    abimee,
    autre_version,
    introuvable,
    occupee,
    ouvrir,
)
from queries.reserve import reserve
from queries.tables import en_tableau
from queries.versions import fichier_version

DOSSIER = Path(__file__).parent
ANCIENNES_OUVERTES = 4
"""Combien d'anciennes versions restent ouvertes à la fois."""
_ABIMEE = (duckdb.IOException, duckdb.InternalException, duckdb.FatalException, duckdb.SerializationException)
"""Ce que DuckDB dit d'un fichier qui a changé sous ses pieds."""
OCTETS_GARDES = 64_000_000
"""Ce que les réponses gardées peuvent peser en tout, quoi que demandent les visiteurs."""


class _Defaut(Enum):
    """Ni une version ni des statuts : ce que regarde la visite."""

    DE_LA_VISITE = auto()


_Rendu = TypeVar("_Rendu")

__all__ = ["VERSION_SCHEMA", "BaseIndisponible", "chemin_base", "lire", "occupee", "version_base"]

journal = logging.getLogger(__name__)


class _Remplacee(Exception):
    """La base a été remplacée entre le moment où on l'a choisie et celui où on l'a ouverte."""


def chemin_base() -> Path:
    """La base servie : le fichier, ou le dossier de Parquet, que nomme `CONTRAT_BASE` ; sinon la base fictive
    construite au premier démarrage."""
    return Path(os.environ.get("CONTRAT_BASE") or DOSSIER.parent / "data" / "contrat_de_ville.duckdb")


def lire(question: str, **parametres: object) -> pd.DataFrame:
    """Répond à `queries/<question>.sql` ; None veut dire « tous ».

    La base interrogée est celle de la visite : la version que dit son lien, sinon celle qui est servie,
    réduite à ce que montrent les statuts d'action que voit cette visite.
    Les valeurs sont toujours liées. La réponse est gardée en cache tant que le fichier ne change pas.
    Lève BaseIndisponible si la base manque, est verrouillée, abîmée ou d'une autre version de schéma,
    et FileNotFoundError pour une question inconnue (faute du programme).
    """
    figes = tuple(sorted((nom, _figer(valeur)) for nom, valeur in parametres.items()))
    while True:
        try:
            return _repondre(question, figes, _empreinte(_fichier()), statuts_vus()).copy()
        except _Remplacee:
            continue


def cle_de_lecture() -> tuple:
    """Ce dont dépend toute réponse lue maintenant : le fichier, tel qu'il est, et ce qu'on y voit. À joindre
    à la clé de ce qu'on en garde. Lève BaseIndisponible."""
    return _empreinte(_fichier()), statuts_vus()


def version_base() -> str:
    """L'identifiant de la base que lit la visite ; il change à chaque publication."""
    return str(lire("serveur/version")["version_id"].iloc[0])


_version: ContextVar[str | _Defaut | None] = ContextVar("version", default=_Defaut.DE_LA_VISITE)
_visite: Callable[[], str | None] = lambda: None  # noqa: E731 — remplacée par suivre_la_visite


def suivre_la_visite(version_lue: Callable[[], str | None]) -> None:
    """Dit à la porte quelle version lit la visite en cours (None : celle qui est servie).

    Une fonction et non une valeur : un clic est traité dans un fil neuf, avant que la page ne recommence.
    """
    global _visite
    _visite = version_lue


def choisir_version(version_id: str | None) -> None:
    """Dans ce fil, `lire` répond sur cette version (None : celle qui est servie), sans regarder la visite."""
    _version.set(version_id)


@contextmanager
def a_la_version(version_id: str | None) -> Generator[None]:
    """Le temps d'un bloc, `lire` répond sur cette version (None : celle qui est servie).

    `lire` y lève BaseIndisponible si la version n'est pas conservée.
    """
    jeton = _version.set(version_id)
    try:
        yield
    finally:
        _version.reset(jeton)


_statuts: ContextVar[tuple[str, ...] | _Defaut | None] = ContextVar("statuts", default=_Defaut.DE_LA_VISITE)
_regard: Callable[[], tuple[str, ...] | None] = lambda: None  # noqa: E731 — remplacée par suivre_le_regard


def suivre_le_regard(statuts_lus: Callable[[], tuple[str, ...] | None]) -> None:
    """Dit à la porte quels statuts d'action voit qui demande (None : tous, sans réduction).

    Un serveur l'appelle avant de répondre : sans quoi la porte est celle de la ligne de commande, entière.
    """
    global _regard
    _regard = statuts_lus


@contextmanager
def a_ces_statuts(statuts: Iterable[str] | None) -> Generator[None]:
    """Le temps d'un bloc, `lire` ne montre que ce que montrent ces statuts (None : tout)."""
    jeton = _statuts.set(None if statuts is None else tuple(statuts))
    try:
        yield
    finally:
        _statuts.reset(jeton)


def statuts_vus() -> tuple[str, ...] | None:
    """Les statuts d'action que voit qui demande ; None : la base entière."""
    statuts = _statuts.get()
    return _regard() if statuts is _Defaut.DE_LA_VISITE else statuts


def version_demandee() -> str | None:
    """La version conservée que l'on lit ; None : celle qui est servie."""
    version = _version.get()
    return _visite() if version is _Defaut.DE_LA_VISITE else version


def a_la_meme_version(fonction: Callable[[], _Rendu]) -> Callable[[], _Rendu]:
    """`fonction`, qui lira plus tard, dans un autre fil, la version et ce que l'on voit maintenant."""
    version, statuts = version_demandee(), statuts_vus()

    def plus_tard() -> _Rendu:
        with a_la_version(version), a_ces_statuts(statuts):
            return fonction()

    return plus_tard


def _fichier() -> Path:
    """Le fichier à lire ; la version servie se lit là où elle est servie, où tous la lisent déjà."""
    base, version = chemin_base(), version_demandee()
    if version is None:
        return base
    fichier = fichier_version(base, version)
    if fichier is None:
        raise BaseIndisponible(
            "Cette version des données n'est plus conservée.",
            "Rouvrez la page pour voir celles d'aujourd'hui.",
        )
    servie = catalogue.dossier_lu(base) if base.is_dir() else base
    return base if servie.exists() and fichier.samefile(servie) else fichier


def _figer(valeur: object) -> Hashable:
    return tuple(valeur) if isinstance(valeur, list) else valeur


def _lier(valeur: Hashable) -> object:
    if isinstance(valeur, Filtre):
        return valeur.structure()
    return list(valeur) if isinstance(valeur, tuple) else valeur


def _empreinte(chemin: Path) -> tuple[str, int, int, int]:
    """Ce qui change quand la publication renomme un nouveau fichier par-dessus l'ancien."""
    try:
        etat = catalogue.temoin(chemin).stat()
    except OSError as erreur:
        journal.error("base introuvable : %s", erreur)
        raise introuvable(chemin, erreur) from erreur
    return str(chemin), etat.st_ino, etat.st_mtime_ns, etat.st_size


def _peser(reponse: pd.DataFrame) -> int:
    """Ce que pèse une réponse ; une cellule qui est un objet (un texte long, une liste) compte pour cent."""
    objets = sum(pd.api.types.is_object_dtype(dtype) for dtype in reponse.dtypes)
    return int(reponse.memory_usage().sum()) + 100 * objets * len(reponse)


@reserve(OCTETS_GARDES, _peser)
def _repondre(question: str, figes: tuple, empreinte: tuple, statuts: tuple[str, ...] | None) -> pd.DataFrame:
    texte = (DOSSIER / f"{question}.sql").read_text(encoding="utf-8")
    connexion = _connexion(empreinte)
    curseur = connexion.cursor()
    try:
        _regarder(curseur, connexion, statuts)
        resultat = curseur.sql(texte, params={nom: _lier(valeur) for nom, valeur in figes})
        return en_tableau(resultat)
    except duckdb.Error as erreur:
        # Un bloc dont la somme ne tombe pas juste lève « Error » tout court ; une question fausse, une autre.
        if type(erreur) is not duckdb.Error and not isinstance(erreur, _ABIMEE):
            raise
        journal.exception("lecture impossible : %s", question)
        raise abimee(empreinte[0]) from erreur
    finally:
        curseur.close()


_verrou = threading.Lock()
_verrou_schema = threading.Lock()
_ouverte: tuple[tuple, duckdb.DuckDBPyConnection] | None = None
_anciennes: OrderedDict[tuple, duckdb.DuckDBPyConnection] = OrderedDict()


def _regarder(
    curseur: duckdb.DuckDBPyConnection, connexion: duckdb.DuckDBPyConnection, statuts: tuple[str, ...] | None
) -> None:
    """Place le curseur dans le schéma de ce que montrent ces statuts, créé à la première question."""
    nom = "entier" if statuts is None else f"vu_{hashlib.sha256(repr(statuts).encode()).hexdigest()[:12]}"
    try:
        curseur.execute(f"use memory.{nom}")
        return
    except duckdb.CatalogException:
        pass
    with _verrou_schema:
        try:
            curseur.execute(f"use memory.{nom}")
        except duckdb.CatalogException:
            # D'un seul tenant : un autre fil ne voit pas un schéma à moitié fait.
            creation = connexion.cursor()
            try:
                creation.execute("begin")
                visible.installer(creation, nom, statuts)
                creation.execute("commit")
            except duckdb.CatalogException as erreur:
                journal.exception("une table ou une colonne manque à la base")
                raise autre_version() from erreur
            finally:
                creation.close()
            curseur.execute(f"use memory.{nom}")


def _connexion(empreinte: tuple) -> duckdb.DuckDBPyConnection:
    """La connexion de ce fichier ; une connexion remplacée vit tant qu'un curseur la tient."""
    global _ouverte
    with _verrou:
        if empreinte[0] != str(chemin_base()):
            return _ancienne(empreinte)
        if _ouverte is None or _ouverte[0] != empreinte:
            connexion = _ouvrir(empreinte)
            # Sans quoi les réponses d'une base seraient gardées sous le nom de l'autre.
            if _empreinte(chemin_base()) != empreinte:
                raise _Remplacee
            _ouverte = (empreinte, connexion)
        return _ouverte[1]


@lru_cache(maxsize=16)
def _refusee(empreinte: tuple) -> list[tuple[str, str]]:
    """Pourquoi ce fichier, tel quel, ne peut pas être servi : le relire n'y changerait rien."""
    return []


def _ouvrir(empreinte: tuple) -> duckdb.DuckDBPyConnection:
    if refus := _refusee(empreinte):
        raise BaseIndisponible(*refus[0])
    try:
        return ouvrir(empreinte[0])
    except BaseIndisponible as erreur:
        # Une base occupée, ou dont les droits manquent, peut se libérer sans changer.
        if erreur.definitive:
            _refusee(empreinte).append((erreur.motif, erreur.que_faire))
        raise


def _ancienne(empreinte: tuple) -> duckdb.DuckDBPyConnection:
    """La connexion d'une version conservée ; les moins récemment lues se ferment."""
    if empreinte not in _anciennes:
        _anciennes[empreinte] = _ouvrir(empreinte)
        while len(_anciennes) > ANCIENNES_OUVERTES:
            _anciennes.popitem(last=False)
    _anciennes.move_to_end(empreinte)
    return _anciennes[empreinte]
