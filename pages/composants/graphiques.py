"""Les graphiques : leurs noms publics, un par question posée à l'œil.

Chacun prend un tableau de la base, un `titre` (le constat) et un `sous_titre` (mesure, unité, portée) ;
`grand=True` en projection. Ceux qui se cliquent rendent le code de la marque, une seule fois par clic.
"""

from pages.composants.graphiques_barres import barres, entonnoir
from pages.composants.graphiques_exercices import colonnes, empilees, lignes
from pages.composants.graphiques_flux import matrice
from pages.composants.graphiques_sankey import sankey

__all__ = ["barres", "colonnes", "empilees", "entonnoir", "lignes", "matrice", "sankey"]
