"""Les thèmes nationaux du programme 147, par période : ce qui permet de comparer des contrats différents."""

import re
from pathlib import Path

from data.lecture import Avance, Lecture, Rejet
from data.sources.tableaux import lire_csv, octets, table


def lire(chemin: Path, avance: Avance) -> Lecture:
    """Une ligne `theme_national` par code et période ; lève SourceIllisible si une colonne manque."""
    tableau = lire_csv(octets(chemin), chemin.name)
    tableau.exiger("periode", "code", "libelle", quoi="la nomenclature du programme 147")
    lecture = Lecture(nb_lignes=len(tableau.lignes))
    themes: dict[tuple[str, str], tuple] = {}
    for numero, valeurs in tableau.lignes:
        periode, code, nom = (valeurs.get(c) or "" for c in ("periode", "code", "libelle"))
        motif = None
        if not re.fullmatch(r"\d{4}-\d{4}", periode):
            motif = "La période n'a pas la forme 2024-2030."
        elif not re.fullmatch(r"\d+(\.\d+[a-z]?)?", code) or not nom:
            motif = "Le code (1, 1.2, 1.5a) ou le libellé du thème manque."
        elif (code, periode) in themes:
            motif = "Ce thème figure déjà plus haut dans le fichier pour la même période."
        if motif:
            lecture.rejets.append(Rejet(motif, ligne=numero, colonne="code", valeur=code or None))
            continue
        parent = code.split(".")[0] if "." in code else None
        themes[code, periode] = (code, periode, nom, parent, numero)
    avance(len(tableau.lignes), len(tableau.lignes))
    colonnes = ("code", "periode", "nom", "parent", "_ligne")
    lecture.tables["theme_national"] = table(themes.values(), *colonnes, feuille=chemin.name)
    lecture.nb_retenues = len(themes)
    return lecture
