"""Les octets d'un fichier public : lus s'ils ne sont ni absents, ni vides, ni démesurés.

Ces fichiers passent souvent par un tableur : cellules gardées par `="60057"`, espaces insécables autour.
`nettoyer` défait ces accidents, une fois.
"""

import io
import json
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from data.fichiers.texte import decoder
from data.lecture import SourceIllisible

TAILLE_MAX = 800_000_000
"""Octets décompressés qu'on accepte de lire : le plus gros fichier officiel en fait moins du tiers."""
RATIO_MAX = 200
"""Un GeoJSON se comprime 5 à 20 fois ; au-delà de 200, l'archive est fabriquée pour nuire."""
_GARDE = re.compile(r'^="?(.*?)"?$', re.DOTALL)
PAGE_WEB = re.compile(rb"\s*<(?:!doctype html|html|head|body|meta|table|div|script|style)\b", re.IGNORECASE)


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


def nettoyer(valeur: object) -> str | None:
    """La cellule sans garde de tableur ni espaces autour ; None si elle est vide."""
    if valeur is None:
        return None
    texte = str(valeur).strip().strip("\u00a0\u202f")
    if texte.startswith("="):
        texte = _GARDE.sub(r"\1", texte).replace('""', '"').strip()
    return texte or None


def lire_json(contenu: bytes, nom: str) -> Any:
    """Le JSON, nombres décimaux exacts (Decimal) ; lève SourceIllisible s'il est tronqué."""
    if PAGE_WEB.match(contenu.removeprefix(b"\xef\xbb\xbf")):
        raise SourceIllisible(
            f"« {nom} » est une page web, pas des données : l'adresse a sans doute changé. "
            "Téléchargez à nouveau le fichier, et vérifiez qu'il s'ouvre."
        )
    texte = decoder(contenu, nom).contenu
    if texte.lstrip()[:1] not in ("{", "["):
        raise SourceIllisible(f"« {nom} » n'est pas du JSON, malgré ce qu'on en attendait.")
    try:
        return json.loads(texte, parse_float=Decimal)
    except json.JSONDecodeError as erreur:
        ou = f"ligne {erreur.lineno}, colonne {erreur.colno}"
        # Un fichier coupé s'arrête au milieu d'un mot : la faute est à sa fin. Ailleurs, il est mal écrit.
        if erreur.pos >= len(texte.rstrip()) - len("false") or erreur.msg.startswith("Unterminated"):
            raise SourceIllisible(
                f"Le fichier « {nom} » n'est pas un JSON complet ({ou}) : il a sans doute été coupé "
                "au téléchargement."
            ) from erreur
        raise SourceIllisible(
            f"Le fichier « {nom} » n'est pas du JSON bien écrit ({ou}) : rien n'en est lu."
        ) from erreur
    except (ValueError, RecursionError) as erreur:
        raise SourceIllisible(
            f"Le fichier « {nom} » n'est pas du JSON lisible : rien n'en est lu."
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
