"""Les objets de la lecture d'un tableau de programmation : correspondance, lignes lues, constats, totaux."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from openpyxl.utils import get_column_letter

from data.programmation.champs import (
    CHAMPS,
    DEGRES,
    ETAPES,
    NATURES,
    PAR_COLONNE,
    SECTIONS,
    UNITES,
)
from data.programmation.manques import Creation, Inconnu


class CorrespondanceInvalide(Exception):
    """La correspondance ne peut pas servir ; le message est une phrase pour l'utilisateur."""


@dataclass(frozen=True)
class Colonne:
    """Ce que veut dire une colonne du tableau.

    `numero` : 1 pour A. `annee` : None, l'année de la ligne. `decalage` : -1 pour « N-1 ». `explication` :
    une phrase qui dit pourquoi le degré n'est pas plus haut. `financeurs_possibles` : codes à proposer.
    `unite` : celle de cette colonne, None pour celle du tableau. `ailleurs` : « Santé!N », si la colonne
    n'est pas dans le premier tableau ; son `numero` n'est alors celui d'aucune colonne du fichier.
    `numerique` : elle contient des nombres ; `exemples` : ses premières valeurs ; `court` : sa dernière ligne
    de titre.
    """

    numero: int
    titre: str
    champ: str | None = None
    financeur_id: str | None = None
    etape: str | None = None
    annee: int | None = None
    decalage: int = 0
    nature: str | None = None
    section: str | None = None
    classement_id: str | None = None
    degre: str = "inconnue"
    explication: str = ""
    financeurs_possibles: tuple[str, ...] = ()
    unite: str | None = None
    ailleurs: str = ""
    numerique: bool | None = field(default=None, compare=False)
    exemples: tuple[str, ...] = field(default=(), compare=False)
    court: str = field(default="", compare=False)

    @property
    def lettre(self) -> str:
        return self.ailleurs or get_column_letter(self.numero)

    @property
    def sure(self) -> bool:
        return self.degre in ("confirmée", "certaine")

    def annee_visee(self, annee_ligne: int) -> int:
        """L'année dont parle un montant de cette colonne, sur une ligne de `annee_ligne`."""
        return (self.annee or annee_ligne) + self.decalage

    def sens(self) -> str:
        """« caf, accordé, spécifique, fonctionnement » ou le nom du champ, pour l'écran."""
        if self.champ is None:
            return "titre non compris"
        if self.champ == "montant":
            quand = str(self.annee) if self.annee else "N-1" if self.decalage else ""
            morceaux = [
                self.financeur_id or "tous financeurs",
                ETAPES.get(self.etape or "", ""),
                quand,
                {"droit_commun": "droit commun", "autofinancement": "autofinancement"}.get(self.nature or ""),
                "investissement" if self.section == "investissement" else "",
            ]
            return ", ".join(morceau for morceau in morceaux if morceau)
        return CHAMPS[self.champ]


@dataclass(frozen=True)
class Correspondance:
    """Comment lire un tableau : ses feuilles, ses lignes de titres et le sens de chaque colonne.

    `feuilles` : celles qu'on lit ensemble, `feuille` comprise, dont les lignes de titres sont `titres` (vide
    : rien n'est encore choisi). `statut` : celui de toutes les actions quand aucune colonne ne le dit.
    `unite` : celle des montants (clé d'UNITES, ou PAR_COLONNE), None si rien n'en est dit. `statuts`,
    `quartiers`, `porteurs`, `piliers` : ce que l'utilisateur a confirmé, valeur écrite → valeur de la base.
    `creations` : ce qu'il a voulu créer. `detail` : les questions groupées auxquelles il veut répondre une à
    une.
    """

    feuille: str
    titres: tuple[int, ...]
    colonnes: tuple[Colonne, ...]
    contrat_id: str | None = None
    annee: int | None = None
    statut: str | None = None
    statuts: dict[str, str] = field(default_factory=dict)
    quartiers: dict[str, str] = field(default_factory=dict)
    porteurs: dict[str, str] = field(default_factory=dict)
    piliers: dict[str, str] = field(default_factory=dict)
    feuilles: tuple[str, ...] = ()
    unite: str | None = None
    creations: tuple[Creation, ...] = ()
    detail: tuple[str, ...] = ()

    @property
    def a_confirmer(self) -> tuple[Colonne, ...]:
        """Les colonnes dont le sens n'est pas sûr, titres non compris en tête."""
        rangs = {degre: rang for rang, degre in enumerate(reversed(DEGRES))}
        return tuple(sorted((c for c in self.colonnes if not c.sure), key=lambda c: rangs[c.degre]))

    @property
    def incomprises(self) -> tuple[Colonne, ...]:
        return tuple(c for c in self.colonnes if c.champ is None)

    def colonne(self, numero: int) -> Colonne | None:
        return next((c for c in self.colonnes if c.numero == numero), None)

    def euros_par_unite(self, colonne: Colonne) -> int:
        """Ce que vaut, en euros, l'unité d'une colonne de montants."""
        commune = self.unite if self.unite in UNITES else None
        return UNITES[colonne.unite or commune or "euros"]

    def avec(self, numero: int, **changements: object) -> "Correspondance":
        """La même, la colonne `numero` changée et confirmée."""
        colonnes = tuple(
            replace(c, **{"degre": "confirmée", "explication": "", **changements})
            if c.numero == numero
            else c
            for c in self.colonnes
        )
        return replace(self, colonnes=colonnes)


@dataclass(frozen=True)
class Constat:
    """Une chose à dire d'une cellule, d'une ligne ou d'une colonne.

    `gravite` : « rejet » (la ligne n'entre pas), « avertissement » (elle entre), « note » (rien à faire).
    `motif` : la raison, sans majuscule ni point. `proposition` : la valeur à confirmer, si on en a une.
    `plusieurs` : plusieurs feuilles sont lues, la phrase nomme la sienne.
    """

    gravite: str
    code: str
    motif: str
    feuille: str = ""
    ligne: int | None = None
    colonne: int | None = None
    titre: str = ""
    valeur: str = ""
    proposition: str = ""
    plusieurs: bool = False

    @property
    def lieu(self) -> str:
        """« ligne 12, colonne F (CAF accordé) », la feuille d'abord si l'on en lit plusieurs."""
        morceaux = [f"feuille « {self.feuille} »"] if self.plusieurs and self.feuille else []
        morceaux += [f"ligne {self.ligne}"] if self.ligne else []
        if self.colonne:
            titre = f" ({self.titre})" if self.titre else ""
            morceaux.append(f"colonne {get_column_letter(self.colonne)}{titre}")
        return ", ".join(morceaux)

    def phrase(self) -> str:
        """La phrase entière : où, quelle valeur, pourquoi."""
        valeur = f"« {self.valeur[:80]} » : " if self.valeur else ""
        debut = f"{self.lieu[:1].upper()}{self.lieu[1:]} – " if self.lieu else ""
        texte = f"{valeur}{self.motif}"
        fin = "" if texte.endswith("?") else "."
        return f"{debut}{texte if debut or valeur else texte[:1].upper() + texte[1:]}{fin}"


@dataclass(frozen=True)
class Financement:
    """Ce qu'un financeur apporte à une action. Montants en euros ; None : la case est vide."""

    financeur_id: str
    nature: str
    section: str
    demande: Decimal | None = None
    propose: Decimal | None = None
    accorde: Decimal | None = None
    verse: Decimal | None = None


@dataclass
class Action:
    """Une ligne du tableau, lue. `quartiers` vide : à l'échelle du contrat. `rappels` : montants d'autres
    années, dits mais non importés. `champs` : les autres colonnes du schéma (cout_total_eur…)."""

    ligne: int
    annee: int
    reference: str
    intitule: str
    statut: str
    reference_donnee: bool = True
    structure_id: str | None = None
    pilier_id: str | None = None
    thematique_id: str | None = None
    quartiers: list[str] = field(default_factory=list)
    parts: list[float] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    champs: dict[str, object] = field(default_factory=dict)
    financements: list[Financement] = field(default_factory=list)
    feuille: str = ""

    def somme(self, etape: str) -> Decimal:
        return sum((getattr(f, etape) or Decimal(0) for f in self.financements), Decimal(0))


@dataclass(frozen=True)
class Structure:
    """Un porteur que la base ne connaît pas encore."""

    structure_id: str
    nom: str
    siret: str | None = None


@dataclass(frozen=True)
class TotalColonne:
    """Une colonne de montants face à la ligne de total du tableau (euros).

    `importe` : ce qui entre ; `refuse` : ce que portent les lignes refusées ; `fichier` : ce que dit la ligne
    de total, None s'il n'y en a pas. `importable` faux : rappel d'une autre année, ou total de ligne.
    """

    colonne: Colonne
    importe: Decimal
    refuse: Decimal
    fichier: Decimal | None = None
    ligne: int | None = None
    importable: bool = True

    @property
    def ecart(self) -> Decimal | None:
        """Ce que le tableau annonce de plus que ce qui entre."""
        return None if self.fichier is None else self.fichier - self.importe


@dataclass(frozen=True)
class LigneLue:
    """Une ligne remplie sous les titres, quel que soit son sort : colonne de financeur → euros écrits."""

    feuille: str
    numero: int
    montants: dict[int, Decimal]
    illisibles: int = 0
    ignoree: str = ""
    """Pourquoi tout son tableau n'est pas lu."""


@dataclass
class Lecture:
    """Ce que le tableau apporte.

    `nb_lignes` : lignes d'action vues ; `refusees` : (ligne, référence, intitulé) de celles qui n'entrent
    pas ; `constats` : dans l'ordre des lignes ; `inconnus` : les valeurs à dire ou à créer, dans l'ordre où
    elles viennent ; `ailleurs` : tout ce que disent les feuilles qu'on ne lit pas (clés de mots.cle) ;
    `lues` : toutes les lignes (voir compte.py).
    """

    correspondance: Correspondance
    contrat_id: str
    actions: list[Action] = field(default_factory=list)
    structures: list[Structure] = field(default_factory=list)
    constats: list[Constat] = field(default_factory=list)
    totaux: list[TotalColonne] = field(default_factory=list)
    refusees: list[tuple[int, str, str]] = field(default_factory=list)
    nb_lignes: int = 0
    inconnus: list[Inconnu] = field(default_factory=list)
    ailleurs: frozenset[str] = frozenset()
    lues: list[LigneLue] = field(default_factory=list)

    @property
    def rejets(self) -> list[Constat]:
        return [c for c in self.constats if c.gravite == "rejet"]

    @property
    def avertissements(self) -> list[Constat]:
        return [c for c in self.constats if c.gravite == "avertissement"]

    @property
    def notes(self) -> list[Constat]:
        return [c for c in self.constats if c.gravite == "note"]

    @property
    def financements(self) -> list[tuple[Action, Financement]]:
        return [(action, f) for action in self.actions for f in action.financements]


__all__ = [
    "CHAMPS",
    "DEGRES",
    "ETAPES",
    "NATURES",
    "PAR_COLONNE",
    "SECTIONS",
    "UNITES",
    "Action",
    "Colonne",
    "Constat",
    "Correspondance",
    "CorrespondanceInvalide",
    "Creation",
    "Financement",
    "Inconnu",
    "Lecture",
    "LigneLue",
    "Structure",
    "TotalColonne",
]
