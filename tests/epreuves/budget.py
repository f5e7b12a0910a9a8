"""Le budget de ce qui vient de dehors : fichiers, séances et liens faits pour coûter."""

import base64
import random
import zlib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from data.fichier_depose import deposer
from data.lecture import SourceIllisible
from pages.seance import ordre
from tests.epreuves import hostiles
from tests.epreuves.genre import Epreuve, Resultat
from tests.epreuves.mesure import Mesure, suivie

LIMITE_S, LIMITE_MO = 2.0, 300.0
LIMITE_LU_S, LIMITE_LU_MO = 20.0, 1_000.0
"""D'un fichier démesuré mais lisible, qui se lit dans le processus à part : moins que ce qu'on lui laisse."""
MORCEAUX = (
    """D'un fichier démesuré mais lisible, qui se lit dans le processus à part."""
    "\n",
    ".",
    '"a".',
    "a = [1, 2]\n",
    "1979-05-27T07:32:00Z",
    "0x",
    "9",
    "_",
    "é",
    "\u202e",
    "\0",
)
ENTETE = f'format = "{ordre.FORMAT}"\nversion = 1\n'


def seance(h: random.Random) -> str:
    """Un fichier de séance : des morceaux de TOML, répétés de une à trois cent mille fois."""
    suite = [h.choice(MORCEAUX) for _ in range(h.randrange(1, 5))]
    corps = "".join(m * round(300_000 ** h.random()) for m in suite)
    return (h.choice(("", ENTETE)) + corps * h.choice((1, 1, 50)))[: ordre.TAILLE_MAX]


def lien(h: random.Random) -> str:
    """Un lien de séance : du JSON démesuré, ou n'importe quoi, comprimé ou non."""
    morceau = h.choice(("[", "[],", '["a","synthese","",5],', "9", '"', "{", "null,", " ", "\\u0000"))
    clair = h.choice(("", '["t",[', '["t",[],[')) + morceau * round(2_000_000 ** h.random())
    brut = zlib.compress(clair.encode(), 9) if h.random() < 0.9 else clair.encode()[:100_000]
    return base64.urlsafe_b64encode(brut).decode().rstrip("=")


def _lire_seance(graine: int) -> tuple[str, Mesure]:
    h = random.Random(graine)
    texte, de = (seance(h), ordre.de_toml) if h.random() < 0.5 else (lien(h), ordre.de_lien)
    return de.__name__, suivie(lambda: _refuse(lambda: de(texte), ordre.SeanceInvalide))


def _lire_depot(graine: int) -> tuple[str, Mesure]:
    quoi, nom, contenu = hostiles.depot(random.Random(graine))
    refuses = []
    mesure = suivie(lambda: refuses.append(_refuse(lambda: deposer(contenu, nom), SourceIllisible)))
    return (quoi if refuses == [True] else f"{quoi} (lu)"), mesure


def _refuse(lire: Callable[[], object], faute: type[Exception]) -> bool:
    """Vrai si la lecture est refusée d'une phrase ; toute autre exception est une faute."""
    try:
        lire()
    except faute:
        return True
    return False


def _jouer(graine: int, fois: int, essai: Callable[[int], tuple[str, Mesure]]) -> Resultat:
    fautes, pire_s, pire_mo = [], 0.0, 0.0
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), max_tasks_per_child=200) as processus:
        try:
            graines = [graine * 100_000 + rang for rang in range(fois)]
            for une, (quoi, mesure) in zip(graines, processus.map(essai, graines, chunksize=4), strict=True):
                lu = quoi.endswith("(lu)")
                if not lu:
                    pire_s, pire_mo = max(pire_s, mesure.duree_s), max(pire_mo, mesure.memoire_mo)
                limite_s, limite_mo = (LIMITE_LU_S, LIMITE_LU_MO) if lu else (LIMITE_S, LIMITE_MO)
                dit = mesure.faute
                if not dit and (mesure.duree_s > limite_s or mesure.memoire_mo > limite_mo):
                    dit = f"{mesure.duree_s:.1f} s, {mesure.memoire_mo:.0f} Mo"
                if dit:
                    fautes.append(f"graine {une}, {quoi} : {dit}")
        except BrokenProcessPool:
            fautes.append("un processus qui lisait est tombé")
    return Resultat(fois, tuple(fautes[:30]), pire_s, pire_mo)


def seances(graine: int, fois: int) -> Resultat:
    """`fois` séances et liens hostiles."""
    return _jouer(graine, fois, _lire_seance)


def depots(graine: int, fois: int) -> Resultat:
    """`fois` fichiers déposés hostiles ; le pire temps et la pire mémoire sont ceux d'un refus."""
    return _jouer(graine, fois, _lire_depot)


EPREUVES = [
    Epreuve("Budget", "séances et liens de séance faits pour coûter", fois=2_000, lancer=seances),
    Epreuve("Budget", "fichiers déposés faits pour coûter", fois=600, lancer=depots),
]
