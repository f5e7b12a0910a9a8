"""Ce qu'une page peut dire : de petites valeurs figées. Les montrer est le métier d'un rendu (pages/rendus).

Un texte d'ici est du texte : le rendu l'échappe et le typographie. Un dessin porte ses données, son unité,
son ordre et ce qu'un clic choisit ; jamais de pixels, ni rien de Plotly.
"""

from pages.blocs.base import Bloc, Deux, tous
from pages.blocs.choix import Bandeau, Choix, Renvoi
from pages.blocs.dessins import (
    Barres,
    Carte,
    Colonnes,
    Course,
    Dessin,
    Empilees,
    Entonnoir,
    Etendues,
    Flux,
    Frise,
    Lignes,
    Matrice,
    Multiples,
    Paires,
    Prevus,
)
from pages.blocs.tableaux import Colonne, Details, EnMots, Sources, Tableau
from pages.blocs.textes import (
    Bouton,
    Chiffre,
    Chiffres,
    Constat,
    Information,
    Lien,
    Note,
    Pied,
    Puces,
    Rien,
    Titre,
)

__all__ = [
    "Bandeau",
    "Barres",
    "Bloc",
    "Bouton",
    "Carte",
    "Chiffre",
    "Chiffres",
    "Choix",
    "Colonne",
    "Colonnes",
    "Constat",
    "Course",
    "Dessin",
    "Details",
    "Deux",
    "Empilees",
    "EnMots",
    "Entonnoir",
    "Etendues",
    "Flux",
    "Frise",
    "Information",
    "Lien",
    "Lignes",
    "Matrice",
    "Multiples",
    "Note",
    "Paires",
    "Pied",
    "Prevus",
    "Puces",
    "Renvoi",
    "Rien",
    "Sources",
    "Tableau",
    "Titre",
    "tous",
]
