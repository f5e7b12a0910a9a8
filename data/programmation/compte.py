"""Le compte d'un tableau large : ses lignes et leurs euros, notés avant qu'on décide de leur sort."""

from collections.abc import Iterable
from decimal import Decimal

from data.fichiers.classeur import Ligne
from data.lecture import Ecart, Ignoree, Lues
from data.lecture import Lecture as LectureDeSource
from data.programmation.contexte import Contexte, lire_montants
from data.programmation.modele import ETAPES, Colonne, Lecture, LigneLue
from data.programmation.publie import Couverture, Fiche

_IGNOREES = {("note", "total"), ("note", "titres"), ("note", "section"), ("avertissement", "ligne")}
"""Gravité et code des constats qui disent qu'une ligne n'est pas une action."""
AUTRE_ANNEE = "montant d'une autre année, dit par le tableau et non importé"
DEJA_LA = "montant que la base tenait déjà, gardé : le tableau n'a pas cette colonne"


def lignes(contexte: Contexte, corps: Iterable[Ligne]) -> list[LigneLue]:
    """Les lignes remplies sous les titres, et ce que portent leurs colonnes de financeurs."""
    colonnes = {c.numero for c in contexte.financieres if c.champ == "montant" and c.financeur_id}
    constats, contexte.constats = contexte.constats, []
    try:
        lues = []
        for ligne in corps:
            if any(c.valeur is not None or c.erreur for c in ligne.cellules):
                montants = lire_montants(contexte, {c.colonne: c for c in ligne.cellules}, muet=True)
                siens = {numero: lu for numero, lu in montants.lus.items() if numero in colonnes}
                lues.append(LigneLue(ligne.numero, siens, len(montants.illisibles & colonnes)))
        return lues
    finally:
        # Ce qu'il y a à dire des cellules, la lecture le dit.
        contexte.constats = constats


def declarer(source: LectureDeSource, lecture: Lecture, fiches: list[Fiche]) -> None:
    """Ajoute à la lecture d'une source le compte du tableau. `fiches` : les actions qui entrent."""
    feuille = lecture.correspondance.feuille
    colonnes = {c.numero: c for c in lecture.correspondance.colonnes}
    motifs = {
        c.ligne: c.motif.split(" (")[0].split(" :")[0]
        for c in lecture.constats
        if c.ligne and (c.gravite, c.code) in _IGNOREES
    }
    montants = {etape: [_somme(ligne, colonnes, etape) for ligne in lecture.lues] for etape in ETAPES}
    # Un titre répété n'est pas un montant illisible.
    illisibles = sum(ligne.illisibles for ligne in lecture.lues if ligne.numero not in motifs)
    source.lues = [Lues(feuille, [ligne.numero for ligne in lecture.lues], montants, illisibles)]
    source.ignorees = [
        Ignoree(feuille, ligne.numero, motifs[ligne.numero])
        for ligne in lecture.lues
        if ligne.numero in motifs
    ]
    source.ecartes = _autres_annees(lecture, colonnes)
    source.repris = _deja_la(lecture, fiches)


def _somme(ligne: LigneLue, colonnes: dict[int, Colonne], etape: str) -> Decimal | None:
    siens = [m for numero, m in ligne.montants.items() if (colonnes[numero].etape or "accorde") == etape]
    return sum(siens, Decimal(0)) if siens else None


def _autres_annees(lecture: Lecture, colonnes: dict[int, Colonne]) -> list[Ecart]:
    """Les rappels d'autres années, dans les lignes qui entrent."""
    annees = {action.ligne: action.annee for action in lecture.actions}
    return [
        Ecart(lecture.correspondance.feuille, ligne.numero, colonne.etape or "accorde", montant, AUTRE_ANNEE)
        for ligne in lecture.lues
        for numero, montant in ligne.montants.items()
        if (annee := annees.get(ligne.numero)) is not None
        and (colonne := colonnes[numero]).annee_visee(annee) != annee
        and montant
    ]


def _deja_la(lecture: Lecture, fiches: list[Fiche]) -> list[Ecart]:
    """Les montants d'une action que la base tenait et que le tableau n'a pas de colonne pour dire."""
    couverts = Couverture.de(lecture).montants
    return [
        Ecart(lecture.correspondance.feuille, fiche.ligne, etape, montant, DEJA_LA)
        for fiche in fiches
        for cle, etapes in fiche.financements.items()
        for etape, montant in etapes.items()
        if montant and fiche.ligne is not None and (*cle, etape) not in couverts
    ]
