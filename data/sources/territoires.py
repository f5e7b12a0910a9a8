"""Codes des territoires français : leur forme, leur département, leur région."""

import csv
import re
from functools import cache
from pathlib import Path

_REGIONS = {
    "84": "01 03 07 15 26 38 42 43 63 69 73 74",
    "27": "21 25 39 58 70 71 89 90",
    "53": "22 29 35 56",
    "24": "18 28 36 37 41 45",
    "94": "2A 2B",
    "44": "08 10 51 52 54 55 57 67 68 88",
    "32": "02 59 60 62 80",
    "11": "75 77 78 91 92 93 94 95",
    "28": "14 27 50 61 76",
    "75": "16 17 19 23 24 33 40 47 64 79 86 87",
    "76": "09 11 12 30 31 32 34 46 48 65 66 81 82",
    "52": "44 49 53 72 85",
    "93": "04 05 06 13 83 84",
    "01": "971",
    "02": "972",
    "03": "973",
    "04": "974",
    "06": "976",
}
REGION_DU_DEPARTEMENT = {dep: reg for reg, deps in _REGIONS.items() for dep in deps.split()}
"""Les collectivités d'outre-mer (978, 987…) n'ont pas de région."""

_DEPARTEMENT = re.compile(r"\d{2}|2[AB]|9[78]\d")
_COMMUNE = re.compile(r"\d{5}|2[AB]\d{3}")
_QUARTIER = re.compile(r"QP(\d{3}|02[AB])\d{3}|QN(\d{3}|02[AB])\d{2}[A-Z]")


@cache
def departements() -> dict[str, str]:
    """Code → nom de chaque département et collectivité d'outre-mer, dans l'ordre des codes."""
    fichier = Path(__file__).parents[1] / "nomenclature" / "departements.csv"
    with fichier.open(encoding="utf-8", newline="") as flux:
        return {ligne["code"]: ligne["nom"] for ligne in csv.DictReader(flux, delimiter=";")}


def est_departement(code: str | None) -> bool:
    """Vrai pour « 41 », « 2A », « 974 »."""
    return bool(code) and _DEPARTEMENT.fullmatch(code) is not None


def est_quartier(code: str | None) -> bool:
    """Vrai pour un code de quartier prioritaire de 2015 (QP041001) ou de 2024 (QN04101M)."""
    return bool(code) and _QUARTIER.fullmatch(code) is not None


def est_commune(code: str | None) -> bool:
    """Vrai pour un code INSEE de commune : « 41018 », « 2A004 », « 97411 »."""
    return bool(code) and _COMMUNE.fullmatch(code) is not None


def zonage(code: str) -> str:
    """Le zonage d'un quartier : les codes de 2024 commencent par QN, ceux de 2015 par QP."""
    return "2024" if code.startswith("QN") else "2015"


def departement_du_contrat(code: str) -> str | None:
    """Le département inscrit dans un code de contrat : CN04101I → 41, CN02A01I → 2A, CN97101I → 971."""
    trouve = re.match(r"CN(\d{3}|02[AB])\d{2}[A-Z]", code)
    return trouve[1].removeprefix("0") if trouve else None


def departement_du_code(code: str) -> str:
    """Le département d'un code de commune ou d'un code postal ; vide si ce n'en est pas un."""
    nu = code.strip().upper()
    if not re.fullmatch(r"\d{5}|2[AB]\d{3}", nu):
        return ""
    departement = nu[:3] if nu[:2] in ("97", "98") else nu[:2]
    return departement if est_departement(departement) else ""


def communes_du_siren(siren: str) -> list[str]:
    """Les codes que peut avoir la commune de ce SIREN : « 218601946 » → 86194, « 219740115 » → 97411.

    Celui d'une commune commence par 21 et porte son code de l'INSEE ; en Corse, il ne dit pas lequel des deux
    départements. Une liste vide : ce n'est pas le SIREN d'une commune.
    """
    if not re.fullmatch(r"21\d{7}", siren):
        return []
    if siren[2:4] == "20":
        return [f"2A{siren[5:8]}", f"2B{siren[5:8]}"]
    return [siren[2:4] + (siren[5:8] if siren[4] == "0" else siren[4] + siren[6:8])]


def departement_du_siren(siren: str) -> str:
    """Le département qu'administre le conseil départemental de ce SIREN (224100016 → 41) ; vide sinon."""
    if not re.fullmatch(r"22\d{7}", siren):
        return ""
    departement = siren[2:5] if siren[2:4] == "97" else siren[2:4]
    return departement if est_departement(departement) else ""
