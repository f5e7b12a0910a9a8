"""Ce que le HTML d'une page porte de sa réponse, et d'où il le tient.

`premiere` est la seule porte : elle dit ce qu'un visiteur verrait, jamais plus. Elle lit aujourd'hui la page
sans écran.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field

from pages import plan
from pages.composants import formats
from pages.composants.chiffres import Chiffre
from pages.composants.dessin_neutre import Dessin
from pages.composants.recueil import Carte, Vue
from pages.documents import contours
from pages.documents.dessins import neutre
from pages.documents.planches import Planche
from pages.rendus.html import mise_en_place
from pages.serveur.configuration import configuration
from pages.serveur.priorite import Cession, Renonce
from pages.serveur.sans_ecran import VueIllisible, saisir
from queries import a_la_version, chemin_base, version_base

_VUES_MAX = 6


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


_verrou = threading.Lock()
_vues: OrderedDict[tuple, Future[Vue]] = OrderedDict()


def vue_publique(page: str, parametres: Mapping[str, str]) -> Vue:
    """La page lue par un visiteur, une fois pour l'aperçu de son lien et pour son HTML.

    Lève VueIllisible et BaseIndisponible.
    """
    with a_la_version(None):
        base = (version_base(), chemin_base(), configuration())
        cle = (page, tuple(sorted(parametres.items())), base)
    with _verrou:
        futur = _vues.get(cle)
        a_lire = futur is None
        if futur is None:
            futur = _vues[cle] = Future()
            while len(_vues) > _VUES_MAX:
                _vues.popitem(last=False)
    if a_lire:
        try:
            cession = Cession()
            cession()
            futur.set_result(saisir(page, parametres, ceder=cession))
        except (Exception, Renonce) as erreur:  # noqa: BLE001 — qui attend la reçoit
            with _verrou:
                _vues.pop(cle, None)
            futur.set_exception(VueIllisible(str(erreur)) if isinstance(erreur, Renonce) else erreur)
    return futur.result()
