"""Comparer deux photographies : chaque différence en une phrase, l'endroit d'abord."""

from collections.abc import Iterator

LONGUEUR = 160


def differences(avant: object, apres: object, ou: tuple[str, ...] = ()) -> Iterator[str]:
    """Une phrase par valeur qui diffère : où, ce qui était, ce qui est."""
    if isinstance(avant, dict) and isinstance(apres, dict):
        for nom in [*avant, *(n for n in apres if n not in avant)]:
            if nom not in apres:
                yield f"{_ou((*ou, nom))} : a disparu ({_court(avant[nom])})"
            elif nom not in avant:
                yield f"{_ou((*ou, nom))} : est apparu ({_court(apres[nom])})"
            else:
                yield from differences(avant[nom], apres[nom], (*ou, nom))
    elif isinstance(avant, list) and isinstance(apres, list):
        if len(avant) != len(apres):
            yield f"{_ou(ou)} : {len(avant)} éléments, puis {len(apres)}"
        for rang, (un, autre) in enumerate(zip(avant, apres, strict=False), 1):
            yield from differences(un, autre, (*ou, f"n° {rang}"))
    elif avant != apres:
        yield f"{_ou(ou)} : {_court(avant)} → {_court(apres)}"


def _ou(ou: tuple[str, ...]) -> str:
    return " › ".join(ou)


def _court(valeur: object) -> str:
    texte = "rien" if valeur is None or valeur == "" else str(valeur)
    return texte if len(texte) <= LONGUEUR else f"{texte[:LONGUEUR]}…"
