"""Le magasin : atteignable, et le même pour toutes les répliques."""

import os
import secrets
import shutil
import sqlite3
import tempfile
from pathlib import Path

from data.diagnostic.connexion import reglages
from data.diagnostic.point import Installation, Point, a_corriger, a_voir, bien
from pages.serveur.magasin.choix import fichier_a_cote

_ESSAI_S = 60.0


def points(i: Installation) -> list[Point]:
    """Redis : une écriture, relue, effacée. Fichier : lu sans l'écrire, il appartient au compte qui sert."""
    lus = reglages(i)
    if lus is None:
        return []
    if "://" in lus.magasin:
        return [_serveur(lus.magasin)]
    chemin = Path(lus.magasin) if lus.magasin else fichier_a_cote(i.base)
    return [_fichier(i, chemin)]


def _serveur(adresse: str) -> Point:
    from pages.serveur.magasin import MagasinIndisponible, MagasinPlein
    from pages.serveur.magasin.redis import MagasinRedis

    cle, valeur = f"diagnostic-{secrets.token_hex(4)}", secrets.token_bytes(16)
    nom = adresse.rpartition("@")[2]
    try:
        ouvert = MagasinRedis(adresse)
        ouvert.poser("apercu", cle, valeur, _ESSAI_S)
        relu = ouvert.lire("apercu", cle)
        ouvert.effacer("apercu", cle)
    except (MagasinIndisponible, MagasinPlein) as erreur:
        faire = "vérifiez que le serveur tourne, son adresse et son mot de passe (clé « magasin »)"
        return a_corriger("magasin", f"{nom} ne répond pas ({str(erreur)[:120]})", faire)
    if relu != valeur:
        faire = "vérifiez qu'aucune mémoire trop petite n'y efface ce qu'on écrit (maxmemory-policy)"
        return a_corriger("magasin", f"{nom} ne rend pas ce qu'on y écrit", faire)
    return bien("magasin", f"{nom} répond, et rend ce qu'on y écrit")


def _fichier(i: Installation, chemin: Path) -> Point:
    if not chemin.exists():
        if chemin.parent.exists() and i.peut(chemin.parent, os.W_OK):
            return bien("magasin", f"« {chemin.name} » sera créé au premier usage")
        faire = "ouvrez ce dossier au service, ou nommez un autre fichier ou un Redis (clé « magasin »)"
        return a_voir("magasin", f"« {chemin} » ne pourra pas être créé : rien ne sera partagé", faire)
    if not (i.peut(chemin, os.R_OK) and i.peut(chemin, os.W_OK) and i.peut(chemin.parent, os.W_OK)):
        faire = "rendez-le au compte du service (chown), avec ses -wal et -shm"
        return a_corriger("magasin", f"le service ne peut pas écrire « {chemin.name} »", faire)
    dit = _relu(chemin)
    if dit != "ok":
        faire = "effacez-le : il sera refait, et les sessions ouvertes se rouvriront"
        return a_corriger("magasin", f"« {chemin.name} » est abîmé ({dit})", faire)
    return bien("magasin", f"« {chemin.name} » se lit et peut s'écrire")


def _relu(chemin: Path) -> str:
    """« ok », ou ce que dit SQLite, d'une copie : l'ouvrir ici créerait des fichiers à notre compte."""
    with tempfile.TemporaryDirectory(prefix="diagnostic-") as ici:
        copie = Path(ici) / "magasin"
        for suite in ("", "-wal"):
            if (source := chemin.with_name(chemin.name + suite)).exists():
                shutil.copyfile(source, copie.with_name(copie.name + suite))
        ouvert = sqlite3.connect(copie)
        try:
            (dit,) = ouvert.execute("pragma quick_check(1)").fetchone()
            ouvert.execute("select count(*) from entree").fetchone()
        except sqlite3.Error as erreur:
            return str(erreur)
        finally:
            ouvert.close()
    return str(dit)
