"""Ce qu'un diagnostic regarde, et ce qu'il en dit."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from queries.porte import chemin_base

BIEN, A_VOIR, A_CORRIGER = "bien", "à voir", "à corriger"
RACINE = Path(__file__).parents[2]


@dataclass(frozen=True)
class Point:
    """Une chose regardée. `etat` : BIEN, A_VOIR ou A_CORRIGER ; `faire` : vide quand tout va."""

    sujet: str
    etat: str
    dit: str
    faire: str = ""

    def ligne(self) -> str:
        return f"{self.etat:<11} {self.sujet:<12} {self.dit}{f' → {self.faire}' if self.faire else ''}"


def bien(sujet: str, dit: str) -> Point:
    return Point(sujet, BIEN, dit)


def a_voir(sujet: str, dit: str, faire: str) -> Point:
    return Point(sujet, A_VOIR, dit, faire)


def a_corriger(sujet: str, dit: str, faire: str) -> Point:
    return Point(sujet, A_CORRIGER, dit, faire)


@dataclass(frozen=True)
class Installation:
    """Ce qu'on examine. `compte` : celui qui sert l'application (None : qui lance la commande) ; `adresse` :
    celle du service à interroger, vide pour ne rien demander au réseau."""

    base: Path = field(default_factory=lambda: chemin_base().absolute())
    environnement: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    compte: str | None = None
    adresse: str = ""
    maintenant: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def configuration(self) -> Path | None:
        chemin = self.environnement.get("CONTRAT_CONFIG")
        return Path(chemin) if chemin else None

    @property
    def secrets(self) -> list[Path]:
        """Où Streamlit cherche la connexion, le premier l'emportant en dernier."""
        dits = self.environnement.get("STREAMLIT_SECRETS_FILES", "")
        if dits:
            return [Path(chemin) for chemin in dits.split()]
        return [Path.home() / ".streamlit" / "secrets.toml", RACINE / ".streamlit" / "secrets.toml"]

    def peut(self, chemin: Path, droit: int) -> bool:
        """Vrai si le compte qui sert a ce droit (os.R_OK, os.W_OK) sur ce chemin qui existe."""
        if self.compte is None:
            return os.access(chemin, droit | (os.X_OK if chemin.is_dir() else 0))
        import pwd  # Unix seulement

        compte = pwd.getpwnam(self.compte)
        if compte.pw_uid == 0:
            return True
        groupes = set(os.getgrouplist(self.compte, compte.pw_gid))
        entiere = chemin.resolve()
        traverses = [(parent, os.X_OK) for parent in entiere.parents]
        return all(
            _droits(c, compte.pw_uid, groupes) & d == d
            for c, d in [*traverses, (entiere, droit | (os.X_OK if entiere.is_dir() else 0))]
        )


def _droits(chemin: Path, uid: int, groupes: set[int]) -> int:
    """Les trois bits (lire, écrire, traverser) de ce compte sur ce chemin."""
    etat = chemin.stat()
    if etat.st_uid == uid:
        return etat.st_mode >> 6 & 7
    return (etat.st_mode >> 3 & 7) if etat.st_gid in groupes else etat.st_mode & 7
