"""Les mots par lesquels un dossier dit où il en est, et le statut de la base qui leur correspond.

La table est data/vocabulaire/action.statut.toml, que tous les lecteurs partagent ; s'y ajoute ici ce que la
correspondance d'un tableau a confirmé. Un mot qui n'y est pas est refusé.
"""

from data import vocabulaire
from data.vocabulaire.formes import cle

CHAMP = "action.statut"


def trouver(texte: str, confirmes: dict[str, str]) -> str | None:
    """Le statut que dit une cellule, d'abord selon ce qui est confirmé ; None si le mot est inconnu."""
    voulu = cle(texte)
    for mot, statut in confirmes.items():
        if cle(mot) == voulu:
            return statut
    return vocabulaire.chercher(CHAMP, texte)


def propositions(texte: str) -> tuple[str, ...]:
    """Les statuts que peut vouloir dire un mot qui en a plusieurs (« favorable sous réserve »)."""
    return vocabulaire.lire(CHAMP).a_confirmer.get(vocabulaire.lire(CHAMP).cle(texte), ())


def connus() -> str:
    """La liste à citer dans un refus."""
    return vocabulaire.connus(CHAMP)
