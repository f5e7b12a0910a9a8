"""Les mots par lesquels un dossier dit où il en est, et le statut de la base qui leur correspond.

Trois vocabulaires se mêlent dans les tableaux : celui de la base, celui de Dauphin (le portail de l'État) et
celui des comités. La correspondance est écrite ici en entier : un mot qui n'y est pas est refusé.
"""

from data.programmation.mots import cle
from data.schema import valeurs_admises

DAUPHIN = {
    "en cours de saisie": "déposée",
    "transmise": "déposée",
    "recevable": "recevable",
    "en attente d'instruction": "en instruction",
    "prise en charge": "en instruction",
    "à justifier": "conventionnée",
    "a été versé": "conventionnée",
    "justification en cours": "réalisée",
    "justification à modifier": "réalisée",
    "justifiée": "soldée",
    "rejetée": "refusée",
    "non recevable": "refusée",
    "clôturée": "refusée",
}
"""« Clôturée » : Dauphin le dit d'un dossier inéligible, comme « non recevable »."""

LOCAUX = {
    "favorable": "retenue",
    "avis favorable": "retenue",
    "accordé": "retenue",
    "validé": "retenue",
    "retenu": "retenue",
    "non retenu": "refusée",
    "défavorable": "refusée",
    "avis défavorable": "refusée",
    "refus": "refusée",
    "ajourné": "ajournée",
    "orientée vers un autre dispositif": "réorientée",
    "réorienté": "réorientée",
    "annulé": "annulée",
    "abandonné": "annulée",
    "déposé": "déposée",
    "instruction": "en instruction",
    "à l'instruction": "en instruction",
    "conventionné": "conventionnée",
    "réalisé": "réalisée",
    "terminé": "réalisée",
    "soldé": "soldée",
}


def table() -> dict[str, str]:
    """Tout mot connu → statut de la base, clé normalisée (sans casse, accents ni accord)."""
    connus = {statut: statut for statut in valeurs_admises("action", "statut")}
    return {_cle(mot): statut for mot, statut in {**DAUPHIN, **LOCAUX, **connus}.items()}


def trouver(texte: str, confirmes: dict[str, str]) -> str | None:
    """Le statut que dit une cellule, d'abord selon ce qui est confirmé ; None si le mot est inconnu."""
    voulu = _cle(texte)
    for mot, statut in confirmes.items():
        if _cle(mot) == voulu:
            return statut
    return _TABLE.get(voulu)


def connus() -> str:
    """La liste à citer dans un refus."""
    return ", ".join(valeurs_admises("action", "statut"))


def _cle(texte: str) -> str:
    """« Retenues », « retenue », « RETENU » : le même mot."""
    mots = cle(texte).split()
    return " ".join(_accord(mot) for mot in mots)


def _accord(mot: str) -> str:
    """Le mot sans marque de genre ni de nombre."""
    return mot.rstrip("s").rstrip("e") if len(mot) > 4 else mot


_TABLE = table()
