"""Ce que la page Porteurs demande à la base."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from pages.blocs import Choix
from pages.composants import comparabilite, recherche
from pages.composants.filtres import toutes_annees
from pages.composants.referentiel import NOMS_NATURES
from pages.visite import Visite
from queries import Filtre


@dataclass(frozen=True)
class Porteur:
    """Un porteur public, sous le filtre (`ici`, `dependance` : None s'il n'y a rien) et toutes les années.

    `dependance` : sa ligne de `porteurs/porteurs`.
    """

    ici: Mapping | None
    dependance: Mapping | None
    toutes: Mapping
    annees: pd.DataFrame
    financeurs: pd.DataFrame
    quartiers: pd.DataFrame
    actions: pd.DataFrame


def choix(visite: Visite) -> Choix:
    """Le porteur du lien, vide s'il n'en nomme pas ; on propose ceux du contrat."""
    statuts, voulu = visite.filtre.statuts, visite.parametre("porteur")
    noms = visite.lire("porteurs/noms", contrats=visite.contrats, statuts=list(statuts))
    offre = {"": "tous"} | dict(zip(noms["structure_id"], noms["porteur"], strict=True))
    if voulu and voulu not in offre:
        connu = visite.lire("porteurs/fiche", filtre=Filtre(statuts=statuts), porteur=voulu)
        offre |= dict(zip(connu["structure_id"], connu["porteur"], strict=True))
    return Choix.de(visite, "porteur", options=offre, libelle="Porteur")


def porteur(visite: Visite, code: str) -> Porteur:
    """Le porteur `code`, que `choix` a reconnu."""
    lire, filtre = visite.lire, visite.filtre
    histoire = toutes_annees(filtre)
    ici = lire("porteurs/fiche", filtre=filtre, porteur=code)
    tous = lire("porteurs/porteurs", filtre=filtre).set_index("structure_id")
    toutes = lire("porteurs/fiche", filtre=histoire, porteur=code)
    if toutes.empty:
        toutes = lire("porteurs/fiche", filtre=Filtre(statuts=filtre.statuts), porteur=code)
    financeurs = lire("porteurs/financeurs", filtre=filtre, porteur=code)
    return Porteur(
        ici=ici.iloc[0] if len(ici) else None,
        dependance=tous.loc[code] if len(ici) else None,
        toutes=toutes.iloc[0],
        annees=lire("porteurs/annees", filtre=histoire, porteur=code),
        financeurs=financeurs.assign(nature=financeurs["nature"].map(NOMS_NATURES)),
        quartiers=lire("porteurs/quartiers", filtre=filtre, porteur=code),
        actions=recherche.trouver("", filtre, porteur=code),
    )


def mouvements(visite: Visite) -> tuple[int | None, pd.DataFrame]:
    """La dernière année du filtre, et qui y arrive ou s'arrête ; vide si rien n'est connu avant elle."""
    lire, filtre = visite.lire, visite.filtre
    annees = lire("porteurs/par_annee", filtre=replace(filtre, annees=None))["annee"]
    annee = filtre.annees[1] if filtre.annees else (int(annees.max()) if len(annees) else None)
    if annee is None or annee not in set(annees):
        return annee, lire("porteurs/mouvements", filtre=filtre, annee=None)
    if comparabilite.entre(filtre, annee - 1, annee):
        # Ce qui manque à l'une des deux années passerait pour une arrivée ou un départ.
        return annee, lire("porteurs/mouvements", filtre=filtre, annee=None)
    deux = replace(filtre, annees=(annee - 1, annee))
    return annee, lire("porteurs/mouvements", filtre=deux, annee=annee)


def presences(visite: Visite) -> pd.DataFrame:
    """Combien de structures chaque année, dont combien de nouvelles.

    Une année qui ne se compare pas à celle d'avant ne dit pas qui est nouveau : elle n'y est pas.
    """
    filtre = visite.filtre
    par_annee = visite.lire("porteurs/par_annee", filtre=toutes_annees(filtre))
    comparees = [not comparabilite.entre(filtre, annee - 1, annee) for annee in par_annee["annee"]]
    return par_annee[comparees]
