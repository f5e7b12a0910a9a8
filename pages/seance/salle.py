"""La salle : où en est la séance, partagé entre l'écran projeté et le pupitre du président.

Tout est dans la mémoire du serveur, borné en nombre et en durée, et ne dit rien des chiffres : un rang, des
durées et l'ordre du jour du lien. Le code d'une salle ne se devine pas ; qui l'a peut la conduire. Serveur
redémarré, la salle est oubliée : chaque appareil avance alors seul.
"""

import re
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Ni 0 ni O, ni 1, I ou L : un code se dicte."""
LONGUEUR = 8
SALLES_MAX = 200
DUREE_MAX_S = 12 * 3600
"""Une salle que plus personne ne regarde depuis ce temps est oubliée."""
RANG_MAX = 100
_CODE = re.compile(f"[{ALPHABET}]{{{LONGUEUR}}}")


@dataclass(frozen=True)
class Avancement:
    """Où en est une séance ; `pas` : 0 pour l'ordre du jour, 1 pour le premier point, n + 1 pour la fin.

    `debut_s`, `arrivee_s` : quand la séance, et le point en cours, ont commencé (horloge du serveur, en
    secondes). `passees_s` : ce que chaque point a déjà pris avant le passage en cours.
    """

    pas: int
    debut_s: float
    arrivee_s: float
    seance: str = ""
    passees_s: dict[int, float] = field(default_factory=dict)

    def au_point_s(self) -> float:
        """Le temps déjà pris par le point en cours, en secondes, tous passages compris."""
        return self.passees_s.get(self.pas, 0) + horloge() - self.arrivee_s

    def en_seance_s(self) -> float:
        """Le temps écoulé depuis le lancement, en secondes."""
        return horloge() - self.debut_s

    def au(self, pas: int) -> "Avancement":
        """Le même, passé à `pas`."""
        passees = self.passees_s | {self.pas: self.au_point_s()}
        return replace(self, pas=min(max(pas, 0), RANG_MAX), arrivee_s=horloge(), passees_s=passees)


@dataclass
class _Salle:
    avancement: Avancement
    vue_s: float


_salles: OrderedDict[str, _Salle] = OrderedDict()
_verrou = threading.Lock()
horloge = time.monotonic


def nouveau_code() -> str:
    """Un code de salle imprévisible ; la salle n'existe qu'une fois ouverte."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR))


def est_un_code(texte: str) -> bool:
    """Vrai si `texte` a la forme d'un code de salle."""
    return _CODE.fullmatch(texte) is not None


def commencer(pas: int = 1, seance: str = "") -> Avancement:
    """Une séance qui commence maintenant, sans salle."""
    return Avancement(pas, horloge(), horloge(), seance)


def ouvrir(code: str, seance: str = "", pas: int = 1) -> None:
    """Ouvre la salle, ou la remet à son début ; la plus délaissée fait place s'il y en a trop.

    `seance` : le code de l'ordre du jour (voir courante.code_de). ValueError si le code n'en est pas un.
    """
    if not est_un_code(code):
        raise ValueError("code de salle mal formé")
    with _verrou:
        _salles[code] = _Salle(commencer(pas, seance), horloge())
        _salles.move_to_end(code)
        _oublier()


def lire(code: str) -> Avancement | None:
    """Où en est la salle ; None si elle n'existe pas, ou plus."""
    with _verrou:
        _oublier()
        salle = _salles.get(code)
        if salle is None:
            return None
        salle.vue_s = horloge()
        _salles.move_to_end(code)
        return salle.avancement


def aller(code: str, pas: int, seance: str = "") -> bool:
    """Passe la salle à `pas` (et à cet ordre du jour, s'il est dit) ; faux si elle n'existe pas."""
    with _verrou:
        salle = _salles.get(code)
        if salle is None:
            return False
        if pas != salle.avancement.pas:
            salle.avancement = salle.avancement.au(pas)
        if seance:
            salle.avancement = replace(salle.avancement, seance=seance)
        return True


def _oublier() -> None:
    """Sous le verrou : les plus délaissées d'abord, ce que l'ordre du dictionnaire dit déjà."""
    perimee = horloge() - DUREE_MAX_S
    while _salles and (len(_salles) > SALLES_MAX or next(iter(_salles.values())).vue_s < perimee):
        _salles.popitem(last=False)
