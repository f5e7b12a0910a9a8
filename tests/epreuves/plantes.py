"""Des lignes cachées dans chaque table, engendrées à partir du schéma, et la même base sans elles.

Une ligne est cachée quand rien de visible n'y mène : une action au statut non public, ce qu'elle apporte, et
ce qui ne tient qu'à un contrat, un quartier ou une source que rien d'autre ne cite. Une table du schéma sans
entrée dans TENUE est une faute : qui l'ajoute dit par quoi elle se cache.
"""

import json
import shutil
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

import duckdb
import pyarrow as pa

from data.schema import tables
from pages.serveur.configuration import Configuration
from queries.versions import dossier_versions

MARQUE = "SECRET"
PUBLICS = Configuration().statuts_publics
CACHES = ("déposée", "recevable", "en instruction", "ajournée", "réorientée", "refusée", "annulée")
CONTRAT = "CN00001I"
"""Un contrat visible, où des demandes sont cachées."""
ANCIENNE = "260101-000001"
NOMBRE = 3
DE_L_ACTION = ("financement", "ventilation", "action_quartier", "action_classe", "avis", "decision")

# Table → ce qui la cache : pour chaque colonne dite, sa valeur (le rang de la plante est ajouté à MARQUE ;
# « @quartier » est le code du quartier planté). Une colonne tue reçoit une valeur marquée de son type, ou le
# code de la plante que son nom désigne.
TENUE: dict[str, dict[str, object]] = {
    "source": {"type": "classeur"},
    "rejet": {"source_id": "s01", "bloquant": False, "feuille": "programmation"},
    "controle": {"gravite": "avertissement"},
    "version": {},
    "contrat": {"debut": 2015, "fin": 2030, "fictif": True},
    "structure": {},
    "signataire": {},
    "pilier": {"contrat_id": CONTRAT, "debut": 2015, "fin": 2030},
    "thematique": {},
    "theme_national": {"code": MARQUE, "periode": "2024-2030"},
    "classement": {"contrat_id": CONTRAT},
    "classe": {},
    "quartier": {"contrat_id": CONTRAT, "population": None, "geometrie": None},
    "passage_quartier": {"ancien": None, "nouveau": "@quartier"},
    "commune": {"contrat_id": CONTRAT, "population": None, "geometrie": None, "epci_siren": None},
    "financeur": {},
    "action": {"contrat_id": CONTRAT, "statut": CACHES, "annee": 2025, "theme_national": MARQUE},
    "action_quartier": {"part": 1.0},
    "action_classe": {},
    "financement": {},
    "ventilation": {},
    "enveloppe": {"contrat_id": CONTRAT, "annee": 2091},
    "indicateur": {},
    "mesure": {
        "territoire_type": "quartier",
        "territoire_id": "@quartier",
        "annee": 2025,
        "statut": "diffusée",
    },
    "objectif": {},
    "engagement": {},
    "instance": {},
    "membre": {"nb": 3},
    "seance": {},
    "decision": {},
    "avis": {"instance_id": None},
}


def jumelles(modele: Path, dossier: Path, graine: int) -> tuple[Path, Path]:
    """(base avec des lignes cachées partout, la même sans aucune), avec leurs versions et leur journal."""
    bases = []
    for nom in ("avec", "sans"):
        base = dossier / nom / "essai.duckdb"
        base.parent.mkdir(parents=True)
        shutil.copyfile(modele, base)
        hasard = Random(graine)
        versions = dossier_versions(base)
        versions.mkdir()
        for version, nb in ((ANCIENNE, 1), (None, NOMBRE)):
            _faire(base, hasard, nb if nom == "avec" else 0, version)
            if version:
                shutil.copyfile(base, versions / f"{version}.duckdb")
                shutil.copyfile(modele, base)
        _journal(base, nom == "avec")
        bases.append(base)
    return bases[0], bases[1]


def _faire(chemin: Path, hasard: Random, nb: int, version: str | None) -> None:
    with duckdb.connect(str(chemin)) as base:
        if nb:
            for rang in range(nb):
                planter(base, hasard, rang)
            # Ce que la construction compte porte aussi sur ce qui est caché.
            base.execute("update source set nb_lignes = 7777, nb_retenues = 7776 where type = 'classeur'")
            base.execute("update controle set nb_lignes = nb_lignes + 77")
            recente = base.execute("select resume from version").fetchone()[0]
            gonfle = _gonfler(json.loads(recente))
            base.execute("update version set resume = ?", [json.dumps(gonfle)])
        else:
            base.execute(
                "create temp table cachees as "
                "select action_id from action where not list_contains(?, statut)",
                [list(PUBLICS)],
            )
            for table in (*DE_L_ACTION, "action"):
                base.execute(f"delete from {table} where action_id in (from cachees)")
        if version:
            base.execute("update version set version_id = ?", [version])


def planter(base: duckdb.DuckDBPyConnection, hasard: Random, rang: int) -> None:
    """Une ligne cachée dans chaque table. Lève KeyError pour une table sans entrée dans TENUE.

    La table `version` n'a qu'une ligne : ce qu'elle cache est dans son compte rendu (`_gonfler`).
    """
    for nom, table in tables().items():
        if nom == "version":
            continue
        ligne = {}
        for colonne, genre in table.colonnes.items():
            voulu = TENUE[nom].get(colonne, _RIEN)
            ligne[colonne] = _valeur(base, nom, colonne, genre, voulu, hasard, rang, table)
        noms = ", ".join(f'"{c}"' for c in ligne)
        trous = ", ".join("?" for _ in ligne)
        base.execute(f"insert into {nom} ({noms}) values ({trous})", list(ligne.values()))


_RIEN = object()


def _valeur(base, nom, colonne, genre, voulu, hasard, rang, table):
    cible = colonne.removesuffix("_id")
    if isinstance(voulu, tuple):
        return hasard.choice(voulu)
    if isinstance(voulu, str) and voulu.startswith("@"):
        return f"{MARQUE}-{voulu[1:]}-{rang}"
    if voulu == MARQUE:
        return f"{MARQUE}-{rang}"
    if voulu is None and colonne == "instance_id":
        return base.execute(
            "select min(instance_id) from instance where instance_id not like 'SECRET%'"
        ).fetchone()[0]
    if voulu is not _RIEN:
        return voulu
    if colonne.endswith("_id") and cible in TENUE:
        return f"{MARQUE}-{cible}-{rang}"
    if colonne == "action_precedente":
        return base.execute("select min(action_id) from action where statut = 'soldée'").fetchone()[0]
    for regle in table.regles:
        if regle.valeurs and regle.colonnes == (colonne,):
            return hasard.choice(regle.valeurs)
    if pa.types.is_string(genre):
        return (
            json.dumps({MARQUE: rang}) if table.types_sql[colonne] == "JSON" else f"{MARQUE} {colonne} {rang}"
        )
    if pa.types.is_boolean(genre):
        return hasard.random() < 0.5
    if pa.types.is_integer(genre):
        return 4321 if colonne != "annee" else 2025
    if pa.types.is_decimal(genre):
        return Decimal("98765.43")
    if pa.types.is_floating(genre):
        return 98765.43
    if pa.types.is_timestamp(genre):
        return datetime(2026, 1, 1)
    return date(2026, 1, 1) if pa.types.is_date(genre) else [f"{MARQUE}-commune-{rang}"]


def _gonfler(compte_rendu: dict) -> dict:
    """Le compte rendu d'une construction qui a lu aussi ce qui est caché."""
    for bilan in compte_rendu["sources"]:
        if bilan["type"] == "classeur":
            bilan |= {"lues": 7777, "motifs": {MARQUE: 1}, "dits": {MARQUE: 3}, "illisibles": 4321}
            bilan["euros"]["accorde"] |= {"lus": 98765.43}
    return compte_rendu | {MARQUE: 1, "controles": [{"nom": MARQUE}]}


def _journal(base: Path, avec: bool) -> None:
    with duckdb.connect(str(base), read_only=True) as lue:
        servie = lue.execute("select max_by(version_id, publiee_le) from version").fetchone()[0]
    lignes = [[CONTRAT, 2025, "retenue", 12, "1000.00", "1000.00", "1000.00", "0"]]
    if avec:
        lignes += [[CONTRAT, 2025, "refusée", 4321, "98765.43", "98765.43", "98765.43", "0"]]
        lignes += [[f"{MARQUE}-contrat-0", 2091, "déposée", 4321, "98765.43", "98765.43", "0", "0"]]
    texte = ""
    for rang, version in enumerate((ANCIENNE, "260101-000000", servie), start=1):
        entree = {
            "version_id": version,
            "publiee_le": f"2026-01-0{rang}T10:00:00+00:00",
            "par": "a@agglo.fr",
            "action": "publier",
            "nom": "Essai",
            "resume": lignes if rang > 1 or avec else lignes[:1],
        }
        texte += json.dumps(entree, ensure_ascii=False) + "\n"
    (dossier_versions(base) / "journal.jsonl").write_text(texte, encoding="utf-8")
