"""Publier une base, garder les anciennes, revenir en arrière : jamais une version à moitié.

L'ordre des gestes fait la sûreté, quel que soit l'instant d'une coupure : la base neuve est entière sur le
disque, puis annoncée (`.en-cours.json`), puis rangée dans le dossier des versions, puis mise en service par
un renommage, puis inscrite au journal. La publication suivante finit ou efface ce qu'une coupure a laissé.
"""

import contextlib
import logging
import os
import shutil
import tomllib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from data import garde, identite
from data.acces import lue, pourquoi, refusee
from data.identite import version_servie
from data.rangement import (
    ajouter_ligne,
    chemin_neuf,
    ecrire_d_un_coup,
    effacer,
    lier,
    ranger,
    synchroniser,
    synchroniser_dossier,
)
from data.rapport import accord
from data.verification import EchecConstruction, verifier
from data.verrou import Occupe, verrou
from queries import versions
from queries.porte import chemin_base
from queries.versions import Publication, dossier_versions, fichier_version

DELAI_S = 20.0
"""Combien de temps une publication attend celle qui est en cours."""
CONSERVEES = 12
"""Le nombre de versions gardées quand la configuration (`versions_conservees`) ne le dit pas."""
_EN_COURS = ".en-cours.json"

traces = logging.getLogger(__name__)


class EchecPublication(EchecConstruction):
    """Rien n'a été publié ; la base servie est intacte. Le message est une phrase pour l'utilisateur."""


class PublicationArretee(EchecPublication):
    """La base neuve perdrait trop de ce que la base servie contient : on demande, avec `alerte`."""

    def __init__(self, alerte: garde.Alerte) -> None:
        super().__init__(alerte.message())
        self.alerte = alerte


def publier(
    neuf: Path,
    base: Path | None = None,
    par: str | None = None,
    attendue: str | None = None,
    delai_s: float = DELAI_S,
    malgre_tout: bool = False,
) -> Publication:
    """Met en service `neuf`, une base entière et vérifiée qui est dans le dossier de `base`.

    `par` : qui publie (None : l'utilisateur du système). `attendue` : la version que l'on croit remplacer ;
    refuse si une autre a été publiée depuis. Les lecteurs en cours gardent l'ancienne base jusqu'au bout de
    leur question. Toute publication passe ici : c'est ici que la garde l'arrête, sauf `malgre_tout`. Lève
    PublicationArretee, ou une autre EchecPublication.
    """
    cible = _absolu(base)
    with _seul(cible, delai_s) as en_service:
        if attendue is not None and attendue != en_service:
            derniere = versions.publications(versions.journal(cible)).get(en_service or "")
            qui = f" (par {derniere.par})" if derniere else ""
            raise EchecPublication(
                f"Une autre publication a eu lieu depuis votre vérification{qui} : vérifiez de nouveau."
            )
        entree = identite.entree(neuf, "publier", par)
        if not versions.est_identifiant(entree.version_id):
            raise EchecPublication(f"« {entree.version_id} » ne peut pas être un identifiant de version.")
        archive = dossier_versions(cible) / f"{entree.version_id}.duckdb"
        if archive.exists():
            raise EchecPublication(f"La version {entree.version_id} est déjà publiée.")
        if not malgre_tout and (perdue := garde.alerte(cible, neuf)):
            raise PublicationArretee(perdue)
        synchroniser(neuf)
        _mettre_en_service(neuf, cible, entree, archive)
    return entree


def publier_fichier(
    fichier: Path,
    base: Path | None = None,
    par: str | None = None,
    attendue: str | None = None,
    delai_s: float = DELAI_S,
    malgre_tout: bool = False,
) -> Publication:
    """Vérifie une base faite ailleurs, la copie et la publie, comme `publier`. Lève EchecConstruction."""
    cible = _absolu(base)
    if not fichier.is_file():
        raise EchecPublication(f"La base « {fichier} » est introuvable.")
    if cible.exists() and fichier.samefile(cible):
        raise EchecPublication(f"« {fichier} » est déjà la base servie.")
    if fichier.with_name(f"{fichier.name}.wal").exists():
        raise EchecPublication(f"La base « {fichier} » est en cours d'écriture par un autre programme.")
    neuf = chemin_neuf(cible)
    try:
        cible.parent.mkdir(parents=True, exist_ok=True)
        # Une base qu'un autre programme écrit se copierait à moitié.
        with lue(fichier):
            pass
        shutil.copyfile(fichier, neuf)
        fautes = [c for c in verifier(neuf, str(fichier)).controles if c.gravite == "bloquant" and c.lignes]
        if fautes:
            detail = " ; ".join(f"{c.titre} ({accord(c.lignes, 'ligne')})" for c in fautes)
            raise EchecPublication(f"La base n'a pas été publiée, un contrôle bloquant a échoué : {detail}.")
        identite.signer(neuf, {*versions.publications(versions.journal(cible)), version_servie(cible)})
        return publier(neuf, cible, par, attendue, delai_s, malgre_tout)
    except duckdb.Error as erreur:
        raise EchecPublication(refusee(erreur)) from erreur
    except OSError as erreur:
        raise _non_ecrite(cible, erreur) from erreur
    finally:
        effacer(neuf)


def restaurer(
    version_id: str, base: Path | None = None, par: str | None = None, delai_s: float = DELAI_S
) -> Publication:
    """Remet en service une version conservée et l'inscrit au journal. Lève EchecPublication.

    La garde ne s'y applique pas : on nomme une version déjà publiée, dont les totaux sont au journal, et ce
    retour est lui-même la sortie d'une publication qui aurait trop retiré.
    """
    cible = _absolu(base)
    with _seul(cible, delai_s) as en_service:
        if en_service == version_id:
            raise EchecPublication(f"La version {version_id} est déjà en service.")
        archive = fichier_version(cible, version_id)
        if archive is None:
            connue = version_id in versions.publications(versions.journal(cible))
            suite = "n'est plus conservée" if connue else "n'existe pas"
            raise EchecPublication(
                f"La version {version_id} {suite} : « python -m data versions » dit lesquelles le sont."
            )
        verifier(archive, f"la version {version_id}")
        entree = identite.entree(archive, "restaurer", par)
        neuf = chemin_neuf(cible)
        try:
            lier(archive, neuf)
            _mettre_en_service(neuf, cible, entree)
        finally:
            effacer(neuf)
    return entree


def a_conserver() -> int | None:
    """Combien de versions garder : la clé `versions_conservees` de CONTRAT_CONFIG, sinon CONSERVEES.

    None si le fichier ne peut pas être lu : dans le doute, on n'efface rien.
    """
    chemin = os.environ.get("CONTRAT_CONFIG")
    if not chemin:
        return CONSERVEES
    try:
        nombre = tomllib.loads(Path(chemin).read_text(encoding="utf-8-sig")).get(
            "versions_conservees", CONSERVEES
        )
    except (OSError, ValueError):
        return None
    return nombre if isinstance(nombre, int) and nombre > 0 else None


def _absolu(base: Path | None) -> Path:
    return Path(base or chemin_base()).absolute()


@contextmanager
def _seul(cible: Path, delai_s: float) -> Generator[str | None]:
    """Une publication à la fois pour cette base, dont l'identifiant est rendu ; finit d'abord ce qu'une
    coupure a laissé."""
    if cible.is_dir():
        raise EchecPublication(
            f"« {cible} » est un dossier : publiez dans un fichier, puis écrivez le dossier par "
            "« python -m data parquet »."
        )
    dossier = dossier_versions(cible)
    try:
        if identite.occupee(cible):
            raise EchecPublication(
                f"La base « {cible} » est occupée : un autre programme est en train de l'écrire. Attendez "
                "qu'il ait fini, puis recommencez."
            )
        dossier.mkdir(parents=True, exist_ok=True)
        with verrou(dossier / versions.JOURNAL, delai_s):
            yield _finir(cible)
    except Occupe as erreur:
        raise EchecPublication(
            "Une autre publication de cette base est en cours : attendez qu'elle finisse, puis recommencez."
        ) from erreur
    except OSError as erreur:
        raise _non_ecrite(cible, erreur) from erreur
    except duckdb.Error as erreur:
        raise EchecPublication(refusee(erreur)) from erreur


def _finir(cible: Path) -> str | None:
    """Remet d'accord la base servie, les versions gardées et le journal, quoi qu'une coupure ait laissé.

    La publication annoncée a eu lieu si sa base est servie : elle est inscrite ; sinon, elle est effacée. Une
    base servie ou gardée que le journal ne connaît pas (posée à la main, ou journal abîmé) y entre aussi :
    on doit pouvoir y revenir. Rend l'identifiant de la base servie.
    """
    dossier, en_service = dossier_versions(cible), version_servie(cible)
    registre, annonce = dossier / versions.JOURNAL, dossier / _EN_COURS
    connues = {entree.version_id for entree in versions.journal(cible)}
    if annonce.exists():
        annoncee = versions.lire_ligne(annonce.read_bytes())
        if annoncee and annoncee.version_id == en_service:
            if annoncee not in versions.journal(cible):
                ajouter_ligne(registre, annoncee.json())
                connues.add(en_service)
        elif annoncee and annoncee.version_id not in connues:
            (dossier / f"{annoncee.version_id}.duckdb").unlink(missing_ok=True)
        annonce.unlink()
    for reste in dossier.glob(".partiel-*"):
        reste.unlink()
    if en_service and versions.est_identifiant(en_service) and en_service not in connues:
        ranger(cible, dossier / f"{en_service}.duckdb")
    for archive in dossier.glob("*.duckdb"):
        if archive.stem not in connues:
            with contextlib.suppress(duckdb.Error):
                ajouter_ligne(registre, identite.entree_retrouvee(archive).json())
    return en_service


def _mettre_en_service(neuf: Path, cible: Path, entree: Publication, archive: Path | None = None) -> None:
    """Annonce, range `neuf` sous le nom `archive` s'il le faut, renomme, inscrit, purge : dans cet ordre."""
    dossier = dossier_versions(cible)
    annonce = dossier / _EN_COURS
    ecrire_d_un_coup(annonce, entree.json().encode())
    if archive:
        ranger(neuf, archive)
    neuf.replace(cible)
    synchroniser_dossier(cible.parent)
    try:
        ajouter_ligne(dossier / versions.JOURNAL, entree.json())
        annonce.unlink()
    except OSError as erreur:
        # La base est servie : c'est publié. L'annonce reste, et la publication suivante l'inscrira.
        traces.warning(
            "La base est publiée ; le journal des versions n'a pas pu être écrit (%s) : la prochaine "
            "publication l'y inscrira.",
            pourquoi(erreur),
        )
    _purger(cible, entree.version_id)


def _purger(cible: Path, servie: str) -> None:
    """Efface les versions au-delà du nombre à garder ; celle qui est servie reste toujours."""
    nombre = a_conserver()
    if nombre is None:
        return
    recentes = dict.fromkeys(entree.version_id for entree in reversed(versions.journal(cible)))
    gardees = {*list(recentes)[:nombre], servie}
    for archive in dossier_versions(cible).glob("*.duckdb"):
        if archive.stem not in gardees:
            archive.unlink()


def _non_ecrite(cible: Path, erreur: OSError) -> EchecPublication:
    return EchecPublication(f"La base « {cible} » ne peut pas être écrite ({pourquoi(erreur)}).")
