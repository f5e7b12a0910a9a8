"""Le modèle d'une phrase : ce que le programme en a écrit, sans ce que le fichier y a mis.

« la structure « Les Lilas » n'existe pas » a pour modèle « la structure « … » n'existe pas ». Le catalogue
des modèles est le code lui-même : les chaînes de `data/`, où chaque valeur est un trou. Un modèle ne peut
donc rien contenir qu'une cellule ait dit, quels que soient ses guillemets ; et une phrase dont on ne retrouve
pas le modèle n'en a pas : on ne montre alors que son genre.
"""

import ast
import re
from functools import cache, lru_cache
from pathlib import Path

DOSSIER = Path(__file__).parent
TROU = "…"
_ECRIT_MINIMAL = 8
"""Lettres du programme en deçà desquelles une chaîne n'est pas une phrase : elle conviendrait à tout."""
_A_PART = ("demo", "commandes")


@lru_cache(maxsize=20_000)
def modele(phrase: str) -> str | None:
    """Le modèle de cette phrase, None si le code n'en a pas ; le plus écrit s'il y en a plusieurs."""
    for morceaux in _catalogue():
        if _convient(phrase, morceaux):
            return TROU.join(morceaux)
    return None


def _convient(phrase: str, morceaux: tuple[str, ...]) -> bool:
    """Vrai si la phrase est ces morceaux, dans l'ordre, avec n'importe quoi entre eux. En temps linéaire."""
    if len(morceaux) == 1:
        return phrase == morceaux[0]
    premier, *milieu, dernier = morceaux
    if not phrase.startswith(premier) or not phrase.endswith(dernier):
        return False
    place, fin = len(premier), len(phrase) - len(dernier)
    for morceau in milieu:
        trouve = phrase.find(morceau, place, max(fin, place))
        if trouve < 0:
            return False
        place = trouve + len(morceau)
    return place <= fin


@cache
def _catalogue() -> tuple[tuple[str, ...], ...]:
    """Les modèles, du plus écrit au moins écrit."""
    trouves: set[tuple[str, ...]] = set()
    for fichier in sorted(DOSSIER.rglob("*.py")):
        if fichier.relative_to(DOSSIER).parts[0] in _A_PART:
            continue
        for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
            trouves |= set(_du_noeud(noeud))
    parlants = [m for m in trouves if _ecrit(m) >= _ECRIT_MINIMAL]
    return tuple(sorted(parlants, key=lambda m: (-_ecrit(m), m)))


def _du_noeud(noeud: ast.AST) -> list[tuple[str, ...]]:
    if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str):
        return [(noeud.value,), *_du_sql(noeud.value)]
    if isinstance(noeud, ast.JoinedStr):
        morceaux = [""]
        for partie in noeud.values:
            if isinstance(partie, ast.Constant):
                morceaux[-1] += str(partie.value)
            else:
                morceaux.append("")
        return [tuple(morceaux)]
    return []


def _du_sql(texte: str) -> list[tuple[str, ...]]:
    """Les phrases qu'une requête écrit : ses littéraux, suivis ou non d'une valeur."""
    lus = [lu.replace("''", "'") for lu in re.findall(r"'((?:[^']|'')*)'", texte)]
    return [(lu,) for lu in lus] + [(lu, "") for lu in lus]


def _ecrit(morceaux: tuple[str, ...]) -> int:
    return sum(c.isalpha() for morceau in morceaux for c in morceau)
