"""Le magasin : ce que toutes les répliques du service partagent, et que la base ne contient pas.

Salles, séances trop longues pour un lien, sessions closes, quotas, aperçus : une entrée a un genre et une
clé, une durée, et au besoin le visiteur pour qui elle est gardée. Par défaut un fichier SQLite à côté de la
base ; Redis ou Valkey si la clé `magasin` de la configuration en nomme un.

Rien de ce qui est gardé pour un visiteur ne fait perdre ce qui l'est pour un autre : un genre plein, ou un
visiteur qui dépasse sa part, reçoit un refus. Deux visiteurs peuvent avoir la même adresse de réseau.
"""

from pages.serveur.magasin.choix import magasin, oublier_le_magasin
from pages.serveur.magasin.contrat import (
    GENRES,
    JOUR_S,
    Bornes,
    Magasin,
    MagasinIndisponible,
    MagasinPlein,
)

__all__ = [
    "GENRES",
    "JOUR_S",
    "Bornes",
    "Magasin",
    "MagasinIndisponible",
    "MagasinPlein",
    "magasin",
    "oublier_le_magasin",
]
