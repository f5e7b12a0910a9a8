"""L'image de l'aperçu d'un lien : un PNG fait par le serveur, sans navigateur."""

import json
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

import font_source_sans_pro
import typst

from pages.composants.couleurs import CLAIR
from pages.serveur.apercu import Apercu

_GABARIT = Path(__file__).with_name("apercu_carte.typ")
_COULEURS = ("fond", "surface", "texte", "discret", "accent", "neutre", "alerte")
# À côté d'un grand chiffre, la phrase est dessous : moins de place.
_BARRES_AVEC_CHIFFRE = 3


@lru_cache(maxsize=64)
def carte(apercu: Apercu) -> bytes:
    """Le PNG (1200 × 630 pixels) de cet aperçu ; environ 30 ms, gardé ensuite."""
    chiffres = apercu.chiffres
    if not chiffres and apercu.nu:
        # Le nom de la page tient la place du chiffre.
        chiffres = (("", apercu.nom or apercu.collectivite, ""),)
    barres = apercu.barres[:_BARRES_AVEC_CHIFFRE] if chiffres else apercu.barres
    donnees = {
        "couleurs": {nom: getattr(CLAIR, nom) for nom in _COULEURS},
        "entete": " · ".join(filter(None, ("" if apercu.nu else apercu.nom, apercu.collectivite[:60]))),
        "fictif": apercu.fictif,
        "chiffres": [dict(zip(("nom", "valeur", "suite"), lu, strict=True)) for lu in chiffres],
        "phrase": apercu.phrase,
        "contexte": apercu.contexte,
        "date": f"Publié le {apercu.date}" if apercu.date else "",
        "barres": [asdict(barre) for barre in barres],
    }
    # Un compilateur par image : il n'est pas fait pour plusieurs fils, et ne coûte que 10 ms.
    compilateur = typst.Compiler(font_paths=[font_source_sans_pro.font_directory], ignore_system_fonts=True)
    entrees = {"donnees": json.dumps(donnees, ensure_ascii=False)}
    return compilateur.compile(str(_GABARIT), format="png", ppi=72, sys_inputs=entrees)
