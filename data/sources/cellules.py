"""Lire une cellule écrite par un humain : nombre français, date, oui/non, liste, contour.

Chaque type a sa fonction, qui fait foi ; `colonne` en donne la version rapide pour des millions de
cellules, et ne repasse par la fonction que pour celles qui sortent de l'ordinaire.
"""

import math
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

import pyarrow as pa
import pyarrow.compute as pc
import shapely

from data.schema import sans_accents
from data.sources import geometrie as contours

ESPACES = r"[\s\x{00a0}\x{202f}\x{2009}\x{2007}'’€]"
VRAIS = ("oui", "o", "vrai", "true", "1", "x", "yes")
FAUX = ("non", "n", "faux", "false", "0", "no")
MONTANT_MAX = Decimal("1e12")

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


class CelluleInvalide(ValueError):
    """Une cellule illisible ; le message est la raison, en une phrase."""


def texte(valeur: str) -> str:
    return valeur


def decimal(valeur: str) -> Decimal:
    """Un nombre exact : « 1 234,50 € », « 1234.5 », « 1.234,50 », « 12 % »."""
    nu = re.sub(r"[\s\u00a0\u202f\u2009\u2007'’€%]|euros?|eur", "", valeur, flags=re.IGNORECASE)
    nu = nu.replace("−", "-")
    if "," in nu and "." in nu:
        # Le dernier des deux signes est celui des décimales : l'autre sépare les milliers.
        milliers, decimales = (".", ",") if nu.rfind(",") > nu.rfind(".") else (",", ".")
        nu = nu.replace(milliers, "").replace(decimales, ".")
    nu = nu.replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", nu, re.IGNORECASE):
        raise CelluleInvalide("ce n'est pas un nombre")
    try:
        return Decimal(nu)
    except InvalidOperation as erreur:
        raise CelluleInvalide("ce n'est pas un nombre") from erreur


def nombre(valeur: str) -> float:
    lu = float(decimal(valeur))
    if not math.isfinite(lu):
        raise CelluleInvalide("ce nombre est trop grand")
    return lu


def entier(valeur: str) -> int:
    lu = decimal(valeur)
    if lu != lu.to_integral_value():
        raise CelluleInvalide("un nombre entier est attendu")
    if abs(lu) >= 2**31:
        raise CelluleInvalide("ce nombre est trop grand")
    return int(lu)


def montant(valeur: str) -> Decimal:
    """Des euros et des centimes. Trois décimales sont refusées : « 1.234 » peut vouloir dire 1 234."""
    lu = decimal(valeur)
    if lu < 0:
        raise CelluleInvalide("un montant ne peut pas être négatif")
    if lu >= MONTANT_MAX:
        raise CelluleInvalide("ce montant est trop grand")
    arrondi = lu.quantize(Decimal("0.01"))
    if lu != arrondi:
        raise CelluleInvalide("un montant a deux décimales au plus")
    return arrondi


def jour(valeur: str) -> date:
    """AAAA-MM-JJ (une heure à zéro peut suivre), JJ/MM/AAAA, ou le numéro de jour d'un tableur."""
    for motif in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"):
        try:
            return datetime.strptime(valeur, motif).date()
        except ValueError:
            continue
    if re.fullmatch(r"\d{5}(\.0+)?", valeur):
        return date(1899, 12, 30) + timedelta(days=int(valeur.split(".")[0]))
    raise CelluleInvalide("une date s'écrit JJ/MM/AAAA ou AAAA-MM-JJ")


def booleen(valeur: str) -> bool:
    nu = sans_accents(valeur)
    if nu in VRAIS or nu in FAUX:
        return nu in VRAIS
    raise CelluleInvalide("« oui » ou « non » est attendu")


def liste(valeur: str) -> list[str]:
    """Des codes séparés par des virgules, ou par des points-virgules ou des barres s'il y en a."""
    separateur = next((signe for signe in ";|\n" if signe in valeur), ",")
    return [code.strip() for code in valeur.split(separateur) if code.strip()]


def geometrie(valeur: str) -> str:
    """Un contour en WKT ou GeoJSON (WGS84), rendu en WKT, réparé, réduit à ses surfaces."""
    try:
        forme = shapely.from_geojson(valeur) if valeur.lstrip().startswith("{") else shapely.from_wkt(valeur)
    except shapely.errors.ShapelyError as erreur:
        raise CelluleInvalide("ce contour n'est ni du WKT ni du GeoJSON") from erreur
    ouest, sud, est, nord = forme.bounds
    if not (-180 <= ouest <= est <= 180 and -90 <= sud <= nord <= 90):
        raise CelluleInvalide("ce contour n'est pas en degrés (WGS84)")
    surface = contours.reparer(forme)
    if surface is None:
        raise CelluleInvalide("ce contour n'a pas de surface")
    return contours.en_wkt(surface)


FONCTIONS: dict[str, Callable[[str], object]] = {
    "texte": texte,
    "entier": entier,
    "nombre": nombre,
    "montant": montant,
    "date": jour,
    "booleen": booleen,
    "liste": liste,
    "geometrie": geometrie,
}
ORDINAIRES = {
    "entier": r"^-?\d{1,9}$",
    "nombre": r"^-?\d{1,15}(\.\d{1,15})?$",
    "montant": r"^\d{1,11}(\.\d{1,2})?$",
    "date": r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$",
}
"""Ce que le moteur convertit lui-même, une fois ôtés les espaces et l'euro et la virgule changée en point."""


def vide(cellules: pa.ChunkedArray) -> pa.ChunkedArray:
    """Les cellules sans leurs espaces de bord ; une cellule blanche devient nulle."""
    nues = pc.utf8_trim(pc.cast(cellules, pa.string()), " \t\r\n\u00a0\u202f\u2009\ufeff")
    return pc.if_else(pc.equal(nues, ""), None, nues)


def colonne(cellules: pa.ChunkedArray, genre: str) -> tuple[pa.ChunkedArray, list[tuple[int, str, str]]]:
    """Les valeurs typées d'une colonne de textes (déjà passée par `vide`) et ses fautes.

    Une faute est (rang de la cellule, texte lu, raison) ; sa valeur est nulle.
    """
    cible = TYPES_ARROW[genre]
    if genre == "texte":
        return cellules, []
    valeurs = pa.chunked_array([pa.nulls(len(cellules), cible)])
    reste = pc.is_valid(cellules)
    if genre in ORDINAIRES:
        nettes = cellules
        if genre != "date":
            nettes = pc.replace_substring(pc.replace_substring_regex(cellules, ESPACES, ""), ",", ".")
        simples = pc.fill_null(pc.match_substring_regex(nettes, ORDINAIRES[genre]), False)
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
