"""Un fichier déposé sur le web entre dans une recette : il y remplace la source du même type.

Les dépôts sont gardés à côté de la recette, un dossier par version publiée (`depots/<version>/`, avec la
recette de cette version). Rien n'y est jamais réécrit : la recette change d'un renommage. L'ordre :
1. le fichier et la recette à venir sont écrits, puis annoncés (`.en-cours`) ;
2. la base est publiée (data/publication.py) ;
3. la recette prend la place de l'ancienne, l'annonce est retirée.
Une coupure avant 2 laisse un dossier que rien ne cite ; entre 2 et 3, `achever` finit à la visite suivante.
"""

import shutil
import tomllib
from pathlib import Path

import tomli_w

from data.rangement import ecrire_d_un_coup, synchroniser, synchroniser_dossier
from data.recette import lire_recette
from queries.versions import est_identifiant

DOSSIER = "depots"
RECETTE = "recette.toml"
_EN_COURS = ".en-cours"


def ecrire_recette(recette: Path, cible: Path, fichier: str, absolue: bool = False) -> None:
    """Écrit à `cible` la recette où le classeur est `fichier` (le premier de son type, sinon un de plus).

    `absolue` : les autres fichiers y sont nommés par leur chemin entier, pour la lire d'ailleurs. Lève
    RecetteInvalide.
    """
    lire_recette(recette)
    contenu = tomllib.loads(recette.read_text(encoding="utf-8-sig"))
    sources = contenu["source"]
    deposee = next((s for s in sources if s["type"] == "classeur"), None)
    if deposee is None:
        deposee = {"type": "classeur", "nom": "Classeur du contrat"}
        sources.append(deposee)
    deposee["fichier"] = fichier
    for cle in ("url", "empreinte"):
        deposee.pop(cle, None)
    for source in sources:
        if absolue and source is not deposee and not source["fichier"].startswith("https://"):
            source["fichier"] = str((recette.parent / source["fichier"]).absolute())
    cible.write_text(tomli_w.dumps(contenu), encoding="utf-8")


def preparer(recette: Path, version: str, depot: Path, servie: str | None) -> None:
    """Range le fichier et la recette de la version à publier, et l'annonce. Lève OSError."""
    dossier = _dossier(recette)
    if servie and est_identifiant(servie):
        garder = dossier / servie
        garder.mkdir(parents=True, exist_ok=True)
        if not (garder / RECETTE).exists():
            _copier(recette, garder / RECETTE)
    neuf, annonce = dossier / version, dossier / _EN_COURS
    try:
        neuf.mkdir(parents=True, exist_ok=True)
        _copier(depot, neuf / depot.name)
        ecrire_recette(recette, neuf / RECETTE, f"{DOSSIER}/{version}/{depot.name}")
        synchroniser(neuf / RECETTE)
        ecrire_d_un_coup(annonce, version.encode())
        synchroniser_dossier(neuf)
    except OSError:
        # Sur un disque plein, ce que rien ne cite est de la place perdue.
        annonce.unlink(missing_ok=True)
        shutil.rmtree(neuf, ignore_errors=True)
        raise


def achever(recette: Path, servie: str | None) -> None:
    """Finit ou oublie ce qu'une publication a annoncé : la recette suit la base servie. Lève OSError."""
    annonce = _dossier(recette) / _EN_COURS
    if not annonce.exists():
        return
    version = annonce.read_text(encoding="utf-8").strip()
    if est_identifiant(version):
        if version == servie:
            _remplacer(recette, version)
        else:
            shutil.rmtree(_dossier(recette) / version, ignore_errors=True)
    annonce.unlink()


def revenir(recette: Path, avant: str | None, apres: str) -> bool:
    """Après un retour de la version `avant` à `apres` : remet la recette de `apres`.

    Faux, et rien n'est touché, si l'on ne la connaît pas ou si quelqu'un a changé la recette à la main.
    """
    connues = {v: _dossier(recette) / v / RECETTE for v in (avant or "", apres) if est_identifiant(v)}
    if len(connues) < 2 or not all(fichier.is_file() for fichier in connues.values()):
        return False
    if recette.read_bytes() != connues[avant or ""].read_bytes():
        return False
    _remplacer(recette, apres)
    return True


def _remplacer(recette: Path, version: str) -> None:
    ecrire_d_un_coup(recette, (_dossier(recette) / version / RECETTE).read_bytes())


def _copier(fichier: Path, cible: Path) -> None:
    shutil.copyfile(fichier, cible)
    synchroniser(cible)


def _dossier(recette: Path) -> Path:
    return recette.parent / DOSSIER
