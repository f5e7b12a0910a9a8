"""Ce qu'une visite est en train de mettre à jour, et comment un travail long se fait devant elle."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from pages.composants import etat
from pages.composants.formats import typographie
from pages.composants.phrases import markdown

if TYPE_CHECKING:
    from data.fichier_depose import Depot
    from data.mise_a_jour import Verification
    from data.programmation.examen import Examen

_TRAVAIL, _ANNONCE, _RANG = "mise_a_jour", "mise_a_jour_annonce", "mise_a_jour_rang"
_SEUL = threading.Lock()
"""Un travail à la fois sur ce serveur : vérifier vingt mille lignes prend de la mémoire."""
_Rendu = TypeVar("_Rendu")

journal = logging.getLogger(__name__)


class Occupe(Exception):
    """Un autre agent vérifie ou publie en ce moment."""


@dataclass
class Travail:
    """Le fichier déposé et ce qu'on en sait. `dossier` s'efface avec la visite, ou dès qu'on abandonne."""

    depot: "Depot"
    genre: str
    dossier: TemporaryDirectory = field(default_factory=lambda: TemporaryDirectory(prefix="mise-a-jour-"))
    reglages: dict[str, object] = field(default_factory=dict)
    """Ce qu'on a dit du tableau quand on l'a vérifié."""
    examen: "Examen | None" = None
    verification: "Verification | None" = None

    @property
    def chemin(self) -> Path:
        return Path(self.dossier.name)


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
    if ancien:
        ancien.dossier.cleanup()


def cle_du_depot() -> str:
    """La clé du sélecteur de fichier : elle change quand on le vide."""
    return f"deposer-{st.session_state.get(_RANG, 0)}"


def vider() -> None:
    """Abandonne le travail et vide le sélecteur de fichier."""
    abandonner()
    st.session_state[_RANG] = st.session_state.get(_RANG, 0) + 1


def annoncer(phrase: str, *, faute: bool = False) -> None:
    """Une phrase à montrer au passage suivant."""
    st.session_state[_ANNONCE] = (phrase, faute)


def montrer_annonce() -> None:
    """Montre ce que le passage précédent avait à dire."""
    if _ANNONCE in st.session_state:
        phrase, faute = st.session_state.pop(_ANNONCE)
        (st.error if faute else st.success)(
            markdown(typographie(phrase)), icon=":material/error:" if faute else ":material/check_circle:"
        )


def recommencer_la_page() -> None:
    """Relance la page sans perdre l'adresse."""
    etat.emettre()
    st.rerun()


@contextmanager
def seul() -> Iterator[None]:
    """Un seul travail à la fois. Lève Occupe."""
    if not _SEUL.acquire(blocking=False):
        raise Occupe("Un autre agent vérifie ou publie en ce moment : recommencez dans une minute.")
    try:
        yield
    finally:
        _SEUL.release()


def faire(titre: str, fonction: Callable[[Callable[[str], None]], _Rendu]) -> _Rendu | None:
    """Fait un travail long en disant où il en est. Une faute devient une phrase ; None est alors rendu.

    `fonction` reçoit de quoi dire l'étape en cours.
    """
    # Import tardif : une page n'a besoin de data/ que pour écrire, et jamais pour un visiteur.
    from data.lecture import SourceIllisible
    from data.programmation.modele import CorrespondanceInvalide
    from data.programmation.referentiels import ReferentielsAbsents
    from data.verification import EchecConstruction

    with st.status(f"{titre}…", expanded=True) as boite:
        try:
            with seul():
                rendu = fonction(lambda etape: st.markdown(markdown(f"{etape[0].upper()}{etape[1:]}…")))
        except (SourceIllisible, CorrespondanceInvalide, ReferentielsAbsents, EchecConstruction, Occupe) as e:
            phrase = str(e)
        except Exception:  # noqa: BLE001
            # Le détail est au journal du serveur : l'écran ne montre ni chemin ni trace.
            journal.exception("mise à jour : %s", titre)
            phrase = (
                "Une erreur inattendue a arrêté ce travail ; rien n'est publié. "
                "Le journal du serveur en dit la cause."
            )
        else:
            boite.update(label=f"{titre} : fait", state="complete", expanded=False)
            return rendu
        boite.update(label=f"{titre} : arrêté", state="error", expanded=True)
        st.error(markdown(typographie(phrase)), icon=":material/error:")
    return None
