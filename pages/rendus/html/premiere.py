"""Ce que le HTML d'une page porte de sa réponse, et d'où il le tient.

`premiere` est la seule porte : elle dit ce qu'un visiteur verrait, jamais plus. Elle lit aujourd'hui la page
sans écran.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pages import plan
from pages.composants import formats
from pages.composants.chiffres import Chiffre
from pages.composants.dessin_neutre import Dessin
from pages.composants.recueil import Carte, Vue
from pages.documents import contours
from pages.documents.dessins import neutre
from pages.documents.matiere import peser
from pages.documents.planches import Planche
from pages.rendus.html import mise_en_place
from pages.serveur.configuration import configuration
from pages.serveur.priorite import Cession, Renonce
from pages.serveur.sans_ecran import VueIllisible, saisir
from queries import a_la_version, chemin_base, version_base
from queries.reserve import reserve

VUES_GARDEES = 16_000_000
"""En octets : une vue sert à l'aperçu de son lien et à son HTML, demandés ensemble."""


@dataclass(frozen=True)
class Planches:
    """Une carte prête : au bureau, au téléphone, en mots. Ses couleurs sont celles du thème clair."""

    large: Planche
    etroite: Planche
    mots: str
    titre: str = ""


@dataclass(frozen=True)
class Premiere:
    """Ce que le HTML porte d'une page ; rien n'y est encore échappé.

    `message` : ce que la page dit quand elle n'a rien à montrer. `genres` : ce qu'elle montre (clés de
    `morceaux.PAR_GENRE`), pour demander d'avance ce qui le dessine. `part` : la part de la largeur que prend
    le dessin, au bureau ; `choix` : la hauteur de ce que la page fait choisir, en pixels, au bureau et au
    téléphone. `ecarts` : l'adresse demandait ce que ce visiteur ne peut pas voir.
    """

    titre: str
    filtres: str = ""
    phrase: str = ""
    message: str = ""
    chiffres: tuple[Chiffre, ...] = ()
    dessin: Dessin | None = None
    carte: Planches | None = None
    fictif: bool = False
    projection: bool = False
    reserves: tuple[str, ...] = ()
    genres: frozenset[str] = field(default_factory=frozenset)
    part: float = 1.0
    choix: tuple[int, int] = (0, 0)
    ecarts: bool = False


def premiere(
    page: str,
    parametres: Mapping[str, str],
    identite: Mapping[str, object] | None = None,
    etroit: bool = False,
) -> Premiere | None:
    """La réponse de cette page à un visiteur ; None si elle n'en a pas à montrer d'avance.

    `parametres` : ceux de l'adresse, `mode` compris. `identite` et `etroit` sont au socle : la lecture sans
    écran d'aujourd'hui répond à un visiteur, et le HTML porte un dessin pour chaque largeur. Lève
    VueIllisible et BaseIndisponible ; peut durer une seconde : à appeler dans un fil.
    """
    if page not in plan.PAR_CODE or not plan.PAR_CODE[page].en_seance:
        # Une conversation n'a pas de réponse à montrer d'avance.
        return None
    vue = vue_publique(page, {n: v for n, v in parametres.items() if n != "mode"})
    if not vue.question:
        raise VueIllisible(vue.message)
    projection = parametres.get("mode") == "projection"
    lieu = mise_en_place.lire(vue)
    return Premiere(
        titre=vue.question,
        filtres=vue.filtres if plan.PAR_CODE[page].filtree else "",
        phrase=vue.phrase.replace("**", ""),
        message=vue.message,
        chiffres=tuple(vue.chiffres),
        dessin=neutre(lieu.dessin) if lieu.dessin else None,
        carte=_planches(lieu.carte, parametres.get("version")) if lieu.carte else None,
        fictif=vue.fictif,
        projection=projection,
        reserves=tuple(formats.typographie(reserve) for reserve in vue.reserves),
        genres=lieu.genres - {"tableau"} if projection else lieu.genres,
        part=1.0 if projection else lieu.part,
        choix=lieu.choix,
        ecarts=bool(vue.ecartes),
    )


def _planches(carte: Carte, version: str | None) -> Planches:
    with a_la_version(version if version != version_base() else None):
        large, etroite = contours.planche(carte, 430, 330), contours.planche(carte, 250, 300)
    return Planches(large, etroite, contours.en_mots(carte), str(carte.etat["titre"]))


def vue_publique(page: str, parametres: Mapping[str, str]) -> Vue:
    """La page lue par un visiteur, une fois pour l'aperçu de son lien et pour son HTML.

    Lève VueIllisible et BaseIndisponible.
    """
    with a_la_version(None):
        base = (version_base(), chemin_base(), configuration())
    return _vue(page, tuple(sorted(parametres.items())), base)


@reserve(VUES_GARDEES, peser)
def _vue(page: str, parametres: tuple[tuple[str, str], ...], base: tuple) -> Vue:
    """`base` n'est là que pour que la réserve suive ce qui est publié, et la configuration."""
    try:
        cession = Cession()
        cession()
        return saisir(page, dict(parametres), ceder=cession)
    except Renonce as erreur:
        raise VueIllisible(f"La page « {page} » a laissé passer les autres.") from erreur
