"""Les postes de l'État dans les constats : comptés une fois, jamais comparés à un coût qui n'est pas leur."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from pages.composants import formats, phrases
from queries import Filtre, lire

PART_NOTABLE = 0.1
"""Part des postes hors de la fourchette de leur dispositif qui empêche de comparer deux années."""


def hors_ligne(filtre: Filtre) -> bool:
    """Vrai si une part notable des postes du choix n'est pas au coût de son dispositif."""
    dispositifs = lire("synthese/dispositifs", filtre=filtre)
    nb = int(dispositifs["nb_postes"].sum())
    return nb > 0 and int(dispositifs["nb_hors_ligne"].sum()) > PART_NOTABLE * nb


def comparables(filtre: Filtre) -> bool:
    """Vrai si l'année choisie et celle d'avant ont toutes deux des postes au coût de leur dispositif."""
    if filtre.annees is None:
        return True
    annee = filtre.annees[0]
    avant = replace(filtre, annees=(annee - 1, annee - 1))
    return not (hors_ligne(filtre) or hors_ligne(avant))


def mise_en_garde(dispositifs: pd.DataFrame, filtre: Filtre) -> str:
    """« 14 postes sur 21 ne sont pas au coût de leur dispositif : … » ; vide s'il n'y a rien à dire."""
    if "nb_hors_ligne" not in dispositifs:
        return ""
    nb, mauvais = int(dispositifs["nb_postes"].sum()), int(dispositifs["nb_hors_ligne"].sum())
    if not mauvais:
        seule = filtre.annees is not None and filtre.annees[0] == filtre.annees[1]
        if not seule or comparables(filtre):
            return ""
        return (
            f"Des postes de **{filtre.annees[0] - 1}** n'étaient pas au coût de leur dispositif : "
            f"{filtre.annees[0]} ne se compare pas à cette année."
        )
    verbe = phrases.pluriel(
        mauvais, "poste n'est pas au coût de son dispositif", "postes ne sont pas au coût de leur dispositif"
    )
    phrase = f"**{formats.nombre(mauvais)}** {verbe}, sur {formats.nombre(nb)}"
    if mauvais > PART_NOTABLE * nb:
        return f"{phrase} : les montants des postes ne se comparent pas d'une année à l'autre."
    return f"{phrase} (voir la page Données)."


def partages(dispositifs: pd.DataFrame) -> str:
    """« 48 sont listés dans plusieurs contrats et comptent une fois, au contrat du département du poste »."""
    nb = int(dispositifs["nb_partages"].sum()) if "nb_partages" in dispositifs else 0
    if not nb:
        return ""
    sujet = phrases.pluriel(nb, "poste est listé", "postes sont listés")
    compte = phrases.pluriel(nb, "compte", "comptent")
    return (
        f" {formats.nombre(nb)} {sujet} dans plusieurs contrats et {compte} une fois, au contrat du "
        "département du poste, à défaut au premier code."
    )


def au_cout_theorique(resume: Mapping) -> str:
    """« Dont 238 k€ de postes aidés, à leur coût théorique. », s'il y en a."""
    theorique = resume["theorique_eur"]
    if formats.absent(theorique) or theorique <= 0:
        return ""
    return f" Dont {formats.montant(theorique)} accordés à des postes aidés, à leur coût théorique."
