"""Lire une cellule écrite par un humain : nombre français, date, oui/non, liste, contour.

Chaque type a sa fonction, qui fait foi, et lève CelluleInvalide ; data/sources/colonnes.py en donne la
version rapide. Les fonctions `lire_…` acceptent aussi la valeur typée d'un tableur, et rendent None si la
cellule est vide.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

import shapely

from data import vocabulaire
from data.schema import sans_accents
from data.sources import geometrie as contours
from data.sources.emprises import est_en_france, inverses
from data.sources.nombres import (
    CelluleInvalide,
    ambigu,
    decimal,
    entier,
    est_tiret,
    montant,
    montant_signe,
    nombre,
)
from data.vocabulaire import MotInconnu

_MOIS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)


def texte(valeur: str) -> str:
    return valeur


def jour(valeur: str, depart_1904: bool = False) -> date:
    """AAAA-MM-JJ (une heure peut suivre), JJ/MM/AAAA, JJ.MM.AA, « 12 mars 2026 », ou un numéro de tableur.

    Deux chiffres d'année sont ceux de ce siècle. `depart_1904` : le calendrier des vieux Excel pour Mac.
    """
    if re.fullmatch(r"\d{5}(\.0+)?", valeur):
        depart = date(1904, 1, 1) if depart_1904 else date(1899, 12, 30)
        return _plausible(depart + timedelta(days=int(valeur.split(".")[0])))
    lu = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?", valeur)
    if lu:
        return _date(*lu.groups())
    lu = re.fullmatch(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?: \d{1,2}[:h]\d{2}(?::\d{2})?)?", valeur)
    if lu:
        jour_lu, _, mois, annee = lu.groups()
        return _date(annee if len(annee) == 4 else f"20{annee}", mois, jour_lu)
    lu = re.fullmatch(r"(?:[a-z]+di-|dimanche-)?(\d{1,2})(?:er)?-([a-z]+)-(\d{4})", sans_accents(valeur))
    if lu:
        trouves = [rang for rang, mois in enumerate(_MOIS, 1) if _meme_mois(lu[2], mois)]
        if len(trouves) == 1:
            return _date(lu[3], str(trouves[0]), lu[1])
    raise CelluleInvalide("une date s'écrit JJ/MM/AAAA ou AAAA-MM-JJ")


def _meme_mois(ecrit: str, mois: str) -> bool:
    """« sept », « janv » : trois lettres suffisent, sauf entre juin et juillet."""
    return len(ecrit) >= 3 and mois.startswith(ecrit)


def _date(annee: str, mois: str, jour_lu: str) -> date:
    try:
        return _plausible(date(int(annee), int(mois), int(jour_lu)))
    except ValueError as erreur:
        if isinstance(erreur, CelluleInvalide):
            raise
        raise CelluleInvalide("cette date n'existe pas (elle s'écrit JJ/MM/AAAA)") from erreur


def _plausible(lue: date) -> date:
    if not 1900 <= lue.year <= 2100:
        raise CelluleInvalide("cette année n'est pas entre 1900 et 2100")
    return lue


def booleen(valeur: str) -> bool:
    try:
        return vocabulaire.reconnaitre("oui_non", valeur) == "oui"
    except MotInconnu as erreur:
        raise CelluleInvalide(f"« oui » ou « non » est attendu{erreur.doute}") from erreur


def liste(valeur: str) -> list[str]:
    """Des codes séparés par `;`, `|`, un retour à la ligne ou `/` ; sinon par des virgules."""
    separateur = next((signe for signe in ";|\n/" if signe in valeur), ",")
    return [code.strip() for code in valeur.split(separateur) if code.strip()]


def geometrie(valeur: str) -> str:
    """Un contour en WKT ou GeoJSON (WGS84), rendu en WKT, réparé, réduit à ses surfaces."""
    try:
        forme = shapely.from_geojson(valeur) if valeur.lstrip().startswith("{") else shapely.from_wkt(valeur)
    except shapely.errors.ShapelyError as erreur:
        raise CelluleInvalide("ce contour n'est ni du WKT ni du GeoJSON") from erreur
    ouest, sud, est, nord = bornes = forme.bounds
    if forme.is_empty:
        raise CelluleInvalide("ce contour n'a pas de surface")
    if not est_en_france(bornes) and est_en_france(inverses(bornes)):
        raise CelluleInvalide(
            "latitude et longitude sont échangées : chaque point s'écrit longitude, puis latitude"
        )
    if not (-180 <= ouest <= est <= 180 and -90 <= sud <= nord <= 90):
        raise CelluleInvalide("ce contour n'est pas en degrés (WGS84)")
    if not est_en_france(bornes):
        raise CelluleInvalide("ce contour n'est dans aucun territoire français")
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


Valeur = str | Decimal | date | bool | None
"""Ce qu'une cellule de tableur contient."""


def absente(valeur: Valeur) -> bool:
    """Vrai pour une cellule vide, ou un tiret seul, qui ne veut jamais dire zéro."""
    return valeur is None or (isinstance(valeur, str) and (not valeur.strip() or est_tiret(valeur)))


def lire_montant(valeur: Valeur, *, signe: str | None = None, negatif: bool = False) -> Decimal | None:
    """Des euros, en centimes entiers ; None si la cellule est absente. Lève CelluleInvalide.

    `signe` : « , » ou « . », le signe des décimales de la colonne (voir signe_decimal) ; il tranche
    « 1.234 ». `negatif` : accepter « -5 » et « (5,00) ».
    """
    if valeur is None or absente(valeur):
        return None
    if isinstance(valeur, bool | date):
        raise CelluleInvalide("un montant est attendu")
    if isinstance(valeur, Decimal):
        return montant_signe(f"{valeur:f}" if valeur.adjusted() < 40 else "1000000000000", negatif)
    if signe and (lu := ambigu(valeur)):
        # Signe des décimales : « 1,230 » vaut 1,23. Signe des milliers : « 1.230 » vaut 1 230.
        fin = f",{lu[3].removesuffix('0')}" if lu[2] == signe else lu[3]
        valeur = valeur.replace(lu[2] + lu[3], fin)
    return montant_signe(valeur.strip(), negatif)


def signe_decimal(valeurs: Iterable[Valeur]) -> str | None:
    """Le signe des décimales qu'une colonne montre sans équivoque ; None si elle n'en montre pas, ou deux."""
    vus = set()
    for valeur in valeurs:
        if isinstance(valeur, str) and not ambigu(valeur):
            signes = re.findall(r"[.,](?=\d)", valeur)
            if len(signes) > 1 and len(set(signes)) == 1:
                # « 1.234.567 » : le signe répété est celui des milliers, l'autre celui des décimales.
                vus.add("," if signes[0] == "." else ".")
            elif signes:
                vus.add(signes[-1])
    return vus.pop() if len(vus) == 1 else None


def lire_entier(valeur: Valeur) -> int | None:
    """Un nombre entier ; None si la cellule est absente. Lève CelluleInvalide."""
    return None if absente(valeur) else entier(_ecrite(valeur, "un nombre entier"))


def lire_liste(valeur: Valeur) -> list[str]:
    """Les codes d'une cellule ; une liste vide si elle est absente."""
    if absente(valeur):
        return []
    return liste(f"{valeur:f}" if isinstance(valeur, Decimal) else str(valeur))


def _ecrite(valeur: Valeur, attendu: str) -> str:
    if isinstance(valeur, bool | date) and attendu != "une date":
        raise CelluleInvalide(f"{attendu} est attendu")
    return f"{valeur:f}" if isinstance(valeur, Decimal) else str(valeur).strip()


__all__ = [
    "FONCTIONS",
    "CelluleInvalide",
    "Valeur",
    "absente",
    "booleen",
    "decimal",
    "entier",
    "est_tiret",
    "geometrie",
    "jour",
    "lire_entier",
    "lire_liste",
    "lire_montant",
    "liste",
    "montant",
    "nombre",
    "signe_decimal",
    "texte",
]
