"""Un lecteur par type de source. Une recette nomme un type ; LECTEURS dit quel module le lit."""

from data.lecture import Lecteur

LECTEURS: dict[str, Lecteur] = {}
