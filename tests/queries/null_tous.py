"""Où un texte SQL écrit lui-même « null = tous », quelle que soit la façon : lu dans l'arbre que fait DuckDB.

Une façon de plus se dit une fois, en macro (queries/macros.sql) : écrite à la main, elle dérive.
"""

import json
from collections.abc import Collection, Iterator
from typing import Any

import duckdb

Noeud = dict[str, Any]
_DEFAUTS = ("ifnull", "nvl")


def fautes(texte: str, parametres: Collection[str] = ()) -> list[str]:
    """Ce que `texte` (une requête) fait d'un choix vide au lieu de le demander aux macros.

    `parametres` : dans le corps d'une macro, les noms qui sont ses paramètres. Lève ValueError si DuckDB ne
    sait pas lire la requête.
    """
    with duckdb.connect(":memory:") as lien:
        (lu,) = lien.execute("select json_serialize_sql(?)", [texte]).fetchone()
    arbre = json.loads(lu)
    if arbre["error"]:
        raise ValueError(arbre["error_message"])
    return [dit for noeud in _noeuds(arbre) if (dit := _faute(noeud, parametres))]


def _noeuds(arbre: Any) -> Iterator[Noeud]:
    if isinstance(arbre, dict):
        yield arbre
        arbre = list(arbre.values())
    if isinstance(arbre, list):
        for enfant in arbre:
            yield from _noeuds(enfant)


def _faute(noeud: Noeud, parametres: Collection[str]) -> str:
    genre, enfants = noeud.get("type"), _enfants(noeud)
    choix = [e for e in enfants if _est_un_choix(e, parametres)]
    if genre in ("OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL"):
        return "is null" if choix else ""
    if genre in ("COMPARE_DISTINCT_FROM", "COMPARE_NOT_DISTINCT_FROM"):
        return "is distinct from null" if choix and any(_constante(e) for e in enfants) else ""
    if genre == "OPERATOR_COALESCE" or noeud.get("function_name") in _DEFAUTS:
        if choix:
            return "" if all(_constante(e) for e in enfants[1:]) else "coalesce d'un choix"
        vrai = _constante(enfants[-1]) and "true" in json.dumps(enfants[-1]["literal"]).lower()
        return "coalesce(…, true)" if vrai and _cite(enfants[0], parametres) else ""
    if genre == "CONJUNCTION_OR":
        vides = [_cite(e, parametres) for e in enfants if e.get("function_name") == "tous"]
        tests = [_cite(e, parametres) for e in enfants if _compare(e)]
        return "tous(…) or …" if any(v & t for v in vides for t in tests) else ""
    return ""


def _enfants(noeud: Noeud) -> list[Noeud]:
    dits = [*noeud.get("children", []), *(a["expression"] for a in noeud.get("arguments", []))]
    return [*dits, *(noeud[cote] for cote in ("left", "right") if isinstance(noeud.get(cote), dict))]


def _compare(noeud: Noeud) -> bool:
    return noeud.get("class") == "COMPARISON" or noeud.get("function_name") in (
        "list_contains",
        "list_has",
        "array_contains",
        "array_has",
    )


def _constante(noeud: Noeud) -> bool:
    return noeud.get("class") == "CONSTANT"


def _cite(noeud: Noeud, parametres: Collection[str]) -> set[str]:
    """Les choix qu'un morceau d'arbre nomme, chacun écrit sans sa place dans le texte."""
    return {_ecrit(n) for n in _noeuds(noeud) if _est_un_choix(n, parametres)}


def _ecrit(noeud: Noeud) -> str:
    return json.dumps(
        [
            (n.get("identifier"), n.get("column_names"), n.get("literal"))
            for n in _noeuds(noeud)
            if "class" in n
        ]
    )


def _est_un_choix(noeud: Noeud, parametres: Collection[str]) -> bool:
    """Un paramètre de la question ou de la macro, un champ de l'un d'eux, ou leur conversion."""
    if noeud.get("class") == "PARAMETER":
        return True
    if noeud.get("class") == "COLUMN_REF":
        return noeud["column_names"][0] in parametres
    if noeud.get("class") == "CAST":
        return _est_un_choix(noeud["child"], parametres)
    extrait = noeud.get("type") in ("ARRAY_EXTRACT", "STRUCT_EXTRACT")
    if extrait or noeud.get("function_name") in ("struct_extract", "list_extract", "trim", "lower"):
        return _est_un_choix(_enfants(noeud)[0], parametres)
    return False
