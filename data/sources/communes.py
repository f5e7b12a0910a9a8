"""Les contours des communes : un GeoJSON aux propriétés `code` et `nom`, pour le fond des cartes."""

import re
from pathlib import Path

from data.fichiers.brut import lire_json, nettoyer, octets
from data.lecture import Avance, Lecture, Lues, Rejet, SourceIllisible
from data.sources import geometrie
from data.sources.tableaux import code_insee, table


def lire(chemin: Path, avance: Avance) -> Lecture:
    """Code, nom et contour de chaque commune ; le reste de sa fiche vient de `communes-epci`."""
    contours = geometrie.entites(lire_json(octets(chemin), chemin.name), chemin.name)
    if contours and "code" not in contours[0]["properties"]:
        raise SourceIllisible(f"Le fichier « {chemin.name} » n'a pas la propriété « code » des communes.")
    lecture = Lecture(nb_lignes=len(contours), lues=[Lues(chemin.name, range(1, len(contours) + 1))])
    lus: set[str] = set()
    lignes = []
    for numero, contour in enumerate(contours, start=1):
        proprietes = contour["properties"]
        code, nom = code_insee(nettoyer(proprietes.get("code")) or ""), nettoyer(proprietes.get("nom"))
        motif = None
        surface = None
        if not re.fullmatch(r"\d{5}|2[AB]\d{3}", code) or not nom:
            motif = "Le code INSEE ou le nom de la commune manque."
        elif code in lus:
            motif = "Le contour de cette commune figure déjà plus haut dans le fichier."
        else:
            try:
                brute = geometrie.lire(contour.get("geometry"))
                surface = geometrie.reparer(brute) if brute is not None else None
                motif = None if surface is not None else "Le contour de la commune est vide."
            except ValueError as erreur:
                motif = f"Le contour de la commune est inutilisable : {erreur}."
        if motif or surface is None:
            lecture.rejets.append(Rejet(motif or "", ligne=numero, colonne="code", valeur=code or None))
            continue
        lus.add(code)
        lignes.append((code, nom, geometrie.en_wkt(surface), numero))
        if numero % 50 == 0:
            avance(numero, len(contours))
    avance(len(contours), len(contours))
    lecture.tables["commune"] = table(lignes, "commune_id", "nom", "geometrie", "_ligne", feuille=chemin.name)
    lecture.nb_retenues = len(lignes)
    return lecture
