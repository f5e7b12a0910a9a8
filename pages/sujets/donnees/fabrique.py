"""Les fichiers de la page Données, fabriqués au clic, dans un autre fil, sur la version que lit la visite."""

import io
from collections.abc import Mapping
from pathlib import Path

from pages.composants import exports
from pages.serveur.contours import geojson
from queries import chemin_base, lire, version_demandee
from queries.versions import fichier_version


def csv(question: str, parametres: Mapping[str, object]) -> bytes:
    """La réponse à cette question, en CSV français."""
    return exports.csv_francais(lire(question, **parametres))


def xlsx(question: str, parametres: Mapping[str, object], titre: str, filtres: str) -> bytes:
    """La réponse à cette question, en classeur, avec ses filtres en mots et les sources de la base."""
    sources = lire("donnees/sources")[["nom", "producteur", "millesime", "licence", "url"]]
    return exports.xlsx(lire(question, **parametres), titre, filtres, sources)


def contours(contrats: list[str] | None) -> bytes:
    """Les contours des quartiers de ces contrats (None : tous), WGS84 (RFC 7946)."""
    return geojson(lire("serveur/contours_quartiers", contrats=contrats, generation=None)).encode("utf-8")


def classeur_lu(contrat: str | None, statuts: tuple[str, ...] | None, rempli: bool) -> bytes:
    """`classeur`, de la version que lit la visite."""
    return classeur(_base(), contrat, statuts, rempli)


def archive_lue(statuts: tuple[str, ...]) -> bytes:
    """`archive`, de la version que lit la visite."""
    return archive(_base(), statuts)


def classeur(base: Path, contrat: str | None, statuts: tuple[str, ...] | None, rempli: bool) -> bytes:
    """Le classeur d'un contrat (None : tous) ; `statuts` None : tout, sans rien masquer.

    Lève ModeleImpossible, dont le message est une phrase.
    """
    # Import tardif : écrire un fichier est l'affaire de data/ ; la page n'en a besoin qu'au clic.
    from data.modele.ecriture import ecrire

    flux = io.BytesIO()
    ecrire(flux, base, contrat, rempli, statuts)
    return flux.getvalue()


def archive(base: Path, statuts: tuple[str, ...]) -> bytes:
    """L'archive ouverte, aux seuls statuts permis."""
    from data.ouverts.archive import ecrire

    flux = io.BytesIO()
    ecrire(flux, base, list(statuts))
    return flux.getvalue()


def _base() -> Path:
    """Le fichier de la version que lit la visite."""
    version = version_demandee()
    return (fichier_version(chemin_base(), version) if version else None) or chemin_base()
