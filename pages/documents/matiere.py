"""La matière des documents : chaque point de la séance, sa vue lue une fois, son adresse et son QR code.

Une vue lue sert aux trois documents. Elle est gardée par vue, version de la base et identité : ce qu'un
agent a lu ne peut pas servir à un visiteur.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import segno

from data.fichiers.sortie import lisible
from pages import plan
from pages.composants import acces, formats, liens
from pages.composants.recueil import Vue
from pages.seance.ordre import Point, Seance
from pages.serveur.configuration import configuration
from pages.serveur.sans_ecran import VueIllisible, saisir
from queries import BaseIndisponible, chemin_base, version_base
from queries.reserve import reserve

INDISPONIBLE = "Vue indisponible"

Avancer = Callable[[int, int, str], None]
"""Reçoit (points lus, points en tout, ce qu'on lit) : la barre de progression."""


@dataclass(frozen=True)
class Section:
    """Un point de l'ordre du jour et ce que sa vue a dit ; `vue` est None si elle n'a pas répondu."""

    rang: int
    point: Point
    adresse: str
    vue: Vue | None
    defaut: str = ""

    @property
    def titre(self) -> str:
        """Le titre donné au point."""
        return texte(self.point.titre)

    @property
    def phrase(self) -> str:
        """La réponse de la vue, en une phrase ; ce qui l'empêche sinon ; vide si la page n'en dit pas."""
        if self.vue is None:
            return INDISPONIBLE
        return texte(self.vue.phrase or self.vue.message)

    @property
    def adresse_courte(self) -> str:
        """L'adresse sans son protocole ni ses paramètres, pour être lue."""
        return self.adresse.partition("://")[2].partition("?")[0].rstrip("/") or self.adresse


@dataclass(frozen=True)
class Matiere:
    """Tout ce que disent les documents d'une séance."""

    seance: Seance
    sections: tuple[Section, ...]
    le: date
    collectivite: str

    @property
    def titre(self) -> str:
        """Le titre de la séance."""
        return texte(self.seance.titre)

    @property
    def fictif(self) -> bool:
        """Vrai si une vue montre un contrat imaginaire."""
        return any(s.vue is not None and s.vue.fictif for s in self.sections)

    @property
    def contrats(self) -> list[str]:
        """Les contrats montrés, sans doublon."""
        lus = [texte(s.vue.contrat) for s in self.sections if s.vue is not None and s.vue.contrat]
        return list(dict.fromkeys(lus))

    @property
    def bases(self) -> list[str]:
        """Les versions de la base qui ont répondu, avec leur date."""
        return list(dict.fromkeys(base(s.vue) for s in self.sections if s.vue is not None and s.vue.version))


def rassembler(
    seance: Seance, adresse: str, identite: Mapping[str, object] | None = None, avancer: Avancer | None = None
) -> Matiere:
    """Lit chaque vue de la séance ; une vue qui ne répond pas n'arrête pas les autres.

    `adresse` : celle du site, sans page (« https://ville.agglo.fr »). `identite` : `acces.identite_vue()`,
    vide pour un visiteur. Lève BaseIndisponible s'il n'y a pas de base du tout.
    """
    qui = _qui(identite)
    sections = []
    for rang, point in enumerate(seance.points, 1):
        if avancer:
            avancer(rang - 1, len(seance.points), texte(point.titre))
        vue, defaut = None, ""
        try:
            vue = _lue(point.page, point.parametres, qui, _etat_de_la_base(), configuration())
            if not (vue.phrase or vue.message or vue.chiffres or vue.dessins or vue.tableaux):
                vue, defaut = None, "La page n'a rien à montrer pour ces filtres."
        except VueIllisible as erreur:
            defaut = str(erreur)
        sections.append(Section(rang, point, adresse_publique(adresse, point, vue), vue, defaut))
    if avancer:
        avancer(len(seance.points), len(seance.points), "")
    aujourd_hui = datetime.now(ZoneInfo("Europe/Paris")).date()
    return Matiere(seance, tuple(sections), aujourd_hui, texte(configuration().collectivite))


def lire_vue(page: str, parametres: Mapping[str, str], identite: Mapping[str, object] | None = None) -> Vue:
    """Une vue, gardée comme celles d'une séance. Lève VueIllisible ou BaseIndisponible."""
    qui = _qui(identite)
    return _lue(page, tuple(parametres.items()), qui, _etat_de_la_base(), configuration())


def adresse_publique(adresse: str, point: Point, vue: Vue | None = None) -> str:
    """L'adresse complète de la vue d'un point ; l'accueil est à la racine.

    Avec sa `vue`, le lien porte la version qui a parlé : ouvert plus tard, il dira ce qui a changé.
    """
    page = plan.adresse(point.page)
    parametres = point.vue()
    if vue is not None and vue.version and "version" not in parametres:
        parametres["lu"] = vue.version
    return liens.adresse(f"{adresse.rstrip('/')}/{page}", parametres)


def texte(lu: object) -> str:
    """Un texte venu d'ailleurs, sans les signes qu'un document ne peut pas contenir."""
    return lisible(str(lu))


def base(vue: Vue) -> str:
    """« Base publiée le 22 novembre 2026 (version 261122-a45a5c) »."""
    return f"Base publiée le {formats.jour(vue.publiee_le)} (version{formats.FINE}{texte(vue.version)})"


def pied(vue: Vue) -> str:
    """Les filtres, ce qui ne se compare pas, les sources et la date de la base, en une ligne."""
    sources = " ; ".join(texte(s) for s in vue.sources)
    reserves = [texte(reserve) for reserve in vue.reserves]
    morceaux = [
        texte(vue.filtres),
        *reserves,
        f"Sources{formats.FINE}: {sources}" if sources else "",
        base(vue),
    ]
    return " · ".join(m for m in morceaux if m)


@lru_cache(maxsize=200)
def qr_png(adresse: str) -> bytes:
    """Le QR code d'une adresse (PNG) ; vide si elle est trop longue pour en faire un."""
    sortie = io.BytesIO()
    try:
        segno.make(adresse, error="m").save(sortie, kind="png", scale=6, border=2, dark="#10181D")
    except segno.DataOverflowError:
        return b""
    return sortie.getvalue()


def _qui(identite: Mapping[str, object] | None) -> tuple:
    """L'identité, telle que le cache la distingue : ce qui ouvre un droit, et rien d'autre. Pour Python, 1 et
    vrai sont la même clé ; et une valeur vide n'est pas une valeur absente."""
    return tuple(acces.reduite(identite or {}).items())


def peser(vue: Vue) -> int:
    """Une figure, une carte font quelques dizaines de kilo-octets ; un tableau, ce que font ses lignes."""
    lignes = sum(int(t.lignes.memory_usage().sum()) + 100 * t.lignes.size for t in vue.tableaux)
    return lignes + 40_000 * (len(vue.dessins) + len(vue.cartes))


@reserve(64_000_000, peser)
def _lue(page: str, parametres: tuple, qui: tuple, etat: tuple, reglages: object) -> Vue:
    """`etat` et `reglages` ne sont là que pour que le cache suive la base publiée et la configuration."""
    return saisir(page, dict(parametres), dict(qui))


def _etat_de_la_base() -> tuple:
    chemin = chemin_base()
    try:
        vu = chemin.stat()
    except OSError:
        version_base()
        raise
    return str(chemin), vu.st_ino, vu.st_mtime_ns, vu.st_size


__all__ = ["BaseIndisponible", "Matiere", "Section", "lire_vue", "qr_png", "rassembler", "texte"]
