"""Combien de lectures on fait pour autrui ; aucun appelant n'épuise la part des autres."""

import time
from collections import OrderedDict
from collections.abc import Callable

APPELANTS_MAX = 2_000
"""Appelants dont on retient le compte ; le plus anciennement vu est oublié, sa réserve pleine ou presque."""


class Debit:
    """Un compte de jetons qui se remplit avec le temps ; à prendre sous un verrou."""

    def __init__(self, reserve: int, par_seconde: float, horloge: Callable[[], float] = time.monotonic):
        self.reserve, self.par_seconde, self.horloge = reserve, par_seconde, horloge
        self.jetons, self.vu = float(reserve), horloge()

    def prendre(self) -> bool:
        """Vrai s'il restait un jeton."""
        maintenant = self.horloge()
        self.jetons = min(self.reserve, self.jetons + (maintenant - self.vu) * self.par_seconde)
        self.vu = maintenant
        if self.jetons < 1:
            return False
        self.jetons -= 1
        return True


class Debits:
    """Le compte du service, et celui de chaque appelant ; à prendre sous un verrou."""

    def __init__(self, service: Debit, reserve: int, par_seconde: float) -> None:
        """`reserve`, `par_seconde` : ceux de chaque appelant."""
        self._service, self._reserve, self._par_seconde = service, reserve, par_seconde
        self._appelants: OrderedDict[str, Debit] = OrderedDict()

    def permis(self, appelant: str) -> bool:
        """Vrai si l'appelant a encore de quoi, et le service aussi ; vide, il n'a pas de compte à lui."""
        if appelant:
            sien = self._appelants.setdefault(appelant, Debit(self._reserve, self._par_seconde))
            self._appelants.move_to_end(appelant)
            if len(self._appelants) > APPELANTS_MAX:
                self._appelants.popitem(last=False)
            if not sien.prendre():
                return False
        return self._service.prendre()
