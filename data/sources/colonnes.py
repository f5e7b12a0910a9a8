"""Lire une colonne entière de cellules : la version rapide de data/sources/cellules.py.

Le moteur convertit lui-même les écritures ordinaires ; les autres repassent, chacune, par la fonction qui
fait foi. Des millions de cellules se lisent ainsi en quelques secondes.
"""

import pyarrow as pa
import pyarrow.compute as pc

from data.sources.cellules import FONCTIONS, CelluleInvalide

TYPES_ARROW: dict[str, pa.DataType] = {
    "texte": pa.string(),
    "entier": pa.int32(),
    "nombre": pa.float64(),
    "montant": pa.decimal128(14, 2),
    "date": pa.date32(),
    "booleen": pa.bool_(),
    "liste": pa.list_(pa.string()),
    "geometrie": pa.string(),
}
_RAPIDE = r"\x{00a0}\x{202f}\x{2009}"
_TIRETS_RAPIDES = r"[-\x{2010}-\x{2015}\x{2212}]"
_ENTIERS = rf"(\d{{1,9}}|\d{{1,3}}([ {_RAPIDE}]\d{{3}}){{1,2}})"
ORDINAIRES = {
    "entier": rf"^-?{_ENTIERS}$",
    "nombre": r"^-?\d{1,15}([.,]\d{1,15})?$",
    "montant": rf"^{_ENTIERS}([.,]\d{{1,2}})?([ {_RAPIDE}]?€)?$",
    "date": r"^(19|20)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$",
}
"""Ce que le moteur convertit lui-même, une fois ôtés les espaces et l'euro et la virgule changée en point."""
A_TIRET = ("entier", "nombre", "montant", "date")
"""Types où un tiret seul veut dire « rien », comme l'écrit le format comptable d'un tableur."""


def vide(cellules: pa.ChunkedArray) -> pa.ChunkedArray:
    """Les cellules sans leurs espaces de bord ; une cellule blanche devient nulle."""
    nues = pc.utf8_trim(pc.cast(cellules, pa.string()), " \t\r\n\u00a0\u202f\u2009\ufeff")
    return pc.if_else(pc.equal(nues, ""), None, nues)


def sans_tirets(cellules: pa.ChunkedArray, genre: str) -> pa.ChunkedArray:
    """Les cellules, nulles là où un tiret seul dit qu'il n'y a rien."""
    if genre not in A_TIRET:
        return cellules
    tirets = pc.match_substring_regex(cellules, rf"^{_TIRETS_RAPIDES}[ {_RAPIDE}]*€?$")
    return pc.if_else(pc.fill_null(tirets, False), None, cellules)


def colonne(cellules: pa.ChunkedArray, genre: str) -> tuple[pa.ChunkedArray, list[tuple[int, str, str]]]:
    """Les valeurs typées d'une colonne de textes (déjà passée par `vide`) et ses fautes.

    Une faute est (rang de la cellule, texte lu, raison) ; sa valeur est nulle. Un tiret seul vaut une
    cellule vide là où un nombre ou une date est attendu.
    """
    cible = TYPES_ARROW[genre]
    if genre == "texte":
        return cellules, []
    cellules = sans_tirets(cellules, genre)
    valeurs = pa.chunked_array([pa.nulls(len(cellules), cible)])
    reste = pc.is_valid(cellules)
    if genre in ORDINAIRES:
        simples = pc.fill_null(pc.match_substring_regex(cellules, ORDINAIRES[genre]), False)
        nettes = cellules
        if genre != "date":
            nettes = pc.replace_substring(
                pc.replace_substring_regex(cellules, f"[ {_RAPIDE}€]", ""), ",", "."
            )
        valeurs = pc.cast(pc.if_else(simples, nettes, None), cible)
        reste = pc.and_(reste, pc.invert(simples))
    rangs = pc.indices_nonzero(reste)
    if not len(rangs):
        return valeurs, []
    return _une_a_une(cellules, valeurs, rangs, genre)


def _une_a_une(
    cellules: pa.ChunkedArray, valeurs: pa.ChunkedArray, rangs: pa.Array, genre: str
) -> tuple[pa.ChunkedArray, list[tuple[int, str, str]]]:
    fonction = FONCTIONS[genre]
    distinctes = pc.dictionary_encode(cellules.take(rangs)).combine_chunks()
    lues: list[object] = []
    raisons: list[str | None] = []
    for brute in distinctes.dictionary.to_pylist():
        try:
            lues.append(fonction(brute))
            raisons.append(None)
        except CelluleInvalide as erreur:
            lues.append(None)
            raisons.append(str(erreur))
    codes = distinctes.indices
    nouvelles = pa.array(lues, TYPES_ARROW[genre]).take(codes)
    if len(rangs) == len(cellules):
        completes = pa.chunked_array([nouvelles])
    else:
        place = pc.index_in(
            pa.array(range(len(cellules)), pa.uint64()), value_set=pc.cast(rangs, pa.uint64())
        )
        completes = pa.chunked_array([pc.coalesce(nouvelles.take(place), valeurs.combine_chunks())])
    fautes = [
        (rang, distinctes.dictionary[code].as_py(), raisons[code])
        for rang, code in zip(rangs.to_pylist(), codes.to_pylist(), strict=True)
        if raisons[code] is not None
    ]
    return completes, fautes
