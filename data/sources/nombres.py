"""Lire un nombre écrit par un humain, sans jamais le changer : ce qui a deux sens est refusé."""

import math
import re
from decimal import Decimal, InvalidOperation

MONTANT_MAX = Decimal("1e12")
ESPACE = r"[ \u00a0\u202f\u2009\u2007\u2008\u200a]"
TIRETS = r"[-\u2010-\u2015\u2212]"
_ABSENT = re.compile(rf"{TIRETS}{ESPACE}*€?")
_DEVISE = r"(?:€|euros?|eur)"
# Aux bords seulement : « 12€50 » n'est pas 1 250.
_MONNAIE = re.compile(rf"^{_DEVISE}{ESPACE}*|{ESPACE}*{_DEVISE}(?:{ESPACE}*(?:ttc|ht))?$", re.IGNORECASE)
_MILLIERS = rf"(?:{ESPACE}|['’])"
_GROUPE = re.compile(rf"\d{{1,3}}(?:{_MILLIERS}\d{{3}})+(?=[.,]|$)")


class CelluleInvalide(ValueError):
    """Une cellule illisible ; le message est la raison, en une phrase."""


def decimal(valeur: str) -> Decimal:
    """Un nombre exact : « 1 234,50 € », « 1234.5 », « 1.234,50 », « 12 % », « (3,5) » négatif.

    Le dernier signe, s'il y en a deux, est celui des décimales ; un signe seul aussi, sauf répété
    (« 1.234.567 »). Les milliers vont par trois : « 12 34 » et « 1.2,3 » ne sont pas des nombres.
    """
    nu = _MONNAIE.sub("", valeur.strip()).removesuffix("%").strip()
    signe = ""
    if nu.startswith("(") and nu.endswith(")"):
        signe, nu = "-", _MONNAIE.sub("", nu[1:-1]).strip()
    elif nu[:1] in "+-\u2212\u2013":
        signe, nu = "-" * (nu[:1] != "+"), nu[1:].strip() if nu else ""
    if re.search(r"\d\s*[kKmM](?:\W|$)", nu):
        raise CelluleInvalide("ce n'est pas un nombre : écrivez-le en entier, sans « k » ni « M »")
    nu = _sans_milliers(nu)
    if not re.fullmatch(r"(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", nu, re.IGNORECASE | re.ASCII):
        raise CelluleInvalide("ce n'est pas un nombre")
    try:
        lu = Decimal(signe + nu)
    except InvalidOperation as erreur:
        raise CelluleInvalide("ce n'est pas un nombre") from erreur
    if abs(lu.adjusted()) > 400:
        raise CelluleInvalide("ce nombre est trop grand")
    return lu


def _sans_milliers(nu: str) -> str:
    """Le même nombre, sans séparateur de milliers, un point pour les décimales."""
    groupes = _GROUPE.match(nu)
    if groupes:
        nu = re.sub(_MILLIERS, "", groupes.group()) + nu[groupes.end() :]
    elif re.fullmatch(rf"(?:[\d.,]|{_MILLIERS})+", nu) and re.search(_MILLIERS, nu):
        raise CelluleInvalide("ce n'est pas un nombre : les espaces ne séparent pas des milliers")
    points, virgules = nu.count("."), nu.count(",")
    if points and virgules:
        milliers, decimales = (".", ",") if nu.rfind(",") > nu.rfind(".") else (",", ".")
        entiers, _, fraction = nu.rpartition(decimales)
        if groupes or not re.fullmatch(rf"\d{{1,3}}(?:\{milliers}\d{{3}})+", entiers):
            raise CelluleInvalide("ce n'est pas un nombre : points et virgules s'y contredisent")
        return f"{entiers.replace(milliers, '')}.{fraction}"
    if max(points, virgules) > 1:
        signe = "." if points else ","
        if groupes or not re.fullmatch(rf"\d{{1,3}}(?:\{signe}\d{{3}})+", nu):
            raise CelluleInvalide("ce n'est pas un nombre")
        return nu.replace(signe, "")
    return nu.replace(",", ".")


def nombre(valeur: str) -> float:
    lu = float(decimal(valeur))
    if not math.isfinite(lu):
        raise CelluleInvalide("ce nombre est trop grand")
    return lu


def entier(valeur: str) -> int:
    lu = decimal(valeur)
    if "%" in valeur:
        raise CelluleInvalide("un nombre entier est attendu, pas un pourcentage")
    if lu != lu.to_integral_value():
        raise CelluleInvalide("un nombre entier est attendu")
    if abs(lu) >= 2**31:
        raise CelluleInvalide("ce nombre est trop grand")
    return int(lu)


def montant(valeur: str) -> Decimal:
    """Des euros et des centimes, positifs. « 1.234 » est refusé : 1 234, ou 1,23 ?"""
    return montant_signe(valeur, negatif=False)


def montant_signe(valeur: str, negatif: bool) -> Decimal:
    """Comme `montant` ; `negatif` admet aussi les montants négatifs."""
    if "%" in valeur:
        raise CelluleInvalide("un montant est attendu, pas un pourcentage")
    lu = decimal(valeur)
    if re.search(r"[\d.,][eE][+-]?\d", valeur):
        raise CelluleInvalide(
            "le tableur a abrégé ce nombre : élargissez la colonne et enregistrez à nouveau"
        )
    if lu < 0 and not negatif:
        raise CelluleInvalide("un montant ne peut pas être négatif")
    if abs(lu) >= MONTANT_MAX:
        raise CelluleInvalide("ce montant est trop grand")
    arrondi = lu.quantize(Decimal("0.01"))
    if lu != arrondi:
        raise CelluleInvalide(_trop_de_decimales(valeur))
    if ambigu(valeur):
        # « 1,000 » : mille euros, ou un euro ? La valeur tient en centimes, le doute reste.
        raise CelluleInvalide(_trop_de_decimales(valeur))
    return arrondi


def ambigu(valeur: str) -> re.Match | None:
    """Un à trois chiffres, un seul signe, trois chiffres : des milliers, ou des millièmes ?"""
    return re.fullmatch(r"[(+\-\u2212\s]*([1-9]\d{0,2})([.,])(\d{3})\s*(?:€|euros?|eur)?[)\s]*", valeur, re.I)


def _trop_de_decimales(valeur: str) -> str:
    lu = ambigu(valeur)
    if not lu:
        return "un montant a deux décimales au plus"
    return (
        f"un montant a deux décimales au plus ; pour {lu[1]} {lu[3]} euros, écrivez « {lu[1]} {lu[3]} », "
        "sans point ni virgule"
    )


def est_tiret(valeur: str) -> bool:
    """« - », « – », « - € » : ce que le format comptable d'un tableur montre pour rien."""
    return bool(_ABSENT.fullmatch(valeur.strip()))
