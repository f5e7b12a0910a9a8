"""Ouvrir un fichier de subventions : ses lignes, où qu'elles soient, et ce que sa forme empêche de lire."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from data.fichiers.classeur import Cellule, Classeur, ouvrir, pleines
from data.fichiers.tables import Disposition, Rangee, Trouvees, trouver
from data.lecture import Rejet, SourceIllisible
from data.ouverts import scdl
from data.schema import sans_accents
from data.vocabulaire.formes import cle

UTILES = ("nomAttribuant", "nomBeneficiaire", "objet", "montant")
_TOTAL = re.compile(r"(sous |grand )?tota[lu]( |$)")
_STATUT = re.compile(r"\b(statut|etat|decision|avis|suite|resultat)\b")
_PAS_STATUT = re.compile(r"\b(date|reference|numero|motif|lien|url|id)\b")
_MILLIERS = re.compile(r"\b(millier|million|[km] ?euro|ke)\b")
BREF = 3
"""Cellules remplies d'une ligne de titre, au plus."""


@dataclass(frozen=True)
class Ligne:
    """Une ligne du fichier : nom de colonne → texte, tel que le format l'attend (dates AAAA-MM-JJ)."""

    feuille: str
    numero: int
    valeurs: Mapping[str, str]
    cellules: Mapping[str, Cellule]

    def rejet(self, motif: str, colonne: str | None = None, bloquant: bool = True) -> Rejet:
        valeur = self.valeurs.get(colonne or "", "")[:200] or None
        return Rejet(motif, self.feuille, self.numero, colonne, valeur, bloquant)


@dataclass(frozen=True)
class Fichier:
    """Un fichier ouvert : ses titres, ses lignes, ce que sa forme a fait refuser ou dire.

    `totaux` : les lignes de total, qui ne sont pas des subventions. `refusees` : lignes que leur forme fait
    refuser.
    """

    titres: list[str]
    lignes: list[Ligne]
    rejets: list[Rejet]
    totaux: list[Ligne]
    refusees: int
    lues: Mapping[str, list[int]]
    """Feuille → toutes ses lignes, comptées avant d'être comprises."""


@cache
def disposition() -> Disposition:
    """Les colonnes du format, « nom attribuant » et « nom_attribuant » valant « nomAttribuant »."""
    ecarte = {nom: re.sub(r"(?<=[a-zé])(?=[A-Z])", " ", nom) for nom in scdl.NOMS}
    return Disposition.de(
        "un fichier de subventions au format SCDL", UTILES, **{nom: (titre,) for nom, titre in ecarte.items()}
    )


def ouvrir_fichier(chemin: Path) -> Fichier:
    """Les lignes d'un fichier de subventions. Lève SourceIllisible s'il n'en est pas un."""
    classeur = ouvrir(chemin)
    trouvees = trouver(classeur, disposition())
    _refuser_les_milliers(classeur, trouvees)
    titres, rejets = trouvees.titres, list(trouvees.rejets)
    statut = _colonne_de_statut(titres)
    if statut:
        titres = ["statutLabel" if titre == statut else titre for titre in titres]
        rejets.append(
            Rejet(f"La colonne « {statut} » est lue comme le statut.", colonne=statut, bloquant=False)
        )
    lignes = [_ligne(rangee, statut) for rangee in trouvees.rangees()]
    totaux = [ligne for ligne in lignes if _est_total(ligne)]
    restantes = [ligne for ligne in lignes if not _est_total(ligne)]
    return Fichier(titres, restantes, rejets, totaux, trouvees.refusees, trouvees.lues(classeur))


def _colonne_de_statut(titres: list[str]) -> str | None:
    """La colonne hors du format qui dit le sort des demandes, quand celle du format manque.

    Sans elle, un refus serait lu comme une subvention accordée. Lève SourceIllisible s'il y en a plusieurs.
    """
    if "statutLabel" in titres:
        return None
    plats = {titre: sans_accents(titre).replace("-", " ") for titre in titres if titre not in scdl.NOMS}
    possibles = [t for t, plat in plats.items() if _STATUT.search(plat) and not _PAS_STATUT.search(plat)]
    if len(possibles) > 1:
        raise SourceIllisible(
            f"Les colonnes « {' », « '.join(possibles)} » peuvent toutes dire le statut des subventions : "
            "nommez « statutLabel » celle qui compte."
        )
    return possibles[0] if possibles else None


def _refuser_les_milliers(classeur: Classeur, trouvees: Trouvees) -> None:
    """Un tableau annoncé « en milliers d'euros » n'est pas lu : ses montants sont mille fois trop petits."""
    for table in trouvees.tables:
        for ligne in classeur.feuilles[table.feuille].lignes:
            if ligne.numero >= table.ligne_titres:
                break
            # Une ligne de données parle parfois de milliers ; un titre a peu de cellules.
            titre = pleines(ligne.cellules)
            for cellule in titre if len(titre) <= BREF else ():
                if _MILLIERS.search(cle(cellule.texte_affiche.replace("€", " euros "))):
                    raise SourceIllisible(
                        f"« {classeur.nom} », {cellule.adresse} : « {cellule.texte_affiche[:80]} ». Les "
                        "montants de ce format sont en euros : convertissez-les, ou retirez cette mention si "
                        "elle est fausse."
                    )


def _ligne(rangee: Rangee, statut: str | None) -> Ligne:
    cellules = {"statutLabel" if nom == statut else nom: c for nom, c in rangee.cellules.items()}
    valeurs = {nom: texte for nom, cellule in cellules.items() if (texte := _texte(cellule))}
    return Ligne(rangee.feuille, rangee.numero, valeurs, cellules)


def _texte(cellule: Cellule) -> str:
    """La cellule comme le format l'écrit, sans l'apostrophe qui garde un texte d'être une formule."""
    valeur = cellule.valeur
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, Decimal):
        return f"{valeur:f}"
    return cellule.texte_affiche.strip().removeprefix("'")


def _est_total(ligne: Ligne) -> bool:
    """Une ligne qui dit « total » quelque part et ne nomme pas à la fois un bénéficiaire et un objet."""
    if (
        ligne.valeurs.get("objet")
        and ligne.valeurs.get("nomBeneficiaire")
        and ligne.valeurs.get("idAttribuant")
    ):
        return False
    return any(_TOTAL.match(cle(texte)) for texte in ligne.valeurs.values())
