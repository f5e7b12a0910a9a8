"""Les sources en ligne : téléchargées une fois, reprises là où elles ont été coupées, vérifiées.

httpx n'est importé que pour télécharger : une construction sur place n'en paie pas le chargement.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tqdm import tqdm

from data.lecture import SourceIllisible

if TYPE_CHECKING:
    import httpx

DELAI_S = 60.0
"""Sans un octet pendant ce temps, la connexion est tenue pour perdue."""
TAILLE_MAX_OCTETS = 500 * 1024 * 1024
DEPLIEE_MAX_OCTETS = 4 * 1024**3
RAPPORT_MAX = 200
"""Une archive qui se déplie de plus de deux cents fois sa taille est un piège (les nôtres : vingt fois)."""
ESSAIS = 3
ATTENTE_S = 2.0
PASSAGERES = (408, 425, 429, 500, 502, 503, 504)
"""Réponses HTTP après lesquelles un autre essai peut réussir ; les autres sont définitives."""
_PAGE_WEB = (b"<!doctype html", b"<html")


def dossier_cache() -> Path:
    """Où vont les téléchargements : `CONTRAT_CACHE`, sinon le cache de l'utilisateur."""
    racine = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("CONTRAT_CACHE") or Path(racine) / "contrat-de-ville")


def place(url: str) -> Path:
    """Où le cache garde le fichier d'une adresse, qu'il y soit déjà ou non."""
    nom = Path(urlsplit(url).path).name or "fichier"
    return dossier_cache() / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}-{nom}"


def empreinte(chemin: Path) -> str:
    """La somme sha-256 d'un fichier ; pour un dossier, celle des noms et contenus de ses fichiers."""
    somme = hashlib.sha256()
    if chemin.is_dir():
        for fichier in sorted(f for f in chemin.rglob("*") if f.is_file()):
            somme.update(f"{fichier.relative_to(chemin).as_posix()}\0{empreinte(fichier)}\n".encode())
        return somme.hexdigest()
    with chemin.open("rb") as flux:
        while bloc := flux.read(1 << 20):
            somme.update(bloc)
    return somme.hexdigest()


def telecharger(
    url: str,
    *,
    cible: Path | None = None,
    attendue: str | None = None,
    silencieux: bool = False,
    client: httpx.Client | None = None,
) -> Path:
    """Le fichier d'une adresse, pris dans le cache si sa somme est encore la bonne.

    `cible` : où l'écrire (à défaut, dans le cache) ; `attendue` : la somme sha-256 que la recette exige.
    Un téléchargement coupé laisse `<cible>.partiel`, que l'essai suivant (même un autre jour) complète.
    Lève SourceIllisible : réseau fermé, adresse qui a changé, page web, archive piégée, plus de 500 Mo.
    """
    cible = cible or place(url)
    somme = cible.with_name(cible.name + ".sha256")
    if cible.is_file() and somme.is_file() and somme.read_text().strip() == empreinte(cible):
        return _verifie(cible, url, attendue)
    cible.parent.mkdir(parents=True, exist_ok=True)
    raison = ""
    propre = client is None
    import httpx

    client = client or httpx.Client(timeout=DELAI_S, follow_redirects=True)
    try:
        for essai in range(ESSAIS):
            if essai:
                time.sleep(ATTENTE_S * essai)
            try:
                recu = _recevoir(client, url, cible, silencieux)
            except httpx.HTTPStatusError as erreur:
                raison = _refus(erreur.response)
                if erreur.response.status_code not in PASSAGERES:
                    break
            except httpx.InvalidURL:
                raison = "cette adresse est mal écrite"
                break
            except httpx.HTTPError as erreur:
                raison = _panne(erreur)
            else:
                _verifie(recu, url, attendue)
                recu.replace(cible)
                somme.write_text(empreinte(cible))
                _oublier(cible)
                return cible
    finally:
        if propre:
            client.close()
    raise SourceIllisible(
        f"Le téléchargement de {url} a échoué : {raison}. Relancez la commande plus tard (elle reprendra où "
        "elle s'est arrêtée), ou téléchargez ce fichier à la main et donnez son nom dans la recette."
    )


def _recevoir(client: httpx.Client, url: str, cible: Path, silencieux: bool) -> Path:
    """Complète `<cible>.partiel` et le rend, entier. Lève httpx.HTTPError ou SourceIllisible."""
    partiel, marque = _partiel(cible), _marque(cible)
    debut, entetes = 0, {"accept-encoding": "identity"}
    if partiel.is_file() and marque.is_file() and partiel.stat().st_size:
        connue = json.loads(marque.read_text())
        if connue["url"] == url and connue["etat"]:
            # « If-Range » : si le fichier a changé entre-temps, le serveur le renvoie en entier.
            debut = partiel.stat().st_size
            entetes |= {"range": f"bytes={debut}-", "if-range": connue["etat"]}
    with client.stream("GET", url, headers=entetes) as reponse:
        if reponse.status_code == 416:
            _oublier(cible)
        reponse.raise_for_status()
        if reponse.status_code != 206:
            debut = 0
        etat = reponse.headers.get("etag", "")
        if etat.startswith("W/"):
            etat = ""
        # Compressé, il ne se reprend pas : les octets reçus ne sont pas ceux du fichier.
        if "content-encoding" in reponse.headers:
            etat = ""
        else:
            etat = etat or reponse.headers.get("last-modified", "")
        marque.write_text(json.dumps({"url": url, "etat": etat}))
        reste = int(reponse.headers.get("content-length") or 0)
        _borner(url, debut + reste, cible)
        barre = tqdm(
            desc=f"Téléchargement de {cible.name}",
            total=debut + reste or None,
            unit="o",
            initial=debut,
            unit_scale=True,
            disable=silencieux,
            leave=False,
        )
        with barre, partiel.open("ab" if debut else "wb") as flux:
            for bloc in reponse.iter_bytes():
                _borner(url, flux.tell() + len(bloc), cible)
                flux.write(bloc)
                barre.update(len(bloc))
    return partiel


def _partiel(cible: Path) -> Path:
    return cible.with_name(cible.name + ".partiel")


def _marque(cible: Path) -> Path:
    """Ce qui permet de reprendre : l'adresse, et l'état du fichier chez celui qui le sert."""
    return cible.with_name(cible.name + ".reprise")


def _oublier(cible: Path) -> None:
    for reste in (_partiel(cible), _marque(cible)):
        reste.unlink(missing_ok=True)


def _borner(url: str, taille: int, cible: Path) -> None:
    if taille > TAILLE_MAX_OCTETS:
        _oublier(cible)
        raise SourceIllisible(
            f"Le fichier {url} dépasse {TAILLE_MAX_OCTETS // 1024**2} Mo : il est refusé. Vérifiez l'adresse."
        )


def _verifie(chemin: Path, url: str, attendue: str | None) -> Path:
    """Rend `chemin` si c'est bien un fichier de données ; sinon l'efface et lève SourceIllisible."""
    with chemin.open("rb") as flux:
        debut = flux.read(512).lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    faute = ""
    if not debut:
        faute = "est vide"
    elif debut.startswith(_PAGE_WEB):
        faute = "est une page web, et non un fichier : l'adresse a sans doute changé, ou demande un clic"
    elif zipfile.is_zipfile(chemin):
        faute = _archive_piegee(chemin)
    if not faute and attendue and empreinte(chemin) != attendue.strip().lower():
        faute = "n'a pas l'empreinte que dit la recette : il a changé depuis, ou il est abîmé"
    if faute:
        _oublier(chemin.with_name(chemin.name.removesuffix(".partiel")))
        chemin.unlink(missing_ok=True)
        raise SourceIllisible(f"Ce que rend {url} {faute}.")
    return chemin


def _archive_piegee(chemin: Path) -> str:
    """Vide, ou pourquoi cette archive ne doit pas être dépliée."""
    try:
        with zipfile.ZipFile(chemin) as archive:
            depliee = sum(membre.file_size for membre in archive.infolist())
    except zipfile.BadZipFile:
        return "est une archive abîmée"
    if depliee > DEPLIEE_MAX_OCTETS or depliee > RAPPORT_MAX * max(chemin.stat().st_size, 1024):
        return (
            f"est une archive qui se déplierait en {depliee // 1024**2} Mo : elle est refusée, "
            "c'est un piège ou une erreur"
        )
    return ""


def _refus(reponse: httpx.Response) -> str:
    code = reponse.status_code
    mots = {
        401: "ce serveur demande une identification",
        403: "ce serveur refuse l'accès",
        404: "le fichier n'est plus à cette adresse",
        410: "le fichier a été retiré",
        416: "le fichier a changé pendant le téléchargement",
        429: "ce serveur demande d'attendre",
    }
    return f"{mots.get(code, 'le serveur est en panne' if code >= 500 else 'le serveur refuse')} ({code})"


def _panne(erreur: httpx.HTTPError) -> str:
    import httpx

    if isinstance(erreur, httpx.ConnectError | httpx.ConnectTimeout):
        return "le serveur ne répond pas ; le réseau de cette machine est peut-être fermé"
    if isinstance(erreur, httpx.TimeoutException):
        return "le serveur est trop lent"
    if isinstance(erreur, httpx.TooManyRedirects):
        return "l'adresse renvoie vers elle-même"
    if isinstance(erreur, httpx.UnsupportedProtocol):
        return "seules les adresses https sont téléchargées"
    return "la connexion a été coupée"
