"""Avant d'ouvrir un classeur : reconnaître ce qu'il est, et refuser ce qui ferait tomber le lecteur.

Un fichier envoyé par quelqu'un peut être une page web nommée .xls, un classeur chiffré, une archive
fabriquée pour remplir la mémoire. Chaque cas a sa phrase, qui dit quoi faire.
"""

import io
import re
import zipfile
import zlib

from data.fichiers import texte
from data.fichiers.bornes import FICHIER, Bornes, refuser_un_texte, trop
from data.lecture import SourceIllisible
from data.rapport import nombre

RATIO_MAX = 200
"""Le XML d'une feuille se comprime 10 à 50 fois ; au-delà de 200, l'archive est fabriquée pour nuire."""
MEMBRES_MAX = 10_000

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTITES = tuple("<!ENTITY".encode(codage) for codage in ("utf-8", "utf-16-le", "utf-16-be"))
_AUTRES_TEXTES = (".csv", ".txt", ".tsv", ".json", ".geojson")
"""Extensions sous lesquelles un CSV se rencontre ; un .json qui est un CSV est lu pour ce qu'il est."""
_BLOC = 1 << 20


def nature(contenu: bytes, nom: str, bornes: Bornes = FICHIER) -> str:
    """« xlsx », « xls », « ods » ou « csv », d'après le contenu ; lève SourceIllisible pour tout le reste."""
    refuser_si_gros(len(contenu), nom, bornes)
    if not contenu.strip():
        raise SourceIllisible(f"Le fichier « {nom} » est vide.")
    if contenu.startswith(b"PK"):
        return _archive(contenu, nom, bornes)
    if contenu.startswith(OLE):
        return _ole(contenu, nom)
    if contenu.startswith(OLE[:4]):
        raise abime(nom)
    if contenu.startswith(b"%PDF"):
        raise SourceIllisible(f"« {nom} » est un document PDF : il faut le classeur dont il a été tiré.")
    if re.match(rb"\x09[\x00\x02\x04\x08].\x00", contenu, re.DOTALL):
        return "xls"
    genre = _texte(contenu, nom)
    refuser_un_texte(contenu, nom, bornes)
    return genre


def est_xlsx(contenu: bytes) -> bool:
    """Vrai pour un classeur, faux pour une archive de fichiers publics (ou abîmée)."""
    if not contenu.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            return any(m.startswith("xl/") for m in archive.namelist())
    except zipfile.BadZipFile:
        return False


def refuser_si_gros(taille: int, nom: str, bornes: Bornes = FICHIER) -> None:
    """Lève SourceIllisible au-delà de ce que disent les bornes."""
    if taille > bornes.octets:
        raise SourceIllisible(
            f"Le fichier « {nom} » pèse {taille // 10**6} Mo : la limite est de {bornes.octets // 10**6} Mo. "
            "Retirez-en les images et les feuilles inutiles."
        )


def _archive(contenu: bytes, nom: str, bornes: Bornes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            membres = set(archive.namelist())
            genre = _genre_archive(archive, membres, nom)
            _controler_archive(archive, nom, bornes)
            if genre == "ods" and "META-INF/manifest.xml" in membres:
                _refuser_si_chiffre(archive.read("META-INF/manifest.xml"), nom)
    except RuntimeError as erreur:
        # zipfile ne dit le chiffrement d'une archive que par cette erreur sans nom.
        raise protege(nom) from erreur
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as erreur:
        raise abime(nom) from erreur
    return genre


def _genre_archive(archive: zipfile.ZipFile, membres: set[str], nom: str) -> str:
    if "xl/workbook.bin" in membres:
        raise SourceIllisible(
            f"« {nom} » est un classeur binaire (XLSB) : enregistrez-le au format XLSX, puis recommencez."
        )
    if any(membre.startswith("xl/") for membre in membres):
        return "xlsx"
    if "mimetype" in membres:
        with archive.open("mimetype") as flux:
            annonce = flux.read(200).decode("ascii", "replace")
        if "opendocument.spreadsheet" in annonce:
            return "ods"
        if "opendocument" in annonce:
            raise SourceIllisible(f"« {nom} » est un document LibreOffice qui n'est pas un classeur.")
    if any(membre.startswith(("word/", "ppt/")) for membre in membres):
        raise SourceIllisible(f"« {nom} » est un document Word ou PowerPoint, pas un classeur.")
    if any(membre.endswith(".iwa") for membre in membres):
        raise SourceIllisible(
            f"« {nom} » est un classeur Numbers : exportez-le au format XLSX (Fichier, Exporter vers)."
        )
    if any(membre.lower().endswith((".xlsx", ".xls", ".ods", ".csv")) for membre in membres):
        raise SourceIllisible(f"« {nom} » est une archive : sortez-en le classeur, puis recommencez.")
    raise SourceIllisible(f"« {nom} » est une archive qui ne contient pas de classeur.")


def _controler_archive(archive: zipfile.ZipFile, nom: str, bornes: Bornes) -> None:
    """Décompresse tout une fois, sans rien garder : la taille vraie, et aucune entité XML."""
    demesure = f"Le classeur « {nom} » se déploie démesurément : fichier refusé."
    fiches = archive.infolist()
    if len(fiches) > MEMBRES_MAX:
        raise SourceIllisible(demesure)
    total = remplies = 0
    for fiche in fiches:
        limite = max(fiche.compress_size, 1) * RATIO_MAX + _BLOC
        lu, queue, suite = 0, b"", 0
        with archive.open(fiche) as flux:
            while bloc := flux.read(_BLOC):
                lu += len(bloc)
                total += len(bloc)
                if lu > limite or total > bornes.deploye:
                    raise SourceIllisible(demesure)
                if fiche.filename.endswith((".xml", ".rels")):
                    # Le compte exact vient plus tard, cellule par cellule ; celui-ci va dix fois plus vite.
                    remplies += bloc.count(b"<v>")
                    if remplies > bornes.pleines:
                        raise trop(nom, "cellules remplies", bornes.pleines)
                    suite = _plus_longue(bloc, suite, bornes.balise, demesure)
                    if any(marque in queue + bloc for marque in _ENTITES):
                        raise SourceIllisible(
                            f"Le classeur « {nom} » contient des entités XML, qu'aucun tableur n'écrit : "
                            "fichier refusé."
                        )
                    queue = bloc[-32:]


def _plus_longue(bloc: bytes, avant: int, limite: int, demesure: str) -> int:
    """Ce qui suit le dernier « > » du bloc ; `avant` : ce qui précédait. Lève SourceIllisible."""
    morceaux = bloc.split(b">") if len(bloc) > limite or avant + len(bloc) > limite else [bloc]
    morceaux[0] = bytes(min(avant, limite)) + morceaux[0]
    if max(map(len, morceaux)) > limite:
        raise SourceIllisible(demesure)
    return len(bloc) - bloc.rfind(b">") - 1 if b">" in bloc else avant + len(bloc)


def _refuser_si_chiffre(manifeste: bytes, nom: str) -> None:
    if b"encryption-data" in manifeste:
        raise protege(nom)


def _ole(contenu: bytes, nom: str) -> str:
    if _utf16("EncryptedPackage") in contenu:
        raise protege(nom)
    if _utf16("Workbook") in contenu or _utf16("Book") in contenu:
        return "xls"
    if _utf16("WordDocument") in contenu or _utf16("PowerPoint Document") in contenu:
        raise SourceIllisible(f"« {nom} » est un document Word ou PowerPoint, pas un classeur.")
    raise abime(nom)


def _utf16(mot: str) -> bytes:
    return mot.encode("utf-16-le")


def _texte(contenu: bytes, nom: str) -> str:
    """Un CSV, ou la phrase de ce qui se fait passer pour un classeur."""
    debut = contenu[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if codage := texte.utf16(contenu):
        debut = contenu[:4096].decode(codage, "replace").lstrip("\ufeff \t\r\n").lower().encode()
    elif rang := contenu.find(b"\0") + 1:
        raise abime(nom, contenu[:rang].count(b"\n") + 1)
    if debut.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<style", b"<div")):
        raise SourceIllisible(
            f"« {nom} » est une page web enregistrée sous un nom de fichier de données : ouvrez-la dans le "
            "tableur, puis enregistrez-la au format XLSX."
        )
    if debut.startswith((b"<?xml", b"<workbook", b"<office:")):
        raise SourceIllisible(
            f"« {nom} » est un fichier XML : ouvrez-le dans le tableur, puis enregistrez-le au format XLSX."
        )
    if debut.startswith(b"{\\rtf"):
        raise SourceIllisible(f"« {nom} » est un document texte (RTF), pas un classeur.")
    if not nom.lower().endswith(_AUTRES_TEXTES):
        raise SourceIllisible(
            f"« {nom} » n'est pas un classeur : c'est du texte, sans doute un CSV renommé. "
            "Donnez-lui l'extension .csv, ou enregistrez-le au format XLSX depuis le tableur."
        )
    return "csv"


def trop_etendue(feuille: str, ligne: int, colonne: str, nb: int) -> SourceIllisible:
    """La phrase d'une feuille dont une cellule perdue, très loin, ferait un rectangle immense."""
    return SourceIllisible(
        f"La feuille « {feuille} » s'étend jusqu'à la cellule {colonne}{ligne} pour {nombre(nb)} cellules "
        "remplies : supprimez les lignes et les colonnes inutiles après le tableau, puis enregistrez."
    )


def abime(nom: str, ligne: int | None = None) -> SourceIllisible:
    ou = f" (ligne {ligne})" if ligne else ""
    return SourceIllisible(
        f"Le classeur « {nom} » est abîmé ou incomplet{ou} : il ne s'ouvre pas. Ouvrez-le dans le tableur, "
        "enregistrez-le sous un autre nom, puis recommencez."
    )


def protege(nom: str) -> SourceIllisible:
    return SourceIllisible(
        f"Le classeur « {nom} » est protégé par un mot de passe : retirez-le dans le tableur "
        "(Fichier, Informations, Protéger le classeur), puis recommencez."
    )
