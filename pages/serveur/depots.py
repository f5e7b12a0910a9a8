"""Qui a le droit d'envoyer un fichier, et combien : seulement une visite dont la page montre un champ.

La page qui montre un champ l'ouvre ici (pages/composants/champ_fichier.py) ; quand elle ne le montre plus, il
se ferme, et ce qui avait été envoyé est libéré. Une adresse d'envoi ne vaut qu'une fois, pour la visite qui
l'a demandée. Ce qui est envoyé est compté par visite et par appelant, dans le magasin que partagent les
répliques : recharger la page, ou changer de serveur, ne remet rien à zéro.
"""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadFileUrlInfo

from pages.serveur.magasin import MagasinIndisponible, MagasinPlein, magasin

PERIODE_S = 3600.0
"""La durée sur laquelle les octets d'une visite, ou d'un appelant, s'additionnent."""
PAR_APPELANT = 4
"""Une mairie sort sur le réseau par une seule adresse : plusieurs visites s'y comptent ensemble."""
ADRESSES_MAX = 4
"""Adresses d'envoi qu'une visite a demandées et dont elle ne s'est pas encore servie."""
ENVOI_OCTETS = 65_536
"""Ce que compte le plus petit des envois : sans quoi des millions de fichiers vides ne coûteraient rien."""
OUBLI_S = 600.0
"""Une visite coupée un moment retrouve ses champs."""
_GENRE = "depot"


@dataclass(frozen=True)
class Champ:
    """Ce qu'un champ laisse envoyer : octets par fichier, et par période."""

    page: str
    octets_max: int
    quota_octets: int


@dataclass
class _Visite:
    passage: int = 0
    champs: dict[str, tuple[Champ, int]] = field(default_factory=dict)
    """Clé du champ → ce qu'il permet, et le passage de la page qui l'a montré."""
    adresses: list[str] = field(default_factory=list)
    vue_s: float = 0
    envoie: bool = False


_visites: dict[str, _Visite] = {}
_verrou = threading.Lock()

journal = logging.getLogger(__name__)


def commencer(session: str, page: str) -> None:
    """La page `page` commence un passage : les champs des autres pages se ferment."""
    with _verrou:
        visite = _visites.get(session)
        if visite is None:
            return
        visite.passage, visite.vue_s = visite.passage + 1, time.monotonic()
        _garder(session, {cle: lu for cle, lu in visite.champs.items() if lu[0].page == page})


def ouvrir(session: str, cle: str, champ: Champ) -> None:
    """La page montre ce champ."""
    with _verrou:
        _oublier_les_parties()
        visite = _visites.setdefault(session, _Visite())
        visite.vue_s = time.monotonic()
        visite.champs[cle] = (champ, visite.passage)


def finir(session: str) -> None:
    """Le passage est fini : les champs qu'il n'a pas montrés se ferment."""
    with _verrou:
        visite = _visites.get(session)
        if visite is not None:
            _garder(session, {cle: lu for cle, lu in visite.champs.items() if lu[1] == visite.passage})


def ouvert(session: str) -> Champ | None:
    """Le plus large des champs que la visite a sous les yeux ; None si elle n'en a aucun."""
    with _verrou:
        visite = _visites.get(session)
        champs = [champ for champ, _ in visite.champs.values()] if visite else []
    return max(champs, key=lambda champ: champ.octets_max, default=None)


def noter_adresses(session: str, fichiers: Sequence[str]) -> None:
    """Retient les adresses d'envoi données à une visite ; les plus anciennes ne valent plus."""
    with _verrou:
        visite = _visites.get(session)
        if visite is not None:
            visite.adresses = [*visite.adresses, *fichiers][-ADRESSES_MAX:]


def prendre(session: str, fichier: str) -> Champ | None:
    """Le champ au nom duquel cet envoi commence ; None s'il n'est pas permis. L'adresse ne sert plus après.

    Un envoi à la fois par visite : `rendre` dit qu'il est fini.
    """
    champ = ouvert(session)
    with _verrou:
        visite = _visites.get(session)
        if champ is None or visite is None or visite.envoie or fichier not in visite.adresses:
            return None
        visite.adresses.remove(fichier)
        visite.envoie = True
    # Un champ ne porte qu'un fichier : le précédent cède sa place.
    liberer(session)
    return champ


def rendre(session: str) -> None:
    """L'envoi commencé est fini, ou abandonné."""
    with _verrou:
        if session in _visites:
            _visites[session].envoie = False


def compter(session: str, appelant: str, champ: Champ, octets: int) -> bool:
    """Ajoute ces octets aux comptes ; faux si la visite, ou l'appelant, en a envoyé plus que sa part."""
    octets = max(octets, ENVOI_OCTETS)
    try:
        # L'appelant d'abord : refusé, il ne fait pas naître un compte par visite.
        reserve = magasin()
        qui = f"appelant:{reserve.anonyme(appelant)}"
        if reserve.compter(_GENRE, qui, octets, PERIODE_S) > champ.quota_octets * PAR_APPELANT:
            return False
        sienne = f"visite:{reserve.anonyme(session)}"
        return reserve.compter(_GENRE, sienne, octets, PERIODE_S) <= champ.quota_octets
    except (MagasinIndisponible, MagasinPlein) as erreur:
        journal.warning("envoi refusé, faute de pouvoir le compter : %s", erreur)
        return False


def liberer(session: str) -> None:
    """Oublie les fichiers que cette visite a envoyés."""
    if runtime.exists():
        runtime.get_instance().uploaded_file_mgr.remove_session_files(session)


def surveiller(gestionnaire: MemoryUploadedFileManager) -> None:
    """Les adresses d'envoi de Streamlit ne sont plus données qu'aux visites qui ont un champ ouvert."""
    donner = gestionnaire.get_upload_urls

    def donner_si_ouvert(session_id: str, file_names: Sequence[str]) -> list[UploadFileUrlInfo]:
        if ouvert(session_id) is None:
            return []
        donnees = donner(session_id, file_names[:ADRESSES_MAX])
        noter_adresses(session_id, [donnee.file_id for donnee in donnees])
        return donnees

    gestionnaire.get_upload_urls = donner_si_ouvert  # type: ignore[method-assign]


def _garder(session: str, champs: dict[str, tuple[Champ, int]]) -> None:
    """Sous le verrou : la visite n'a plus que ces champs ; sans aucun, elle n'a plus de fichier non plus."""
    visite = _visites[session]
    visite.champs = champs
    if not champs:
        visite.adresses = []
        liberer(session)


def _oublier_les_parties() -> None:
    """Sous le verrou : les visites que Streamlit ne connaît plus."""
    if not runtime.exists():
        return
    active, limite = runtime.get_instance().is_active_session, time.monotonic() - OUBLI_S
    for session in [s for s, visite in _visites.items() if visite.vue_s < limite and not active(s)]:
        del _visites[session]
