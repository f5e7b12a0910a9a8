"""Deux exercices se comparent-ils ? UNE règle, pour toute page, tout graphique et tout document.

Une année dont les lignes ont été refusées, ou faite d'autre chose (que des postes au coût théorique, que des
subventions), n'est ni une hausse ni une baisse : on ne la dessine pas avec les autres, on dit ce qui manque.
La base compte (queries/comparabilite/exercices.sql) ; ici, on juge et on le dit. Rien n'y révèle une action
cachée : la composition est celle que le demandeur voit, et des refus on ne dit que l'ampleur.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from pages.composants import formats, phrases
from queries import Filtre, lire

REFUS = 0.2
"""Part des lignes d'une année refusées à l'import, au-delà de laquelle ses totaux ne se comparent pas."""
PART = 0.1
"""Part d'une année (en argent ou en nombre) dont l'absence, l'autre année, empêche de comparer."""
ECART = 0.5
"""Écart des parts de postes aidés au-delà duquel deux années ne sont pas faites de la même chose."""


@dataclass(frozen=True)
class Exercice:
    """Ce dont une année est faite, sous un filtre. `part_postes` : la plus forte des deux parts, argent et
    nombre, au coût théorique ; `part_autres` : de même pour le reste ; `part_refusee` : de 0 à 1 ;
    `hors_ligne` : une part notable des postes n'est pas au coût de son dispositif (data/postes.py), et les
    postes comptent dans le total.
    """

    annee: int
    nb_actions: int = 0
    part_postes: float = 0.0
    part_autres: float = 0.0
    part_refusee: float = 0.0
    hors_ligne: bool = False

    @property
    def refusee(self) -> bool:
        """Vrai si trop de lignes manquent pour que ses totaux se comparent."""
        return self.part_refusee >= REFUS


def exercices(filtre: Filtre) -> dict[int, Exercice]:
    """Année → de quoi elle est faite, sous ce filtre, toutes années."""
    lignes = lire("comparabilite/exercices", filtre=replace(filtre, annees=None))
    return {int(ligne["annee"]): depuis(ligne) for ligne in lignes.to_dict("records")}


def depuis(ligne: Mapping) -> Exercice:
    """L'exercice d'une ligne de `comparabilite/exercices`."""
    nb, postes = int(ligne["nb_actions"]), int(ligne["nb_postes"])
    argent, aides = (
        0.0 if formats.absent(ligne[nom]) else float(ligne[nom]) for nom in ("montant_eur", "postes_eur")
    )
    return Exercice(
        int(ligne["annee"]),
        nb,
        max(_part(postes, nb), _part(aides, argent)),
        max(_part(nb - postes, nb), _part(argent - aides, argent)),
        float(ligne["part_refusee"]),
        int(ligne["nb_hors_ligne"]) > PART * postes and _part(aides, argent) >= PART,
    )


def d_un_porteur(lignes: pd.DataFrame, filtre: Filtre) -> dict[int, Exercice]:
    """Les exercices d'un seul porteur : de quoi ses années sont faites, et ce que les refus en ont ôté.

    `lignes` : réponse de `porteurs/annees`.
    """
    ensemble = exercices(filtre)
    siens = lignes.assign(
        part_refusee=[ensemble[a].part_refusee if a in ensemble else 0.0 for a in lignes["annee"]],
        nb_hors_ligne=[
            nb if a in ensemble and ensemble[a].hors_ligne else 0
            for a, nb in zip(lignes["annee"], lignes["nb_postes"], strict=True)
        ],
    )
    return {int(ligne["annee"]): depuis(ligne) for ligne in siens.to_dict("records")}


def raison(avant: Exercice, apres: Exercice) -> str:
    """Pourquoi ces deux années ne se comparent pas, sans majuscule ni point ; vide si elles se comparent."""
    for exercice in (apres, avant):
        if exercice.refusee:
            return refus(exercice)
    if not avant.nb_actions or not apres.nb_actions:
        return ""
    for exercice in (apres, avant):
        if exercice.hors_ligne:
            return f"des postes aidés de {exercice.annee} ne sont pas au coût de leur dispositif"
    paires = ((avant, apres), (apres, avant))
    for une, autre in paires:
        if not une.part_autres and autre.part_autres >= PART:
            suite = "contient aussi des subventions" if autre.part_postes else "que des subventions"
            seuls = f"{une.annee} ne contient que des postes aidés, à leur coût théorique"
            return f"{seuls}, et {autre.annee} {suite}"
    for une, autre in paires:
        if not une.part_postes and autre.part_postes >= PART:
            return (
                f"{une.annee} n'a aucun poste aidé dans ces données, et {autre.annee} en compte, à leur coût "
                "théorique"
            )
    if abs(avant.part_postes - apres.part_postes) > ECART:
        parts = (f"{formats.pourcentage(e.part_postes)} de {e.annee}" for e in (avant, apres))
        return f"les postes aidés, à leur coût théorique, font {' et '.join(parts)}"
    return ""


def refus(exercice: Exercice) -> str:
    """« la plupart des lignes de 2025 ont été refusées à l'import »."""
    if exercice.part_refusee > 0.5:
        return f"la plupart des lignes de {exercice.annee} ont été refusées à l'import"
    return f"une grande partie des lignes de {exercice.annee} a été refusée à l'import"


def entre(filtre: Filtre, avant: int, apres: int) -> str:
    """Pourquoi ces deux années ne se comparent pas sous ce filtre ; vide si elles se comparent."""
    connus = exercices(filtre)
    if avant not in connus or apres not in connus:
        return ""
    return raison(connus[avant], connus[apres])


def refusee(filtre: Filtre, annee: int) -> bool:
    """Vrai si trop de lignes de cette année n'ont pas pu entrer."""
    connus = exercices(filtre)
    return annee in connus and connus[annee].refusee


def avec_la_precedente(filtre: Filtre, annee: int | None = None) -> str:
    """Pourquoi l'année choisie (ou `annee`) ne se compare pas à celle d'avant ; vide sinon."""
    seule = filtre.annees is not None and filtre.annees[0] == filtre.annees[1]
    annee = annee or (filtre.annees[0] if seule else None)
    return entre(filtre, annee - 1, annee) if annee else ""


def reserve(filtre: Filtre, annee: int | None = None) -> str:
    """« 2025 ne se compare pas à 2024 : 2024 ne contient que des postes aidés… » ; vide s'il n'y en a pas."""
    seule = filtre.annees is not None and filtre.annees[0] == filtre.annees[1]
    annee = annee or (filtre.annees[0] if seule else None)
    connus = exercices(filtre)
    if annee is None:
        periode = filtre.annees or (0, 9999)
        refusees = [e for a, e in connus.items() if e.refusee and periode[0] <= a <= periode[1]]
        dits = phrases.liste([refus(exercice) for exercice in refusees], 2)
        return phrases.phrase(f"{dits} : les totaux sont incomplets") if dits else ""
    exercice, precedente = connus.get(annee), connus.get(annee - 1)
    if exercice is not None and exercice.refusee:
        suite = f", et ne se comparent pas à {annee - 1}" if precedente and precedente.nb_actions else ""
        return phrases.phrase(f"{refus(exercice)} : ses totaux sont incomplets{suite}")
    if exercice is None or precedente is None or not (pourquoi := raison(precedente, exercice)):
        return ""
    return phrases.phrase(f"{annee} ne se compare pas à {annee - 1} : {pourquoi}")


def annees(
    df: pd.DataFrame,
    filtre: Filtre,
    reference: int | None = None,
    connus: Mapping[int, Exercice] | None = None,
    memes: bool = False,
) -> tuple[pd.DataFrame, str]:
    """Les lignes des années qui se comparent entre elles, et la phrase qui dit celles qu'on ne montre pas.

    `df` : colonne `annee`. `reference` : l'année qu'on regarde (sinon la dernière), à qui les autres se
    comparent. `connus` : les exercices, s'ils ne sont pas ceux du filtre entier (un seul porteur).
    `memes` : ces lignes sont faites de la même chose d'une année à l'autre (une seule action, des
    personnes) ; seules les années aux lignes refusées s'en vont.
    """
    presentes = sorted({int(a) for a in df["annee"] if not formats.absent(a)})
    if len(presentes) < 2:
        return df, ""
    connus = exercices(filtre) if connus is None else connus
    ecartees = {a: _sans(connus[a]) for a in presentes if a in connus and connus[a].refusee}
    restent = [a for a in presentes if a not in ecartees]
    if restent and not memes:
        repere = reference if reference in restent else restent[-1]
        for annee in restent:
            if annee in connus and repere in connus and raison(connus[annee], connus[repere]):
                ecartees[annee] = _faite_de(connus[annee], connus[repere])
    if not ecartees:
        return df, ""
    return df[~df["annee"].isin(list(ecartees))], _dites(ecartees)


def _sans(exercice: Exercice) -> str:
    return "lignes refusées à l'import"


def _faite_de(exercice: Exercice, repere: Exercice) -> str:
    if exercice.hors_ligne or repere.hors_ligne:
        return "postes aidés à un autre coût que celui de leur dispositif"
    if not exercice.part_autres:
        return "postes aidés seuls"
    if not exercice.part_postes:
        return "sans poste aidé"
    return f"postes aidés {formats.pourcentage(exercice.part_postes)}"


def _dites(ecartees: Mapping[int, str]) -> str:
    """« 2024 n'est pas dessinée : postes aidés seuls » ; « 2019–2021 et 2024 ne sont pas dessinées : … »."""
    par_raison: dict[str, list[int]] = {}
    for annee, pourquoi in sorted(ecartees.items()):
        par_raison.setdefault(pourquoi, []).append(annee)
    verbe = "n'est pas dessinée" if len(ecartees) == 1 else "ne sont pas dessinées"
    if len(par_raison) == 1:
        return f"{formats.annees(ecartees)} {verbe} : {next(iter(par_raison))}"
    dits = [f"{formats.annees(annees_)} ({pourquoi})" for pourquoi, annees_ in par_raison.items()]
    return f"{phrases.liste(dits)} {verbe}"


def _part(partie: float, total: float) -> float:
    return partie / total if total > 0 else 0.0
