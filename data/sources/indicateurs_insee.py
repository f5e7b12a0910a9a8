"""Les indicateurs de l'INSEE : une ligne par quartier, commune ou EPCI, une colonne par mesure.

Ce que l'INSEE ne diffuse pas reste dit : « secret » pour une case vide ou marquée, « manquante » quand
l'indicateur n'existe pas pour ce millésime. Les taux restent en pour cent, comme publiés.
"""

import re
from pathlib import Path
from typing import Any

from data import vocabulaire
from data.fichiers.brut import nettoyer
from data.lecture import Avance, Ignoree, Lecture, Lues, Rejet, SourceIllisible
from data.sources import definitions
from data.sources.feuilles_insee import Feuille, lire_fichier, type_de_territoire
from data.sources.tableaux import code_insee, entier, nombre, table
from data.sources.territoires import zonage

DESCRIPTIVES = re.compile(
    r"(nom_?qp|nom|lib.*|listcom|insee_.*|com|code_?com.*|dep|reg|niv|epci|siren.*|typ.*|annee|an|"
    r"(disp|dec)?_?note\d*|uu\d*|zonage)$",
    re.IGNORECASE,
)
"""Colonnes qui décrivent le territoire : elles ne sont pas des mesures."""
DERIVEES = re.compile(r"(evol|var)_", re.IGNORECASE)
Mesure = list[Any]
"""indicateur_id, territoire_type, territoire_id, annee, valeur, statut, zonage, _feuille, _ligne."""


def lire(chemin: Path, avance: Avance) -> Lecture:
    """Les tables `indicateur` et `mesure` ; lève SourceIllisible sans code de territoire ni millésime."""
    feuilles, ecartees = lire_fichier(chemin)
    if not feuilles:
        raise SourceIllisible(
            f"Aucune ligne de « {chemin.name} » ne nomme la colonne du code (CODGEO, qp, code) d'un quartier."
        )
    lues = [Lues(f.nom or chemin.name, [numero for numero, _ in f.lignes]) for f in feuilles]
    lecture = Lecture(nb_lignes=sum(len(f.lignes) for f in feuilles), lues=lues)
    for nom in ecartees:
        motif = "Feuille sans quartier, commune ni EPCI (documentation, agrégats) : non reprise."
        lecture.rejets.append(Rejet(motif, feuille=nom, bloquant=False))
    indicateurs: dict[str, definitions.Definition] = {}
    mesures: dict[tuple[str, str, int], Mesure] = {}
    for feuille in feuilles:
        _lire_feuille(feuille, chemin.name, lecture, indicateurs, mesures, avance)
    _dire_les_manquantes(mesures)
    lecture.tables["indicateur"] = table((d.ligne() for d in indicateurs.values()), *definitions.COLONNES)
    colonnes = (
        "indicateur_id",
        "territoire_type",
        "territoire_id",
        "annee",
        "valeur",
        "statut",
        "zonage",
        "_feuille",
        "_ligne",
    )
    lecture.tables["mesure"] = table(mesures.values(), *colonnes)
    avance(lecture.nb_lignes, lecture.nb_lignes)
    return lecture


def _lire_feuille(
    feuille: Feuille,
    fichier: str,
    lecture: Lecture,
    indicateurs: dict[str, definitions.Definition],
    mesures: dict[tuple[str, str, int], Mesure],
    avance: Avance,
) -> None:
    rang_annee = next((i for i, n in enumerate(feuille.noms) if n.lower() in ("annee", "an")), None)
    defaut = _annee_du_texte(feuille.titre) or _annee_du_texte(fichier)
    colonnes = _colonnes(feuille, rang_annee is not None, defaut, lecture)
    # Là où l'INSEE écrit « s » ou « nd », une case vide n'est pas un secret : elle n'est pas remplie.
    vide = "manquante" if _a_des_marqueurs(feuille, colonnes) else "secret"
    lus: set[tuple[str, int | None]] = set()
    for position, (numero, cellules) in enumerate(feuille.lignes, start=1):
        cellules = [*cellules, *[None] * (len(feuille.noms) - len(cellules))]
        code = code_insee(nettoyer(cellules[feuille.rang_code]) or "")
        genre = type_de_territoire(code)
        annee = _annee(cellules[rang_annee]) if rang_annee is not None else defaut
        motif = None
        if genre is None:
            motif = "Le code n'est celui d'aucun quartier, commune ni EPCI (agrégat ou note)."
        elif rang_annee is not None and annee is None:
            motif = "L'année de la ligne est illisible."
        elif (code, annee) in lus:
            motif = "Ce territoire figure déjà plus haut pour la même année."
        if motif:
            lecture.rejets.append(Rejet(motif, feuille.nom, numero, "code", code or None))
            continue
        lus.add((code, annee))
        nb_mesures = len(mesures)
        for rang, technique, annee_colonne in colonnes:
            quand = annee_colonne or annee
            libelle = feuille.libelles.get(feuille.noms[rang].lower())
            # `_colonnes` n'en retient pas sans définition, ni sans année d'où qu'elle vienne.
            if quand is None or (definition := definitions.definir(technique, quand, libelle)) is None:
                raise LookupError(
                    f"la colonne « {feuille.noms[rang]} » n'a pas de définition, ou pas d'année"
                )
            indicateurs.setdefault(definition.indicateur_id, definition)
            valeur, statut, faute = _valeur(cellules[rang], vide)
            if not faute and valeur is not None and definition.unite == "%" and valeur > 100:
                faute = "Une part dépasse 100 % : elle est gardée telle que publiée, à lire avec prudence."
            if faute:
                brute = nettoyer(cellules[rang])
                lecture.rejets.append(
                    Rejet(faute, feuille.nom, numero, feuille.noms[rang], brute, bloquant=False)
                )
            perimetre = zonage(code) if genre == "quartier" else None
            cle = (definition.indicateur_id, code, quand)
            if cle in mesures:
                motif = "Mesure déjà lue dans une autre feuille ou colonne : la première est gardée."
                lecture.rejets.append(Rejet(motif, feuille.nom, numero, feuille.noms[rang], bloquant=False))
                continue
            mesures[cle] = [
                definition.indicateur_id,
                genre,
                code,
                quand,
                valeur,
                statut,
                perimetre,
                feuille.nom or fichier,
                numero,
            ]
        if len(mesures) > nb_mesures:
            lecture.nb_retenues += 1
        else:
            # Une feuille qui redit les mesures d'une autre, ou n'en porte aucune : rien n'en entre.
            motif = "aucune mesure que les autres lignes ne disent déjà"
            lecture.ignorees.append(Ignoree(feuille.nom or fichier, numero, motif))
            lecture.nb_lignes -= 1
        if position % 200 == 0:
            avance(lecture.nb_retenues, lecture.nb_lignes)


def _colonnes(
    feuille: Feuille, annee_par_ligne: bool, defaut: int | None, lecture: Lecture
) -> list[tuple[int, str, int | None]]:
    """(rang, nom technique, millésime porté par la colonne) des mesures ; les autres sont signalées."""
    retenues = []
    for rang, nom in enumerate(feuille.noms):
        if not nom or rang == feuille.rang_code or DESCRIPTIVES.match(nom):
            continue
        technique, annee = definitions.separer_annee(nom)
        motif = None
        if DERIVEES.match(nom):
            motif = "Colonne calculée par celui qui republie, qui se déduit des autres : non reprise."
        elif not definitions.definir(technique, annee or defaut or 0, feuille.libelles.get(nom.lower())):
            motif = "Colonne sans définition connue ni libellé : non reprise."
        elif not (annee or annee_par_ligne or defaut):
            raise SourceIllisible(
                f"L'année de la colonne « {nom} » est introuvable : ni colonne annee, ni suffixe A21, "
                "ni titre, ni nom de fichier ne la dit."
            )
        if motif:
            lecture.rejets.append(Rejet(motif, feuille.nom, colonne=nom, bloquant=False))
        else:
            retenues.append((rang, technique, annee))
    return retenues


def _a_des_marqueurs(feuille: Feuille, colonnes: list[tuple[int, str, int | None]]) -> bool:
    rangs = [rang for rang, _, _ in colonnes]
    return any(
        isinstance(cellules[r], str) and _marqueur(cellules[r]) is not None
        for _, cellules in feuille.lignes
        for r in rangs
        if r < len(cellules)
    )


def _valeur(cellule: Any, vide: str) -> tuple[float | None, str, str | None]:
    """(valeur, statut, faute) d'une case : un nombre, un marqueur de l'INSEE, ou rien."""
    if isinstance(cellule, int | float) and not isinstance(cellule, bool):
        return float(cellule), "diffusée", None
    texte = nettoyer(cellule)
    if texte is None:
        return None, vide, None
    try:
        return nombre(texte), "diffusée", None
    except ValueError:
        if statut := _marqueur(texte):
            return None, statut, None
        return None, "manquante", "La valeur n'est ni un nombre ni un marqueur de l'INSEE (s, ns, nd)."


def _marqueur(texte: str) -> str | None:
    """« secret » ou « manquante », si le texte le dit par une marque ou un mot ; None sinon."""
    statut = vocabulaire.chercher("mesure.statut", texte) if texte.strip()[:1].isalpha() else None
    return statut if statut in ("secret", "manquante") else None


def _dire_les_manquantes(mesures: dict[tuple[str, str, int], Mesure]) -> None:
    """Un indicateur vide pour tous les territoires d'une année n'est pas secret : il n'a pas été publié."""
    publies = {(m[0], m[3]) for m in mesures.values() if m[4] is not None}
    for mesure in mesures.values():
        if mesure[5] == "secret" and (mesure[0], mesure[3]) not in publies:
            mesure[5] = "manquante"


def _annee(cellule: Any) -> int | None:
    try:
        lue = entier(cellule)
    except ValueError:
        return None
    return lue if 1990 <= lue <= 2100 else None


def _annee_du_texte(texte: str) -> int | None:
    """Le millésime dans un titre : l'année du recensement ou de la source, sinon la seule citée."""
    source = re.search(r"(?:recensement|source|filosofi|rpls)[^\d]{0,60}?(20\d{2})", texte, re.IGNORECASE)
    annees = set(re.findall(r"(?<!\d)20\d{2}(?!\d)", texte))
    if source:
        return int(source[1])
    return int(annees.pop()) if len(annees) == 1 else None
