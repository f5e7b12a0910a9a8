"""Les sources en ligne : téléchargées une fois, gardées avec leur somme de contrôle."""

import hashlib
import os
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from tqdm import tqdm

from data.lecture import SourceIllisible

DELAI_S = 60.0
TAILLE_MAX_OCTETS = 500 * 1024 * 1024
ESSAIS = 3
ATTENTE_S = 2.0
PASSAGERES = (408, 425, 429, 500, 502, 503, 504)
"""Réponses HTTP après lesquelles un autre essai peut réussir ; les autres sont définitives."""


def dossier_cache() -> Path:
    """Où vont les téléchargements : `CONTRAT_CACHE`, sinon le cache de l'utilisateur."""
    racine = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("CONTRAT_CACHE") or Path(racine) / "contrat-de-ville")


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


def telecharger(url: str, *, silencieux: bool = False, client: httpx.Client | None = None) -> Path:
    """Le fichier d'une adresse https, pris dans le cache si sa somme est encore la bonne.

    Lève SourceIllisible après trois essais, ou si le fichier dépasse 500 Mo.
    """
    dossier = dossier_cache()
    nom = Path(urlsplit(url).path).name or "fichier"
    cible = dossier / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}-{nom}"
    somme = cible.with_name(cible.name + ".sha256")
    if cible.is_file() and somme.is_file() and somme.read_text().strip() == empreinte(cible):
        return cible
    dossier.mkdir(parents=True, exist_ok=True)
    raison = ""
    propre = client is None
    client = client or httpx.Client(timeout=DELAI_S, follow_redirects=True)
    try:
        for essai in range(ESSAIS):
            if essai:
                time.sleep(ATTENTE_S * essai)
            try:
                _recevoir(client, url, cible, silencieux)
            except httpx.HTTPStatusError as erreur:
                raison = f"le serveur répond {erreur.response.status_code}"
                if erreur.response.status_code not in PASSAGERES:
                    break
            except (httpx.HTTPError, httpx.InvalidURL) as erreur:
                raison = f"{type(erreur).__name__} : {erreur}".rstrip(" :")
            else:
                somme.write_text(empreinte(cible))
                return cible
    finally:
        if propre:
            client.close()
    raise SourceIllisible(
        f"Le téléchargement de {url} a échoué ({raison}). Téléchargez ce fichier à la main et donnez son "
        "nom à la place de l'adresse dans la recette."
    )


def _recevoir(client: httpx.Client, url: str, cible: Path, silencieux: bool) -> None:
    partiel = cible.with_name(cible.name + ".partiel")
    try:
        with client.stream("GET", url) as reponse, partiel.open("wb") as flux:
            reponse.raise_for_status()
            attendu = int(reponse.headers.get("content-length") or 0)
            barre = tqdm(
                desc=f"Téléchargement de {cible.name[17:]}", total=attendu or None, unit="o",
                unit_scale=True, disable=silencieux, leave=False,
            )  # fmt: skip
            recu = 0
            with barre:
                for bloc in reponse.iter_bytes(1 << 16):
                    recu += len(bloc)
                    if max(recu, attendu) > TAILLE_MAX_OCTETS:
                        raise SourceIllisible(
                            f"Le fichier {url} dépasse {TAILLE_MAX_OCTETS // 1024**2} Mo : refusé."
                        )
                    flux.write(bloc)
                    barre.update(len(bloc))
        partiel.replace(cible)
    finally:
        partiel.unlink(missing_ok=True)
