"""Ce qu'un fichier peut porter, destination par destination : tout écrivain passe par ici.

- `propre` : un texte pour l'XML (cellule, commentaire) ; `lisible` : ce qu'un document montre ;
- `texte_de_cellule`, `poser`, `enregistrer` : une cellule de tableur, un classeur ;
- `neutre`, `texte_csv` : une cellule de CSV, qu'aucun tableur ne prendra pour une formule ;
- `nom_de_feuille` : un onglet qu'Excel accepte ;
- `nom_de_fichier`, `provisoire` : un fichier que tout disque accepte.

Rien n'est retiré que la destination ne puisse porter ; ce qui est coupé est rendu à l'appelant, qui le dit.
"""

import errno
import os
import re
import secrets
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from lxml.etree import LxmlError
from openpyxl import Workbook
from openpyxl.cell import Cell

from data.fichiers.invisibles import INVISIBLES
from data.rapport import nombre

LONGUEUR_CELLULE = 32_767
"""Signes qu'une cellule de tableur peut porter, comptés comme lui : un emoji en vaut deux."""
LIGNES_MAX, COLONNES_MAX = 1_048_576, 16_384
"""Ce qu'une feuille d'Excel peut porter ; un CSV peut en dire plus."""
CHIFFRES = 15
"""Chiffres significatifs qu'un tableur garde ; un nombre qui en a plus s'écrit en texte."""
GRANDEUR = 300
"""Puissance de dix au-delà de laquelle (et de même vers le petit) un tableur ne sait plus dire un nombre."""
PREMIER_JOUR = date(1900, 3, 1)
"""Avant, le calendrier d'Excel (qui croit 1900 bissextile) ne sait pas dire une date : elle s'écrit en texte.
"""
LONGUEUR_FEUILLE = 31
LONGUEUR_FICHIER = 80
LONGUEUR_PROPRIETE = 255
"""Signes d'une propriété de document (titre, auteur) ; au-delà, Word et PowerPoint la refusent."""
SUITE = "…"

# Ce que l'XML 1.0 ne peut pas porter : contrôles, moitiés de paire isolées, non-caractères du plan de base.
_INTERDITS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# « _x000D_ » écrit tel quel serait relu comme un retour chariot : le tiret bas s'écrit alors lui-même ainsi.
_ECHAPPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
FORMULE = (
    "[\t\r\n]"
    "|[\\x00-\\x20\\x7f-\\x9f\u00a0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]*"
    "[=+@\uff1d\uff0b\uff0d\uff20-]"
)
"""Ce par quoi commence un texte qu'un tableur pourrait exécuter : les signes d'une formule, leurs formes
pleines (qu'un Excel japonais lit de même), et les blancs qui les précèdent. Motif de `re` et de RE2."""
_FORMULE = re.compile(FORMULE)
_FEUILLE = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_RESERVEES = ("history", "historique")
"""Les noms qu'Excel garde pour son suivi des modifications, en anglais et en français."""
_PERIPHERIQUES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)")
"""Des noms que Windows refuse, quelle que soit l'extension."""


def propre(texte: str) -> str:
    """`texte` sans ce que l'XML ne peut pas porter ; tabulations et sauts de ligne restent."""
    return _INTERDITS.sub("", texte)


def lisible(texte: str) -> str:
    """`texte` tel qu'un document le montre : propre, et sans signe invisible ni sens de lecture forcé.

    Une cellule de tableur, elle, garde tout : on la relit.
    """
    return INVISIBLES.sub("", propre(texte))


def propriete(texte: str) -> str:
    """Le titre ou l'auteur d'un document : propre, sur une ligne, de la longueur que Word accepte."""
    ligne = " ".join(lisible(texte).split())
    return ligne if len(ligne) <= LONGUEUR_PROPRIETE else ligne[: LONGUEUR_PROPRIETE - 1] + SUITE


def texte_de_cellule(texte: str, limite: int = LONGUEUR_CELLULE) -> tuple[str, int]:
    """Le texte à écrire dans une cellule, et combien de signes il a fallu couper (0 : aucun)."""
    net = propre(texte)
    ecrit = _ECHAPPE.sub("_x005F_", net)
    if _signes(ecrit) <= limite:
        return ecrit, 0
    debut = _debut(net, limite - 1)
    while (trop := _signes(_ECHAPPE.sub("_x005F_", debut)) - limite + 1) > 0:
        debut = debut[: -max(1, trop // 8)]
    return _ECHAPPE.sub("_x005F_", debut) + SUITE, len(net) - len(debut)


def coupee(perdus: int) -> str:
    """La phrase qui dit qu'une cellule n'a pas tout pu porter ; vide si rien ne manque."""
    if not perdus:
        return ""
    return f"une cellule porte {nombre(LONGUEUR_CELLULE)} signes : les {nombre(perdus)} derniers manquent"


def poser(cellule: Cell, valeur: object, forme: str | None = None) -> str:
    """Écrit une valeur ; rend la phrase qui dit ce que la cellule n'a pas pu porter, vide s'il n'y a rien.

    `forme` : le format d'un nombre ou d'une date. Un texte reste un texte, jamais une formule ni une erreur ;
    un nombre de plus de quinze chiffres et une date d'avant 1900, qu'Excel dirait faux, s'écrivent en texte.
    """
    if isinstance(valeur, datetime) and valeur.tzinfo:
        valeur = valeur.replace(tzinfo=None)
    if valeur is None or (texte := _en_texte(valeur)) == "":
        return ""
    if texte is None:
        cellule.value = valeur
        if forme and not isinstance(valeur, bool):
            cellule.number_format = forme
        return ""
    ecrit, perdus = texte_de_cellule(texte)
    if not ecrit:
        return ""
    cellule.value = ecrit
    # Le type dit « texte » : « =1+1 » n'est pas une formule, et ne le devient pas si on édite la cellule.
    cellule.data_type = "s"
    if ecrit[0] == "'" or est_formule(ecrit):
        cellule.quotePrefix, cellule.number_format = True, "@"
    return coupee(perdus)


def enregistrer(classeur: Workbook, cible: Path | BinaryIO) -> None:
    """Écrit un XLSX. Lève OSError, même quand c'est le disque des fichiers temporaires qui est plein.

    openpyxl y compose chaque feuille, et lxml ne dit alors que sa propre erreur.
    """
    try:
        classeur.save(cible)
    except LxmlError as erreur:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from erreur


def est_formule(texte: str) -> bool:
    """Vrai si un tableur pourrait prendre ce texte pour une formule."""
    return bool(_FORMULE.match(texte))


def neutre(texte: str) -> str:
    """`texte` précédé d'une apostrophe si un tableur l'exécuterait."""
    return f"'{texte}" if est_formule(texte) else texte


def texte_csv(texte: str, apostrophe: bool = False) -> str:
    """Une cellule de CSV, en UTF-8, que tout tableur lit en entier et n'exécute pas.

    `apostrophe` : garder aussi d'une apostrophe un texte qui en commence par une, pour qu'une relecture qui
    la retire rende le texte exact.
    """
    net = propre(texte)
    return f"'{net}" if apostrophe and net.startswith("'") else neutre(net)


def nom_de_feuille(nom: str, prises: Iterable[str] = ()) -> str:
    """Un nom d'onglet qu'Excel accepte, différent de ceux de `prises` (sans regarder la casse)."""
    rond = nom.replace("[", "(").replace("]", ")")
    net = _FEUILLE.sub("-", " ".join(rond.split())).strip(" '")
    if not net or net.casefold() in _RESERVEES:
        net = f"{net} (feuille)".strip()
    occupes = {autre.casefold() for autre in prises}
    candidat, rang = _coupe_feuille(net), 1
    while candidat.casefold() in occupes:
        rang += 1
        candidat = _coupe_feuille(net, f" ({rang})")
    return candidat


def nom_de_fichier(*morceaux: str, extension: str) -> str:
    """« diaporama-comite-de-pilotage.pptx » : ni accent, ni signe, ni longueur qu'un disque refuse."""
    plats = (unicodedata.normalize("NFKD", m).encode("ascii", "ignore").decode().lower() for m in morceaux)
    mots = "-".join(filter(None, (re.sub(r"[^a-z0-9]+", "-", plat).strip("-") for plat in plats)))
    net = mots[:LONGUEUR_FICHIER].strip("-") or "fichier"
    return f"fichier-{net}.{extension}" if _PERIPHERIQUES.fullmatch(net) else f"{net}.{extension}"


def provisoire(cible: Path) -> Path:
    """Où écrire ce qui prendra la place de `cible` : à côté d'elle, sous un nom toujours assez court."""
    return cible.with_name(f".partiel-{os.getpid()}-{secrets.token_hex(4)}{cible.suffix[:12]}")


def _en_texte(valeur: object) -> str | None:
    """Le texte qui dit une valeur que la cellule ne porterait pas telle quelle ; None si elle la porte."""
    if isinstance(valeur, str):
        return valeur
    if isinstance(valeur, bool):
        return None
    if isinstance(valeur, int | float | Decimal):
        exact = valeur if isinstance(valeur, Decimal) else Decimal(repr(valeur))
        if not exact.is_finite():
            return ""
        court = len(exact.normalize().as_tuple().digits) <= CHIFFRES and abs(exact.adjusted()) < GRANDEUR
        return None if court or not exact else f"{exact:f}".replace(".", ",")
    if isinstance(valeur, date):
        jour = valeur.date() if isinstance(valeur, datetime) else valeur
        if jour >= PREMIER_JOUR:
            return None
        heure = f" {valeur:%H:%M}" if isinstance(valeur, datetime) and (valeur.hour or valeur.minute) else ""
        return f"{jour.day:02}/{jour.month:02}/{jour.year:04}{heure}"
    return str(valeur)


def _signes(texte: str) -> int:
    """La longueur que compte Excel : un signe hors du plan de base en vaut deux."""
    return len(texte) + sum(signe > "\uffff" for signe in texte)


def _debut(texte: str, limite: int) -> str:
    """Le plus long début de `texte` en `limite` signes au plus."""
    debut = texte[:limite]
    while (trop := _signes(debut) - limite) > 0:
        debut = debut[: -((trop + 1) // 2)]
    return debut


def _coupe_feuille(nom: str, suite: str = "") -> str:
    """`nom` et `suite` en trente et un signes, sans apostrophe ni espace à la coupure."""
    place = LONGUEUR_FEUILLE - len(suite)
    coupe = nom if _signes(nom) <= place else _debut(nom, place - 1).rstrip(" '") + SUITE
    return coupe + suite
