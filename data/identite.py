"""Ce qu'une base dit d'elle-même : sa version, sa date, ses totaux ; et comment elle est signée."""

import getpass
import secrets
from collections.abc import Collection, Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from queries import catalogue, porte, versions
from queries.porte import DOSSIER as QUESTIONS
from queries.versions import Publication

NOM_MAX = 120
"""Ce que le journal garde du nom de qui publie, en signes."""


def nouvelle_version() -> str:
    """Un identifiant de version : la date du jour et six signes au hasard."""
    return f"{datetime.now(UTC):%y%m%d}-{secrets.token_hex(3)}"


def utilisateur() -> str:
    """L'utilisateur du système ; « inconnu » quand il n'a pas de nom (conteneur)."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "inconnu"


def nom_lisible(nom: str) -> str:
    """Un nom à écrire au journal : une ligne, sans signe qui ne s'imprime pas ni qui en retourne d'autres."""
    return " ".join("".join(c if c.isprintable() else " " for c in nom).split())[:NOM_MAX].strip()


def version_servie(base: Path) -> str | None:
    """L'identifiant d'une base ; None s'il n'y en a pas, ou si elle ne peut pas être lue."""
    try:
        with _ouverte(base) as connexion:
            return str(_version(connexion)[0])
    except duckdb.Error:
        return None


def occupee(base: Path) -> bool:
    """Vrai si un autre programme est en train d'écrire cette base ; faux si elle manque ou est abîmée."""
    try:
        with _ouverte(base):
            return False
    except duckdb.Error as erreur:
        return porte.occupee(erreur)


def entree(base: Path, action: str, par: str | None) -> Publication:
    """La ligne de journal d'une base publiée maintenant ; `par` vide : l'utilisateur du système.

    Lève duckdb.Error si la base ne peut pas être lue.
    """
    with _ouverte(base) as connexion:
        version_id, nom, _ = _version(connexion)
        lignes = versions.resume(connexion.execute(_question("versions/resume")).fetchall())
    qui = nom_lisible(par or "") or nom_lisible(utilisateur()) or "inconnu"
    return Publication(str(version_id), datetime.now(UTC), qui, action, nom, lignes)


def entree_retrouvee(base: Path) -> Publication:
    """La ligne d'une base que le journal ne connaît pas, à la date qu'elle porte. Lève duckdb.Error."""
    with _ouverte(base) as connexion:
        publiee_le = _version(connexion)[2].replace(tzinfo=UTC)
    return replace(entree(base, "publier", versions.RETROUVEE), publiee_le=publiee_le)


def signer(base: Path, pris: Collection[str | None]) -> None:
    """Date la base de maintenant ; un identifiant déjà pris, ou étrange, est remplacé. Lève duckdb.Error."""
    version_id = version_servie(base) or ""
    libre = version_id not in pris and versions.est_identifiant(version_id)
    with duckdb.connect(str(base)) as connexion:
        connexion.execute(
            "update version set version_id = ?, publiee_le = ? where version_id = ?",
            [
                version_id if libre else nouvelle_version(),
                datetime.now(UTC).replace(tzinfo=None),
                version_id,
            ],
        )
        connexion.execute("checkpoint")


@contextmanager
def _ouverte(base: Path) -> Generator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:", config={"threads": 1}) as connexion:
        catalogue.attacher(connexion, base, "lue")
        yield connexion


def _version(connexion: duckdb.DuckDBPyConnection) -> tuple[str, str, datetime]:
    ligne = connexion.execute(_question("serveur/version")).fetchone()
    if ligne is None:
        raise duckdb.InvalidInputException("la base n'a pas de version")
    return ligne[:3]


def _question(nom: str) -> str:
    return (QUESTIONS / f"{nom}.sql").read_text(encoding="utf-8")
