"""Comparer des mots écrits par des humains : sans casse, accents, ponctuation ni ordre ; à une faute près."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from data.schema import sans_accents

_VIDES = "de du des d la le les l un une en et a au aux par pour sur dans ou son sa ses ce cette que qui"
VIDES = frozenset(_VIDES.split())
"""Mots qui ne distinguent rien dans un titre ou un nom."""
_FORMES = frozenset(
    ("association", "asso", "assoc", "ass", "sarl", "sas", "scic", "sa", "eurl", "ste", "societe")
)
"""Formes juridiques : « Association Lien » et « Lien » se lisent pareil."""


COURT = 200
"""Au-delà, un texte est une description : elle ne revient pas, inutile de la retenir."""


def cle(texte: str) -> str:
    """« Régie de Quartier – L'Étoile » → « regie de quartier l etoile » : le texte nu, dans son ordre."""
    texte = str(texte)
    return _cle(texte) if len(texte) <= COURT else _nu(texte)


def _nu(texte: str) -> str:
    return sans_accents(texte).replace("-", " ")


_cle = lru_cache(maxsize=50_000)(_nu)


def mots(texte: str) -> list[str]:
    """Les mots utiles, dans l'ordre."""
    return [mot for mot in cle(texte).split() if mot not in VIDES]


def sac(texte: str) -> str:
    """Les mots utiles, triés : deux écritures du même nom dans un autre ordre ont le même sac."""
    return " ".join(sorted(mots(texte)))


def sac_de_nom(texte: str) -> str:
    """Le sac d'un nom d'organisme, sans sa forme juridique (sauf s'il ne reste rien)."""
    utiles = [mot for mot in mots(texte) if mot not in _FORMES]
    return " ".join(sorted(utiles)) or sac(texte) or cle(texte)


ETIQUETTES = frozenset(("qpv", "quartier", "quartiers"))
"""Mots qui annoncent un quartier sans le nommer."""


def sac_de_quartier(texte: str) -> str:
    """Le sac d'un nom de quartier : « Quartier Nord », « QPV Nord » et « Nord » se lisent pareil."""
    utiles = [mot for mot in mots(texte) if mot not in ETIQUETTES]
    return " ".join(sorted(utiles)) or sac(texte)


_RANGS = frozenset(
    [
        "pilier",
        "axe",
        "enjeu",
        "orientation",
        "priorite",
        "thematique",
        "theme",
        "volet",
        "objectif",
        "ambition",
        "defi",
        "chantier",
        "numero",
        "n",
        "no",
        "strategique",
    ]
)
_ORDRE = re.compile(r"\d{1,2}|[b-z]|i{1,3}|iv|vi{0,3}|ix")


def sans_rang(texte: str) -> str:
    """Le nom d'un pilier sans son rang : « Pilier 1 : Cohésion sociale » → « cohesion sociale »."""
    restants = mots(texte)
    while len(restants) > 1 and (restants[0] in _RANGS or _ORDRE.fullmatch(restants[0])):
        restants = restants[1:]
    return " ".join(sorted(restants))


def rang(texte: str) -> str | None:
    """« Axe 2 – Cadre de vie » → « 2 » ; None si le nom ne dit pas son rang."""
    tous = mots(texte)
    while len(tous) > 1 and tous[0] in _RANGS:
        tous = tous[1:]
    return tous[0].upper() if len(tous) > 1 and _ORDRE.fullmatch(tous[0]) else None


def sigle(texte: str) -> str:
    """« Caisse d'allocations familiales » → « caf »."""
    return "".join(mot[0] for mot in mots(re.sub(r"\(.*?\)", "", texte)))


VOISINS_MAX = 120
"""En lettres : au-delà, ce n'est plus un nom mais une phrase, qui ne se compare pas à une faute près."""


class Voisins:
    """Trouve les textes à une ou deux lettres près, sans comparer chacun à tous les autres.

    Deux textes sont voisins s'ils deviennent égaux en ôtant au plus une lettre à chacun : une lettre ajoutée,
    oubliée, changée ou deux interverties. Les textes de moins de cinq lettres n'ont pas de voisins, ni ceux
    de plus de VOISINS_MAX : chacun demanderait autant de copies de lui-même qu'il a de lettres.
    """

    def __init__(self, textes: Iterable[str] = ()) -> None:
        self._index: dict[str, set[str]] = defaultdict(set)
        for texte in textes:
            self.ajouter(texte)

    def ajouter(self, texte: str) -> None:
        for variante in _variantes(texte):
            self._index[variante].add(texte)

    def de(self, texte: str) -> list[str]:
        """Les voisins, le texte lui-même excepté, dans l'ordre alphabétique."""
        trouves = {autre for variante in _variantes(texte) for autre in self._index.get(variante, ())}
        return sorted(trouves - {texte})


def _variantes(texte: str) -> set[str]:
    if not 5 <= len(texte) <= VOISINS_MAX:
        return set()
    return {texte, *(texte[:rang] + texte[rang + 1 :] for rang in range(len(texte)))}
