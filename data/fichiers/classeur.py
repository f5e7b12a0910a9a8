"""Ouvrir un classeur — XLSX, XLSM, XLS, ODS, CSV ou dossier de CSV — en cellules typées, avec leur adresse.

Rien n'est deviné ici : une cellule vide est None, un nombre un décimal exact, une erreur de formule reste
une erreur. Tout fichier qui ne s'ouvre pas lève SourceIllisible, dont le message dit quoi faire.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from math import isfinite
from pathlib import Path
from typing import NamedTuple

from openpyxl.utils import coordinate_to_tuple, get_column_letter
from python_calamine import CalamineError, CalamineWorkbook

from data.acces import pourquoi
from data.fichiers import champs, texte, xls
from data.fichiers.bornes import FICHIER, Bornes, Compte
from data.fichiers.brut import nettoyer
from data.fichiers.formats import DEUX, POURCENT
from data.fichiers.gardes import abime, nature, refuser_si_gros, trop_etendue
from data.fichiers.structure import SANS_RESULTAT, Structure, structures
from data.lecture import Avance, SourceIllisible
from data.rapport import nombre

EXACTS = 15
"""Chiffres significatifs qu'un tableur garde d'un nombre tapé."""
CALCULES = 12
"""Chiffres gardés d'un résultat de calcul, dont la fin n'est que bruit (0,1 + 0,2 = 0,30000000000000004)."""
CENTIME = Decimal("0.01")
BORDS = " \t\r\n\u00a0\u202f\u2009\u2007\ufeff\u200b"


class Cellule(NamedTuple):
    """Une cellule. `valeur` None : vide, ou illisible si `erreur` dit pourquoi. `colonne` : 1 pour A."""

    feuille: str
    ligne: int
    colonne: int
    valeur: str | Decimal | date | bool | None
    erreur: str | None = None
    ecrit: str | None = None
    affichee: Decimal | None = None
    """Ce que le tableur montre d'un nombre plus précis que le centime, s'il en montre deux décimales."""

    @property
    def montant(self) -> str | Decimal | date | bool | None:
        """La valeur à lire comme un montant : celle qu'on voit, si elle a deux décimales."""
        return self.valeur if self.affichee is None else self.affichee

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
    champs: int | None = None
    """Combien de champs un CSV y porte, vides compris ; None dans un tableur, où une ligne n'a pas de fin."""


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
    """Un classeur ouvert. `genre` : xlsx, xls, ods ou csv ; les feuilles sont dans leur ordre.

    `dits` : ce que l'ouverture a dû supposer (encodage, séparateur annoncé, accents réparés), en phrases.
    """

    nom: str
    genre: str
    feuilles: dict[str, Feuille]
    dits: tuple[str, ...] = ()


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
        raise SourceIllisible(f"Le fichier « {chemin.name} » ne se lit pas ({pourquoi(erreur)}).") from erreur
    return ouvrir_octets(contenu, chemin.name, avance)


def ouvrir_octets(
    contenu: bytes, nom: str, avance: Avance | None = None, bornes: Bornes = FICHIER
) -> Classeur:
    """Ouvre le contenu d'un fichier nommé `nom`. Lève SourceIllisible, et rien d'autre."""
    genre = nature(contenu, nom, bornes)
    compte = Compte(nom, bornes)
    if genre == "csv":
        lu = texte.decoder(contenu, nom)
        decoupe = champs.decouper(lu.contenu, nom, bornes)
        titre = Path(nom).stem
        return Classeur(nom, genre, {titre: _feuille_csv(titre, decoupe, compte)}, (*lu.dits, *decoupe.dits))
    if genre == "xls":
        brutes = xls.feuilles(contenu, nom)
        return Classeur(nom, genre, {f: _feuille(f, iter(lignes), s, compte) for f, lignes, s in brutes})
    dites = structures(contenu, genre, nom, bornes)
    feuilles = {}
    for rang, (titre, lignes) in enumerate(_calamine(contenu, nom, bornes), start=1):
        feuilles[titre] = _feuille(titre, lignes, dites.get(titre, Structure()), compte)
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
    ecrit = repr(brut)
    exact = Decimal(ecrit)
    # Un texte de seize signes, point compris, n'a que quinze chiffres : le cas ordinaire ne les compte pas.
    if len(ecrit) <= EXACTS + 1 and "e" not in ecrit:
        return exact
    if len(exact.as_tuple().digits) <= EXACTS:
        return exact
    garder = min(max(CALCULES, exact.adjusted() + 3), EXACTS)
    return Decimal(f"{brut:.{garder}g}").normalize() + 0


def _feuille(nom: str, lignes: Iterator[Sequence[object]], dite: Structure, compte: Compte) -> Feuille:
    lues = []
    for numero, brutes in enumerate(_jusqu_aux_muettes(lignes, dite), start=1):
        if not any(brutes) and numero not in dite.lignes_dites and all(b is None or b == "" for b in brutes):
            continue
        cellules = [
            _cellule(nom, numero, colonne, brute, dite) for colonne, brute in enumerate(brutes, start=1)
        ]
        while cellules and cellules[-1].valeur is None and cellules[-1].erreur is None:
            cellules.pop()
        if cellules:
            _mesurer(cellules, compte)
            lues.append(Ligne(numero, cellules, numero in dite.lignes_cachees))
    return Feuille(nom, lues, dite.cachee, tuple(dite.fusions), tuple(sorted(dite.colonnes_cachees)))


def _mesurer(cellules: list[Cellule], compte: Compte) -> None:
    """Lève SourceIllisible si une cellule est plus longue qu'un tableur ne la garde, ou s'il y en a trop."""
    compte.remplir(len(cellules))
    for cellule in cellules:
        if isinstance(cellule.valeur, str) and len(cellule.valeur) > compte.bornes.cellule:
            raise SourceIllisible(
                f"La cellule {cellule.adresse} a {nombre(len(cellule.valeur))} signes, quand un tableur en "
                f"garde {nombre(compte.bornes.cellule)} : raccourcissez-la."
            )


def _feuille_csv(nom: str, decoupe: champs.Decoupage, compte: Compte) -> Feuille:
    lues = []
    for numero, ecrits in decoupe.lignes:
        cellules = [
            Cellule(nom, numero, colonne, nettoyer(ecrit)) for colonne, ecrit in enumerate(ecrits, start=1)
        ]
        while cellules and cellules[-1].valeur is None:
            cellules.pop()
        _mesurer(cellules, compte)
        lues.append(Ligne(numero, cellules, champs=len(ecrits)))
    return Feuille(nom, [ligne for ligne in lues if ligne.cellules])


def _jusqu_aux_muettes(lignes: Iterator[Sequence[object]], dite: Structure) -> Iterator[Sequence[object]]:
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
    # Le cas le plus courant d'abord : un grand classeur a cent mille nombres.
    if type(brute) is float and isfinite(brute):
        return _nombre(feuille, ligne, colonne, decimal(brute), dite.formats.get((ligne, colonne)))
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
        return _nombre(feuille, ligne, colonne, decimal(brute), dite.formats.get((ligne, colonne)))
    if isinstance(brute, datetime):
        ecrit = f"{brute:%d/%m/%Y %H:%M}" if brute.hour or brute.minute else None
        return Cellule(feuille, ligne, colonne, brute.date(), None, ecrit)
    if isinstance(brute, date):
        return Cellule(feuille, ligne, colonne, brute)
    if isinstance(brute, timedelta):
        minutes = round(brute.total_seconds() / 60)
        return Cellule(feuille, ligne, colonne, f"{minutes // 60}:{minutes % 60:02}")
    return Cellule(feuille, ligne, colonne, str(brute))


def _nombre(feuille: str, ligne: int, colonne: int, valeur: Decimal, montre: str | None) -> Cellule:
    """Un nombre tel qu'il est montré : « 50 % » reste un pourcentage, qu'aucun montant n'accepte."""
    if montre == POURCENT:
        return Cellule(feuille, ligne, colonne, f"{(valeur * 100).normalize() + 0:f} %".replace(".", ","))
    affichee = None
    exposant = valeur.as_tuple().exponent
    if montre == DEUX and isinstance(exposant, int) and exposant < -2:
        affichee = valeur.quantize(CENTIME, ROUND_HALF_UP)
    return Cellule(feuille, ligne, colonne, valeur, affichee=affichee)


def _calamine(contenu: bytes, nom: str, bornes: Bornes) -> Iterator[tuple[str, Iterator[Sequence[object]]]]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(contenu)) as classeur:
            for fiche in classeur.sheets_metadata:
                feuille = classeur.get_sheet_by_name(fiche.name)
                if feuille.total_height * feuille.total_width > bornes.cases:
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
    feuilles, dits = {}, []
    for rang, fichier in enumerate(fichiers, start=1):
        ouvert = ouvrir(fichier)
        feuilles |= ouvert.feuilles
        dits += [f"{fichier.name} : {dit}" for dit in ouvert.dits]
        if avance:
            avance(rang, len(fichiers))
    return Classeur(dossier.name, "csv", feuilles, tuple(dits))


def pleines(cellules: Iterable[Cellule]) -> list[Cellule]:
    """Celles qui disent quelque chose, une valeur ou une erreur."""
    return [cellule for cellule in cellules if cellule.valeur is not None or cellule.erreur]
