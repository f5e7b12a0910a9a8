"""La base telle que la voit un visiteur : une définition, `visible.sql`, par où passe tout ce qui sort.

La porte des questions et les fichiers qu'on emporte lisent un schéma de vues, jamais la base attachée : une
table sans définition n'y est pas, et ne se lit donc pas. Qui a droit à tout (un agent, la ligne de commande)
lit le même schéma, sans réduction.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import duckdb

from queries import macros
from queries.controles import Controle, controles

DEFINITIONS = Path(__file__).with_name("visible.sql")
OUVERTES = (
    "contrats-anct",
    "communes-epci",
    "communes",
    "qpv-anct",
    "passage-qpv",
    "indicateurs-insee",
    "indicateurs-csv",
    "postes-anct",
    "themes-p147",
)
"""Types de sources qui sont déjà publiques : ce qu'on en dit ne révèle aucune demande. Tout autre type peut
en porter, un type nouveau aussi."""
COMPLETEES = {"rejet": {"annee": "integer", "modele": "varchar", "action_id": "varchar"}}
"""Colonnes que les bases déjà construites n'ont pas : elles y sont vides."""
SEUIL = 5
"""Un effectif plus petit, hors zéro, désignerait des personnes : il ne sort pas, ni ce qui le redonnerait."""
_INTERNES = {
    "source_lue": "select source_id, nb_lignes, nb_rejets from base.main.source",
    "refus_lu": "select distinct source_id, feuille, ligne from base.main.rejet "
    "where bloquant and ligne is not null",
    "effectif_protege": "select action_id from base.main.action_quartier as part "
    "join base.main.action as action using (action_id) group by action_id "
    f"having bool_or(part.beneficiaires between 1 and {SEUIL - 1}) "
    f"or any_value(action.beneficiaires_reels) - sum(part.beneficiaires) between 1 and {SEUIL - 1} "
    "or (any_value(action.beneficiaires_reels) = sum(part.beneficiaires) "
    "and bool_or(part.beneficiaires is null))",
    "decision_rangee": "select *, rowid as rang from base.main.decision",
}
"""Ce que les deux schémas ont de plus que les tables ; voir visible.sql."""
_NOMS_TENUS = ("action_publique", "quartier", "commune", "contrat", "source")
"""Petites tables citées par beaucoup d'autres : calculées une fois, à l'ouverture."""


def installer(
    base: duckdb.DuckDBPyConnection, schema: str, statuts: Sequence[str] | None, tenir: bool = False
) -> None:
    """Crée dans `memory` le schéma de ce que montrent ces statuts (None : tout), et s'y place.

    La base est attachée en `base`. `tenir` : en tables plutôt qu'en vues, dans l'ordre des lignes de la base.
    Lève duckdb.Error si la base n'a pas nos tables.
    """
    base.execute(f"create schema memory.{schema}; use memory.{schema}")
    base.execute(f"create view rejet_entier as {_complete(base, 'rejet')}")
    if statuts is None:
        for nom in _tables(base):
            quoi = "select * from rejet_entier" if nom == "rejet" else f'select * from base.main."{nom}"'
            base.execute(f'create view "{nom}" as {quoi}')
        for nom, requete in _INTERNES.items():
            base.execute(f"create view {nom} as {requete}")
        macros.poser(base)
        return
    _reduire(base, schema, statuts, tenir)
    if tenir:
        base.execute(
            "update action_quartier set beneficiaires = null "
            "where action_id in (select action_id from effectif_protege); "
            "update action set action_precedente = null "
            "where action_precedente not in (select action_id from action_publique)"
        )


def _reduire(base: duckdb.DuckDBPyConnection, schema: str, statuts: Sequence[str], tenir: bool) -> None:
    ouvertes = _liste(OUVERTES)
    for nom, requete in definitions().items():
        texte = (
            requete.replace("$statuts", _liste(statuts))
            .replace("$ouverte", f"type in {ouvertes}")
            .replace("$sources", _liste(_citees(base, schema)) if nom == "source" else "")
            .replace("$controles", f"({_controles(base)})" if nom == "controle" else "")
            .replace("$protegees", f"({_INTERNES['effectif_protege']})")
        )
        if nom == "controle":
            # Les contrôles s'en servent, et elles lisent les tables d'avant.
            macros.poser(base, reduites=True)
        genre = "table" if nom in _NOMS_TENUS or (tenir and nom != "controle") else "view"
        base.execute(f'create {genre} "{nom}" as {texte}')


@cache
def definitions() -> dict[str, str]:
    """Nom → requête, dans l'ordre de visible.sql."""
    texte = DEFINITIONS.read_text(encoding="utf-8").split("\n\n", 1)[1]
    morceaux = re.split(r"^-- (\w+)\n", texte, flags=re.MULTILINE)
    return {
        nom: re.sub(r"^--.*\n", "", requete, flags=re.MULTILINE).strip().rstrip(";")
        for nom, requete in zip(morceaux[1::2], morceaux[2::2], strict=True)
    }


def _tables(base: duckdb.DuckDBPyConnection) -> list[str]:
    # Un catalogue de Parquet a des vues à la place de ses grosses tables : toutes ont des colonnes.
    return [
        nom
        for (nom,) in base.execute(
            "select distinct table_name from duckdb_columns() where database_name = 'base' "
            "and schema_name = 'main' and not internal order by table_name"
        ).fetchall()
    ]


def _citees(base: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    """Les sources des lignes visibles : toutes les tables qui en nomment une, sans liste à tenir.

    Une table n'est lue que pour les sources qu'aucune autre n'a citées : une base en a peu, et les lignes
    beaucoup.
    """
    nommees = base.execute(
        "select table_name from duckdb_columns() where database_name = 'base' and schema_name = 'main' "
        "and column_name = 'source_id' and table_name not in ('source', 'rejet') order by table_name"
    ).fetchall()
    citees: list[str] = []
    for (nom,) in nommees:
        citees += [
            code
            for (code,) in base.execute(
                f'select distinct source_id from memory.{schema}."{nom}" where source_id not in '
                f"{_liste(citees)} order by source_id"
            ).fetchall()
        ]
    return citees


def _controles(base: duckdb.DuckDBPyConnection) -> str:
    """Chaque contrôle, refait sur ce qui se voit ; celui que rien ne prend en défaut l'est d'avance."""
    tenus = {
        nom for (nom,) in base.execute("select nom from base.main.controle where nb_lignes = 0").fetchall()
    }
    return "\nunion all\n".join(
        f"select {_litteral(c.nom)} as nom, {_litteral(c.titre)} as titre, "
        f"{_litteral(c.gravite)} as gravite, "
        + ("0" if c.nom in tenus else f"(select count(*) from (\n{c.requete}\n))::integer")
        + " as nb_lignes"
        for c in _tous()
    )


@cache
def _tous() -> list[Controle]:
    return controles()


def _complete(base: duckdb.DuckDBPyConnection, table: str) -> str:
    connues = {
        nom
        for (nom,) in base.execute(
            "select column_name from duckdb_columns() where database_name = 'base' "
            "and schema_name = 'main' and table_name = ?",
            [table],
        ).fetchall()
    }
    manquent = [f"null::{genre} as {nom}" for nom, genre in COMPLETEES[table].items() if nom not in connues]
    return f"select {', '.join(['*', *manquent])} from base.main.{table}"


def _liste(textes: Sequence[str]) -> str:
    """« ('a', 'b') » ; jamais vide, ce que SQL refuse."""
    return "(" + ", ".join(_litteral(t) for t in textes or ("",)) + ")"


def _litteral(texte: str) -> str:
    return "'" + texte.replace("'", "''") + "'"
