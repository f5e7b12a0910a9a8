"""La clé d'un mot français : la même quels que soient genre, nombre, casse, accents et ponctuation."""

import re

from data.schema import sans_accents

_INVISIBLES = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufe0f\ufeff]")
"""Signes que l'on ne voit pas : césure possible, espaces sans largeur, sens d'écriture."""
_MARQUES = frozenset(("e", "es", "s", "ee", "ees"))
"""Ce que laisse l'écriture inclusive une fois ponctuée : « retenu·e·s », « retenu(e) »."""
_FINALES = (
    ("trice", "teur"),
    ("iv", "if"),
    ("euv", "euf"),
    ("qu", "c"),
    ("gu", "g"),
    ("nn", "n"),
    ("ll", "l"),
    ("tt", "t"),
    ("au", "al"),
)
"""Finale d'un féminin (sans son e) ou d'un pluriel (sans son x) → celle du masculin singulier."""
COURT = 3
"""Un mot plus court n'a ni genre ni nombre : « non », « nd », « CAF »."""


def cle(texte: str) -> str:
    """« Pas retenues », « NON-RETENU », « non retenu(e)s » : « non retenu »."""
    visible = _INVISIBLES.sub("", str(texte))
    mots = sans_accents(visible).split("-")
    if not any(mots):
        # Une coche, une flèche : le signe lui-même.
        return visible.strip()
    entiers = [mot for rang, mot in enumerate(mots) if rang == 0 or mot not in _MARQUES]
    return " ".join("non" if mot == "pas" else singulier_masculin(mot) for mot in entiers)


def singulier_masculin(mot: str) -> str:
    """Le mot, déjà sans accents, ôté de ses marques de genre et de nombre."""
    if len(mot) <= COURT:
        return mot
    nu = (mot[:-1] if mot[-1] in "sx" else mot).rstrip("e")
    if not nu.endswith("ss"):
        # « transmis » a perdu son s ; « transmise » aussi.
        nu = nu.removesuffix("s")
    for finale, masculine in _FINALES:
        if nu.endswith(finale.rstrip("e")):
            return nu.removesuffix(finale.rstrip("e")) + masculine
    return nu
