"""Les contours des communes : un GeoJSON aux propriétés `code` et `nom`, pour le fond des cartes."""

from pathlib import Path

from data.fichiers.brut import lire_json, nettoyer, octets
from data.lecture import Avance, Lecture, Lues, Rejet, SourceIllisible
from data.schema import sans_accents
from data.sources import geometrie
from data.sources.tableaux import code_insee, table
from data.sources.territoires import est_commune
from data.sources.titres_lieux import colonne_de_commune

NOMS = ("nom", "nom-com", "lib-com", "libgeo", "libelle", "nom-commune", "nom-officiel", "libcom")


def lire(chemin: Path, avance: Avance) -> Lecture:
    """Code, nom et contour de chaque commune ; le reste de sa fiche vient de `communes-epci`."""
    contours = geometrie.entites(lire_json(octets(chemin), chemin.name), chemin.name)
    colonne_code, colonne_nom = _colonnes([contour["properties"] for contour in contours])
    if contours and not (colonne_code and colonne_nom):
        raise SourceIllisible(
            f"Le fichier « {chemin.name} » n'a pas les propriétés « code » et « nom » des communes "
            f"(propriétés lues : {', '.join(list(contours[0]['properties'])[:12]) or 'aucune'})."
        )
    lecture = Lecture(nb_lignes=len(contours), lues=[Lues(chemin.name, range(1, len(contours) + 1))])
    lus: set[str] = set()
    lignes = []
    for numero, contour in enumerate(contours, start=1):
        proprietes = contour["properties"]
        code, nom = (
            code_insee(nettoyer(proprietes.get(colonne_code)) or ""),
            nettoyer(proprietes.get(colonne_nom)),
        )
        motif = signale = None
        surface = None
        if not est_commune(code) or not nom:
            motif = "Le code INSEE ou le nom de la commune manque."
        elif code in lus:
            motif = "Le contour de cette commune figure déjà plus haut dans le fichier."
        else:
            try:
                brute, signale = geometrie.lire_en_place(contour.get("geometry"))
                surface = geometrie.reparer(brute) if brute is not None else None
                motif = None if surface is not None else "Le contour de la commune est vide."
            except ValueError as erreur:
                motif = f"Le contour de la commune est inutilisable : {erreur}."
        if motif or surface is None:
            lecture.rejets.append(Rejet(motif or "", ligne=numero, colonne="code", valeur=code or None))
            continue
        if signale:
            lecture.rejets.append(Rejet(signale, None, numero, "geometry", code, bloquant=False))
        lus.add(code)
        lignes.append((code, nom, geometrie.en_wkt(surface), numero))
        if numero % 50 == 0:
            avance(numero, len(contours))
    avance(len(contours), len(contours))
    lecture.tables["commune"] = table(lignes, "commune_id", "nom", "geometrie", "_ligne", feuille=chemin.name)
    lecture.nb_retenues = len(lignes)
    return lecture


def _colonnes(proprietes: list[dict]) -> tuple[str | None, str | None]:
    """Les propriétés qui portent le code et le nom : `code` et `nom`, ou ceux de l'IGN et de l'INSEE."""
    titres = list(proprietes[0]) if proprietes else []
    nettes = [{titre: nettoyer(valeur) for titre, valeur in lues.items()} for lues in proprietes[:200]]
    code = "code" if "code" in titres else colonne_de_commune(titres, nettes)
    return code, next((titre for titre in titres if sans_accents(titre) in NOMS), None)
