"""Composer un PDF : un gabarit typst, des données en JSON, la police livrée avec le programme.

Les textes arrivent dans le gabarit comme des données, jamais comme du code : un intitulé « #panic() » s'y
écrit tel quel. Rien n'est lu ni demandé ailleurs : ni paquet, ni police du système.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path

import font_source_sans_pro
import typst

from data.fichiers.sortie import lisible

GABARITS = Path(__file__).parent / "gabarits"
POLICES = Path(font_source_sans_pro.__file__).parent / "files"
NORME = "ua-1"
"""PDF/UA-1 : le document est lisible par un lecteur d'écran (titre, langue, structure, textes)."""
journal = logging.getLogger(__name__)


def composer(gabarit: str, donnees: dict) -> bytes:
    """Le PDF du gabarit `gabarits/<gabarit>.typ` pour ces données (des types de JSON).

    Lève typst.TypstError si le gabarit est en faute : c'est une faute du programme.
    """
    reglages = {
        "root": str(GABARITS),
        "font_paths": [str(POLICES)],
        "ignore_system_fonts": True,
        # Une moitié de paire isolée, que rien ne sait écrire, ne passe pas non plus.
        "sys_inputs": {"donnees": lisible(json.dumps(donnees, ensure_ascii=False))},
    }
    chemin = str(GABARITS / f"{gabarit}.typ")
    try:
        return typst.compile(chemin, pdf_standards=[NORME], **reglages)
    except typst.TypstError as erreur:
        if "PDF/UA" not in str(erreur):
            raise
        # Mieux vaut un document moins accessible qu'aucun ; le journal dit ce qui manque à la norme.
        journal.warning("gabarit %s hors de la norme %s : %s", gabarit, NORME, erreur)
        return typst.compile(chemin, **reglages)


def octets(image: bytes) -> list[int]:
    """Une image telle que le gabarit la lit : le JSON n'a pas d'octets."""
    return list(image)
