"""Les graphiques qu'un script dessine encore lui-même ; une page-valeur dit un bloc (pages/blocs).

Chacun prend un tableau de la base, un `titre` (le constat) et un `sous_titre` (mesure, unité, portée) ;
`grand=True` en projection. Ceux qui se cliquent rendent le code de la marque, une seule fois par clic.
"""

from pages.composants.graphiques_barres import barres
from pages.composants.graphiques_flux import matrice

__all__ = ["barres", "matrice"]
