"""Le compte d'un tableau large : ses lignes et leurs euros, notés avant qu'on décide de leur sort."""

from collections.abc import Iterable
from decimal import Decimal

from data.fichiers.classeur import Ligne
from data.lecture import Ecart, Ignoree, Lues
from data.lecture import Lecture as LectureDeSource
from data.programmation.contexte import Contexte, lire_montants
from data.programmation.disposition import Bloc
from data.programmation.modele import ETAPES, Colonne, Lecture, LigneLue
from data.programmation.publie import Couverture, Fiche

_IGNOREES = {("note", "total"), ("note", "titres"), ("note", "section"), ("avertissement", "ligne")}
"""Gravité et code des constats qui disent qu'une ligne n'est pas une action."""
AUTRE_ANNEE = "montant d'une autre année, dit par le tableau et non importé"
DEJA_LA = "montant que la base tenait déjà, gardé : le tableau n'a pas cette colonne"


def lignes(contexte: Contexte, blocs: Iterable[Bloc]) -> list[LigneLue]:
    """Les lignes remplies sous les titres, et ce que portent leurs colonnes de financeurs."""
    colonnes = {c.numero for c in contexte.financieres if c.champ == "montant" and c.financeur_id}
    constats, contexte.constats = contexte.constats, []
    try:
        return [
            _lue(contexte, bloc, ligne, colonnes)
            for bloc in blocs
            for ligne in bloc.corps
            if any(c.valeur is not None or c.erreur for c in ligne.cellules)
        ]
    finally:
        # Ce qu'il y a à dire des cellules, la lecture le dit.
        contexte.constats = constats


def _lue(contexte: Contexte, bloc: Bloc, ligne: Ligne, colonnes: set[int]) -> LigneLue:
    if bloc.pourquoi:
        return LigneLue(bloc.feuille.nom, ligne.numero, {}, ignoree="ligne d'un autre tableau, non lu")
    placees = {bloc.places[c.colonne]: c for c in ligne.cellules if c.colonne in bloc.places}
    montants = lire_montants(contexte, placees, muet=True)
    siens = {numero: lu for numero, lu in montants.lus.items() if numero in colonnes}
    return LigneLue(bloc.feuille.nom, ligne.numero, siens, len(montants.illisibles & colonnes))


def declarer(source: LectureDeSource, lecture: Lecture, fiches: list[Fiche]) -> None:
    """Ajoute à la lecture d'une source le compte du tableau. `fiches` : les actions qui entrent."""
    colonnes = {c.numero: c for c in lecture.correspondance.colonnes}
    motifs = {
        (c.feuille, c.ligne): c.motif.split(" (")[0].split(" :")[0]
        for c in lecture.constats
        if c.ligne and (c.gravite, c.code) in _IGNOREES
    }
    motifs |= {(x.feuille, x.numero): x.ignoree for x in lecture.lues if x.ignoree}
    for feuille in dict.fromkeys(ligne.feuille for ligne in lecture.lues):
        siennes = [ligne for ligne in lecture.lues if ligne.feuille == feuille]
        montants = {etape: [_somme(ligne, colonnes, etape) for ligne in siennes] for etape in ETAPES}
        # Un titre répété n'est pas un montant illisible.
        illisibles = sum(x.illisibles for x in siennes if (feuille, x.numero) not in motifs)
        source.lues.append(Lues(feuille, [x.numero for x in siennes], montants, illisibles))
        source.ignorees += [
            Ignoree(feuille, x.numero, motifs[feuille, x.numero])
            for x in siennes
            if (feuille, x.numero) in motifs
        ]
    source.ecartes = _autres_annees(lecture, colonnes)
    source.repris = _deja_la(lecture, fiches)


def _somme(ligne: LigneLue, colonnes: dict[int, Colonne], etape: str) -> Decimal | None:
    siens = [m for numero, m in ligne.montants.items() if (colonnes[numero].etape or "accorde") == etape]
    return sum(siens, Decimal(0)) if siens else None


def _autres_annees(lecture: Lecture, colonnes: dict[int, Colonne]) -> list[Ecart]:
    """Les rappels d'autres années, dans les lignes qui entrent."""
    principale = lecture.correspondance.feuille
    annees = {(action.feuille or principale, action.ligne): action.annee for action in lecture.actions}
    return [
        Ecart(ligne.feuille, ligne.numero, colonne.etape or "accorde", montant, AUTRE_ANNEE)
        for ligne in lecture.lues
        for numero, montant in ligne.montants.items()
        if (annee := annees.get((ligne.feuille, ligne.numero))) is not None
        and (colonne := colonnes[numero]).annee_visee(annee) != annee
        and montant
    ]


def _deja_la(lecture: Lecture, fiches: list[Fiche]) -> list[Ecart]:
    """Les montants d'une action que la base tenait et que le tableau n'a pas de colonne pour dire."""
    couverts = Couverture.de(lecture).montants
    return [
        Ecart(fiche.feuille or lecture.correspondance.feuille, fiche.ligne, etape, montant, DEJA_LA)
        for fiche in fiches
        for cle, etapes in fiche.financements.items()
        for etape, montant in etapes.items()
        if montant and fiche.ligne is not None and (*cle, etape) not in couverts
    ]
