"""Le compte d'un fichier de subventions : ses lignes et leurs euros, notés avant qu'on en décide."""

from decimal import Decimal

from data.lecture import Ecart, Ignoree, Jointe, Lecture, Lues, lire_montants
from data.sources.scdl_actions import Financement
from data.sources.scdl_fichier import Fichier, Ligne
from data.sources.scdl_lignes import Subvention, montant_ecrit

COLONNES = {"demande": "montantDemande", "accorde": "montant"}
"""Étape → la colonne du format qui la porte, si la subvention est accordée."""
NON_ACCORDE = "montant d'une subvention qui n'est pas accordée"
LU_DEMANDE = "montant d'une subvention qui n'est pas accordée, lu comme demandé"


def declarer(lecture: Lecture, fichier: Fichier, financements: list[Financement]) -> None:
    """Ajoute le compte à la lecture. `financements` : ceux qui entrent."""
    ecrites = {(ligne.feuille, ligne.numero): ligne for ligne in (*fichier.lignes, *fichier.totaux)}
    lecture.lues = [_feuille(feuille, numeros, ecrites) for feuille, numeros in fichier.lues.items()]
    lecture.ignorees = [Ignoree(total.feuille, total.numero, "ligne de total") for total in fichier.totaux]
    for financement in financements:
        premiere = financement.lignes[0].dite.ligne
        for dite in (situee.dite for situee in financement.lignes):
            if dite.ligne is not premiere:
                ou = (dite.ligne.feuille, dite.ligne.numero)
                lecture.jointes.append(Jointe(*ou, premiere.feuille, premiere.numero))
            _ecarts(lecture, dite)


def _feuille(feuille: str, numeros: list[int], ecrites: dict[tuple[str, int], Ligne]) -> Lues:
    """Une ligne que sa forme fait refuser n'a pas de montant lisible."""
    montants: dict[str, list[Decimal | None]] = {}
    illisibles = 0
    for etape, colonne in COLONNES.items():
        lignes = (ecrites.get((feuille, numero)) for numero in numeros)
        lire = lambda ligne, colonne=colonne: montant_ecrit(ligne, colonne) if ligne else None  # noqa: E731
        montants[etape], nb = lire_montants(lignes, lire)
        illisibles += nb
    return Lues(feuille, numeros, montants, illisibles)


def _ecarts(lecture: Lecture, dite: Subvention) -> None:
    """Ce que le statut change : le montant d'une subvention refusée n'est pas accordé."""
    for etape, entre in (("demande", dite.demande), ("accorde", dite.accorde)):
        ecrit = montant_ecrit(dite.ligne, COLONNES[etape]) or Decimal(0)
        reste = (entre or Decimal(0)) - ecrit
        ou = (dite.ligne.feuille, dite.ligne.numero, etape, abs(reste))
        if reste < 0:
            lecture.ecartes.append(Ecart(*ou, NON_ACCORDE))
        elif reste > 0:
            lecture.repris.append(Ecart(*ou, LU_DEMANDE))
