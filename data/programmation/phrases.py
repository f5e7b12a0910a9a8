"""Les nombres et les accords des phrases que lit l'utilisateur."""

from collections.abc import Iterable
from decimal import Decimal

FINE = "\u202f"


def euros(montant: Decimal) -> str:
    """« 1 234,50 € » : espaces fines, deux décimales."""
    return f"{montant:,.2f}".replace(",", FINE).replace(".", ",").replace("-", "\u2212") + f"{FINE}€"


def accord(nb: int, singulier: str, pluriel: str | None = None) -> str:
    """« 1 action », « 2 actions »."""
    return f"{nb:,} {singulier if nb < 2 else pluriel or singulier + 's'}".replace(",", FINE)


def enumerer(mots: Iterable[object], limite: int = 8) -> str:
    """« 3, 5, 9 et 12 autres »."""
    tous = [str(mot) for mot in mots]
    reste = len(tous) - limite
    suite = f" et {accord(reste, 'autre')}" if reste > 0 else ""
    return ", ".join(tous[:limite]) + suite
