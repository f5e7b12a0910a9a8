"""Les thèmes nationaux du programme 147, par période : ce qui permet de comparer des contrats différents."""

import re
from pathlib import Path

from data.lecture import Avance, Lecture, Rejet
from data.sources.tableaux import lire_tableau, table


def lire(chemin: Path, avance: Avance) -> Lecture:
    """Une ligne `theme_national` par code et période ; lève SourceIllisible si une colonne manque."""
    tableau = lire_tableau(chemin, "la nomenclature du programme 147", "periode", "code", "libelle")
    lecture = tableau.lecture()
    themes: dict[tuple[str, str], tuple] = {}
    for feuille, numero, valeurs in tableau.lignes:
        periode, code, nom = (valeurs.get(c) or "" for c in ("periode", "code", "libelle"))
        motif = None
        if not re.fullmatch(r"\d{4}-\d{4}", periode):
            motif = "La période n'a pas la forme 2024-2030."
        elif not re.fullmatch(r"\d+(\.\d+[a-z]?)?", code) or not nom:
            motif = "Le code (1, 1.2, 1.5a) ou le libellé du thème manque."
        elif (code, periode) in themes:
            motif = "Ce thème figure déjà plus haut dans le fichier pour la même période."
        if motif:
            lecture.rejets.append(Rejet(motif, feuille, numero, "code", code or None))
            continue
        parent = code.split(".")[0] if "." in code else None
        themes[code, periode] = (code, periode, nom, parent, feuille, numero)
    avance(len(tableau.lignes), len(tableau.lignes))
    colonnes = ("code", "periode", "nom", "parent", "_feuille", "_ligne")
    lecture.tables["theme_national"] = table(themes.values(), *colonnes)
    lecture.nb_retenues = len(themes)
    return lecture
