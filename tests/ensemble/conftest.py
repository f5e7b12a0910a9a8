"""Le navigateur des essais d'ensemble est celui des autres."""

from tests.navigateur.conftest import navigateur

__all__ = ["navigateur"]
