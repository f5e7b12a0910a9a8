"""Les quartiers prioritaires publiés par l'ANCT : GeoJSON, archive officielle, ou liste CSV sans contours.

L'archive porte plusieurs projections : on y prend le GeoJSON WGS84 de toute la France.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from data.fichiers.brut import lire_json, lire_membre, nettoyer, octets, ouvrir_archive
from data.fichiers.classeur import ouvrir_octets
from data.fichiers.gardes import est_xlsx
from data.lecture import Avance, Lecture, Lues, Rejet, SourceIllisible
from data.sources import geometrie
from data.sources.tableaux import codes, table, tableau_de
from data.sources.territoires import est_quartier, zonage
from data.sources.titres_lieux import colonne_de_commune, colonnes_de_siren, sirens

COLONNES = (
    "quartier_id",
    "nom",
    "type",
    "generation",
    "communes",
    "superficie_km2",
    "longitude",
    "latitude",
    "geometrie",
)
CODES = ("code_qpv", "codeqp", "codqp", "code_quartier", "code du quartier", "quartier_id", "qpv", "qp")
Ligne = tuple[str, int, dict[str, str | None], Any]
"""Feuille, numéro, propriétés nettoyées, géométrie GeoJSON (None dans une liste)."""


def lire(chemin: Path, avance: Avance) -> Lecture:
    """Une ligne `quartier` par code ; lève SourceIllisible si la disposition n'est pas reconnue."""
    contenu, nom = octets(chemin), chemin.name
    membre = None
    if contenu.startswith(b"PK") and not est_xlsx(contenu):
        contenu, membre = _de_l_archive(contenu, nom)
        nom = membre
    liste = not contenu.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    if liste:
        ouvert = ouvrir_octets(contenu, nom)
        tableau = tableau_de(ouvert, "la liste des quartiers prioritaires", "code_qp", code_qp=CODES)
        lignes, lecture = [(*ligne, None) for ligne in tableau.lignes], tableau.lecture()
    else:
        lignes = list(_contours(contenu, nom))
        lecture = Lecture(nb_lignes=len(lignes), lues=[Lues(nom, range(1, len(lignes) + 1))])
    titres = list(dict.fromkeys(titre for _, _, valeurs, _ in lignes for titre in valeurs))
    commune = colonne_de_commune(titres, [valeurs for _, _, valeurs, _ in lignes])
    if lignes and commune is None:
        motif = f"Aucune colonne ne dit la commune des quartiers (colonnes lues : {', '.join(titres[:12])})."
        lecture.rejets.append(Rejet(motif, bloquant=False))
    epcis = colonnes_de_siren(titres, [valeurs for _, _, valeurs, _ in lignes])
    lus: set[str] = set()
    retenues, territoires = [], []
    for rang, (feuille, numero, valeurs, contour) in enumerate(lignes, start=1):
        communes = codes(valeurs.get(commune)) if commune else []
        motifs, ligne = _quartier(valeurs, communes, contour, lus, sans_contour=liste)
        code = valeurs.get("code_qp")
        lecture.rejets += [Rejet(m, feuille, numero, "code_qp", code, ligne is None) for m in motifs]
        if ligne is not None:
            lus.add(ligne[0])
            retenues.append((*ligne, feuille, numero))
            siens = dict.fromkeys(s for titre in epcis for s in sirens(valeurs.get(titre)))
            territoires += [(ligne[0], siren) for siren in siens or [None]]
        if rang % 20 == 0:
            avance(rang, len(lignes))
    avance(len(lignes), len(lignes))
    lecture.tables["quartier"] = table(retenues, *COLONNES, "_feuille", "_ligne")
    lecture.tables["territoire_quartier"] = table(territoires, "quartier_id", "siren_epci")
    lecture.nb_retenues = len(retenues)
    return lecture


def _de_l_archive(contenu: bytes, nom: str) -> tuple[bytes, str]:
    """Le meilleur membre : GeoJSON WGS84 de toute la France, sinon un CSV."""
    with ouvrir_archive(contenu, nom) as archive:
        membres = [m for m in archive.namelist() if not m.endswith("/") and "__MACOSX" not in m]
        geojson = [m for m in membres if m.lower().endswith((".geojson", ".json"))]
        wgs84 = [m for m in geojson if "wgs84" in m.lower()] or (geojson if len(geojson) == 1 else [])
        # « Hexagonale_Outre_Mer » contient toute la France ; les autres membres, un territoire.
        choisis = sorted(wgs84, key=lambda m: ("outre_mer" not in m.lower(), -archive.getinfo(m).file_size))
        choisis += [m for m in membres if m.lower().endswith(".csv")]
        if not choisis:
            raise SourceIllisible(
                f"L'archive « {nom} » n'a ni GeoJSON WGS84 ni liste CSV (membres : {', '.join(membres[:6])})."
            )
        return lire_membre(archive, choisis[0]), choisis[0]


def _contours(contenu: bytes, nom: str) -> Iterator[Ligne]:
    for numero, entite in enumerate(geometrie.entites(lire_json(contenu, nom), nom), start=1):
        proprietes = {str(k).lower(): _texte(v) for k, v in entite["properties"].items()}
        autre = next((nom for nom in CODES if nom in proprietes), None)
        if autre and "code_qp" not in proprietes:
            proprietes["code_qp"] = proprietes[autre]
        if numero == 1 and "code_qp" not in proprietes:
            raise SourceIllisible(f"« {nom} » n'a pas la propriété « code_qp » des quartiers prioritaires.")
        yield nom, numero, proprietes, entite.get("geometry")


def _texte(valeur: Any) -> str | None:
    """Une propriété en texte ; plusieurs communes peuvent y former une liste."""
    if isinstance(valeur, list):
        return ", ".join(texte for brute in valeur if (texte := _texte(brute))) or None
    entiere = hasattr(valeur, "to_integral_value") and valeur == valeur.to_integral_value()
    return nettoyer(int(valeur) if entiere else valeur)


def _quartier(
    valeurs: Mapping[str, str | None], communes: list[str], contour: Any, lus: set[str], sans_contour: bool
) -> tuple[list[str], tuple | None]:
    """(motifs, ligne) : sans ligne le motif est un refus, avec elle de simples signalements."""
    code = valeurs.get("code_qp")
    # Les fichiers de 2015 disent nom_qp là où ceux de 2024 disent lib_qp.
    nom = valeurs.get("lib_qp") or valeurs.get("nom_qp")
    if code is None or not est_quartier(code):
        return ["Le code n'est pas celui d'un quartier prioritaire (QN04101M, QP041001)."], None
    if code in lus:
        return ["Ce quartier figure déjà plus haut dans le fichier : une seule ligne est gardée."], None
    if not nom:
        return ["Le quartier n'a pas de nom."], None
    motifs = [] if communes else ["La commune du quartier n'est pas publiée."]
    mesures: tuple = (None, None, None, None)
    try:
        brute, ou = geometrie.lire_en_place(contour)
        surface = geometrie.reparer(brute) if brute is not None else None
        if ou:
            motifs.append(ou)
        if surface is not None:
            km2, (longitude, latitude) = geometrie.superficie_km2(surface), geometrie.point_interieur(surface)
            mesures = (km2, longitude, latitude, geometrie.en_wkt(surface))
        elif not sans_contour:
            motifs.append("Le quartier n'a pas de contour : il n'apparaît pas sur la carte.")
    except ValueError as erreur:
        motifs.append(f"Le contour du quartier est inutilisable : {erreur}.")
    return motifs, (code, nom, "QPV", zonage(code), communes, *mesures)
