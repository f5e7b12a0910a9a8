"""Les versions publiées d'une base : où elles sont gardées, et le journal qui dit qui a publié quoi.

À côté de la base `b.duckdb`, le dossier `b.versions` contient une base par version conservée
(`<version_id>.duckdb`) et `journal.jsonl`, une ligne par publication. `data/publication.py` les écrit ;
ici, on lit. Une version qui n'est plus conservée garde sa ligne, donc ses totaux.
"""

import json
import logging
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from queries.catalogue import est_catalogue

JOURNAL = "journal.jsonl"
RETROUVEE = "inconnu"
"""Qui a publié une base que le journal ne connaissait pas."""
MONTANTS = ("accorde", "demande", "propose", "verse")
LIGNE_MAX = 20_000_000
"""Octets d'une ligne : la France entière en fait cent fois moins."""
TEXTE_MAX = 10_000
"""Signes d'un texte du journal : ce qu'on lit d'un fichier abîmé ne remplit pas l'écran."""
_MONTANT = re.compile(r"-?\d{1,17}(?:\.\d{1,6})?", re.ASCII)
_MOTIF = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,39}")

traces = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ligne:
    """Les totaux d'un contrat, une année, un statut ; montants en euros."""

    contrat_id: str
    annee: int
    statut: str
    nb_actions: int
    accorde_eur: Decimal
    demande_eur: Decimal
    propose_eur: Decimal
    verse_eur: Decimal


@dataclass(frozen=True)
class Publication:
    """Une ligne du journal. `action` : « publier » ou « restaurer ». `publiee_le` : UTC."""

    version_id: str
    publiee_le: datetime
    par: str
    action: str
    nom: str
    lignes: tuple[Ligne, ...] = ()

    def totaux(
        self,
        montant: str = "accorde",
        contrats: Collection[str] = (),
        annees: tuple[int, int] | None = None,
        statuts: Collection[str] = (),
    ) -> dict[int, tuple[int, Decimal]]:
        """Année → (nombre d'actions, montant en euros) ; une collection vide veut dire « tous »."""
        debut, fin = annees or (0, 9999)
        sommes: dict[int, tuple[int, Decimal]] = {}
        for ligne in self.lignes:
            if contrats and ligne.contrat_id not in contrats:
                continue
            if (statuts and ligne.statut not in statuts) or not debut <= ligne.annee <= fin:
                continue
            nb, eur = sommes.get(ligne.annee, (0, Decimal(0)))
            sommes[ligne.annee] = (nb + ligne.nb_actions, eur + getattr(ligne, f"{montant}_eur"))
        return dict(sorted(sommes.items()))

    def json(self) -> str:
        """La ligne du journal, sans saut de ligne ; les montants sont des textes exacts."""
        lignes = [[str(v) if isinstance(v, Decimal) else v for v in vars(i).values()] for i in self.lignes]
        champs = {
            "version_id": self.version_id,
            "publiee_le": self.publiee_le.isoformat(),
            "par": self.par,
            "action": self.action,
            "nom": self.nom,
            "resume": lignes,
        }
        return json.dumps(champs, ensure_ascii=False, separators=(",", ":"))


def est_identifiant(texte: str) -> bool:
    """Vrai si `texte` peut être un identifiant de version : jamais un chemin."""
    return bool(_MOTIF.fullmatch(texte))


def dossier_versions(base: Path) -> Path:
    """Le dossier des versions de cette base servie ; un catalogue Parquet les a chez lui."""
    if base.is_dir():
        return base
    return base.with_name(f"{base.name.removesuffix('.duckdb')}.versions")


def fichier_version(base: Path, version_id: str) -> Path | None:
    """Le fichier d'une version conservée (son dossier, dans un catalogue) ; None si elle ne l'est pas.

    Ce qui n'est pas un identifiant n'en est pas une.
    """
    if not est_identifiant(version_id):
        return None
    if base.is_dir():
        dossier = base / version_id
        return dossier if est_catalogue(dossier) else None
    fichier = dossier_versions(base) / f"{version_id}.duckdb"
    return fichier if fichier.is_file() else None


def journal(base: Path) -> tuple[Publication, ...]:
    """Les publications, de la première à la dernière. Une ligne abîmée est sautée (voir `illisibles`)."""
    return _journal(base)[0]


def illisibles(base: Path) -> tuple[int, ...]:
    """Les numéros des lignes du journal qui n'ont pas pu être lues, pour le dire."""
    return _journal(base)[1]


def _journal(base: Path) -> tuple[tuple[Publication, ...], tuple[int, ...]]:
    fichier = dossier_versions(base) / JOURNAL
    try:
        etat = fichier.stat()
        return _lu(str(fichier), etat.st_ino, etat.st_mtime_ns, etat.st_size)
    except OSError:
        return (), ()


def publications(entrees: Iterable[Publication]) -> dict[str, Publication]:
    """Version → sa première publication : la date à laquelle ses chiffres ont paru."""
    premieres: dict[str, Publication] = {}
    for entree in entrees:
        premieres.setdefault(entree.version_id, entree)
    return premieres


def resume(lignes: Iterable[tuple]) -> tuple[Ligne, ...]:
    """Les lignes de la question `versions/resume`, ou d'un journal, avec leurs types."""
    return tuple(
        Ligne(str(contrat), int(annee), str(statut), int(nb), *(Decimal(str(m)) for m in montants))
        for contrat, annee, statut, nb, *montants in lignes
    )


def lire_ligne(ligne: bytes) -> Publication | None:
    """Une ligne du journal ; None si un champ y manque, n'est pas de son type ou sort de ses bornes."""
    try:
        champs = json.loads(ligne.decode("utf-8")) if len(ligne) <= LIGNE_MAX else None
        if not isinstance(champs, dict):
            return None
        publiee_le = datetime.fromisoformat(_texte(champs["publiee_le"]))
        publiee_le = publiee_le if publiee_le.tzinfo else publiee_le.replace(tzinfo=UTC)
        if not est_identifiant(_texte(champs["version_id"])) or not 1900 < publiee_le.year < 9000:
            return None
        return Publication(
            champs["version_id"],
            publiee_le,
            _texte(champs["par"]),
            _texte(champs["action"]),
            _texte(champs["nom"]),
            _resume_lu(champs["resume"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError, ArithmeticError):
        return None


def _texte(valeur: object) -> str:
    """Un texte qui s'écrit partout (ni nombre, ni demi-caractère). Lève ValueError."""
    if not isinstance(valeur, str) or len(valeur) > TEXTE_MAX:
        raise ValueError("texte abîmé")
    valeur.encode("utf-8")
    return valeur


def _resume_lu(lignes: object) -> tuple[Ligne, ...]:
    """Les totaux, aux types et aux bornes de `json()`. Lève ValueError."""
    if not isinstance(lignes, list):
        raise ValueError("résumé abîmé")
    lues = []
    for contrat, annee, statut, nb, *montants in lignes:
        entiers = all(type(n) is int and 0 <= n < 10**9 for n in (annee, nb)) and annee <= 9999
        if not entiers or len(montants) != len(MONTANTS) or not all(map(_est_montant, montants)):
            raise ValueError("résumé abîmé")
        lues.append((_texte(contrat), annee, _texte(statut), nb, *montants))
    return resume(lues)


def _est_montant(valeur: object) -> bool:
    # Les premières versions écrivaient parfois un nombre ; jamais « NaN », « Infinity » ni un exposant.
    return type(valeur) in (str, int, float) and bool(_MONTANT.fullmatch(str(valeur)))


@lru_cache(maxsize=8)
def _lu(fichier: str, *_etat: int) -> tuple[tuple[Publication, ...], tuple[int, ...]]:
    entrees, abimees = [], []
    for rang, ligne in enumerate(Path(fichier).read_bytes().split(b"\n"), start=1):
        if not ligne.strip():
            continue
        if entree := lire_ligne(ligne):
            entrees.append(entree)
        else:
            # Une coupure de courant laisse une dernière ligne tronquée : les autres restent justes.
            abimees.append(rang)
            traces.warning("journal des versions : ligne %s illisible dans %s", rang, fichier)
    return _en_ordre(entrees), tuple(abimees)


def _en_ordre(entrees: list[Publication]) -> tuple[Publication, ...]:
    """Dans l'ordre où elles ont eu lieu : celui du fichier, même si l'horloge du serveur a reculé entre deux.

    Seule une base retrouvée après coup, inscrite à la date qu'elle porte, prend la place de cette date.
    """
    rangs, dernier = [], datetime.min.replace(tzinfo=UTC)
    for entree in entrees:
        if entree.par != RETROUVEE:
            dernier = max(dernier, entree.publiee_le)
        rangs.append(entree.publiee_le if entree.par == RETROUVEE else dernier)
    paires = sorted(zip(rangs, entrees, strict=True), key=lambda paire: paire[0])
    return tuple(entree for _, entree in paires)
