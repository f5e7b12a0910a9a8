"""Des feuilles d'un classeur aux tables du schéma : identifiants, partage entre quartiers, références."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.feuilles import FEUILLES
from data.lecture import Ignoree, Lecture, Lues, Rejet
from data.schema import sans_accents
from data.sources import cellules, colonnes

REQUETES = Path(__file__).parent / "classeur_tables.sql"
TOLERANCE = 0.001
"""Écart admis entre la somme des parts d'une action et 1 (ou 100) : l'arrondi d'un tableur."""


@dataclass
class Feuille:
    """Une feuille lue : ses colonnes typées, plus `_ligne` (la première ligne de données est la 2).

    `lues` : toutes ses lignes, refusées et ignorées comprises.
    """

    nom: str
    donnees: pa.Table
    lues: Lues
    rejets: list[Rejet] = field(default_factory=list)
    ignorees: list[Ignoree] = field(default_factory=list)


def assembler(feuilles: list[Feuille]) -> Lecture:
    """Les tables du schéma (plus `_feuille` et `_ligne`) et tous les rejets du classeur."""
    rejets = [rejet for feuille in feuilles for rejet in feuille.rejets]
    presentes = {feuille.nom: feuille.donnees for feuille in feuilles}
    programmation = presentes.get("programmation", _vide("programmation"))
    programmation, doublons = _sans_doublons(programmation)
    partages, mauvais_partages = _repartition(programmation)
    refusees = {rejet.ligne for rejet in mauvais_partages if rejet.ligne is not None}
    if refusees:
        bonnes = pc.invert(
            pc.is_in(programmation["_ligne"], value_set=pa.array(sorted(refusees), pa.int32()))
        )
        programmation = programmation.filter(bonnes)
    presentes["programmation"] = programmation
    classements = presentes.get("classements", _vide("classements"))
    abreges = [sans_accents(nom) for nom in classements["classement"].to_pylist()]
    presentes["classements"] = classements.append_column("abrege", pa.array(abreges, pa.string()))
    rejets += doublons + mauvais_partages
    with duckdb.connect() as base:
        for nom in FEUILLES:
            base.register(nom, presentes.get(nom, _vide(nom)))
        base.register("repartition", partages)
        rejets += _references(base)
        tables = {nom: _table(base, requete) for nom, requete in _requetes()}
    bloquees = {(rejet.feuille, rejet.ligne) for rejet in rejets if rejet.bloquant}
    lues = [feuille.lues for feuille in feuilles if len(feuille.lues.numeros)]
    ignorees = [ignoree for feuille in feuilles for ignoree in feuille.ignorees]
    nb_lignes = sum(len(feuille.numeros) for feuille in lues) - len(ignorees)
    pleines = {nom: table for nom, table in tables.items() if len(table)}
    return Lecture(pleines, rejets, nb_lignes, nb_lignes - len(bloquees), lues, ignorees=ignorees)


def _vide(nom: str) -> pa.Table:
    champs = {colonne: colonnes.TYPES_ARROW[genre.rstrip("!")] for colonne, genre in FEUILLES[nom].items()}
    return pa.schema({**champs, "_ligne": pa.int32()}).empty_table()


def _requetes() -> list[tuple[str, str]]:
    morceaux = re.split(r"^-- (\w+)\n", REQUETES.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return list(zip(morceaux[1::2], morceaux[2::2], strict=True))


def _table(base: duckdb.DuckDBPyConnection, requete: str) -> pd.DataFrame:
    return base.sql(requete.strip().rstrip(";")).to_arrow_table().to_pandas(types_mapper=pd.ArrowDtype)


def _sans_doublons(programmation: pa.Table) -> tuple[pa.Table, list[Rejet]]:
    """Une référence ne sert qu'une fois : la première ligne reste, les suivantes sont refusées."""
    premieres: dict[str, int] = {}
    gardees: list[bool] = []
    rejets: list[Rejet] = []
    references = programmation["reference"].to_pylist()
    for reference, ligne in zip(references, programmation["_ligne"].to_pylist(), strict=True):
        premiere = premieres.setdefault(reference, ligne)
        gardees.append(premiere == ligne)
        if premiere != ligne:
            motif = f"cette référence est déjà celle de la ligne {premiere}"
            rejets.append(Rejet(motif, "programmation", ligne, "reference", reference))
    return programmation.filter(pa.array(gardees, pa.bool_())), rejets


def _repartition(programmation: pa.Table) -> tuple[pa.Table, list[Rejet]]:
    """Une ligne par action et quartier, avec sa part (parts égales sans indication contraire)."""
    touche = programmation.filter(pc.is_valid(programmation["quartiers"])).combine_chunks()
    rejets: list[Rejet] = []
    sortie: dict[str, list] = {
        nom: [] for nom in ("contrat_id", "reference", "quartier_id", "part", "beneficiaires", "_ligne")
    }
    colonnes = ("contrat_id", "reference", "quartiers", "parts", "beneficiaires_quartiers", "_ligne")
    for contrat, reference, quartiers, parts, beneficiaires, ligne in zip(
        *(touche[nom].to_pylist() for nom in colonnes), strict=True
    ):
        try:
            if len(set(quartiers)) < len(quartiers):
                raise cellules.CelluleInvalide("un quartier y est écrit deux fois", "quartiers", quartiers)
            fractions = _parts(parts, len(quartiers))
            nombres = _beneficiaires(beneficiaires, len(quartiers))
        except cellules.CelluleInvalide as erreur:
            motif, colonne, valeurs = erreur.args
            rejets.append(Rejet(motif, "programmation", ligne, colonne, ", ".join(valeurs)[:200]))
            continue
        nb = len(quartiers)
        sortie["contrat_id"] += [contrat] * nb
        sortie["reference"] += [reference] * nb
        sortie["quartier_id"] += quartiers
        sortie["part"] += fractions
        sortie["beneficiaires"] += nombres
        sortie["_ligne"] += [ligne] * nb
    types = {"part": pa.float64(), "beneficiaires": pa.int32(), "_ligne": pa.int32()}
    return pa.table({n: pa.array(v, types.get(n, pa.string())) for n, v in sortie.items()}), rejets


def _parts(parts: list[str] | None, nb: int) -> list[float]:
    """Des fractions de somme 1, ou des pourcentages de somme 100."""
    if not parts:
        return [1 / nb] * nb
    if len(parts) != nb:
        raise cellules.CelluleInvalide(f"{len(parts)} parts pour {nb} quartiers", "parts", parts)
    try:
        lues = [cellules.nombre(part) for part in parts]
    except cellules.CelluleInvalide as erreur:
        raise cellules.CelluleInvalide(str(erreur), "parts", parts) from erreur
    somme = sum(lues)
    if min(lues) <= 0 or not any(abs(somme - total) <= TOLERANCE * total for total in (1, 100)):
        lisible = f"{somme:.4g}".replace(".", ",")
        raise cellules.CelluleInvalide(f"les parts font {lisible} au lieu de 1", "parts", parts)
    # Des parts déjà justes restent telles quelles : les écrire puis les relire rend les mêmes.
    return lues if abs(somme - 1) < 1e-9 else [lue / somme for lue in lues]


def _beneficiaires(nombres: list[str] | None, nb: int) -> list[int | None]:
    if not nombres:
        return [None] * nb
    if len(nombres) != nb:
        motif = f"{len(nombres)} nombres pour {nb} quartiers"
        raise cellules.CelluleInvalide(motif, "beneficiaires_quartiers", nombres)
    try:
        return [cellules.entier(nombre) for nombre in nombres]
    except cellules.CelluleInvalide as erreur:
        raise cellules.CelluleInvalide(str(erreur), "beneficiaires_quartiers", nombres) from erreur


def _references(base: duckdb.DuckDBPyConnection) -> list[Rejet]:
    """Les lignes qui citent une action absente de la feuille programmation, ou qui y a été refusée."""
    rejets = []
    for feuille, colonne, bloquant in (
        ("financements", "reference", True),
        ("decisions", "reference", True),
        ("avis", "reference", True),
        ("programmation", "reference_precedente", False),
    ):
        trouvees = base.execute(
            f"select _ligne, {colonne} from {feuille} anti join programmation as p "
            f"on {feuille}.{colonne} = p.reference where {colonne} is not null order by _ligne"
        ).fetchall()
        rejets += [
            Rejet("aucune action retenue ne porte cette référence", feuille, ligne, colonne, valeur, bloquant)
            for ligne, valeur in trouvees
        ]
    return rejets
