"""Ce qu'un fichier a le droit de demander : vérifié avant que le lecteur concerné ne travaille.

FICHIER : celui que lit une commande, devant qui l'a lancée. DEPOT : celui qu'un navigateur envoie ; vingt
mille actions de quarante colonnes y tiennent.
"""

import re
from dataclasses import dataclass

from data.lecture import SourceIllisible
from data.rapport import nombre


@dataclass(frozen=True)
class Bornes:
    """`octets` : du fichier ; `deploye` : décompressés. `champs` : d'un CSV ; `cases` : le rectangle d'une
    feuille, et ses cellules écrites, vides comprises ; `pleines` : cellules remplies, toutes feuilles
    réunies. `signes` : ceux de toutes les cellules, un texte partagé compté à chaque fois ; `cellule` : d'une
    seule. `ligne` : octets d'une ligne de texte. `accents` : octets hors de l'ASCII, quand l'encodage est à
    deviner. `balise` : octets entre deux « > » d'un XML ; une balise de cent mille attributs prend dix
    secondes."""

    octets: int
    deploye: int
    champs: int
    cases: int
    pleines: int
    signes: int
    cellule: int
    lignes: int
    colonnes: int
    feuilles: int
    ligne: int
    accents: int
    balise: int


FICHIER = Bornes(
    octets=50_000_000,
    deploye=400_000_000,
    champs=100_000_000,
    cases=6_000_000,
    pleines=6_000_000,
    signes=400_000_000,
    cellule=50_000_000,
    lignes=6_000_000,
    colonnes=16_384,
    feuilles=10_000,
    ligne=50_000_000,
    accents=50_000_000,
    balise=50_000_000,
)
DEPOT = Bornes(
    octets=25 * 1024 * 1024,
    deploye=150_000_000,
    champs=3_000_000,
    cases=3_000_000,
    pleines=1_000_000,
    signes=30_000_000,
    cellule=32_767,
    lignes=100_000,
    colonnes=1_000,
    feuilles=100,
    ligne=1_000_000,
    accents=1_000_000,
    balise=300_000,
)
_SUITE = re.compile(rb"[^\n]*")


def trop(nom: str, quoi: str, limite: int) -> SourceIllisible:
    """« Le fichier « a.csv » a plus de 1 000 colonnes : … »"""
    return SourceIllisible(
        f"Le fichier « {nom} » a plus de {nombre(limite)} {quoi} : ce n'est pas un tableau qu'on dépose ici. "
        "Retirez-en ce qui n'en est pas, puis recommencez."
    )


class Compte:
    """Ce qu'un classeur a déjà demandé, toutes feuilles réunies. Chaque ajout peut lever SourceIllisible."""

    def __init__(self, nom: str, bornes: Bornes) -> None:
        self.nom, self.bornes = nom, bornes
        self.ecrites = self.pleines = self.signes = 0

    def ecrire(self, nb: int = 1) -> None:
        """Des cellules écrites, ou d'autres choses que la feuille énumère (fusions, colonnes cachées)."""
        self.ecrites += nb
        if self.ecrites > self.bornes.cases:
            raise trop(self.nom, "cellules", self.bornes.cases)

    def remplir(self, nb: int = 1) -> None:
        """Des cellules remplies."""
        self.pleines += nb
        if self.pleines > self.bornes.pleines:
            raise trop(self.nom, "cellules remplies", self.bornes.pleines)

    def lire(self, signes: int) -> None:
        """Les signes d'une cellule."""
        self.signes += signes
        if self.signes > self.bornes.signes:
            raise trop(self.nom, "signes", self.bornes.signes)


def refuser_un_texte(contenu: bytes, nom: str, bornes: Bornes) -> None:
    """Lève SourceIllisible si ce CSV, encore en octets, demande plus que ses bornes."""
    if contenu.count(b"\n") > bornes.lignes:
        raise trop(nom, "lignes", bornes.lignes)
    if (
        len(contenu) > bornes.ligne
        and max((fin.end() - fin.start() for fin in _SUITE.finditer(contenu)), default=0) > bornes.ligne
    ):
        raise trop(nom, "signes dans une ligne", bornes.ligne)
    if len(contenu) > bornes.accents and _accents(contenu) > bornes.accents:
        try:
            contenu.decode("utf-8")
        except UnicodeDecodeError as erreur:
            raise SourceIllisible(
                f"« {nom} » n'est pas un texte qu'on sache lire : enregistrez-le au format « CSV UTF-8 »."
            ) from erreur


def _accents(contenu: bytes) -> int:
    return len(contenu.translate(None, bytes(range(128))))
