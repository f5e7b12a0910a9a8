"""Le tableau qu'une personne est en train de préparer, gardé pour elle seule d'une visite à l'autre.

À côté de la base `b.duckdb`, le dossier `b.brouillons`, fermé aux autres comptes du serveur, a un dossier par
personne, nommé d'après la somme de son identité : le nom n'apprend rien, et nul autre n'y mène. Rien de ce
dossier n'est servi. Un brouillon par personne, oublié au bout de DUREE ; les plus anciens cèdent la place
au-delà de NOMBRE.
"""

import contextlib
import json
import shutil
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from data.rangement import ecrire_d_un_coup

DUREE = timedelta(days=30)
NOMBRE = 40
TAILLE_MAX_OCTETS = 25 * 1024 * 1024
"""Celle d'un dépôt (`server.maxUploadSize`) : le dossier entier tient dans un gigaoctet."""
_ETAT = "etat.json"


@dataclass(frozen=True)
class Brouillon:
    """Ce qu'il faut pour reprendre. `contrat` : ce qui a été dit du contrat ; `reponses` : la correspondance,
    en TOML, vide si rien n'est encore lu ; `laissees` : les questions remises à plus tard."""

    nom: str
    contenu: bytes = field(repr=False)
    contrat: dict[str, object]
    reponses: str = ""
    laissees: tuple[str, ...] = ()
    le: datetime = field(default_factory=lambda: datetime.now(UTC))


def dossier(base: Path) -> Path:
    """Où sont les brouillons de cette base."""
    return base.absolute().with_name(f"{base.stem}.brouillons")


def garder(base: Path, identite: str, brouillon: Brouillon) -> bool:
    """Écrit le brouillon de cette personne, à la place du précédent ; faux s'il ne peut pas être gardé.

    `identite` : ce que le fournisseur d'identité dit d'elle, et d'elle seule ; vide, ou un fichier trop
    gros : rien n'est écrit. Lève OSError.
    """
    if not identite or len(brouillon.contenu) > TAILLE_MAX_OCTETS:
        return False
    sien = _sien(base, identite)
    sien.parent.mkdir(mode=0o700, exist_ok=True)
    sien.mkdir(mode=0o700, exist_ok=True)
    fichier = sha256(brouillon.contenu).hexdigest()
    if not (sien / fichier).exists():
        _ecrire(sien / fichier, brouillon.contenu)
    etat = {n: v for n, v in asdict(brouillon).items() if n != "contenu"}
    etat |= {"fichier": fichier, "le": brouillon.le.isoformat()}
    # L'état nomme son fichier : une coupure entre les deux laisse l'ancien état et l'ancien fichier.
    _ecrire(sien / _ETAT, json.dumps(etat, ensure_ascii=False).encode())
    for reste in sien.iterdir():
        if reste.name not in (_ETAT, fichier):
            reste.unlink()
    _borner(sien)
    return True


def retrouver(base: Path, identite: str) -> Brouillon | None:
    """Le brouillon de cette personne ; None s'il n'y en a pas, s'il est trop vieux, ou abîmé."""
    sien = _sien(base, identite)
    if not identite or not (sien / _ETAT).is_file():
        return None
    try:
        etat = json.loads((sien / _ETAT).read_text(encoding="utf-8"))
        fichier = etat.pop("fichier")
        contenu = (sien / fichier).read_bytes()
        etat |= {"le": datetime.fromisoformat(etat["le"]), "laissees": tuple(etat["laissees"])}
        lu = Brouillon(contenu=contenu, **etat)
        entier = sha256(contenu).hexdigest() == fichier
        # L'horloge a pu reculer depuis : un brouillon « de demain » ne doit pas rester des années.
        age = abs(datetime.now(UTC) - lu.le)
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError):
        return None
    return lu if entier and age < DUREE else None


def oublier(base: Path, identite: str) -> None:
    """Efface le brouillon de cette personne."""
    if identite:
        shutil.rmtree(_sien(base, identite), ignore_errors=True)


def _sien(base: Path, identite: str) -> Path:
    return dossier(base) / sha256(identite.encode()).hexdigest()


def _ecrire(cible: Path, contenu: bytes) -> None:
    """Lisible du seul compte qui sert l'application."""
    ecrire_d_un_coup(cible, contenu, 0o600)


def _borner(sien: Path) -> None:
    """Efface les brouillons périmés des autres, puis les plus anciens au-delà de NOMBRE."""
    ages = {}
    for autre in sien.parent.iterdir():
        with contextlib.suppress(OSError):
            if autre != sien:
                ages[autre] = (autre / _ETAT).stat().st_mtime
    maintenant, duree_s = datetime.now(UTC).timestamp(), DUREE.total_seconds()
    recents = sorted(
        (a for a in ages if abs(maintenant - ages[a]) < duree_s), key=ages.__getitem__, reverse=True
    )
    for autre in ages.keys() - set(recents[: NOMBRE - 1]):
        shutil.rmtree(autre, ignore_errors=True)
