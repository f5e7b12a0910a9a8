"""Le format national des subventions (SCDL, version 2.1) : ses colonnes, ses contraintes, leur contrôle.

Définitions : schéma « Subventions » d'OpenDataFrance et décret n° 2017-779 du 5 mai 2017.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from stdnum.fr import siret

from data.lecture import Rejet
from data.rapport import nombre
from data.sources.cellules import CelluleInvalide, jour
from data.sources.nombres import decimal

OUI_NON = ("oui", "non")
NATURES = (
    "aide en numéraire",
    "aide en nature",
    "aide en numéraire;aide en nature",
    "aide en nature;aide en numéraire",
)


@dataclass(frozen=True)
class Colonne:
    """Une colonne du format ; `type` : texte, entier, nombre, date ou siret."""

    nom: str
    type: str = "texte"
    exigee: bool = False
    valeurs: tuple[str, ...] = ()
    forme: str = ""
    longueur: int = 0
    dit: str = ""
    """Ce qu'il fallait écrire, quand `forme` n'est pas suivie."""


COLONNES = (
    Colonne("idSubvention"),
    Colonne("nomAttribuant", exigee=True),
    Colonne("idAttribuant", "siret", exigee=True),
    Colonne("nomServiceInstructeur"),
    Colonne("idServiceInstructeur", exigee=True),
    Colonne("nomBeneficiaire", exigee=True),
    Colonne("idBeneficiaire", "siret"),
    Colonne("rnaBeneficiaire", forme=r"W\d{9}", dit="W suivi de neuf chiffres"),
    Colonne("exerciceBudgetaire", "entier"),
    Colonne("pluriannualite", valeurs=OUI_NON),
    Colonne("anneesPluriannualite"),
    Colonne("dateDecision", "date"),
    Colonne("dateConvention", "date", exigee=True),
    Colonne("referenceDecision"),
    Colonne("dateCreation", "date"),
    Colonne("dateDebut", "date"),
    Colonne("dateFin", "date"),
    Colonne("dispositif"),
    Colonne("sousDispositif"),
    Colonne("statutLabel", valeurs=("en cours d'intruction", "attribuée", "ineligible", "refusée")),
    Colonne("objet", exigee=True, longueur=256),
    Colonne("nature", exigee=True, valeurs=NATURES),
    Colonne("montantDemande", "nombre"),
    Colonne("montant", "nombre"),
    Colonne("nomOutilInstruction"),
    Colonne("nomOutilVersement"),
    Colonne("ej"),
    Colonne("cléVersement"),
    Colonne("conditionsVersement", exigee=True, valeurs=("unique", "échelonné", "autre")),
    Colonne("descriptionConditionsVersement", exigee=True, longueur=256),
    Colonne(
        "datesPeriodeVersement",
        exigee=True,
        forme=r"\d{4}-\d{2}-\d{2}(/\d{4}-\d{2}-\d{2})?",
        dit="AAAA-MM-JJ, ou AAAA-MM-JJ/AAAA-MM-JJ",
    ),
    Colonne("cofinancement", valeurs=OUI_NON),
    Colonne("attribuantsCofinanceurs"),
    Colonne("idCofinancement"),
    Colonne("idRAE", longueur=5),
    Colonne("notificationUE", exigee=True, valeurs=OUI_NON),
    Colonne("pourcentageSubvention", "nombre", exigee=True),
    Colonne("evaluationCout", "nombre"),
    Colonne("evaluation"),
    Colonne("dateMiseAJour", "date"),
)
NOMS = {colonne.nom: colonne for colonne in COLONNES}


class Ligne(Protocol):
    """Une ligne à contrôler : où elle est, et nom de colonne → texte."""

    @property
    def feuille(self) -> str | None: ...

    @property
    def numero(self) -> int: ...

    @property
    def valeurs(self) -> Mapping[str, str]: ...


def controler(lignes: Iterable[Ligne], presentes: Iterable[str]) -> list[Rejet]:
    """Tout ce qui manque à ces lignes pour être au format ; une phrase par cellule.

    `presentes` : les titres du fichier. Aucun de ces rejets n'est bloquant : c'est le lecteur qui dit ce
    qu'il peut quand même reprendre.
    """
    presentes = list(presentes)
    rejets = [
        Rejet(
            f"Le format des subventions exige la colonne « {c.nom} », absente.", colonne=c.nom, bloquant=False
        )
        for c in COLONNES
        if c.exigee and c.nom not in presentes
    ]
    rejets += [
        Rejet(f"« {nom} » n'est pas une colonne du format des subventions.", colonne=nom, bloquant=False)
        for nom in presentes
        if nom not in NOMS
    ]
    connues = [NOMS[nom] for nom in presentes if nom in NOMS]
    for ligne in lignes:
        for colonne in connues:
            valeur = ligne.valeurs.get(colonne.nom) or ""
            if faute := refus(colonne, valeur):
                dit = valeur[:200] or None
                rejets.append(Rejet(faute, ligne.feuille, ligne.numero, colonne.nom, dit, bloquant=False))
        if not ligne.valeurs.get("idBeneficiaire") and not ligne.valeurs.get("rnaBeneficiaire"):
            motif = "Le bénéficiaire n'a ni SIRET ni numéro RNA : le format en exige un."
            rejets.append(Rejet(motif, ligne.feuille, ligne.numero, "idBeneficiaire", bloquant=False))
    return rejets


def refus(colonne: Colonne, valeur: str) -> str:
    """Vide si `valeur` est admise dans cette colonne, sinon pourquoi elle ne l'est pas."""
    if not valeur:
        return f"La colonne « {colonne.nom} » doit être remplie." if colonne.exigee else ""
    if colonne.longueur and len(valeur) > colonne.longueur:
        return f"Ce texte fait {nombre(len(valeur))} signes ; le format en admet {colonne.longueur}."
    if colonne.valeurs and valeur not in colonne.valeurs:
        return f"« {valeur} » n'est pas admis ; écrivez {' ou '.join(f'« {v} »' for v in colonne.valeurs)}."
    if colonne.forme and not re.fullmatch(colonne.forme, valeur):
        return f"Cette valeur s'écrit {colonne.dit}."
    try:
        lu = lire(colonne, valeur)
    except CelluleInvalide as erreur:
        return f"Valeur illisible : {erreur}."
    if colonne.nom == "pourcentageSubvention" and not (
        isinstance(lu, Decimal) and Decimal("0.01") <= lu <= 1
    ):
        return "La part de la subvention s'écrit de 0.01 à 1 (1 pour 100 %)."
    return ""


def lire(colonne: Colonne, valeur: str) -> str | int | Decimal | date | None:
    """La valeur typée d'une cellule ; None si elle est vide. Lève CelluleInvalide."""
    if not valeur:
        return None
    if colonne.type == "siret":
        if not siret.is_valid(valeur):
            raise CelluleInvalide("ce n'est pas un SIRET (quatorze chiffres, dont une clé)")
        return siret.compact(valeur)
    if colonne.type == "nombre":
        return decimal(valeur)
    if colonne.type == "entier":
        if not re.fullmatch(r"\d{1,9}", valeur):
            raise CelluleInvalide("ce n'est pas un nombre entier")
        return int(valeur)
    if colonne.type == "date":
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", valeur):
            raise CelluleInvalide("une date s'écrit AAAA-MM-JJ dans ce format")
        return jour(valeur)
    return valeur
