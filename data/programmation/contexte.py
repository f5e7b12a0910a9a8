"""Ce qui vaut pour toute la feuille pendant sa lecture, et la lecture de ses montants."""

from dataclasses import dataclass, field
from decimal import Decimal

from data.fichiers.classeur import Cellule
from data.programmation.modele import Colonne, Constat, Correspondance, Inconnu
from data.programmation.mots import cle
from data.programmation.porteurs import Porteurs
from data.programmation.quartiers import LecteurQuartiers, ValeurRefusee
from data.programmation.referentiels import Referentiels
from data.programmation.valeurs import Nomenclature, Themes
from data.sources import cellules
from data.sources.nombres import ambigu, decimal

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
    inconnus: dict[tuple[str, str, str], Inconnu] = field(default_factory=dict)
    feuille: str = ""
    places: dict[int, int] = field(default_factory=dict)
    """La feuille et le tableau qu'on est en train de lire : colonne du fichier → numéro."""
    plusieurs: bool = False

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

    def montant(self, cellule: Cellule, colonne: Colonne) -> Decimal | None:
        """Les euros d'une cellule de cette colonne. Lève ValeurRefusee."""
        unite = self.correspondance.euros_par_unite(colonne)
        lu = montant(cellule, self.signes.get(colonne.numero), unite)
        if lu is not None and unite == 1 and cellule.affichee is not None:
            vrai = f"{cellule.valeur:f}".replace(".", ",")
            motif = (
                f"la cellule montre deux décimales et en garde davantage ({vrai}) : lue comme elle se montre"
            )
            self.dire("note", "precision", motif, cellule)
        return lu

    def retenir(self, sorte: str, refus: ValeurRefusee, ligne: int, parent: str = "") -> None:
        """Note une valeur que le contrat n'a pas, et les lignes où elle est."""
        for un in (refus, *refus.autres):
            if un.inconnu:
                ecrit = " ".join(un.inconnu.split())
                neuf = Inconnu(sorte, ecrit, [], un.proposition, parent)
                self.inconnus.setdefault((sorte, cle(ecrit), parent), neuf).lignes.append(ligne)

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
        feuille: str = "",
    ) -> None:
        colonne = self.colonnes.get(self.places.get(cellule.colonne, 0)) if cellule else None
        self.constats.append(
            Constat(
                gravite,
                code,
                motif,
                feuille or self.feuille or self.correspondance.feuille,
                cellule.ligne if cellule else ligne,
                cellule.colonne if cellule else None,
                colonne.titre if colonne else "",
                cellule.texte_affiche if cellule else valeur,
                proposition,
                self.plusieurs,
            )
        )


def lire_montants(contexte: Contexte, ligne: dict[int, Cellule], muet: bool = False) -> Montants:
    """Les montants de la ligne, en euros. Une cellule illisible est un rejet (un avertissement si `muet`)."""
    sortie = Montants()
    for colonne in contexte.financieres:
        cellule = ligne.get(colonne.numero)
        if cellule is None or (cellule.valeur is None and not cellule.erreur):
            continue
        try:
            lu = contexte.montant(cellule, colonne)
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


def montant(cellule: Cellule, signe: str | None, unite: int = 1) -> Decimal | None:
    """Des euros. Le vide et le tiret ne sont pas zéro. `unite` : ce que vaut l'unité de la colonne.

    Lève ValeurRefusee.
    """
    if cellule.erreur:
        raise ValeurRefusee(cellule.erreur)
    if "%" in (cellule.ecrit or ""):
        raise ValeurRefusee("un montant est attendu, pas un pourcentage")
    try:
        if unite == 1:
            return cellules.lire_montant(cellule.montant, signe=signe)
        return _en_milliers(cellule, signe, unite)
    except cellules.CelluleInvalide as erreur:
        raise ValeurRefusee(str(erreur)) from erreur


def _en_milliers(cellule: Cellule, signe: str | None, unite: int) -> Decimal | None:
    """« 1,5 » millier d'euros : 1 500 €. Une décimale de plus y est un euro, et non un centime perdu."""
    valeur = cellule.valeur
    if cellules.absente(valeur):
        return None
    if isinstance(valeur, str):
        if ambigu(valeur) and signe is None:
            raise ValeurRefusee(
                "« . » ou « , » : des milliers, ou des décimales ? Écrivez le montant en euros"
            )
        lu = decimal(valeur.replace(".", "") if signe == "," and ambigu(valeur) and "." in valeur else valeur)
    elif isinstance(valeur, Decimal):
        lu = valeur
    else:
        raise ValeurRefusee("un montant est attendu")
    return cellules.lire_montant((lu * unite).normalize() + 0)
