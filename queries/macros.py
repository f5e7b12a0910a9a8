"""Les règles que les questions partagent (`macros.sql`), posées à chaque connexion : la base n'en a aucune.

Une base d'hier reçoit donc les règles d'aujourd'hui : un filtre de plus ne demande aucune base neuve.
"""

import re
from pathlib import Path

import duckdb

MACROS = Path(__file__).with_name("macros.sql")
_UNE = re.compile(r"^create macro ((\w+)\([^)]*\) as .*?);$", re.MULTILINE | re.DOTALL)


def textes() -> dict[str, str]:
    """Nom → « nom(paramètres) as corps », dans l'ordre de macros.sql ; relu à chaque connexion.

    Lève ValueError si un morceau du fichier n'est pas une macro : il ne serait posé nulle part.
    """
    texte = re.sub(r"^--.*\n", "", MACROS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    if reste := _UNE.sub("", texte).strip():
        raise ValueError(f"{MACROS.name} : ceci n'est pas une macro : {reste[:80]}")
    return {nom: une for une, nom in _UNE.findall(texte)}


def lit_des_tables(texte: str) -> bool:
    """Vrai pour une macro qui lit des tables, faux pour un calcul sur des valeurs."""
    return re.search(r"\) as table\b", texte) is not None


def poser(base: duckdb.DuckDBPyConnection, reduites: bool = False) -> None:
    """Crée les macros dans le schéma courant, qui a les tables ; `reduites` : celui d'un visiteur.

    Lève duckdb.CatalogException si une table manque, duckdb.BinderException si c'est une colonne.
    """
    entier = "base.main." if reduites else ""
    for texte in textes().values():
        base.execute(f"create macro {texte.replace('entier.', entier)}")


def poser_le_temps(base: duckdb.DuckDBPyConnection, avec_tables: bool = True) -> None:
    """Les mêmes, le temps de cette connexion : rien n'en reste dans la base, et les siennes ne comptent pas.

    `avec_tables` : faux pour une connexion qui n'a pas nos tables. Lève duckdb.Error comme `poser`.
    """
    for texte in textes().values():
        if avec_tables or not lit_des_tables(texte):
            base.execute(f"create or replace temp macro {texte.replace('entier.', '')}")
