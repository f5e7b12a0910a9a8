"""Ouvrir un classeur — XLSX, XLSM, XLS, ODS, CSV ou dossier de CSV — en cellules typées, avec leur adresse.

Rien n'est deviné ici : une cellule vide est None, un nombre un décimal exact, une erreur de formule reste
une erreur. Tout fichier qui ne s'ouvre pas lève SourceIllisible, dont le message dit quoi faire.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from openpyxl.utils import coordinate_to_tuple, get_column_letter
from python_calamine import CalamineError, CalamineWorkbook

from data.fichiers import xls
from data.fichiers.gardes import (
    CELLULES_MAX,
    TAILLE_MAX,
    abime,
    nature,
    refuser_si_gros,
    trop_etendue,
)
from data.fichiers.structure import SANS_RESULTAT, Structure, structures
from data.lecture import Avance, SourceIllisible
from data.sources.tableaux import nettoyer

EXACTS = 15
"""Chiffres significatifs qu'un tableur garde d'un nombre tapé."""
CALCULES = 12
"""Chiffres gardés d'un résultat de calcul, dont la fin n'est que bruit (0,1 + 0,2 = 0,30000000000000004)."""
BORDS = " \t\r\n\u00a0\u202f\u2009\u2007\ufeff\u200b"


class Cellule(NamedTuple):
    """Une cellule. `valeur` None : vide, ou illisible si `erreur` dit pourquoi. `colonne` : 1 pour A."""

    feuille: str
    ligne: int
    colonne: int
    valeur: str | Decimal | date | bool | None
    erreur: str | None = None
    ecrit: str | None = None

    @property
    def adresse(self) -> str:
        """« Programmation!D12 »."""
        return f"{self.feuille}!{get_column_letter(self.colonne)}{self.ligne}"

    @property
    def texte_affiche(self) -> str:
        """La valeur telle qu'on la cite : « 1234,5 », « 12/03/2026 », « oui » ; vide si la cellule l'est."""
        if self.ecrit is not None:
            return self.ecrit
        if self.valeur is None:
            return ""
        if isinstance(self.valeur, bool):
            return "oui" if self.valeur else "non"
        if isinstance(self.valeur, Decimal):
            return f"{self.valeur:f}".replace(".", ",")
        return f"{self.valeur:%d/%m/%Y}" if isinstance(self.valeur, date) else self.valeur


@dataclass(frozen=True)
class Ligne:
    """Une ligne non vide ; `cellules[i]` est la colonne i + 1, jusqu'à la dernière remplie."""

    numero: int
    cellules: list[Cellule]
    cachee: bool = False


@dataclass(frozen=True)
class Feuille:
    """Une feuille : ses lignes non vides, ses plages fusionnées (« A5:A9 »), ses colonnes cachées."""

    nom: str
    lignes: list[Ligne]
    cachee: bool = False
    fusions: tuple[str, ...] = ()
    colonnes_cachees: tuple[int, ...] = ()

    @property
    def largeur(self) -> int:
        return max((len(ligne.cellules) for ligne in self.lignes), default=0)

    @property
    def lignes_cachees(self) -> list[int]:
        return [ligne.numero for ligne in self.lignes if ligne.cachee]

    def cellule(self, adresse: str) -> Cellule:
        """La cellule « D12 », vide si la feuille n'en a pas. ValueError si l'adresse n'en est pas une."""
        numero, colonne = coordinate_to_tuple(adresse)
        ligne = self._par_numero.get(numero)
        if ligne is None or colonne > len(ligne.cellules):
            return Cellule(self.nom, numero, colonne, None)
        return ligne.cellules[colonne - 1]

    @cached_property
    def _par_numero(self) -> dict[int, Ligne]:
        return {ligne.numero: ligne for ligne in self.lignes}


@dataclass(frozen=True)
class Classeur:
    """Un classeur ouvert. `genre` : xlsx, xls, ods ou csv ; les feuilles sont dans leur ordre."""

    nom: str
    genre: str
    feuilles: dict[str, Feuille]


def ouvrir(chemin: Path | str, avance: Avance | None = None) -> Classeur:
    """Ouvre un fichier, ou un dossier de CSV (une feuille chacun). Lève SourceIllisible."""
    chemin = Path(chemin)
    if chemin.is_dir():
        return _dossier(chemin, avance)
    if not chemin.exists():
        raise SourceIllisible(f"Le fichier « {chemin.name} » est introuvable.")
    try:
        refuser_si_gros(chemin.stat().st_size, chemin.name)
        contenu = chemin.read_bytes()
    except OSError as erreur:
        raise SourceIllisible(f"Le fichier « {chemin.name} » ne se lit pas ({erreur.strerror}).") from erreur
    return ouvrir_octets(contenu, chemin.name, avance)


def ouvrir_octets(contenu: bytes, nom: str, avance: Avance | None = None) -> Classeur:
    """Ouvre le contenu d'un fichier nommé `nom`. Lève SourceIllisible, et rien d'autre."""
    genre = nature(contenu, nom)
    if genre == "csv":
        feuille = _feuille(Path(nom).stem, _lignes_csv(contenu, nom), Structure())
        return Classeur(nom, genre, {feuille.nom: feuille})
    if genre == "xls":
        brutes = xls.feuilles(contenu, nom)
        return Classeur(nom, genre, {f: _feuille(f, iter(lignes), s) for f, lignes, s in brutes})
    dites = structures(contenu, genre, nom)
    feuilles = {}
    for rang, (titre, lignes) in enumerate(_calamine(contenu, nom), start=1):
        feuilles[titre] = _feuille(titre, lignes, dites.get(titre, Structure()))
        if avance:
            avance(rang, len(dites))
    return Classeur(nom, genre, feuilles)


def decimal(brut: float) -> Decimal:
    """Un nombre de tableur en décimal : exact s'il a été tapé, débarrassé du bruit s'il a été calculé.

    Un nombre de 15 chiffres au plus est rendu tel quel. Au-delà, il sort d'un calcul : il garde 12
    chiffres significatifs, ou davantage s'il en faut pour que les centimes y soient.
    """
    if brut == int(brut) and abs(brut) < 2**53:
        return Decimal(int(brut))
    exact = Decimal(repr(brut))
    if len(exact.as_tuple().digits) <= EXACTS:
        return exact
    garder = min(max(CALCULES, exact.adjusted() + 3), EXACTS)
    return Decimal(f"{brut:.{garder}g}").normalize() + 0


def _feuille(nom: str, lignes: Iterator[list[object]], dite: Structure) -> Feuille:
    lues = []
    for numero, brutes in enumerate(_jusqu_aux_muettes(lignes, dite), start=1):
        cellules = [
            _cellule(nom, numero, colonne, brute, dite) for colonne, brute in enumerate(brutes, start=1)
        ]
        while cellules and cellules[-1].valeur is None and cellules[-1].erreur is None:
            cellules.pop()
        if cellules:
            lues.append(Ligne(numero, cellules, numero in dite.lignes_cachees))
    return Feuille(nom, lues, dite.cachee, tuple(dite.fusions), tuple(sorted(dite.colonnes_cachees)))


def _jusqu_aux_muettes(lignes: Iterator[list[object]], dite: Structure) -> Iterator[list[object]]:
    """Les lignes, allongées jusqu'à la dernière formule sans valeur : le lecteur la prend pour du vide."""
    bouts: dict[int, int] = {}
    for ligne, colonne in (*dite.erreurs, *dite.formules):
        bouts[ligne] = max(colonne, bouts.get(ligne, 0))
    numero = 0
    for numero, brutes in enumerate(lignes, start=1):
        manque = bouts.get(numero, 0) - len(brutes)
        yield [*brutes, *[None] * manque] if manque > 0 else brutes
    for suivante in range(numero + 1, max(bouts, default=0) + 1):
        yield [None] * bouts.get(suivante, 0)


def _cellule(feuille: str, ligne: int, colonne: int, brute: object, dite: Structure) -> Cellule:
    if brute == "" or brute is None:
        if (ligne, colonne) in dite.erreurs:
            texte = dite.erreurs[ligne, colonne]
            return Cellule(feuille, ligne, colonne, None, f"erreur de formule ({texte})", texte)
        if (ligne, colonne) in dite.formules:
            return Cellule(feuille, ligne, colonne, None, SANS_RESULTAT)
        return Cellule(feuille, ligne, colonne, None)
    if isinstance(brute, str):
        return Cellule(feuille, ligne, colonne, brute.strip(BORDS) or None)
    if isinstance(brute, bool):
        return Cellule(feuille, ligne, colonne, brute)
    if isinstance(brute, int | float):
        if brute != brute or abs(brute) == float("inf"):
            return Cellule(feuille, ligne, colonne, None, "ce nombre est trop grand", str(brute))
        return Cellule(feuille, ligne, colonne, decimal(brute))
    if isinstance(brute, datetime):
        ecrit = f"{brute:%d/%m/%Y %H:%M}" if brute.hour or brute.minute else None
        return Cellule(feuille, ligne, colonne, brute.date(), None, ecrit)
    if isinstance(brute, date):
        return Cellule(feuille, ligne, colonne, brute)
    if isinstance(brute, timedelta):
        minutes = round(brute.total_seconds() / 60)
        return Cellule(feuille, ligne, colonne, f"{minutes // 60}:{minutes % 60:02}")
    return Cellule(feuille, ligne, colonne, str(brute))


def _calamine(contenu: bytes, nom: str) -> Iterator[tuple[str, Iterator[list[object]]]]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(contenu)) as classeur:
            for fiche in classeur.sheets_metadata:
                feuille = classeur.get_sheet_by_name(fiche.name)
                if feuille.total_height * feuille.total_width > CELLULES_MAX:
                    lettre = get_column_letter(feuille.total_width)
                    raise trop_etendue(fiche.name, feuille.total_height, lettre, 0)
                yield fiche.name, feuille.iter_rows()
    except SourceIllisible:
        raise
    except BaseException as erreur:
        # Sur un fichier coupé, ce lecteur écrit en Rust panique : ce n'est pas une Exception de Python.
        lisible = isinstance(erreur, CalamineError | ValueError | OSError)
        if not lisible and type(erreur).__name__ != "PanicException":
            raise
        raise abime(nom) from erreur


def _dossier(dossier: Path, avance: Avance | None) -> Classeur:
    fichiers = [
        fichier
        for fichier in sorted(dossier.iterdir())
        if fichier.is_file() and fichier.suffix.lower() == ".csv" and not fichier.name.startswith((".", "~"))
    ]
    if not fichiers:
        raise SourceIllisible(f"Le dossier « {dossier.name} » ne contient aucun fichier CSV.")
    feuilles = {}
    for rang, fichier in enumerate(fichiers, start=1):
        feuilles |= ouvrir(fichier).feuilles
        if avance:
            avance(rang, len(fichiers))
    return Classeur(dossier.name, "csv", feuilles)


def _lignes_csv(contenu: bytes, nom: str) -> Iterator[list[object]]:
    texte = _texte(contenu)
    if texte.count("\n") > CELLULES_MAX:
        raise SourceIllisible(f"Le fichier « {nom} » a trop de lignes.")
    csv.field_size_limit(TAILLE_MAX)
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur(texte))
    try:
        for brutes in lecteur:
            yield [nettoyer(brute) for brute in brutes]
    except csv.Error as erreur:
        raise SourceIllisible(f"Le fichier « {nom} » n'est pas un CSV lisible ({erreur}).") from erreur


def _texte(contenu: bytes) -> str:
    """UTF-8 avec ou sans marque, UTF-16 (« texte Unicode » d'Excel), sinon CP1252."""
    if contenu.startswith((b"\xff\xfe", b"\xfe\xff")):
        return contenu.decode("utf-16", errors="replace")
    try:
        return contenu.decode("utf-8-sig")
    except UnicodeDecodeError:
        return contenu.decode("cp1252", errors="replace")


def separateur(texte: str) -> str:
    """`;`, tabulation ou `,` : celui qui donne la même largeur au plus grand nombre des premières lignes."""
    debut = "\n".join(texte[:100_000].splitlines()[:60])

    def accord(signe: str) -> tuple[int, int]:
        largeurs = Counter(len(ligne) for ligne in csv.reader(io.StringIO(debut), delimiter=signe) if ligne)
        del largeurs[1]
        largeur, nb = max(largeurs.items(), key=lambda paire: (paire[1], paire[0]), default=(0, 0))
        return nb, largeur

    return max(";\t,", key=accord)


def pleines(cellules: Iterable[Cellule]) -> list[Cellule]:
    """Celles qui disent quelque chose, une valeur ou une erreur."""
    return [cellule for cellule in cellules if cellule.valeur is not None or cellule.erreur]
