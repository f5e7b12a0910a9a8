"""La salle : où en est la séance, partagé entre l'écran projeté et le pupitre du président.

Tout est dans le magasin, que les répliques du service partagent et qu'un redémarrage ne vide pas, borné en
nombre et en durée, et ne dit rien des chiffres : un rang, des durées et l'ordre du jour du lien. Le code
d'une salle ne se devine pas ; qui l'a peut la conduire. Le magasin ne répond plus : chaque appareil avance
alors seul.
"""

import json
import logging
import re
import secrets
import time
from dataclasses import asdict, dataclass, field, replace

from pages.serveur.magasin import MagasinIndisponible, MagasinPlein, magasin

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Ni 0 ni O, ni 1, I ou L : un code se dicte."""
LONGUEUR = 8
DUREE_MAX_S = 12 * 3600
"""Une salle que plus personne ne regarde depuis ce temps est oubliée."""
RANG_MAX = 100
_CODE = re.compile(f"[{ALPHABET}]{{{LONGUEUR}}}")


@dataclass(frozen=True)
class Avancement:
    """Où en est une séance ; `pas` : 0 pour l'ordre du jour, 1 pour le premier point, n + 1 pour la fin.

    `debut_s`, `arrivee_s` : quand la séance, et le point en cours, ont commencé (secondes
    depuis 1970). `passees_s` : ce que chaque point a déjà pris avant le passage en cours.
    """

    pas: int
    debut_s: float
    arrivee_s: float
    seance: str = ""
    passees_s: dict[int, float] = field(default_factory=dict)

    def au_point_s(self) -> float:
        """Le temps déjà pris par le point en cours, en secondes, tous passages compris."""
        return self.passees_s.get(self.pas, 0) + max(0.0, horloge() - self.arrivee_s)

    def en_seance_s(self) -> float:
        """Le temps écoulé depuis le lancement, en secondes."""
        return max(0.0, horloge() - self.debut_s)

    def au(self, pas: int) -> "Avancement":
        """Le même, passé à `pas`."""
        passees = self.passees_s | {self.pas: self.au_point_s()}
        return replace(self, pas=min(max(pas, 0), RANG_MAX), arrivee_s=horloge(), passees_s=passees)


# L'heure du mur, et non celle du processus : une autre réplique la lit aussi. Reculée, les durées attendent.
horloge = time.time
_GENRE = "salle"

journal = logging.getLogger(__name__)


def nouveau_code() -> str:
    """Un code de salle imprévisible ; la salle n'existe qu'une fois ouverte."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR))


def est_un_code(texte: str) -> bool:
    """Vrai si `texte` a la forme d'un code de salle."""
    return _CODE.fullmatch(texte) is not None


def commencer(pas: int = 1, seance: str = "") -> Avancement:
    """Une séance qui commence maintenant, sans salle."""
    return Avancement(pas, horloge(), horloge(), seance)


def ouvrir(code: str, seance: str = "", pas: int = 1, au_nom_de: str = "") -> bool:
    """Ouvre la salle, ou la remet à son début ; faux si le magasin n'en veut pas, et chacun avance seul.

    `seance` : le code de l'ordre du jour (voir courante.code_de). `au_nom_de` : voir `Magasin.poser`.
    ValueError si le code n'en est pas un.
    """
    if not est_un_code(code):
        raise ValueError("code de salle mal formé")
    try:
        magasin().poser(_GENRE, code, _ecrire(commencer(pas, seance)), DUREE_MAX_S, au_nom_de)
    except (MagasinIndisponible, MagasinPlein) as erreur:
        journal.error("salle non ouverte : %s", erreur)
        return False
    return True


def lire(code: str) -> Avancement | None:
    """Où en est la salle ; None si elle n'existe pas, ou plus, ou si le magasin ne répond pas."""
    if not est_un_code(code):
        return None
    try:
        lue = magasin().lire(_GENRE, code, prolonger_s=DUREE_MAX_S)
    except MagasinIndisponible as erreur:
        journal.error("salle illisible : %s", erreur)
        return None
    return _relire(lue) if lue else None


def aller(code: str, pas: int, seance: str = "") -> bool:
    """Passe la salle à `pas` (et à cet ordre du jour, s'il est dit) ; faux si elle n'existe pas."""
    if not est_un_code(code):
        return False

    def passer(lue: bytes | None) -> bytes | None:
        if lue is None:
            return None
        ou = _relire(lue)
        if pas != ou.pas:
            ou = ou.au(pas)
        return _ecrire(replace(ou, seance=seance) if seance else ou)

    try:
        return magasin().changer(_GENRE, code, passer, DUREE_MAX_S) is not None
    except (MagasinIndisponible, MagasinPlein) as erreur:
        journal.error("salle non conduite : %s", erreur)
        return False


def _ecrire(ou: Avancement) -> bytes:
    return json.dumps(asdict(ou), ensure_ascii=False).encode()


def _relire(lue: bytes) -> Avancement:
    champs = json.loads(lue)
    # JSON ne connaît que des clés de texte.
    champs["passees_s"] = {int(pas): duree for pas, duree in champs["passees_s"].items()}
    return Avancement(**champs)
