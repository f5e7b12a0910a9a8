"""La base de demain : celle d'aujourd'hui, où les actions d'un contrat et de ses années viennent du tableau.

Tout passe par le même atelier et les mêmes contrôles qu'une construction ; chaque ligne garde sa source.
"""

import json
from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd

from data import decompte
from data.acces import refusee
from data.assemblage import Atelier, SourceIncoherente
from data.construction import EchecConstruction, atelier_vers_base, conclure, inscrire
from data.lecture import Lecture
from data.moteur import seule
from data.programmation.comparaison import Difference
from data.programmation.examen import Examen
from data.programmation.tables import lecture_de_source
from data.rapport import BilanSource, Euros, Rapport
from data.rapport import euros as dire
from data.recette import Recette, Source
from data.schema import creer
from data.verification import relire

_ACTIONS = ("action_quartier", "action_classe", "financement")
"""Tables qui n'existent que par leur action."""


def batir(examen: Examen, base: Path, neuve: Path, fichier: Path) -> Rapport:
    """Écrit au chemin `neuve` la base `base` mise à jour par le tableau examiné ; `base` n'est pas touchée.

    `fichier` : le tableau, dont la base garde la somme de contrôle. Lève EchecConstruction si un contrôle
    bloquant échoue ou si la base n'est plus celle de l'examen.
    """
    try:
        with duckdb.connect() as connexion:
            for nom, chemin, mode in (("ancienne", base, "(read_only)"), ("neuve", neuve, "")):
                litteral = str(chemin).replace("'", "''")
                connexion.execute(f"attach '{litteral}' as {nom} {mode}")
            _refuser_si_autre(connexion, examen)
            connexion.execute("use neuve")
            creer(connexion)
            rapport = _remplir(connexion, examen, fichier)
            connexion.execute("checkpoint neuve; use memory; detach neuve")
        relire(neuve, rapport)
    except SourceIncoherente as erreur:
        raise EchecConstruction(f"Un lecteur de source est en défaut : {erreur}.") from erreur
    except duckdb.Error as erreur:
        raise EchecConstruction(refusee(erreur)) from erreur
    return rapport


def _refuser_si_autre(connexion: duckdb.DuckDBPyConnection, examen: Examen) -> None:
    if examen.version != _version(connexion)[0]:
        raise EchecConstruction("La base a changé depuis l'examen de ce tableau : examinez-le de nouveau.")


def _remplir(connexion: duckdb.DuckDBPyConnection, examen: Examen, fichier: Path) -> Rapport:
    atelier = Atelier(connexion)
    _reprendre(atelier, examen.difference)
    neuves = [fiche for fiche in examen.difference.finales if fiche.ligne is not None]
    lecture = lecture_de_source(examen.lecture, neuves, examen.referentiels)
    source_id = _source_neuve(connexion)
    atelier.deposer(source_id, lecture)
    atelier.assembler()
    _refuser_si_perdues(atelier)
    atelier_vers_base(atelier)
    _reprendre_les_sources(connexion)
    nom = f"Programmation {_periode(examen)}, {examen.referentiels.contrat}"
    decompte.clore(atelier, {source_id: nom})
    source = Source("programmation", fichier.name, nom, millesime=_periode(examen) or None)
    anciens = _bilans(connexion, examen.difference.annees)
    bilans = [*anciens, inscrire(atelier, source_id, source, fichier, lecture)]
    _, nom, fond, resume = _version(connexion)
    connu = resume.get("perimetre", {})
    perimetre = {cle: tuple(connu.get(cle, ())) for cle in ("contrats", "departements", "regions")}
    recette = Recette(fichier, nom, (), fond=fond, **perimetre)
    return conclure(connexion, recette, bilans)


def _periode(examen: Examen) -> str:
    annees = examen.difference.annees
    return "-".join(dict.fromkeys(str(annee) for annee in (annees[:1] + annees[-1:])))


def _refuser_si_perdues(atelier: Atelier) -> None:
    """L'examen a dit ce qu'il refuse : ce que l'assemblage refuserait de plus se perdrait sans un mot."""
    perdues = atelier.base.execute(
        "select _ligne, colonne, valeur, motif from refus where bloquant order by _rang limit 3"
    ).fetchall()
    if perdues:
        dites = " ; ".join(
            (f"ligne {ligne}" if ligne else "une ligne de la base en service")
            + (f", {colonne} « {valeur} »" if valeur else "")
            + f" : {motif}"
            for ligne, colonne, valeur, motif in perdues
        )
        raise EchecConstruction(f"La base ne peut pas recevoir ce tableau sans rien perdre : {dites}.")


def _reprendre(atelier: Atelier, difference: Difference) -> None:
    """Verse la base d'aujourd'hui dans l'atelier, moins les actions que le tableau remplace ou retire."""
    base = atelier.base
    remplacees = [fiche.action_id for fiche in difference.finales if fiche.ligne is not None]
    retirees = [fiche.action_id for fiche in difference.retirees]
    base.execute("create temp table remplacees as select unnest($1) as action_id", [remplacees])
    base.execute("create temp table retirees as select unnest($1) as action_id", [retirees])
    for table in atelier.tables():
        for source_id, lignes in _par_source(base, table.nom):
            atelier.deposer(source_id, Lecture({table.nom: lignes}), reprise=True)


def _par_source(base: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, pd.DataFrame]]:
    condition, valeurs = "", ""
    if table in ("action", *_ACTIONS):
        condition = "where action_id not in (from remplacees) and action_id not in (from retirees)"
    elif table == "avis":
        condition = "where action_id not in (from retirees)"
    # Ce qui a été décidé reste au relevé, même si l'action ne figure plus au tableau.
    lien = {"action": "action_precedente", "decision": "action_id"}.get(table)
    if lien:
        valeurs = f"replace (if({lien} in (from retirees), null, {lien}) as {lien})"
    lues = base.sql(f"select * {valeurs} from ancienne.{table} {condition}").to_arrow_table()
    lignes = lues.to_pandas(types_mapper=pd.ArrowDtype)
    return [
        (str(source_id), groupe.drop(columns="source_id"))
        for source_id, groupe in lignes.groupby("source_id", sort=True)
    ]


def _source_neuve(base: duckdb.DuckDBPyConnection) -> str:
    """Un identifiant de source libre, à la suite de ceux de la base."""
    ((dernier,),) = base.execute(
        "select coalesce(max(try_cast(substr(source_id, 2) as integer)), 0) from ancienne.source"
    ).fetchall()
    return f"s{dernier + 1:02}"


def _reprendre_les_sources(base: duckdb.DuckDBPyConnection) -> None:
    """Les sources d'hier et leurs rejets, sauf un tableau dont plus rien ne vient."""
    servent = " union all ".join(f"select source_id from neuve.{table.nom}" for table in Atelier.tables())
    base.execute(
        "insert into neuve.source by name select * from ancienne.source where type <> 'programmation' "
        f"or source_id in ({servent})"
    )
    base.execute(
        "insert into neuve.rejet by name select * from ancienne.rejet "
        "where source_id in (select source_id from neuve.source)"
    )


def _bilans(base: duckdb.DuckDBPyConnection, annees: Collection[int]) -> list[BilanSource]:
    """Les bilans d'hier, des sources qui restent ; ce que le tableau leur remplace y est dit, et ce qu'elles
    avaient refusé de ces `annees` n'est plus à dire."""
    restent = base.execute("select nom, type from neuve.source").fetchall()
    _, _, _, resume = _version(base)
    bilans = [BilanSource(**b) for b in resume.get("sources", []) if (b["nom"], b["type"]) in restent]
    for bilan in bilans:
        bilan.refus = [refus for refus in bilan.refus if refus["annee"] not in annees]
        bilan.euros = {
            etape: _apres_remplacement(base, bilan, etape, euros) for etape, euros in bilan.euros.items()
        }
    return bilans


def _apres_remplacement(
    base: duckdb.DuckDBPyConnection, bilan: BilanSource, etape: str, avant: Euros
) -> Euros:
    """Les euros d'une source dont le tableau remplace ou retire des actions. Lève EchecConstruction."""
    somme = f"select coalesce(sum({etape}_eur), 0)::decimal(18, 2)"
    hier, partis, restes = seule(
        base.execute(
            f"select ({somme} from ancienne.financement where source_id = $source), "
            f"({somme} from ancienne.financement where source_id = $source "
            "and (action_id in (from remplacees) or action_id in (from retirees))), "
            f"({somme} from neuve.financement where source_id = $source)",
            {"source": bilan.source_id},
        )
    )
    if hier - partis != restes:
        raise EchecConstruction(
            f"Le compte ne tombe pas juste, rien n'est publié : il resterait {dire(restes)} des {dire(hier)} "
            f"de « {bilan.nom} », dont le tableau remplace {dire(partis)}."
        )
    repris = min(avant.repris, restes)
    retenus = restes - repris
    remplaces = avant.remplaces + avant.retenus - retenus
    return replace(avant, retenus=retenus, repris=repris, remplaces=remplaces)


def _version(base: duckdb.DuckDBPyConnection) -> tuple[str | None, str, str | None, dict]:
    """(identifiant, nom, fond de carte, résumé) de la base d'hier."""
    lignes = base.execute(
        "select version_id, nom, fond, resume from ancienne.version order by publiee_le desc limit 1"
    ).fetchall()
    if not lignes:
        return None, "Base", None, {}
    version_id, nom, fond, resume = lignes[0]
    return version_id, nom, fond, json.loads(resume, parse_float=Decimal)
