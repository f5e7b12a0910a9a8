"""Une ligne de subvention : ce qu'elle dit, ou ce qui empêche de la prendre.

Le sort d'une ligne se décide ici et dans scdl_actions.py : prise, ou refusée avec sa raison.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from stdnum.fr import siren as stdnum_siren

from data import vocabulaire
from data.lecture import Rejet
from data.ouverts import scdl
from data.programmation.porteurs import lire_siret
from data.schema import sans_accents
from data.sources import cellules
from data.sources.scdl_fichier import UTILES, Ligne
from data.vocabulaire import MotInconnu

ACCORDES = ("retenue", "conventionnée", "réalisée", "soldée")
"""Statuts d'une subvention accordée : le montant des autres n'est qu'une demande."""
_LUES = (
    *UTILES,
    "idAttribuant",
    "idBeneficiaire",
    "montantDemande",
    "exerciceBudgetaire",
    "dateConvention",
    "dateDecision",
    "statutLabel",
    "idSubvention",
    "idCofinancement",
    "dispositif",
    "sousDispositif",
)
"""Colonnes dont une cellule illisible fait refuser la ligne."""
_IDENTITE = (
    "objet",
    "referenceDecision",
    "dateConvention",
    "dateDecision",
    "dispositif",
    "sousDispositif",
    "nature",
    "montant",
    "montantDemande",
)
"""Avec l'attribuant, le bénéficiaire et l'année : ce qui dit de quelle subvention il s'agit."""


class Refus(Exception):
    """Une ligne qui ne peut pas entrer, et la colonne en cause."""

    def __init__(self, motif: str, colonne: str) -> None:
        super().__init__(motif)
        self.colonne = colonne


@dataclass(frozen=True)
class Subvention:
    """Une ligne comprise. Montants en euros ; `accorde` None : rien n'est accordé.

    `attribuant` : (identifiant, neuf premiers chiffres de son numéro ou None). `beneficiaire` : (identifiant,
    SIRET ou None). `identite` : de quelle subvention il s'agit ; `contenu` : tout ce que dit la ligne, à
    l'écriture près.
    """

    ligne: Ligne
    attribuant: tuple[str, str | None]
    beneficiaire: tuple[str, str | None]
    annee: int
    statut: str
    demande: Decimal | None
    accorde: Decimal | None
    nature: str
    section: str
    identite: tuple[str, ...]
    contenu: tuple[tuple[str, str], ...]
    dits: tuple[Rejet, ...] = ()
    devine: bool = False
    """Vrai si la ligne ne dit pas la nature du crédit."""

    def valeur(self, colonne: str) -> str | None:
        return self.ligne.valeurs.get(colonne) or None


@dataclass(frozen=True)
class Lieu:
    """Le contrat d'une subvention, ses quartiers (aucun : tout le contrat), ce qu'il faut en dire."""

    contrat: str
    quartiers: tuple[str, ...]
    dits: tuple[Rejet, ...]


def comprendre(ligne: Ligne, avec_statut: bool) -> Subvention:
    """Ce que dit une ligne ; `avec_statut` : le fichier dit les statuts. Lève Refus."""
    for colonne in _LUES:
        if (cellule := ligne.cellules.get(colonne)) and cellule.erreur:
            raise Refus(f"La cellule ne se lit pas : {cellule.erreur}.", colonne)
    for colonne in ("nomAttribuant", "nomBeneficiaire", "objet"):
        if not ligne.valeurs.get(colonne):
            raise Refus(
                f"La colonne « {colonne} » est vide : la subvention ne peut pas être nommée.", colonne
            )
    dits = [_arrondi(ligne, c) for c in ("montant", "montantDemande") if _affichee(ligne, c) is not None]
    montant, demande = _montant(ligne, "montant"), _montant(ligne, "montantDemande")
    if montant is None and demande is None:
        raise Refus("La subvention n'a aucun montant.", "montant")
    statut = _statut(ligne, avec_statut, dits)
    accorde = montant if statut in ACCORDES else None
    if accorde is None and montant:
        if demande is None:
            dit = f"Cette subvention est « {statut} » : son montant est lu comme demandé, rien n'est accordé."
            dits.append(ligne.rejet(dit, "montant", bloquant=False))
            demande = montant
        elif montant != demande:
            dit = f"Cette subvention est « {statut} » : rien n'est accordé, ce montant n'est pas compté."
            dits.append(ligne.rejet(dit, "montant", bloquant=False))
    annee = _annee(ligne)
    attribuant, beneficiaire = _attribuant(ligne), _beneficiaire(ligne, dits)
    nature, section, devine = _nature(ligne)
    contenu = tuple(sorted((nom, _canonique(nom, texte)) for nom, texte in ligne.valeurs.items() if texte))
    dit_par = dict(contenu)
    identite = (attribuant[0], beneficiaire[0], str(annee), *(dit_par.get(c, "") for c in _IDENTITE))
    return Subvention(
        ligne,
        attribuant,
        beneficiaire,
        annee,
        statut,
        demande,
        accorde,
        nature,
        section,
        identite,
        contenu,
        tuple(dits),
        devine,
    )


def montant_ecrit(ligne: Ligne, colonne: str) -> Decimal | None:
    """Les euros d'une cellule, None si elle est vide. Lève CelluleInvalide."""
    cellule = ligne.cellules.get(colonne)
    if cellule is None or colonne not in ligne.valeurs:
        return None
    valeur = cellule.montant
    return cellules.lire_montant(valeur.removeprefix("'") if isinstance(valeur, str) else valeur)


def _montant(ligne: Ligne, colonne: str) -> Decimal | None:
    try:
        return montant_ecrit(ligne, colonne)
    except cellules.CelluleInvalide as erreur:
        raise Refus(f"Montant illisible : {erreur}.", colonne) from erreur


def _affichee(ligne: Ligne, colonne: str) -> Decimal | None:
    return cellule.affichee if (cellule := ligne.cellules.get(colonne)) else None


def _arrondi(ligne: Ligne, colonne: str) -> Rejet:
    montre = f"{_affichee(ligne, colonne):f}".replace(".", ",")
    dit = f"Ce nombre a plus de deux décimales : le montant affiché, {montre}, est lu."
    return ligne.rejet(dit, colonne, bloquant=False)


def _statut(ligne: Ligne, avec_statut: bool, dits: list[Rejet]) -> str:
    """Le statut ; ce qu'il faut en dire s'ajoute à `dits`. Sans colonne, le fichier liste des conventions."""
    texte = ligne.valeurs.get("statutLabel")
    if not texte:
        if avec_statut:
            dit = (
                "Le statut est vide : la subvention est lue comme attribuée, ce que sont celles de ce format."
            )
            dits.append(ligne.rejet(dit, "statutLabel", bloquant=False))
        return "retenue"
    try:
        return vocabulaire.reconnaitre("action.statut", texte)
    except MotInconnu as erreur:
        raise Refus(f"Rien n'est accordé sur un mot inconnu : {erreur}.", "statutLabel") from erreur


def _annee(ligne: Ligne) -> int:
    texte = ligne.valeurs.get("exerciceBudgetaire")
    if texte:
        lu = re.fullmatch(r"(20\d\d)(?:[.,]0+)?|(20\d\d)-\d\d-\d\d", texte)
        if lu:
            return int(lu[1] or lu[2])
        raise Refus("L'exercice n'est pas une année entre 2000 et 2099.", "exerciceBudgetaire")
    illisible = None
    for colonne in ("dateConvention", "dateDecision"):
        texte = ligne.valeurs.get(colonne)
        try:
            lue = cellules.jour(texte) if texte else None
        except cellules.CelluleInvalide as erreur:
            illisible = illisible or (f"Date illisible : {erreur}.", colonne)
            continue
        if lue and 2000 <= lue.year < 2100:
            return lue.year
    raise Refus(*illisible or ("La subvention ne dit ni son exercice ni sa date.", "exerciceBudgetaire"))


def _attribuant(ligne: Ligne) -> tuple[str, str | None]:
    """(identifiant, SIREN ou None). Le SIREN le désigne d'une année à l'autre mieux que son nom."""
    chiffres = re.sub(r"\D", "", ligne.valeurs.get("idAttribuant", ""))
    siren = chiffres[:9] if len(chiffres) in (9, 14) else None
    valable = siren is not None and stdnum_siren.is_valid(siren)
    return siren if valable else cle_de_nom(ligne.valeurs["nomAttribuant"]), siren


def _beneficiaire(ligne: Ligne, dits: list[Rejet]) -> tuple[str, str | None]:
    """(identifiant, SIRET ou None). Un SIRET faux, que le contrôle du format signale, ne désigne personne."""
    texte = ligne.valeurs.get("idBeneficiaire")
    siret, dit = lire_siret(texte) if texte else (None, None)
    if siret and dit:
        dits.append(ligne.rejet(f"SIRET : {dit}.", "idBeneficiaire", bloquant=False))
    return siret or f"nom-{cle_de_nom(ligne.valeurs['nomBeneficiaire'])}", siret


def cle_de_nom(nom: str) -> str:
    """Le nom sans accents ni ponctuation ; tel quel s'il n'en reste rien (une autre écriture que latine)."""
    return sans_accents(nom) or nom


def _nature(ligne: Ligne) -> tuple[str, str, bool]:
    """(nature, section, vrai si la nature n'est pas dite), d'après le dispositif et le sous-dispositif."""
    textes = [ligne.valeurs.get(c, "") for c in ("sousDispositif", "dispositif")]
    sections = [trouve for texte in textes if (trouve := vocabulaire.presents("financement.section", texte))]
    natures = [trouve for texte in textes if (trouve := vocabulaire.presents("financement.nature", texte))]
    section = next((seule for seule, *autres in sections if not autres), "fonctionnement")
    nature = next((seule for seule, *autres in natures if not autres), None)
    return nature or "specifique", section, nature is None


def _canonique(nom: str, texte: str) -> str:
    """Le même texte pour deux écritures de la même valeur : « 14/03/2025 » et « 2025-03-14 »."""
    colonne = scdl.NOMS.get(nom)
    genre = colonne.type if colonne else "texte"
    try:
        if genre == "date":
            return cellules.jour(texte).isoformat()
        if genre in ("nombre", "entier"):
            return f"{cellules.decimal(texte).normalize():f}"
    except cellules.CelluleInvalide:
        return texte
    if genre == "siret":
        return re.sub(r"\W", "", texte)
    if nom == "statutLabel":
        return vocabulaire.chercher("action.statut", texte) or texte
    return " ".join(texte.casefold().split())
