"""La base servie et ses versions : lisibles, complètes, fraîches, inscrites au journal."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from data.acces import EchecConstruction, lue
from data.diagnostic.point import Installation, Point, a_corriger, a_voir, bien
from data.identite import version_servie
from data.moteur import seule
from data.rapport import accord
from data.verification import verifier
from queries import versions
from queries.catalogue import est_catalogue

FRAICHEUR = timedelta(days=400)
"""Un exercice et un mois : au-delà, les chiffres montrés sont ceux de l'an passé."""
AVANCE = timedelta(minutes=5)
_REFAIRE = "« python -m data construire RECETTE », ou « python -m data restaurer VERSION »"


def points(i: Installation) -> list[Point]:
    """Lisible, au bon schéma, contrôles passés, avec des actions, récente."""
    if not i.base.exists():
        if not i.environnement.get("CONTRAT_BASE"):
            return [a_voir("base", f"aucune base à « {i.base} »", "la fiction y sera construite")]
        return [a_corriger("base", f"« {i.base} » n'existe pas", f"{_REFAIRE} ; ou corrigez CONTRAT_BASE")]
    try:
        rapport = verifier(i.base)
        with lue(i.base) as connexion:
            publiee_le, fictifs = seule(
                connexion.execute(
                    "select (select max(publiee_le) from version), "
                    "(select count(*) from contrat where fictif)"
                )
            )
    except EchecConstruction as erreur:
        return [a_corriger("base", str(erreur), _REFAIRE)]
    genre = "dossier de Parquet" if est_catalogue(i.base) else "fichier"
    dits = [bien("base", f"{genre} lisible, version {version_servie(i.base)}")]
    fautes = [c for c in rapport.controles if c.lignes]
    bloquants = [c.titre for c in fautes if c.gravite == "bloquant"]
    if bloquants:
        dits.append(a_corriger("base", f"contrôle bloquant : {' ; '.join(bloquants)}", _REFAIRE))
    elif fautes:
        nb = accord(len(fautes), "contrôle relève", "contrôles relèvent")
        dits.append(a_voir("base", f"{nb} des lignes", "voyez « python -m data verifier »"))
    else:
        dits.append(bien("base", f"{accord(len(rapport.controles), 'contrôle')} sans rien à relever"))
    if not rapport.totaux["actions"]:
        dits.append(a_voir("base", "aucune action", "construisez-la avec une programmation"))
    if fictifs:
        dits.append(a_voir("base", "elle montre un territoire imaginaire", "publiez vos données"))
    return [*dits, _fraicheur(publiee_le.replace(tzinfo=UTC), i.maintenant)]


def _fraicheur(publiee_le: datetime, maintenant: datetime) -> Point:
    jour = f"{publiee_le:%d/%m/%Y}"
    if publiee_le > maintenant + AVANCE:
        return a_corriger("base", f"publiée le {jour}, dans l'avenir", "réglez l'horloge, puis republiez")
    if maintenant - publiee_le > FRAICHEUR:
        return a_voir("base", f"publiée le {jour}, il y a plus d'un an", "publiez les données de l'année")
    return bien("base", f"publiée le {jour}")


def versions_gardees(i: Installation) -> list[Point]:
    """Le dossier des versions : journal entier, base servie inscrite, archives lisibles, rien d'inachevé."""
    if not i.base.exists():
        return []
    dossier = versions.dossier_versions(i.base)
    if not (dossier / versions.JOURNAL).is_file():
        faire = "publiez par « python -m data publier » : un fichier copié à la main n'a pas d'histoire"
        return [a_voir("versions", f"aucun journal dans « {dossier} »", faire)]
    dits = []
    lignes = [x for x in (dossier / versions.JOURNAL).read_bytes().split(b"\n") if x.strip()]
    abimees = [rang for rang, ligne in enumerate(lignes, 1) if versions.lire_ligne(ligne) is None]
    if abimees:
        nb = accord(len(abimees), "ligne abîmée", "lignes abîmées")
        faire = "elles sont sautées ; rétablissez le journal d'une sauvegarde"
        dits.append(a_voir("versions", f"journal : {nb} (n° {', '.join(map(str, abimees[:5]))})", faire))
    connues = {entree.version_id for entree in versions.journal(i.base)}
    if (servie := version_servie(i.base)) not in connues:
        faire = "la prochaine publication l'y mettra"
        dits.append(a_voir("versions", f"la version servie ({servie}) n'est pas au journal", faire))
    archives = _archives(dossier)
    for archive in archives:
        if version_servie(archive) is None:
            faire = "effacez-la : on ne peut plus y revenir"
            dits.append(a_corriger("versions", f"« {archive.name} » ne se lit plus", faire))
    if (dossier / ".en-cours.json").exists():
        faire = "la prochaine publication finira"
        dits.append(a_voir("versions", "une publication a été coupée", faire))
    restes = [f for f in i.base.parent.glob(".construction-*") if time.time() - f.stat().st_mtime > 86_400]
    if restes:
        nb = accord(len(restes), "construction inachevée", "constructions inachevées")
        dits.append(a_voir("versions", f"{nb} à côté de la base", "effacez-les : .construction-*"))
    return dits or [bien("versions", f"{accord(len(archives), 'gardée')}, journal entier")]


def _archives(dossier: Path) -> list[Path]:
    return [
        f
        for f in sorted(dossier.iterdir())
        if not f.name.startswith(".") and (f.suffix == ".duckdb" or est_catalogue(f))
    ]


def octets(base: Path) -> int:
    """Ce que pèse une version, en octets."""
    if not base.is_dir():
        return base.stat().st_size if base.exists() else 0
    return sum(f.stat().st_size for f in base.rglob("*.parquet"))
