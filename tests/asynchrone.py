"""Jouer une coroutine où qu'on soit : Playwright garde une boucle ouverte dans le fil des essais."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Rendu = TypeVar("_Rendu")


def jouer(coroutine: Coroutine[object, object, _Rendu]) -> _Rendu:
    """Ce que rend la coroutine, jouée dans un fil qui n'a pas d'autre boucle."""
    with ThreadPoolExecutor(1) as fil:
        return fil.submit(asyncio.run, coroutine).result()
