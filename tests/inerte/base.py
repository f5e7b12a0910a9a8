"""La base fictive dont tous les textes sont hostiles : chaque nom voudrait devenir autre chose."""

import shutil
from pathlib import Path

import duckdb

PIEGES = (
    "https://zq.fr/?a=1&b=2",
    "www.zq.fr",
    "a@zq.fr",
    ":material/zq:",
    ":material_zq:",
    ":zq:",
    "[zq](zq)",
    "![zq](zq)",
    "<b>zq</b>",
    "&amp;zq",
    "*zq*",
    "_zq_",
    "`zq`",
    "$zq$",
    "~zq~",
    "|zq|",
    "\\zq",
    "#zq",
    "-> zq",
    "%{zq}",
    "z\u202eq\u2066\u200b",
    "z\x07q",
    "zq\n- zq",
    "zq\t",
)
TETES = ("- ", "1. ", "# ", "> ", "    ", "+ ", "")


def hostile(rang: int) -> str:
    """Un texte fait de tous les pièges, dont le premier change : coupé court, il en montre un autre."""
    tour = rang % len(PIEGES)
    return TETES[rang % len(TETES)] + " ".join((*PIEGES[tour:], *PIEGES[:tour])) + f" {rang}"


def rendre_hostile(modele: Path, cible: Path) -> Path:
    """Copie `modele` et y remplace tous les textes libres ; les codes et les mots des listes restent."""
    shutil.copyfile(modele, cible)
    with duckdb.connect(str(cible)) as base:
        tenues = {
            (table, colonne)
            for table, colonnes in base.execute(
                """select table_name, constraint_column_names from duckdb_constraints()
                where constraint_type in ('CHECK', 'PRIMARY KEY', 'FOREIGN KEY', 'UNIQUE')"""
            ).fetchall()
            for colonne in colonnes
        }
        textes = base.execute(
            """select table_name, column_name from duckdb_columns()
            where data_type = 'VARCHAR' and not internal and schema_name = 'main'
            and table_name in (select table_name from duckdb_tables())"""
        ).fetchall()
        base.execute("create temp table piege as select unnest(range(0, 168)) as rang, '' as texte")
        base.executemany("update piege set texte = $2 where rang = $1", [(r, hostile(r)) for r in range(168)])
        for table, colonne in textes:
            code = colonne.endswith("_id") or colonne in CODES or (table, colonne) in tenues
            if not code:
                base.execute(
                    f"""update {table} set {colonne} =
                    (select texte from piege where rang = ({table}.rowid % 168)) || {table}.rowid
                    where {colonne} is not null"""
                )
    return cible


CODES = {
    "code",
    "geometrie",
    "ancien",
    "nouveau",
    "periode",
    "parent",
    "theme_national",
    "action_precedente",
    "nature",
    "section",
    "empreinte",
    "siret",
    "epci_siren",
    "fond",
    "zonage",
    "departement",
    "type",
    "statut",
}
"""Colonnes qui portent un code : une base où elles seraient hostiles ne se construirait pas."""
