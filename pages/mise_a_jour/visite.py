"""Ce qu'une visite est en train de mettre à jour, et comment un travail long se fait devant elle."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from pages.composants import etat
from pages.composants.formats import typographie
from pages.composants.inerte import gras, markdown
from pages.serveur import priorite

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from data.fichier_depose import Depot
    from data.mise_a_jour import Verification
    from data.programmation.examen import Lu
    from data.programmation.modele import Correspondance
    from data.questionnaire import Cadre

_TRAVAIL, _ANNONCE, _RANG = "mise_a_jour", "mise_a_jour_annonce", "mise_a_jour_rang"
_SEUL = threading.Lock()
"""Une publication à la fois ; lire un fichier, qui se fait à part, n'en attend aucune."""
_ARRETS = "mise_a_jour_arrets"
"""Les travaux que cette visite a arrêtés, par leur titre : ils ne reprennent pas d'eux-mêmes."""
BOUTON_S = 0.7
"""Ce qu'un travail prend avant qu'on propose de l'arrêter : un bouton qui passe ne sert à rien."""
REDIRE_S = 0.5
_Rendu = TypeVar("_Rendu")

journal = logging.getLogger(__name__)


class Occupe(Exception):
    """Un autre agent publie en ce moment."""


@dataclass
class Travail:
    """Le fichier déposé et ce qu'on en sait. `dossier` s'efface avec la visite, ou dès qu'on abandonne."""

    depot: "Depot"
    genre: str
    dossier: TemporaryDirectory = field(default_factory=lambda: TemporaryDirectory(prefix="mise-a-jour-"))
    cadre: "Cadre | None" = None
    """Face à quoi on lit un tableau ; None tant que le contrat n'est pas dit."""
    reponses: "Correspondance | None" = None
    avant: list[tuple["Correspondance | None", tuple[str, ...]]] = field(default_factory=list)
    """Les réponses et les questions laissées, avant chaque réponse : de quoi revenir à la précédente."""
    laissees: tuple[str, ...] = ()
    """Les clés des questions remises à plus tard."""
    lu: "Lu | None" = None
    vu: "Lu | None" = None
    """Le même, lu comme si l'on gardait les réponses proposées : ce que montre l'aperçu."""
    essaye: bool = False
    """Vrai si ces réponses-là ont déjà été vérifiées, même sans succès."""
    verification: "Verification | None" = None

    @property
    def chemin(self) -> Path:
        return Path(self.dossier.name)

    def repondre(self, reponses: "Correspondance | None", laissees: tuple[str, ...]) -> None:
        """Pose de nouvelles réponses : ce qui se déduisait des anciennes est à refaire."""
        self.reponses, self.laissees = reponses, laissees
        self.lu, self.vu, self.verification, self.essaye = None, None, None, False


def travail() -> Travail | None:
    """Le travail de cette visite."""
    return st.session_state.get(_TRAVAIL)


def commencer(depot: "Depot") -> Travail:
    """Pose un nouveau fichier sur la table ; le précédent est effacé."""
    abandonner()
    st.session_state[_TRAVAIL] = Travail(depot, depot.reconnu)
    return st.session_state[_TRAVAIL]


def abandonner() -> None:
    """Efface le fichier déposé et tout ce qu'on en a fait."""
    ancien = st.session_state.pop(_TRAVAIL, None)
    st.session_state.pop(_ARRETS, None)
    if ancien:
        ancien.dossier.cleanup()


def cle_du_depot() -> str:
    """La clé du sélecteur de fichier : elle change quand on le vide."""
    return f"deposer-{st.session_state.get(_RANG, 0)}"


def vider() -> None:
    """Abandonne le travail et vide le sélecteur de fichier."""
    abandonner()
    st.session_state[_RANG] = st.session_state.get(_RANG, 0) + 1


def annoncer(phrase: str) -> None:
    """Une phrase à montrer au passage suivant."""
    st.session_state[_ANNONCE] = phrase


def montrer_annonce() -> None:
    """Montre ce que le passage précédent avait à dire, et mène aux chiffres qui ont changé."""
    if _ANNONCE in st.session_state:
        st.success(markdown(typographie(st.session_state.pop(_ANNONCE))), icon=":material/check_circle:")
        st.page_link("synthese.py", label="Voir le tableau de bord", icon=":material/dashboard:")


def recommencer_la_page() -> None:
    """Relance la page sans perdre l'adresse."""
    etat.emettre()
    st.rerun()


def faite(
    etape: str,
    dit: str,
    suite: str = "",
    changer: str = "",
    cle: str = "",
    en_plus: Callable[[], None] | None = None,
) -> bool:
    """Une étape faite tient sur une ligne ; vrai si l'on veut y revenir (`changer`, le mot du bouton)."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"faite-{cle or etape}"):
        debut = f":material/check: {etape} : {gras(typographie(dit))}"
        st.markdown(typographie(debut) + markdown(typographie(suite)), width="content")
        revenir = bool(changer) and st.button(changer, icon=":material/edit:", key=cle, type="tertiary")
        if en_plus:
            en_plus()
    return revenir


@contextmanager
def seul(patience_s: float = 0) -> Iterator[None]:
    """Un seul travail à la fois ; attend `patience_s` secondes que l'autre finisse. Lève Occupe."""
    if not _SEUL.acquire(timeout=patience_s):
        raise Occupe("Un autre agent publie en ce moment : recommencez dans une minute.")
    try:
        yield
    finally:
        _SEUL.release()


def faire(titre: str, fonction: Callable[[Callable[[str], None]], _Rendu]) -> _Rendu | None:
    """Fait un travail long en disant où il en est. Une faute devient une phrase ; None est alors rendu.

    `fonction` reçoit de quoi dire l'étape en cours.
    """
    with st.status(f"{titre}…", expanded=True) as boite:
        rendu, phrase = _tenter(
            titre, lambda: fonction(lambda etape: st.markdown(markdown(f"{etape[0].upper()}{etape[1:]}…")))
        )
        if not phrase:
            boite.update(label=f"{titre} : fait", state="complete", expanded=False)
            return rendu
        boite.update(label=f"{titre} : arrêté", state="error", expanded=True)
        st.error(markdown(typographie(phrase)), icon=":material/error:")
    return None


def relire(titre: str, fonction: Callable[[], _Rendu]) -> _Rendu | None:
    """Fait un travail court, sans en parler s'il réussit ; sinon, comme `faire`."""
    rendu, phrase = _tenter(titre, fonction)
    if phrase:
        st.error(markdown(typographie(phrase)), icon=":material/error:")
    return rendu


def a_part(titre: str, nom: str, *arguments: object, discret: bool = True) -> object | None:
    """Fait dans un autre processus un travail qui lit le fichier déposé (`nom` : voir data/enfant.py).

    Il s'arrête au bouton, à tout autre clic, et quand la visite s'en va. `discret` : on n'en parle pas s'il
    réussit. Une faute devient une phrase ; None est alors rendu.
    """
    if _arrete(titre):
        return None
    from data.a_part import faire as faire_a_part

    boite = st.empty() if discret else st.status(f"{titre}…", expanded=True)
    attente = _Attente(titre, boite.container() if discret else boite)
    with priorite.endormie():
        rendu, phrase = _tenter(
            titre,
            lambda: faire_a_part(nom, *arguments, etape=attente.etape, respirer=attente.respirer),
            ici=False,
        )
    attente.finir()
    if discret:
        boite.empty()
    elif phrase:
        boite.update(label=f"{titre} : arrêté", state="error", expanded=True)
    else:
        boite.update(label=f"{titre} : fait", state="complete", expanded=False)
    if phrase:
        st.error(markdown(typographie(phrase)), icon=":material/error:")
    return rendu


class _Attente:
    """Ce qu'on montre pendant qu'un travail se fait à part ; y écrire laisse passer les clics."""

    def __init__(self, titre: str, lieu: "DeltaGenerator") -> None:
        self.titre, self.debut, self.dite = titre, time.monotonic(), 0.0
        self.phrase = f"{titre}…"
        self.ligne, self.bouton = lieu.empty(), lieu.empty()
        self.montre = False

    def etape(self, dite: str) -> None:
        self.phrase = f"{dite[0].upper()}{dite[1:]}…"
        self._redire(time.monotonic())

    def respirer(self) -> None:
        """Rappelée sans cesse : c'est en écrivant qu'on apprend que le visiteur a cliqué."""
        maintenant = time.monotonic()
        if not self.montre and maintenant - self.debut > BOUTON_S:
            self.montre = True
            self.bouton.button(
                "Arrêter",
                icon=":material/stop_circle:",
                key=f"arreter-{self.titre}",
                on_click=_arreter,
                args=(self.titre,),
            )
        if maintenant - self.dite > REDIRE_S:
            self._redire(maintenant)

    def finir(self) -> None:
        self.ligne.empty()
        self.bouton.empty()

    def _redire(self, maintenant: float) -> None:
        self.dite = maintenant
        self.ligne.markdown(markdown(typographie(self.phrase)))


def _arreter(titre: str) -> None:
    st.session_state[_ARRETS] = {*st.session_state.get(_ARRETS, ()), titre}


def _arrete(titre: str) -> bool:
    """Vrai si ce travail a été arrêté, et qu'on ne demande pas de le reprendre."""
    if titre not in st.session_state.get(_ARRETS, ()):
        return False
    st.info(markdown(typographie(f"{titre} : arrêté. Rien n'est publié.")), icon=":material/stop_circle:")
    if st.button("Recommencer", icon=":material/refresh:", key=f"recommencer-{titre}"):
        st.session_state[_ARRETS] = st.session_state[_ARRETS] - {titre}
        return False
    return True


def _tenter(titre: str, fonction: Callable[[], _Rendu], ici: bool = True) -> tuple[_Rendu | None, str]:
    """Ce que rend la fonction, ou la phrase qui dit pourquoi elle ne rend rien. `ici` : dans ce processus,
    un travail à la fois."""
    # Import tardif : une page n'a besoin de data/ que pour écrire, et jamais pour un visiteur.
    from data import a_part
    from data.lecture import SourceIllisible
    from data.programmation.depart import DepartInvalide
    from data.programmation.modele import CorrespondanceInvalide
    from data.programmation.referentiels import ReferentielsAbsents
    from data.verification import EchecConstruction

    dites = (
        SourceIllisible,
        CorrespondanceInvalide,
        DepartInvalide,
        ReferentielsAbsents,
        EchecConstruction,
        Occupe,
        a_part.Occupe,
    )
    try:
        with seul() if ici else nullcontext():
            return fonction(), ""
    except dites as erreur:
        return None, str(erreur)
    except Exception:  # noqa: BLE001
        # Le détail est au journal du serveur : l'écran ne montre ni chemin ni trace.
        journal.exception("mise à jour : %s", titre)
        return None, (
            "Une erreur inattendue a arrêté ce travail ; rien n'est publié. "
            "Le journal du serveur en dit la cause."
        )
