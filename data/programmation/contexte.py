"""Ce qui vaut pour toute la feuille pendant sa lecture, et la lecture de ses montants."""

from dataclasses import dataclass, field
from decimal import Decimal

from data.fichiers.classeur import Cellule
from data.programmation.modele import Constat, Correspondance
from data.programmation.porteurs import Porteurs
from data.programmation.quartiers import LecteurQuartiers, ValeurRefusee
from data.programmation.referentiels import Referentiels
from data.programmation.valeurs import Nomenclature, Themes
from data.sources import cellules

MONTANTS = ("montant", "total", "cout_total")
ENTIERS = ("beneficiaires_prevus", "beneficiaires_reels")
NOMBRES = (*MONTANTS, *ENTIERS)


@dataclass
class Montants:
    """Les nombres d'une ligne, par colonne ; une cellule illisible n'y est pas."""

    lus: dict[int, Decimal] = field(default_factory=dict)
    illisibles: set[int] = field(default_factory=set)


@dataclass
class Contexte:
    """Ce qui vaut pour toute la feuille."""

    referentiels: Referentiels
    correspondance: Correspondance
    annee: int | None
    signes: dict[int, str | None]
    constats: list[Constat] = field(default_factory=list)
    pilier_en_cours: str | None = None

    def __post_init__(self) -> None:
        c, ref = self.correspondance, self.referentiels
        self.colonnes = {colonne.numero: colonne for colonne in c.colonnes}
        self.par_champ = {x.champ: x for x in reversed(c.colonnes) if x.champ}
        self.financieres = [x for x in c.colonnes if x.champ in ("montant", "total")]
        self.classements = [x for x in c.colonnes if x.champ == "classement"]
        self.quartiers = LecteurQuartiers(ref, c.quartiers)
        self.porteurs = Porteurs(ref, c.porteurs)
        self.piliers = Nomenclature(ref.piliers, c.piliers)
        self.thematiques = Nomenclature(ref.thematiques, c.piliers)
        self.classes = Nomenclature(ref.classes, c.piliers)
        self.themes = Themes(ref.themes)
        self.periodes = {p.id: (p.debut, p.fin) for p in ref.piliers}

    def dire(
        self,
        gravite: str,
        code: str,
        motif: str,
        cellule: Cellule | None = None,
        *,
        ligne: int | None = None,
        valeur: str = "",
        proposition: str = "",
    ) -> None:
        colonne = self.colonnes.get(cellule.colonne) if cellule else None
        self.constats.append(
            Constat(
                gravite, code, motif, self.correspondance.feuille,
                cellule.ligne if cellule else ligne, cellule.colonne if cellule else None,
                colonne.titre if colonne else "", cellule.texte_affiche if cellule else valeur, proposition,
            )
        )  # fmt: skip


def lire_montants(contexte: Contexte, ligne: dict[int, Cellule], muet: bool = False) -> Montants:
    """Les montants de la ligne. Une cellule illisible est un rejet (un avertissement de total si `muet`)."""
    sortie = Montants()
    for colonne in contexte.financieres:
        cellule = ligne.get(colonne.numero)
        if cellule is None or (cellule.valeur is None and not cellule.erreur):
            continue
        try:
            lu = montant(cellule, contexte.signes.get(colonne.numero))
        except ValeurRefusee as erreur:
            sortie.illisibles.add(colonne.numero)
            if muet:
                motif = f"cette case de la ligne de total ne se lit pas ({erreur.motif})"
                contexte.dire("avertissement", "total", motif, cellule)
            else:
                contexte.dire("rejet", "montant", erreur.motif, cellule)
            continue
        if lu is not None:
            sortie.lus[colonne.numero] = lu
    return sortie


def montant(cellule: Cellule, signe: str | None) -> Decimal | None:
    """Lève ValeurRefusee. Le vide et le tiret ne sont pas zéro."""
    if cellule.erreur:
        raise ValeurRefusee(cellule.erreur)
    try:
        return cellules.lire_montant(cellule.valeur, signe=signe)
    except cellules.CelluleInvalide as erreur:
        raise ValeurRefusee(str(erreur)) from erreur
