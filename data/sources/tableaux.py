"""Lire des fichiers de données publiques : textes, CSV, JSON, archives, nombres à la française.

Ces fichiers passent souvent par un tableur : marque d'ordre des octets, colonnes vides à la fin,
zéros initiaux perdus, cellules gardées par `="60057"`. Ce module défait ces accidents, une fois.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from data.lecture import SourceIllisible

TAILLE_MAX = 800_000_000
"""Octets décompressés qu'on accepte de lire : le plus gros fichier officiel en fait moins du tiers."""
RATIO_MAX = 200
"""Un GeoJSON se comprime 5 à 20 fois ; au-delà de 200, l'archive est fabriquée pour nuire."""
_ESPACES = re.compile(r"[\s\u00a0\u202f]+")
_GARDE = re.compile(r'^="?(.*?)"?$', re.DOTALL)


@dataclass(frozen=True)
class Tableau:
    """Un CSV lu : `entetes` en minuscules, `lignes` = (numéro dans le fichier, colonne → texte ou None)."""

    entetes: list[str]
    lignes: list[tuple[int, dict[str, str | None]]]

    def exiger(self, *colonnes: str, quoi: str) -> None:
        """Lève SourceIllisible si une colonne manque ; `quoi` nomme ce qu'on attendait."""
        manquent = [c for c in colonnes if c not in self.entetes]
        if manquent:
            raise SourceIllisible(
                f"Ce fichier n'est pas {quoi} : il y manque la colonne "
                f"« {' », « '.join(manquent)} » (colonnes lues : {', '.join(self.entetes[:12])})."
            )


def octets(chemin: Path) -> bytes:
    """Le contenu du fichier ; lève SourceIllisible s'il manque, est un dossier ou est trop gros."""
    if not chemin.is_file():
        raise SourceIllisible(f"Le fichier « {chemin.name} » est introuvable.")
    if chemin.stat().st_size > TAILLE_MAX:
        raise SourceIllisible(f"Le fichier « {chemin.name} » dépasse {TAILLE_MAX // 10**6} Mo.")
    contenu = chemin.read_bytes()
    if not contenu.strip():
        raise SourceIllisible(f"Le fichier « {chemin.name} » est vide.")
    return contenu


def decoder(contenu: bytes) -> str:
    """Le texte, en UTF-8 (avec ou sans marque), sinon en Windows-1252, l'autre écriture des tableurs."""
    try:
        return contenu.decode("utf-8-sig")
    except UnicodeDecodeError:
        return contenu.decode("cp1252", errors="replace")


def nettoyer(valeur: object) -> str | None:
    """La cellule sans garde de tableur ni espaces autour ; None si elle est vide."""
    if valeur is None:
        return None
    texte = str(valeur).strip().strip("\u00a0\u202f")
    if texte.startswith("="):
        texte = _GARDE.sub(r"\1", texte).replace('""', '"').strip()
    return texte or None


def lire_csv(contenu: bytes, nom: str) -> Tableau:
    """Un CSV dont le séparateur (`;`, `,` ou tabulation) se déduit de la ligne d'en-tête."""
    texte = decoder(contenu)
    premiere = next((ligne for ligne in texte.splitlines() if ligne.strip()), "")
    separateur = max(";,\t", key=premiere.count)
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur)
    entetes: list[str] | None = None
    lignes = []
    try:
        for brute in lecteur:
            cellules = [nettoyer(c) for c in brute]
            if not any(cellules):
                continue
            if entetes is None:
                entetes = [(c or "").lower() for c in cellules]
                continue
            # Les colonnes sans nom, en fin de ligne, sont des restes de tableur.
            ligne = dict(zip(entetes, cellules, strict=False))
            ligne.pop("", None)
            lignes.append((lecteur.line_num, ligne))
    except csv.Error as erreur:
        raise SourceIllisible(f"Le fichier « {nom} » n'est pas un CSV lisible ({erreur}).") from erreur
    if entetes is None:
        raise SourceIllisible(f"Le fichier « {nom} » est vide.")
    return Tableau([e for e in entetes if e], lignes)


def lire_json(contenu: bytes, nom: str) -> Any:
    """Le JSON, nombres décimaux exacts (Decimal) ; lève SourceIllisible s'il est tronqué."""
    try:
        return json.loads(decoder(contenu), parse_float=Decimal)
    except (ValueError, RecursionError) as erreur:
        raise SourceIllisible(
            f"Le fichier « {nom} » n'est pas un JSON complet : il a sans doute été coupé au téléchargement."
        ) from erreur


def ouvrir_archive(contenu: bytes, nom: str) -> zipfile.ZipFile:
    """L'archive, après refus des bombes : taille et taux de compression annoncés sont vérifiés."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(contenu))
    except zipfile.BadZipFile as erreur:
        raise SourceIllisible(f"L'archive « {nom} » est abîmée ou incomplète.") from erreur
    return archive


def lire_membre(archive: zipfile.ZipFile, membre: str) -> bytes:
    """Un membre décompressé, sans jamais dépasser TAILLE_MAX ni RATIO_MAX, quoi que dise l'en-tête."""
    fiche = archive.getinfo(membre)
    limite = min(TAILLE_MAX, max(fiche.compress_size, 1) * RATIO_MAX + 1_000_000)
    trop_gros = f"Dans l'archive, « {membre} » se déploie démesurément : fichier refusé."
    if fiche.file_size > limite:
        raise SourceIllisible(trop_gros)
    try:
        with archive.open(membre) as flux:
            contenu = flux.read(limite + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as erreur:
        raise SourceIllisible(f"Dans l'archive, « {membre} » ne se lit pas ({erreur}).") from erreur
    if len(contenu) > limite:
        raise SourceIllisible(trop_gros)
    return contenu


def nombre(texte: str) -> float:
    """Un nombre écrit avec virgule ou point, milliers séparés ou non ; ValueError sinon.

    « 1 234,5 », « 1.234,56 » et « 1,234.56 » se lisent : le dernier signe est la décimale. Un signe
    seul est toujours la décimale, comme dans les fichiers de l'INSEE, qui n'y séparent les milliers
    que par des espaces.
    """
    net = _ESPACES.sub("", texte).replace("%", "").replace("\u2212", "-")
    if "," in net and "." in net:
        milliers = "," if net.rfind(".") > net.rfind(",") else "."
        net = net.replace(milliers, "")
    net = net.replace(",", ".")
    if net.count(".") > 1 or not re.fullmatch(r"[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?|[-+]?\d+\.", net):
        raise ValueError(f"« {texte} » n'est pas un nombre")
    return float(net)


def entier(valeur: object) -> int:
    """Un entier écrit en texte ou en nombre (« 2024 », 2024.0) ; ValueError sinon."""
    lu = nombre(str(valeur))
    if lu != int(lu):
        raise ValueError(f"« {valeur} » n'est pas un entier")
    return int(lu)


def code_insee(texte: str) -> str:
    """Un code commune dont un tableur a mangé le zéro initial (« 1262 » → « 01262 »)."""
    return texte.zfill(5) if texte.isdigit() and len(texte) == 4 else texte


def codes(texte: str | None) -> list[str]:
    """Les codes communes d'une cellule, séparés par des virgules ou des points-virgules, sans doublon."""
    morceaux = (m.strip() for m in re.split(r"[;,|]", texte or ""))
    return list(dict.fromkeys(code_insee(m) for m in morceaux if m))


def table(lignes: Iterable[Sequence[object]], *colonnes: str, feuille: str | None = None) -> pd.DataFrame:
    """Les lignes en table ; type objet pour que None reste None, et non NaN.

    `feuille` et une colonne `_ligne` disent à l'assemblage d'où vient chaque ligne : un refus décidé
    plus tard (contrat inconnu…) désigne alors la ligne du fichier.
    """
    lues = pd.DataFrame(list(lignes), columns=list(colonnes), dtype=object)
    return lues if feuille is None else lues.assign(_feuille=feuille)
