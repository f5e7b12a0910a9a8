"""Les aperçus déjà faits, gardés au magasin : une réplique montre ce qu'une autre a lu."""

import hashlib
import json
import logging
from dataclasses import asdict

from pages.serveur.apercu import Apercu, Barre
from pages.serveur.configuration import configuration
from pages.serveur.magasin import JOUR_S, MagasinIndisponible, MagasinPlein, magasin

journal = logging.getLogger(__name__)
_GENRE = "apercu"


def lire(cle: tuple) -> Apercu | None:
    """L'aperçu gardé sous cette clé (page, paramètres, version de la base), ou None."""
    try:
        lu = magasin().lire(_GENRE, _nom(cle))
    except MagasinIndisponible as erreur:
        journal.error("aperçu illisible : %s", erreur)
        return None
    if lu is None:
        return None
    champs = json.loads(lu)
    chiffres = tuple(tuple(chiffre) for chiffre in champs.pop("chiffres"))
    barres = tuple(Barre(**barre) for barre in champs.pop("barres"))
    return Apercu(**champs, chiffres=chiffres, barres=barres)


def garder(cle: tuple, apercu: Apercu) -> None:
    """Garde l'aperçu un jour ; sans magasin, il se refera."""
    try:
        magasin().poser(_GENRE, _nom(cle), json.dumps(asdict(apercu)).encode(), JOUR_S)
    except (MagasinIndisponible, MagasinPlein) as erreur:
        journal.error("aperçu non gardé : %s", erreur)


def _nom(cle: tuple) -> str:
    # La configuration (le nom, les statuts publics) change ce que dit un aperçu, et le magasin lui survit.
    return hashlib.sha256(repr((cle, configuration())).encode()).hexdigest()
