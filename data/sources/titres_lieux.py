"""Reconnaître la colonne d'une commune ou d'une intercommunalité, quel que soit son titre."""

import re
from collections.abc import Callable, Iterable, Mapping

from data.schema import sans_accents

TITRES_DE_COMMUNE = (
    "code_commune",
    "code_insee",
    "codgeo",
    "depcom",
    "com",
    "insee",
    "code_com",
    "com_code",
    "codecommune",
    "codeinsee",
    "code_geo",
    "id_commune",
    "commune_id",
    "cog",
    "com_insee",
    "insee_commune",
    "commune_insee",
    "commune_code",
    "cod_com",
    "code_insee_commune",
    "code_commune_insee",
    "code insee de la commune",
    "code de la commune",
    "code officiel géographique",
    "n° insee",
    *(f"{nom}_{annee}" for nom in ("codgeo", "com", "depcom") for annee in range(2014, 2031)),
)
"""Titres d'une colonne `insee_com`, pour trouver la ligne des titres (voir aussi est_titre_de_commune)."""

# Un titre de colonne, ses mots de liaison et son millésime ôtés : « Code INSEE de la commune 2024 ».
_LIAISONS = frozenset(("de", "la", "le", "les", "du", "des", "d", "l", "au", "aux"))
_TITRE_COMMUNE = re.compile(
    r"(?:codes?|cod|id|ids|num|numero|no|n)?(?:officiel|geographique|insee|cog|dep)*"
    r"(?:com|comm|coms|communes?|geo|insee|cog|codeofficielgeographique)"
    r"(?:code|codes|insee|cog|id|geographique|officiel|arm|actuelle)*"
)
_TITRE_EPCI = re.compile(
    r"(?:codes?|cod|id|num|numero|no|n)?(?:siren)*(?:epci|ept|siren|intercommunalite|interco)s?"
    r"(?:siren|code|id|epci|ept)*"
)


def est_titre_de_commune(titre: str) -> bool:
    """Vrai pour `insee_com`, `code_commune`, `CODGEO`, « Code INSEE de la commune » ; faux pour `lib_com`."""
    return _TITRE_COMMUNE.fullmatch(_serre(titre)) is not None


def colonne_de_commune(titres: Iterable[str], lignes: Iterable[Mapping[str, str | None]]) -> str | None:
    """La colonne du code de la commune, d'après son titre et la forme de ses valeurs, ou None."""
    return next(iter(_colonnes(titres, lignes, _TITRE_COMMUNE, _communes)), None)


def colonnes_de_siren(titres: Iterable[str], lignes: Iterable[Mapping[str, str | None]]) -> list[str]:
    """Les colonnes du SIREN d'une intercommunalité ou d'un établissement public territorial."""
    return _colonnes(titres, lignes, _TITRE_EPCI, sirens)


def sirens(texte: str | None) -> list[str]:
    """Les SIREN d'une cellule : « 200054781/200058014 » en tient deux."""
    return re.findall(r"(?<!\d)\d{9}(?!\d)", texte or "")


def _communes(texte: str) -> list[str]:
    return re.findall(r"(?<![0-9A-Z])(?:\d{4,5}|2[AB]\d{3})(?![0-9A-Z])", texte)


def _colonnes(
    titres: Iterable[str], lignes: Iterable, forme: re.Pattern, valeurs: Callable[[str], list[str]]
) -> list[str]:
    candidats = [titre for titre in dict.fromkeys(titres) if titre and forme.fullmatch(_serre(titre))]
    pleines = dict.fromkeys(candidats, 0)
    bonnes = dict.fromkeys(candidats, 0)
    if candidats:
        for ligne in lignes:
            for titre in candidats:
                if ligne.get(titre):
                    pleines[titre] += 1
                    bonnes[titre] += bool(valeurs(ligne[titre]))
    # Une colonne de noms (« Commune » : Blois) n'est pas celle des codes ; la mieux remplie l'emporte.
    tenues = [titre for titre in candidats if 2 * bonnes[titre] > pleines[titre]]
    return sorted(tenues, key=lambda titre: -bonnes[titre])


def _serre(titre: str) -> str:
    """Le titre sans accents, liaisons ni millésime, d'un seul tenant : « codeinseecommune »."""
    mots = [mot for mot in sans_accents(titre).split("-") if mot not in _LIAISONS]
    return re.sub(r"(?:19|20)?\d{2}$", "", "".join(mots))
