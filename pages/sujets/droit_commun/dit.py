"""Droit commun : la phrase qui répond, les cinq chiffres, et combien d'engagements dans chaque état."""

from collections.abc import Mapping

import pandas as pd

from pages.blocs import Chiffre
from pages.composants import formats, phrases
from pages.composants.constats import ACCORDES, periode
from queries import Filtre


def constat(resume: Mapping) -> str:
    """« 6 engagements sur 17 sont tenus, 4 sont en retard ; annonces : 4,3 M€, dont 1 M€ sans mesure. »"""
    nb, tenus, retard = (int(resume[nom]) for nom in ("nb", "nb_tenus", "nb_en_retard"))
    if not nb:
        return "Aucun engagement de droit commun n'est connu pour ce contrat."
    if nb == 1:
        debut = "Le seul engagement connu est tenu" if tenus else "Le seul engagement connu n'est pas tenu"
        debut += ", et il est en retard" if retard else ""
    elif tenus == nb:
        debut = f"Les {formats.nombre(nb)} engagements sont tous tenus"
    else:
        sont = phrases.pluriel(tenus, "est tenu", "sont tenus")
        mot = phrases.pluriel(tenus, "engagement")
        debut = f"{formats.nombre(tenus)} {mot} sur {formats.nombre(nb)} {sont}"
        if not tenus:
            debut = f"Aucun des {formats.nombre(nb)} engagements n'est tenu"
        if retard:
            debut += f", {formats.nombre(retard)} {phrases.pluriel(retard, 'est', 'sont')} en retard"
    return formats.typographie(f"{debut}{_argent(resume)}.")


def chiffres(resume: Mapping) -> list[Chiffre]:
    """Tenus, en retard, annoncé, mesuré, non mesuré."""
    nb, sans = int(resume["nb"]), int(resume["nb_sans_montant"])
    suivi = resume["annonce_suivi_eur"]
    sur = f"sur {formats.montant(suivi)} d'annonces suivies" if not formats.absent(suivi) else ""
    return [
        Chiffre(
            "tenus",
            "Engagements tenus",
            f"{formats.nombre(resume['nb_tenus'])} sur {formats.nombre(nb)}",
            f"{formats.nombre(resume['nb_en_cours'])} en cours, "
            f"{formats.nombre(resume['nb_non_tenus'])} non {phrases.pluriel(resume['nb_non_tenus'], 'tenu')}",
            "L'état est celui que le comité technique a retenu, engagement par engagement.",
        ),
        Chiffre(
            "retard",
            "En retard",
            formats.nombre(resume["nb_en_retard"]),
            "échéance passée, pas tenus",
            "Un engagement est en retard quand son échéance est passée et qu'il n'est pas tenu.",
        ),
        Chiffre(
            "annonce",
            "Annoncé",
            formats.montant(resume["annonce_eur"]),
            f"{phrases.accord(sans, 'engagement')} sans montant" if sans else "",
            f"Exactement {formats.montant(resume['annonce_eur'], exact=True)}. Somme des montants que les "
            "partenaires ont annoncés.",
        ),
        Chiffre(
            "mesure",
            "Mesuré",
            formats.montant(resume["mesure_eur"]),
            sur,
            f"Exactement {formats.montant(resume['mesure_eur'], exact=True)}. Somme de ce que les "
            "partenaires ont constaté ; ce qui n'est pas mesuré n'y est pas.",
        ),
        Chiffre(
            "non-mesure",
            "Annoncé, non mesuré",
            _non_mesure(resume),
            f"{phrases.accord(resume['nb_sans_mesure'], 'engagement')} sans mesure",
            "Ce qui a été annoncé et dont personne ne sait dire ce qui a été apporté.",
        ),
    ]


def etats(resume: Mapping) -> dict[str, str]:
    """Les états qu'on peut choisir (clés de `demande.ETATS`), chacun avec son nombre d'engagements."""
    compte = {
        "tous": ("Tous", resume["nb"]),
        "en-retard": ("En retard", resume["nb_en_retard"]),
        "non-tenu": ("Non tenus", resume["nb_non_tenus"]),
        "non-mesure": ("Non mesurés", resume["nb_non_mesures"]),
        "en-cours": ("En cours", resume["nb_en_cours"]),
        "tenu": ("Tenus", resume["nb_tenus"]),
    }
    return {code: f"{nom} ({formats.nombre(nb)})" for code, (nom, nb) in compte.items()}


def mesurables(mesure: pd.DataFrame) -> str:
    """« 14 engagements sur 17 se mesurent par quartier ». `mesure` : droit_commun/mesure_au_quartier."""
    oui = int(mesure[mesure["reponse"] == "oui"]["nb_engagements"].fillna(0).sum())
    nb = int(mesure["nb_engagements"].fillna(0).sum())
    if not oui:
        return "Aucun engagement ne se mesure par quartier"
    verbe = phrases.pluriel(oui, "engagement se mesure", "engagements se mesurent")
    sur = f" sur {formats.nombre(nb)}"
    return f"{formats.nombre(oui)} {verbe} par quartier{sur}" if nb > oui else f"{_tous(oui)} par quartier"


def credits(montants: pd.DataFrame, filtre: Filtre) -> str:
    """« En 2026, 8 financeurs ont aussi mis 281 k€ de droit commun dans les actions du contrat. »

    `montants` : réponse de `financeurs/montants_par_financeur`, nature droit commun.
    """
    payeurs = montants[montants["montant_eur"].fillna(0) > 0]
    if payeurs.empty:
        return formats.typographie(
            f"{periode(filtre)}, aucun crédit de droit commun n'est inscrit dans les actions."
        )
    nb, total = len(payeurs), payeurs["montant_eur"].sum()
    apportent = phrases.pluriel(nb, "financeur apporte", "financeurs apportent")
    return formats.typographie(
        f"{periode(filtre)}, {formats.nombre(nb)} {apportent} {formats.montant(total)} de droit commun aux "
        f"actions (montants {ACCORDES[filtre.montant]}). Ce compte ne s'ajoute pas aux engagements."
    )


def _tous(nb: int) -> str:
    return phrases.pluriel(nb, "Le seul engagement se mesure", "Tous les engagements se mesurent")


def _non_mesure(resume: Mapping) -> str:
    """L'annoncé sans mesure ; zéro seulement si quelque chose est annoncé et que tout est mesuré."""
    if formats.absent(resume["annonce_eur"]):
        return formats.ABSENT
    reste = resume["annonce_non_mesure_eur"]
    return formats.montant(0 if formats.absent(reste) else reste)


def _argent(resume: Mapping) -> str:
    annonce, non_mesure, mesure = (
        resume[nom] for nom in ("annonce_eur", "annonce_non_mesure_eur", "mesure_eur")
    )
    if formats.absent(annonce) or not annonce:
        return " ; aucun montant n'est annoncé"
    debut = f" ; annonces : {formats.montant(annonce)}"
    if formats.absent(mesure):
        return f"{debut}, sans aucune mesure"
    if not formats.absent(non_mesure) and non_mesure > 0:
        return f"{debut}, dont {formats.montant(non_mesure)} sans mesure"
    return f"{debut}, mesuré : {formats.montant(mesure)}"
