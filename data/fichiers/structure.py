"""Ce que le lecteur de cellules tait d'un classeur : lignes cachées, fusions, formules, erreurs.

Le XML de chaque feuille est parcouru une fois, sans être gardé. Ce passage mesure aussi l'étendue vraie
de la feuille : le lecteur réserve un rectangle, qu'une seule cellule perdue en bas à droite rend immense.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import IO
from xml.parsers import expat

from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import CellCoordinatesException

from data.fichiers.bornes import FICHIER, Bornes, Compte, trop
from data.fichiers.formats import DEUX, POURCENT, styles_xlsx
from data.fichiers.gardes import abime, trop_etendue

COLONNES_MAX = 16_384
SANS_RESULTAT = (
    "formule sans résultat enregistré : ouvrez le classeur dans un tableur et enregistrez-le, "
    "ou remplacez la formule par sa valeur"
)


FAUTES = (
    expat.ExpatError,
    LookupError,
    ValueError,
    TypeError,
    EOFError,
    OSError,
    CellCoordinatesException,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
)
"""Ce que lève la lecture d'un XML ou d'une archive abîmés."""


@dataclass
class Structure:
    """Une feuille, sans ses valeurs. Les places sont (ligne, colonne), à partir de 1."""

    lignes_cachees: set[int] = field(default_factory=set)
    colonnes_cachees: set[int] = field(default_factory=set)
    fusions: list[str] = field(default_factory=list)
    erreurs: dict[tuple[int, int], str] = field(default_factory=dict)
    formules: set[tuple[int, int]] = field(default_factory=set)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    """Place → POURCENT ou DEUX (voir formats.py), pour les nombres seulement."""
    derniere_ligne: int = 0
    derniere_colonne: int = 0
    nb_cellules: int = 0
    cachee: bool = False

    @cached_property
    def lignes_dites(self) -> set[int]:
        """Les lignes où une formule n'a pas de valeur : le lecteur les rend vides."""
        return {ligne for ligne, _ in (*self.erreurs, *self.formules)}

    def compter(self, ligne: int, colonne: int, nb: int = 1) -> None:
        self.nb_cellules += nb
        self.derniere_ligne = max(self.derniere_ligne, ligne)
        self.derniere_colonne = max(self.derniere_colonne, colonne)

    def refuser_si_immense(self, nom: str, bornes: Bornes) -> None:
        """Lève SourceIllisible si le rectangle des cellules remplies est trop grand."""
        if self.derniere_ligne * self.derniere_colonne > bornes.cases:
            lettre = get_column_letter(self.derniere_colonne)
            raise trop_etendue(nom, min(self.derniere_ligne, 10**9), lettre, self.nb_cellules)


def structures(contenu: bytes, genre: str, nom: str, bornes: Bornes = FICHIER) -> dict[str, Structure]:
    """Feuille → structure d'un XLSX ou d'un ODS déjà contrôlé. Lève SourceIllisible s'il est abîmé, ou s'il
    demande plus que ses bornes : le parcours s'arrête alors là."""
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            compte = Compte(nom, bornes)
            lues = _ods(archive, compte) if genre == "ods" else _xlsx(archive, compte)
    except FAUTES as erreur:
        raise abime(nom) from erreur
    for feuille, structure in lues.items():
        structure.refuser_si_immense(feuille, bornes)
    return lues


def _parcourir(
    flux: IO[bytes],
    debut: Callable[[str, dict[str, str]], object],
    fin: Callable[[str], object] | None = None,
    texte: Callable[[str], object] | None = None,
) -> None:
    lecteur = expat.ParserCreate(namespace_separator=" ")
    lecteur.buffer_text = True
    lecteur.StartElementHandler = debut
    if fin:
        lecteur.EndElementHandler = fin
    if texte:
        lecteur.CharacterDataHandler = texte
    lecteur.ParseFile(flux)


def _local(balise: str) -> str:
    return balise.rpartition(" ")[2]


def _attributs(attributs: dict[str, str]) -> dict[str, str]:
    return {_local(nom): valeur for nom, valeur in attributs.items()}


def _xlsx(archive: zipfile.ZipFile, compte: Compte) -> dict[str, Structure]:
    feuilles: list[dict[str, str]] = []
    liens: dict[str, str] = {}

    def classeur(balise: str, attributs: dict[str, str]) -> None:
        if _local(balise) == "sheet":
            feuilles.append(_attributs(attributs))
            if len(feuilles) > compte.bornes.feuilles:
                raise trop(compte.nom, "feuilles", compte.bornes.feuilles)

    def lien(balise: str, attributs: dict[str, str]) -> None:
        if _local(balise) == "Relationship":
            liens[attributs["Id"]] = attributs["Target"]

    racine = _partie_principale(archive)
    dossier, fichier = posixpath.split(racine)
    with archive.open(racine) as flux:
        _parcourir(flux, classeur)
    with archive.open(f"{dossier}/_rels/{fichier}.rels") as flux:
        _parcourir(flux, lien)
    lues = {}
    styles, textes, parties = styles_xlsx(archive), _textes_xlsx(archive), set(archive.namelist())
    for feuille in feuilles:
        cible = liens.get(feuille.get("id", ""), "")
        partie = cible.lstrip("/") if cible.startswith("/") else posixpath.normpath(f"{dossier}/{cible}")
        structure = Structure(cachee=feuille.get("state", "visible") != "visible")
        if "worksheets/" in partie and partie in parties:
            with archive.open(partie) as flux:
                suivi = _FeuilleXlsx(structure, styles, textes, compte)
                _parcourir(flux, suivi.debut, suivi.fin, suivi.caracteres)
        lues[feuille["name"]] = structure
    return lues


def _partie_principale(archive: zipfile.ZipFile) -> str:
    noms = archive.namelist()
    return next((n for n in ("xl/workbook.xml", "/xl/workbook.xml") if n in noms), None) or next(
        n for n in (*noms, "xl/workbook.xml") if re.fullmatch(r"xl/workbook\d*\.xml", n)
    )


class _FeuilleXlsx:
    """Suit la cellule courante ; une feuille peut taire ses adresses, elles se déduisent alors de l'ordre."""

    def __init__(
        self, structure: Structure, styles: dict[str, str], textes: list[int], compte: Compte
    ) -> None:
        self.s, self.styles, self.textes, self.compte = structure, styles, textes, compte
        self.ligne = self.colonne = 0
        self.genre = ""
        self.texte: list[str] | None = None
        self.colonnes: dict[str, int] = {}

    def debut(self, balise: str, attributs: dict[str, str]) -> None:
        nom = _local(balise)
        if nom == "c":
            self._cellule(attributs)
        elif nom == "v" or nom == "is":
            self.s.compter(self.ligne, self.colonne)
            self.compte.remplir()
            if self.genre in ("e", "s"):
                self.texte = []
        elif nom == "f":
            # Une formule dont le résultat est un texte vide est bien vide : elle n'est pas à recalculer.
            if self.genre != "str":
                self.s.formules.add((self.ligne, self.colonne))
                self.s.compter(self.ligne, self.colonne, 0)
        elif nom == "row":
            self.ligne = int(attributs.get("r") or self.ligne + 1)
            self.colonne = 0
            if attributs.get("hidden") in ("1", "true"):
                self.s.lignes_cachees.add(self.ligne)
        elif nom == "col" and attributs.get("hidden") in ("1", "true"):
            cachees = range(int(attributs["min"]), min(int(attributs["max"]), COLONNES_MAX) + 1)
            self.compte.ecrire(len(cachees))
            self.s.colonnes_cachees |= set(cachees)
        elif nom == "mergeCell":
            self.compte.ecrire()
            self.s.fusions.append(attributs["ref"])

    def _cellule(self, attributs: dict[str, str]) -> None:
        self.compte.ecrire()
        adresse = attributs.get("r")
        if adresse:
            lettres = adresse.rstrip("0123456789")
            rang = self.colonnes.get(lettres)
            if rang is None:
                rang = self.colonnes[lettres] = range_boundaries(f"{lettres}1")[0]
            self.colonne, self.ligne = rang, int(adresse[len(lettres) :])
        else:
            self.colonne += 1
        self.genre = attributs.get("t", "n")
        if self.genre == "n" and (montre := self.styles.get(attributs.get("s", ""))):
            self.s.formats[self.ligne, self.colonne] = montre

    def caracteres(self, texte: str) -> None:
        if self.texte is not None:
            self.texte.append(texte)

    def fin(self, balise: str) -> None:
        if self.texte is not None and _local(balise) == "v":
            lu, self.texte = "".join(self.texte), None
            if self.genre == "e":
                self.s.erreurs[self.ligne, self.colonne] = lu
            elif lu.isdecimal() and len(lu) < 10 and int(lu) < len(self.textes):
                self.compte.lire(self.textes[int(lu)])


def _textes_xlsx(archive: zipfile.ZipFile) -> list[int]:
    """Les signes de chaque texte partagé : une cellule n'en cite que le rang, le lecteur recopie le texte."""
    partie = next((n for n in archive.namelist() if re.fullmatch(r"/?xl/sharedStrings\d*\.xml", n)), None)
    longueurs: list[int] = []
    if partie is None:
        return longueurs

    def debut(balise: str, _attributs: object) -> None:
        if _local(balise) == "si":
            longueurs.append(0)

    def caracteres(texte: str) -> None:
        if longueurs:
            longueurs[-1] += len(texte)

    with archive.open(partie) as flux:
        _parcourir(flux, debut, texte=caracteres)
    return longueurs


class _FeuillesOds:
    """Les feuilles d'un content.xml ; lignes et cellules y disent combien de fois elles se répètent."""

    def __init__(self, compte: Compte) -> None:
        self.compte = compte
        self.nom, self.fois = "", 0
        """Combien de fois se répète la cellule remplie où l'on est."""
        self.lues: dict[str, Structure] = {}
        self.s: Structure | None = None
        self.ligne = self.colonne = self.repete = self.rang_colonne = 0
        self.erreur: tuple[int, int] | None = None
        self.texte: list[str] = []
        self.masques: set[str] = set()
        self.style = ""
        self.nombre = ""
        self.deux: set[str] = set()
        """Styles, de nombres puis de cellules, qui montrent deux décimales."""

    def debut(self, balise: str, attributs: dict[str, str]) -> None:
        nom = _local(balise)
        if nom == "table-cell" or nom == "covered-table-cell":
            self._cellule(_attributs(attributs))
        elif nom == "table-row":
            lus = _attributs(attributs)
            self.ligne += self.repete
            self.repete = int(lus.get("number-rows-repeated", 1))
            self.colonne = 0
            if self.s and lus.get("visibility", "visible") != "visible" and self.repete < 100_000:
                self.compte.ecrire(self.repete)
                self.s.lignes_cachees |= set(range(self.ligne + 1, self.ligne + self.repete + 1))
        elif nom == "table-column":
            lus = _attributs(attributs)
            nb = min(int(lus.get("number-columns-repeated", 1)), COLONNES_MAX)
            if self.s and lus.get("visibility", "visible") != "visible":
                self.compte.ecrire(nb)
                self.s.colonnes_cachees |= set(range(self.rang_colonne + 1, self.rang_colonne + nb + 1))
            self.rang_colonne += nb
        elif nom == "table":
            lus = _attributs(attributs)
            self.nom = lus.get("name", "")
            self.s = self.lues.setdefault(self.nom, Structure())
            if len(self.lues) > self.compte.bornes.feuilles:
                raise trop(self.compte.nom, "feuilles", self.compte.bornes.feuilles)
            self.s.cachee = lus.get("style-name") in self.masques
            self.ligne = self.colonne = self.repete = self.rang_colonne = 0
        elif nom == "style":
            lus = _attributs(attributs)
            self.style = lus.get("name", "")
            if lus.get("data-style-name") in self.deux:
                self.deux.add(self.style)
        elif nom in ("number-style", "currency-style"):
            self.nombre = _attributs(attributs).get("name", "")
        elif nom == "number" and _attributs(attributs).get("decimal-places") == "2":
            self.deux.add(self.nombre)
        elif nom == "table-properties" and _attributs(attributs).get("display") == "false":
            self.masques.add(self.style)

    def _cellule(self, lus: dict[str, str]) -> None:
        nb = int(lus.get("number-columns-repeated", 1))
        self.compte.ecrire()
        premiere, self.colonne = self.colonne + 1, self.colonne + nb
        if self.s is None:
            return
        place = (self.ligne + 1, premiere)
        hauteur, largeur = int(lus.get("number-rows-spanned", 1)), int(lus.get("number-columns-spanned", 1))
        if hauteur > 1 or largeur > 1:
            bout = f"{get_column_letter(min(premiere + largeur - 1, COLONNES_MAX))}{place[0] + hauteur - 1}"
            self.s.fusions.append(f"{get_column_letter(premiere)}{place[0]}:{bout}")
        if "value-type" in lus:
            self.fois = nb * self.repete
            self.s.compter(self.ligne + self.repete, self.colonne, self.fois)
            # Avant de les compter : dire jusqu'où va la feuille aide mieux à la réduire.
            self.s.refuser_si_immense(self.nom, self.compte.bornes)
            self.compte.remplir(self.fois)
            self._montrer(lus, place[0], premiere, nb)
            if lus.get("formula") and (
                lus["value-type"] == "error" or (lus["value-type"] == "string" and "string-value" in lus)
            ):
                self.erreur, self.texte = place, []
        elif lus.get("formula"):
            self.s.formules.add(place)
            self.s.compter(*place, 0)

    def _montrer(self, lus: dict[str, str], ligne: int, premiere: int, nb: int) -> None:
        montre = POURCENT if lus["value-type"] == "percentage" else None
        if lus["value-type"] in ("float", "currency") and lus.get("style-name") in self.deux:
            montre = DEUX
        if montre and self.s is not None:
            self.s.formats |= {(ligne, premiere + rang): montre for rang in range(min(nb, COLONNES_MAX))}

    def caracteres(self, texte: str) -> None:
        if self.fois:
            self.compte.lire(len(texte) * self.fois)
        if self.erreur:
            self.texte.append(texte)

    def fin(self, balise: str) -> None:
        if self.fois and _local(balise) == "table-cell":
            self.fois = 0
        if self.erreur and _local(balise) == "table-cell" and self.s:
            lu = "".join(self.texte).strip()
            if lu.startswith(("#", "Err:", "Erreur")):
                self.s.erreurs[self.erreur] = lu
            self.erreur = None


def _ods(archive: zipfile.ZipFile, compte: Compte) -> dict[str, Structure]:
    suivi = _FeuillesOds(compte)
    with archive.open("content.xml") as flux:
        _parcourir(flux, suivi.debut, suivi.fin, suivi.caracteres)
    return suivi.lues
