"""Ce qu'un magasin sait faire, et les bornes de chaque genre d'entrée."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

JOUR_S = 86_400.0


class MagasinIndisponible(Exception):
    """Le magasin ne répond pas ; le message est à mettre au journal, pas à l'écran."""


class MagasinPlein(Exception):
    """Le genre est plein : l'entrée n'est pas gardée, et rien n'a été perdu pour elle."""


@dataclass(frozen=True)
class Bornes:
    """Ce qu'un genre peut tenir : en nombre, en octets, et en octets pour un même visiteur.

    `evince` : plein, il perd ses entrées les plus délaissées au lieu de refuser. Pour ce qui se refait seul.
    """

    entrees: int
    octets: int
    octets_par_visiteur: int
    evince: bool = False


GENRES = {
    "salle": Bornes(5_000, 20_000_000, 200_000),
    # Une séance de 512 ko (ordre.TAILLE_MAX) en fait cent une fois compressée.
    "seance": Bornes(20_000, 400_000_000, 20_000_000),
    "session_close": Bornes(200_000, 20_000_000, 1_000_000),
    "apercu": Bornes(2_000, 20_000_000, 20_000_000, evince=True),
    "depot": Bornes(50_000, 20_000_000, 1_000_000),
}
"""Genre → ses bornes. Un genre qui n'y est pas est une faute du programme (KeyError)."""


class Magasin(Protocol):
    """Toutes lèvent MagasinIndisponible si le magasin ne répond pas, et KeyError pour un genre inconnu.

    `duree_s` : en secondes, depuis maintenant ; l'entrée n'existe plus ensuite.
    """

    def lire(self, genre: str, cle: str, prolonger_s: float = 0) -> bytes | None:
        """La valeur, ou None. `prolonger_s` : elle vivra au moins cela, compté de maintenant."""
        ...

    def poser(self, genre: str, cle: str, valeur: bytes, duree_s: float, au_nom_de: str = "") -> None:
        """Garde `valeur`. `au_nom_de` : le visiteur, rendu par `anonyme` ; vide : le service lui-même.

        Lève MagasinPlein. Une entrée qui existe garde son visiteur.
        """
        ...

    def changer(
        self, genre: str, cle: str, changement: Callable[[bytes | None], bytes | None], duree_s: float
    ) -> bytes | None:
        """Remplace la valeur par `changement(valeur)` d'un seul tenant et rend la neuve ; None l'efface.

        `changement` peut être rappelé : il ne fait rien d'autre. Lève MagasinPlein.
        """
        ...

    def effacer(self, genre: str, cle: str) -> None:
        """Efface l'entrée, si elle existe."""
        ...

    def compter(self, genre: str, cle: str, quantite: int, duree_s: float) -> int:
        """Ajoute `quantite` au compteur et rend le total ; il repart de zéro `duree_s` après son début.

        Lève MagasinPlein s'il faudrait un compteur de trop.
        """
        ...

    def heure(self) -> float:
        """L'heure du magasin, la même pour toutes les répliques (secondes depuis 1970)."""
        ...

    def naissance(self) -> float:
        """Quand ce magasin est né : il ne sait rien de ce qui précède (secondes depuis 1970)."""
        ...

    def anonyme(self, texte: str) -> str:
        """Une empreinte de `texte` (une adresse de réseau), qui ne dit pas d'où elle vient."""
        ...
