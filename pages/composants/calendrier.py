"""Le jour où l'on regarde : ce qui est à venir, ce qui est en retard."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

_PARIS = ZoneInfo("Europe/Paris")


def aujourd_hui() -> date:
    """La date à Paris : un serveur réglé sur une autre heure ne déclare pas un retard avant minuit."""
    return datetime.now(_PARIS).date()
