"""Les mots autour des chiffres : accords, élisions, évolutions. Fonctions pures, en français.

Les phrases qui portent des chiffres rendent du texte déjà typographié (fines insécables).
"""

from collections.abc import Sequence

from pages.composants import formats
from pages.composants.inerte import markdown as markdown

# Devant ces mots, « h » ne s'élide pas ; un nom propre inconnu en h (Le Havre mis à part) s'élide.
_H_ASPIRES = ("haut", "havre", "halle", "hameau", "harfleur", "haye", "hollande", "huit", "hérisson")


def liste(mots: Sequence[str], maximum: int | None = None, autres: str = "autres") -> str:
    """« a », « a et b », « a, b et c » ; au-delà de `maximum`, « a, b et 4 autres »."""
    mots = [str(mot) for mot in mots]
    if maximum is not None and len(mots) > maximum + 1:
        mots = [*mots[:maximum], f"{formats.nombre(len(mots) - maximum)} {autres}"]
    return mots[0] if len(mots) == 1 else ", ".join(mots[:-1]) + (f" et {mots[-1]}" if mots else "")


def pluriel(n: object, singulier: str, forme_plurielle: str | None = None) -> str:
    """Le mot accordé, sans le nombre : en français le pluriel commence à deux (1,9 reste singulier)."""
    # La valeur absente n'a pas de nombre : on garde le pluriel, qui ne prétend pas qu'il y en a un.
    if not formats.absent(n) and abs(formats.decimal(n)) < 2:
        return singulier
    return forme_plurielle if forme_plurielle is not None else f"{singulier}s"


def accord(n: object, singulier: str, forme_plurielle: str | None = None, aucun: str = "aucun") -> str:
    """Le nombre et le mot accordé : « aucun quartier », « 1 quartier », « 1 200 quartiers ».

    `aucun` : « aucun » ou « aucune » selon le genre.
    """
    if not formats.absent(n) and formats.decimal(n) == 0:
        return f"{aucun} {singulier}"
    return f"{formats.nombre(n)} {pluriel(n, singulier, forme_plurielle)}"


def elide(mot: str) -> bool:
    """Vrai si « de » ou « que » s'élide devant `mot` : voyelle, ou h qui n'est pas aspiré."""
    initiale = _sans_accent(mot.lstrip("«\u202f\u00a0 ").lower())
    if initiale.startswith("h"):
        return not initiale.startswith(tuple(_sans_accent(h) for h in _H_ASPIRES))
    if initiale.startswith(("onz", "oui ", "ouistiti")) or initiale == "oui":
        return False
    if initiale.startswith("y"):
        # « d'Yvetot », « d'Yerres », mais « de Yutz ».
        return initiale[1:2] not in ("a", "o", "u")
    return initiale.startswith(("a", "e", "i", "o", "u", "œ", "æ"))


def de(nom: str) -> str:
    """« d'Orléans », « de Blois », « du Mans », « des Mureaux », « de La Chapelle », « de l'Orme »."""
    article, reste = _article(nom)
    if article in ("le", "les"):
        return f"{'du' if article == 'le' else 'des'} {reste}"
    return f"d'{nom}" if elide(nom) else f"de {nom}"


def que(nom: str) -> str:
    """« qu'Orléans », « que Blois »."""
    return f"qu'{nom}" if elide(nom) else f"que {nom}"


def ordinal(n: int, feminin: bool = False) -> str:
    """« 1er », « 1re », « 2e »."""
    return ("1re" if feminin else "1er") if n == 1 else f"{n}e"


def phrase(texte: str) -> str:
    """`texte` en phrase : majuscule initiale, point final, fines insécables."""
    texte = formats.typographie(texte.strip())
    if not texte:
        return ""
    texte = texte[0].upper() + texte[1:]
    return texte if texte.endswith((".", "!", "?", "…", ":")) else f"{texte}."


def _article(nom: str) -> tuple[str, str]:
    """L'article qui se contracte (le, les) et le reste du nom ; « » si le nom n'en a pas."""
    debut, _, reste = nom.partition(" ")
    return (debut.lower(), reste) if debut in ("Le", "Les", "le", "les") and reste else ("", nom)


def _sans_accent(texte: str) -> str:
    return texte.translate(str.maketrans("àâäéèêëîïôöùûüÿ", "aaaeeeeiioouuuy"))
