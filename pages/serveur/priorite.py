"""Les pages d'abord : ce qui peut attendre (un aperçu) laisse passer celles qui se font.

Une page se fait dans un fil que Streamlit nomme ; une page qui attend elle-même (un fichier lu à part) n'a
besoin de rien, et le dit par `endormie`.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

FIL_DES_PAGES = "ScriptRunner.scriptThread"
PAS_S = 0.02
PATIENCE_S = 8.0
"""Ce qu'un aperçu cède en tout : au-delà il renonce, et l'on en reçoit un sans chiffre."""

_verrou = threading.Lock()
_endormies = 0


class Renonce(BaseException):
    """Trop de pages pour finir cet aperçu. Pas une Exception : une page la prendrait pour sa faute."""


@contextmanager
def endormie() -> Iterator[None]:
    """Le temps de ce bloc, la page en cours attend sans rien demander au serveur."""
    global _endormies
    with _verrou:
        _endormies += 1
    try:
        yield
    finally:
        with _verrou:
            _endormies -= 1


def pages_en_cours() -> int:
    """Combien de pages se font en ce moment."""
    return sum(fil.name == FIL_DES_PAGES for fil in threading.enumerate()) - _endormies


class Cession:
    """Ce qu'un travail de fond cède aux pages ; à appeler souvent."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._reste = patience_s

    def __call__(self) -> None:
        """Attend qu'aucune page ne se fasse. Lève Renonce quand il a trop attendu en tout."""
        while pages_en_cours() > 0:
            if self._reste <= 0:
                raise Renonce
            time.sleep(PAS_S)
            self._reste -= PAS_S
