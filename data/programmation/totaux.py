"""Les totaux du tableau, face à ce qui entre dans la base."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from data.fichiers.classeur import Cellule
from data.programmation.contexte import Contexte, Montants
from data.programmation.modele import Colonne, TotalColonne
from data.programmation.mots import cle
from data.programmation.phrases import accord, euros

_DEBUT = re.compile(r"(sous )?tota(l|ux)\b|^(somme|cumul|ensemble|total general)$")
IDENTITE = ("reference", "porteur", "siret", "statut", "quartiers")
"""Ce qu'une action dit d'elle et qu'une ligne de total ne dit pas."""


@dataclass
class LigneTotal:
    """Une ligne de total : ses montants, et ce que font les actions au-dessus d'elle."""

    numero: int
    libelle: str
    montants: dict[int, Decimal]
    bloc: dict[int, Decimal]
    avant: dict[int, Decimal]

    def egale(self, sommes: dict[int, Decimal]) -> bool:
        return all(sommes.get(colonne, Decimal(0)) == montant for colonne, montant in self.montants.items())


@dataclass
class Cumuls:
    """Les sommes des lignes d'action, colonne par colonne (euros)."""

    importe: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    refuse: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    bloc: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    lignes: list[LigneTotal] = field(default_factory=list)
    apres: list[int] = field(default_factory=list)

    def ajouter(self, numero: int, montants: Montants, entre: bool) -> None:
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
        self.lignes.append(LigneTotal(numero, libelle, montants, dict(self.bloc), self.lues()))
        self.bloc = defaultdict(Decimal)
        self.apres = []


def libelle_de_total(contexte: Contexte, ligne: dict[int, Cellule]) -> str | None:
    """Le libellé d'une ligne de total (« Total général »), None si c'est autre chose."""
    textes = [c for c in ligne.values() if isinstance(c.valeur, str) and c.valeur]
    if not textes or not _DEBUT.match(cle(textes[0].valeur)):
        return None
    dites = (contexte.par_champ.get(champ) for champ in IDENTITE)
    remplies = [
        x for x in dites if x and (c := ligne.get(x.numero)) and c.valeur is not None and c != textes[0]
    ]
    return None if remplies else textes[0].valeur


def est_total_muet(montants: Montants, cumuls: Cumuls) -> bool:
    """Des montants seuls, qui sont exactement la somme de ce qui précède."""
    if len(montants.lus) < 1 or montants.illisibles or not cumuls.lues():
        return False
    muette = LigneTotal(0, "", montants.lus, {}, {})
    return muette.egale(cumuls.lues()) or muette.egale(cumuls.bloc)


def rapprocher(contexte: Contexte, cumuls: Cumuls) -> list[TotalColonne]:
    """Chaque colonne de montants face au total général du tableau ; les écarts sont des avertissements."""
    general = _general(cumuls)
    for ligne in cumuls.lignes:
        if ligne is not general:
            _verifier_sous_total(contexte, ligne)
    totaux = []
    for colonne in contexte.financieres:
        total = TotalColonne(
            colonne,
            cumuls.importe.get(colonne.numero, Decimal(0)),
            cumuls.refuse.get(colonne.numero, Decimal(0)),
            general.montants.get(colonne.numero) if general else None,
            general.numero if general else None,
            importable(contexte, colonne),
        )
        totaux.append(total)
        if total.ecart:
            _dire_ecart(contexte, total)
    if general and cumuls.apres:
        combien = accord(len(cumuls.apres), "action est", "actions sont")
        motif = f"{combien} sous la ligne de total, la {general.numero} : le total les compte-t-il ?"
        contexte.dire("avertissement", "total", motif, ligne=cumuls.apres[0])
    return totaux


def importable(contexte: Contexte, colonne: Colonne) -> bool:
    """Vrai si la colonne entre dans la base ; faux pour un total, ou le montant d'une autre année."""
    if colonne.champ != "montant" or colonne.financeur_id is None or colonne.decalage:
        return False
    return colonne.annee is None or contexte.annee is None or colonne.annee == contexte.annee


def _general(cumuls: Cumuls) -> LigneTotal | None:
    """Le dernier total qui n'est pas un sous-total de son bloc."""
    toutes = cumuls.lues()
    for ligne in reversed(cumuls.lignes):
        if cle(ligne.libelle).startswith("sous"):
            continue
        seul_bloc = len(cumuls.lignes) > 1 and ligne.egale(ligne.bloc) and not ligne.egale(toutes)
        if not seul_bloc:
            return ligne
    return None


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
            contexte.dire("avertissement", "total", motif, ligne=ligne.numero)


def _dire_ecart(contexte: Contexte, total: TotalColonne) -> None:
    motif = (
        f"le total du tableau annonce {euros(total.fichier)} en colonne {total.colonne.lettre} "
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
