"""Les totaux du tableau, face à ce qui entre dans la base."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from data.programmation.contexte import Contexte, Montants
from data.programmation.modele import Colonne, TotalColonne
from data.programmation.mots import cle
from data.programmation.phrases import accord, euros


@dataclass
class LigneTotal:
    """Une ligne de total : ses montants, et ce que font les actions au-dessus d'elle."""

    numero: int
    libelle: str
    montants: dict[int, Decimal]
    bloc: dict[int, Decimal]
    avant: dict[int, Decimal]
    feuille: str = ""

    def egale(self, sommes: dict[int, Decimal]) -> bool:
        return all(sommes.get(colonne, Decimal(0)) == montant for colonne, montant in self.montants.items())


@dataclass
class Cumuls:
    """Les sommes des lignes d'action d'une feuille, colonne par colonne (euros)."""

    importe: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    refuse: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    bloc: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    lignes: list[LigneTotal] = field(default_factory=list)
    apres: list[int] = field(default_factory=list)
    feuille: str = ""
    nb: int = 0
    nb_bloc: int = 0

    def ajouter(self, numero: int, montants: Montants, entre: bool) -> None:
        self.nb += 1
        self.nb_bloc += 1
        for colonne, montant in montants.lus.items():
            (self.importe if entre else self.refuse)[colonne] += montant
            self.bloc[colonne] += montant
        if self.lignes:
            self.apres.append(numero)

    def lues(self) -> dict[int, Decimal]:
        return {
            colonne: self.importe[colonne] + self.refuse[colonne] for colonne in {*self.importe, *self.refuse}
        }

    def total(self, numero: int, libelle: str, montants: dict[int, Decimal]) -> None:
        neuve = LigneTotal(numero, libelle, montants, dict(self.bloc), self.lues(), self.feuille)
        self.lignes.append(neuve)
        self.bloc = defaultdict(Decimal)
        self.nb_bloc = 0
        self.apres = []


def est_total_muet(montants: Montants, cumuls: Cumuls) -> bool:
    """Des montants seuls, qui sont exactement la somme de ce qui précède."""
    if len(montants.lus) < 1 or montants.illisibles or not cumuls.lues():
        return False
    muette = LigneTotal(0, "", montants.lus, {}, {})
    return muette.egale(cumuls.lues()) or muette.egale(cumuls.bloc)


def rapprocher(contexte: Contexte, feuilles: Sequence[Cumuls]) -> list[TotalColonne]:
    """Chaque colonne de montants face aux totaux du tableau ; les écarts sont des avertissements.

    `feuilles` : les cumuls de chaque feuille. Si plusieurs ont leur total, c'est leur somme qu'on compare.
    """
    utiles = [cumuls for cumuls in feuilles if cumuls.lues() or cumuls.lignes]
    generaux = [(cumuls, _general(cumuls)) for cumuls in utiles]
    _reconnaitre_le_grand_total(generaux)
    for cumuls, general in generaux:
        for ligne in cumuls.lignes:
            if ligne is not general:
                _verifier_sous_total(contexte, ligne)
    entier = bool(generaux) and all(general or not cumuls.lues() for cumuls, general in generaux)
    totaux = []
    for colonne in contexte.financieres:
        n = colonne.numero
        dits = [g.montants[n] for _, g in generaux if g and n in g.montants] if entier else []
        lignes = [g.numero for _, g in generaux if g]
        total = TotalColonne(
            colonne,
            sum((cumuls.importe.get(n, Decimal(0)) for cumuls in utiles), Decimal(0)),
            sum((cumuls.refuse.get(n, Decimal(0)) for cumuls in utiles), Decimal(0)),
            sum(dits, Decimal(0)) if dits else None,
            lignes[0] if len(lignes) == 1 else None,
            importable(contexte, colonne),
        )
        totaux.append(total)
        if total.fichier is not None and total.ecart:
            _dire_ecart(contexte, total, total.fichier)
    for cumuls, general in generaux:
        if general and cumuls.apres:
            combien = accord(len(cumuls.apres), "action est", "actions sont")
            motif = f"{combien} sous la ligne de total, la {general.numero} : le total les compte-t-il ?"
            contexte.dire("avertissement", "total", motif, ligne=cumuls.apres[0], feuille=general.feuille)
    return totaux


def _reconnaitre_le_grand_total(generaux: list[tuple[Cumuls, LigneTotal | None]]) -> None:
    """Au bas de la dernière feuille, un total peut être celui de toutes : on le compare alors à toutes."""
    if len(generaux) < 2:
        return
    toutes: dict[int, Decimal] = defaultdict(Decimal)
    for cumuls, _ in generaux:
        for colonne, montant in cumuls.lues().items():
            toutes[colonne] += montant
    cumuls, dernier = generaux[-1]
    if dernier and not dernier.egale(cumuls.lues()) and dernier.egale(toutes):
        generaux[:] = [(c, dernier if c is cumuls else LigneTotal(0, "", {}, {}, {})) for c, _ in generaux]


def importable(contexte: Contexte, colonne: Colonne) -> bool:
    """Vrai si la colonne entre dans la base ; faux pour un total, ou le montant d'une autre année."""
    if colonne.champ != "montant" or colonne.financeur_id is None or colonne.decalage:
        return False
    return colonne.annee is None or contexte.annee is None or colonne.annee == contexte.annee


_SOUS = re.compile(r"(?:sous|ss|s t|st)\b|s total")


def _general(cumuls: Cumuls) -> LigneTotal | None:
    """Le dernier total qui n'est pas un sous-total de son bloc."""
    toutes = cumuls.lues()
    for ligne in reversed(cumuls.lignes):
        if _SOUS.match(cle(ligne.libelle)):
            continue
        seul_bloc = len(cumuls.lignes) > 1 and ligne.egale(ligne.bloc) and not ligne.egale(toutes)
        if not seul_bloc:
            return ligne
    return _somme_des_blocs(cumuls)


def _somme_des_blocs(cumuls: Cumuls) -> LigneTotal | None:
    """Un total par pilier, et aucun général : leur somme en tient lieu, si chaque action est sous l'un."""
    if cumuls.apres or not cumuls.lignes or not all(ligne.egale(ligne.bloc) for ligne in cumuls.lignes):
        return None
    somme: dict[int, Decimal] = defaultdict(Decimal)
    for ligne in cumuls.lignes:
        for colonne, montant in ligne.montants.items():
            somme[colonne] += montant
    return LigneTotal(cumuls.lignes[-1].numero, "", dict(somme), {}, {}, cumuls.feuille)


def _verifier_sous_total(contexte: Contexte, ligne: LigneTotal) -> None:
    if ligne.egale(ligne.bloc) or ligne.egale(ligne.avant):
        return
    for colonne, montant in ligne.montants.items():
        lu = ligne.bloc.get(colonne, Decimal(0))
        if montant != lu:
            x = contexte.colonnes[colonne]
            motif = (
                f"« {ligne.libelle} » annonce {euros(montant)} en colonne {x.lettre} ({x.titre}) ; "
                f"les lignes au-dessus font {euros(lu)}"
            )
            contexte.dire("avertissement", "total", motif, ligne=ligne.numero, feuille=ligne.feuille)


def _dire_ecart(contexte: Contexte, total: TotalColonne, annonce: Decimal) -> None:
    motif = (
        f"le total du tableau annonce {euros(annonce)} en colonne {total.colonne.lettre} "
        f"({total.colonne.titre}) ; les lignes importées font {euros(total.importe)}"
    )
    if total.refuse:
        motif += f", et {euros(total.refuse)} sont dans des lignes refusées"
    contexte.dire("avertissement", "ecart", motif, ligne=total.ligne)


def verifier_ligne(contexte: Contexte, numero: int, annee: int, montants: Montants) -> None:
    """Les colonnes de total d'une ligne face à la somme de ses financeurs, à la même étape."""
    sommes: dict[str, Decimal] = defaultdict(Decimal)
    for colonne in contexte.financieres:
        importee = colonne.champ == "montant" and colonne.financeur_id and colonne.annee_visee(annee) == annee
        if importee and colonne.numero in montants.lus:
            sommes[colonne.etape or "accorde"] += montants.lus[colonne.numero]
    for colonne in contexte.financieres:
        annonce = montants.lus.get(colonne.numero)
        if colonne.champ != "total" or annonce is None or colonne.annee_visee(annee) != annee:
            continue
        # Un total qui ne dit pas son étape peut être celui de n'importe laquelle.
        etapes = [colonne.etape] if colonne.etape else list(sommes)
        if any(sommes[etape] == annonce for etape in etapes):
            continue
        font = " ou ".join(euros(sommes[etape]) for etape in etapes) or euros(Decimal(0))
        motif = (
            f"la colonne {colonne.lettre} ({colonne.titre}) annonce {euros(annonce)} ; "
            f"les financeurs de la ligne font {font}"
        )
        contexte.dire("avertissement", "total_de_ligne", motif, ligne=numero)
