"""Les avertissements qu'une cellule seule ne montre pas : doublons, montants incohérents, homonymes."""

from collections import Counter
from decimal import Decimal

from data.programmation.contexte import Contexte
from data.programmation.modele import Action, Lecture
from data.programmation.mots import sac
from data.programmation.phrases import accord, euros

FINANCEES = ("retenue", "conventionnée", "réalisée", "soldée")
SANS_ARGENT = ("refusée", "annulée", "ajournée", "réorientée")


def relever(contexte: Contexte, lecture: Lecture) -> None:
    """Ajoute au contexte les avertissements de toute la lecture, et distingue les actions sans référence."""
    _doublons(contexte, lecture.actions)
    for action in lecture.actions:
        _montants(contexte, action)
    _annees(contexte, lecture.actions)
    statut = contexte.correspondance.statut
    if statut and "statut" not in contexte.par_champ:
        motif = f"aucune colonne ne dit le statut : toutes les actions sont « {statut} »"
        contexte.dire("note", "statut", motif)
    sans_reference = sum(not action.reference_donnee for action in lecture.actions)
    if sans_reference:
        combien = accord(sans_reference, "action n'a", "actions n'ont")
        motif = f"{combien} pas de référence : elle est tirée de l'intitulé, du porteur et des quartiers"
        contexte.dire("note", "reference", motif)
    for feuille, ligne, ecrit, autre, proposition in contexte.porteurs.ressemblances():
        motif = f"ce porteur ressemble à {autre} : deux porteurs, ou un seul ?"
        contexte.dire(
            "avertissement",
            "porteurs",
            motif,
            ligne=ligne,
            valeur=ecrit,
            proposition=proposition,
            feuille=feuille,
        )


def _doublons(contexte: Contexte, actions: list[Action]) -> None:
    """Deux lignes qui disent la même action ; sans référence, la seconde en reçoit une à elle."""
    premieres: dict[tuple, Action] = {}
    references: Counter[tuple] = Counter()
    for action in actions:
        cle = (action.annee, sac(action.intitule), action.structure_id, tuple(sorted(action.quartiers)))
        premiere = premieres.setdefault(cle, action)
        if premiere is not action:
            ou = f" de la feuille « {premiere.feuille} »" if premiere.feuille != action.feuille else ""
            ou = f"à la ligne {premiere.ligne}{ou}"
            motif = f"même intitulé, porteur et quartiers qu'{ou} : une action en double ?"
            contexte.dire("avertissement", "double", motif, ligne=action.ligne, feuille=action.feuille)
        references[action.annee, action.reference] += 1
        rang = references[action.annee, action.reference]
        if rang > 1:
            action.reference = f"{action.reference}-{rang}"


def _montants(contexte: Contexte, action: Action) -> None:
    def avertir(code: str, motif: str) -> None:
        contexte.dire("avertissement", code, motif, ligne=action.ligne, feuille=action.feuille)

    for f in action.financements:
        nom = contexte.referentiels.financeurs[f.financeur_id][0]
        for grand, petit, participe in ((f.accorde, f.demande, "accordés"), (f.verse, f.accorde, "versés")):
            if grand is not None and petit is not None and grand > petit:
                contre = "demandés" if participe == "accordés" else "accordés"
                avertir("depassement", f"{nom} : {euros(grand)} {participe} pour {euros(petit)} {contre}")
    accorde = action.somme("accorde")
    cout = action.champs.get("cout_total_eur")
    if isinstance(cout, Decimal) and accorde > cout:
        avertir("cout", f"{euros(accorde)} accordés dépassent le coût de l'action ({euros(cout)})")
    if action.statut in SANS_ARGENT and accorde:
        avertir("statut", f"l'action est « {action.statut} » et a {euros(accorde)} accordés")
    if action.statut in FINANCEES and not accorde:
        avertir("statut", f"l'action est « {action.statut} » et n'a aucun montant accordé")


def _annees(contexte: Contexte, actions: list[Action]) -> None:
    ref = contexte.referentiels
    hors: Counter[int] = Counter()
    for action in actions:
        if not ref.debut <= action.annee <= ref.fin:
            hors[action.annee] += 1
    for annee, nb in sorted(hors.items()):
        combien = accord(nb, "action")
        motif = f"{annee} n'est pas une année du contrat ({ref.debut}-{ref.fin}) : {combien}"
        contexte.dire("avertissement", "annee", motif)
