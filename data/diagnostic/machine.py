"""La machine : dépendances, horloge, mémoire, disque."""

import os
import shutil
import tomllib
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import duckdb
from packaging.requirements import Requirement

from data.diagnostic.base import AVANCE, octets
from data.diagnostic.point import RACINE, Installation, Point, a_corriger, a_voir, bien
from data.rapport import accord, nombre
from queries import versions
from queries.catalogue import dossier_lu, temoin

_MO = 1_000_000
SERVICE_MO = 700
"""Ce que prend le service hors du moteur de base : pages, figures et visites."""
RESERVE_MO = 200
_PROC, _CGROUPE = Path("/proc/meminfo"), Path("/sys/fs/cgroup/memory.max")
_NEE_LE = datetime(2026, 1, 1, tzinfo=UTC)
"""Avant cette date, ce programme n'existait pas : une horloge qui la dit est fausse."""


def dependances(i: Installation) -> list[Point]:
    """Ce qui est installé est ce que pyproject.toml épingle ; ce qu'il demande est là."""
    lu = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))
    absentes, autres = [], []
    demandees = [Requirement(d).name for d in lu["project"]["dependencies"]]
    for nom in demandees:
        try:
            version(nom)
        except PackageNotFoundError:
            absentes.append(nom)
    epinglees = [Requirement(e) for e in lu["tool"]["uv"].get("constraint-dependencies", ())]
    for epinglee in epinglees:
        if epinglee.marker is not None and not epinglee.marker.evaluate():
            continue
        try:
            installee = version(epinglee.name)
        except PackageNotFoundError:
            # Une dépendance des seuls essais n'est pas installée sur un serveur.
            continue
        if installee not in epinglee.specifier:
            autres.append(f"{epinglee.name} {installee} au lieu de {str(epinglee.specifier)[2:]}")
    if absentes:
        return [a_corriger("dépendances", f"absentes : {', '.join(absentes)}", "uv sync --no-dev")]
    if autres:
        return [a_voir("dépendances", f"autres versions : {', '.join(autres[:5])}", "uv sync --no-dev")]
    return [bien("dépendances", "les versions épinglées")]


def horloge(i: Installation) -> list[Point]:
    """Ni en retard sur ce qui est déjà écrit, ni absurde ; le fuseau est celui des lecteurs."""
    if i.maintenant < _NEE_LE:
        faire = "réglez l'horloge (timedatectl set-ntp true)"
        return [a_corriger("horloge", f"elle dit le {i.maintenant:%d/%m/%Y}", faire)]
    dits = []
    a_dater = [temoin(i.base), versions.dossier_versions(i.base) / versions.JOURNAL, i.configuration]
    for fichier in a_dater:
        if fichier and fichier.exists():
            ecrit = datetime.fromtimestamp(fichier.stat().st_mtime, UTC)
            if ecrit > i.maintenant + AVANCE:
                faire = "réglez l'horloge : elle retarde, ou elle a avancé quand il a été écrit"
                dit = f"« {fichier.name} » est daté de l'avenir ({ecrit:%d/%m/%Y %H:%M})"
                dits.append(a_corriger("horloge", dit, faire))
    entrees = versions.journal(i.base)
    if entrees and entrees[-1].publiee_le > i.maintenant + AVANCE:
        dit = f"le journal a une publication de l'avenir ({entrees[-1].publiee_le:%d/%m/%Y %H:%M})"
        dits.append(a_corriger("horloge", dit, "réglez l'horloge avant de publier"))
    ecart = i.maintenant.astimezone().utcoffset()
    if ecart not in (timedelta(hours=1), timedelta(hours=2)):
        faire = "TZ=Europe/Paris (ou votre fuseau) dans l'environnement du service"
        dits.append(a_voir("horloge", f"les heures montrées sont en UTC{_signe(ecart)}", faire))
    return dits or [bien("horloge", f"{i.maintenant.astimezone():%d/%m/%Y %H:%M}")]


def _signe(ecart: timedelta | None) -> str:
    heures = (ecart or timedelta()).total_seconds() / 3600
    return f"{heures:+g}" if heures else ""


def memoire(i: Installation) -> list[Point]:
    """CONTRAT_MEMOIRE se comprend, et tient avec le service dans ce que la machine ou le conteneur donne."""
    dite = i.environnement.get("CONTRAT_MEMOIRE", "1GB")
    try:
        with duckdb.connect(":memory:", config={"memory_limit": dite}) as moteur:
            moteur.execute("select 1")
    except (duckdb.Error, ValueError, TypeError):
        faire = "écrivez par exemple CONTRAT_MEMOIRE=1GB"
        return [a_corriger("mémoire", f"CONTRAT_MEMOIRE={dite} n'est pas une quantité", faire)]
    moteur_mo, donnee_mo = _en_mo(dite), disponible_mo()
    besoin = moteur_mo + SERVICE_MO
    if donnee_mo is None:
        return [bien("mémoire", f"moteur de base : {dite}")]
    if besoin > donnee_mo:
        faire = "baissez CONTRAT_MEMOIRE, ou donnez davantage au service"
        dit = f"{nombre(besoin)} Mo (moteur {dite}, service {SERVICE_MO} Mo) sur {nombre(donnee_mo)}"
        return [a_corriger("mémoire", dit, faire)]
    return [bien("mémoire", f"{nombre(besoin)} Mo sur {nombre(donnee_mo)}")]


def _en_mo(quantite: str) -> int:
    """« 1GB », « 512MiB » en mégaoctets, tels que le moteur les comprend."""
    chiffres = "".join(c for c in quantite if c.isdigit() or c == ".") or "0"
    unite = quantite.strip().upper().lstrip("0123456789. ")
    facteurs = {"K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}
    octets_dits = float(chiffres) * facteurs.get(unite[:1], 1)
    return round(octets_dits / _MO)


def disponible_mo() -> int | None:
    """La mémoire de la machine, ou du conteneur s'il en borne moins ; None si le système ne le dit pas."""
    bornes = []
    if _PROC.exists():
        bornes.append(int(_PROC.read_text().split("MemTotal:")[1].split()[0]) // 1000)
    if _CGROUPE.exists() and (dite := _CGROUPE.read_text().strip()).isdigit():
        bornes.append(int(dite) // _MO)
    return min(bornes, default=None)


def disque(i: Installation) -> list[Point]:
    """De quoi écrire une version de plus, deux fois : la neuve, et sa copie rangée."""
    dossier = i.base.parent
    if not dossier.exists():
        return [a_corriger("disque", f"le dossier « {dossier} » n'existe pas", f"mkdir -p {dossier}")]
    poids = octets(dossier_lu(i.base) if i.base.is_dir() else i.base) // _MO
    libre = shutil.disk_usage(dossier).free // _MO
    gardees = len(list(versions.dossier_versions(i.base).glob("*.duckdb")))
    dit = f"{nombre(libre)} Mo libres ; une version en pèse {nombre(poids)}, {accord(gardees, 'gardée')}"
    if libre < 2 * poids + 50:
        return [a_corriger("disque", dit, "libérez de la place, ou baissez versions_conservees")]
    if libre < 4 * poids + RESERVE_MO:
        return [a_voir("disque", dit, "il sera bientôt trop petit pour publier")]
    entrees = os.statvfs(dossier).f_favail if hasattr(os, "statvfs") else 0
    if 0 < entrees < 1000:
        return [a_corriger("disque", f"il reste {entrees} noms de fichiers", "effacez de petits fichiers")]
    return [bien("disque", dit)]
