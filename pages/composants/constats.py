"""La phrase qui répond à chaque page, et les choses à savoir. Rien n'y est dit que l'arrondi dément."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from pages.composants import comparabilite, constats_postes, formats, phrases
from pages.composants.chiffres import CIBLE_CPO
from pages.composants.filtres import annees_en_mots
from queries import Filtre, lire

ACCORDES = {"accorde": "accordés", "demande": "demandés", "propose": "proposés", "verse": "versés"}
"""« montants accordés » : le montant choisi, en participe."""


def annee_precedente(filtre: Filtre) -> Mapping | None:
    """Les chiffres du même filtre un an plus tôt ; None si rien n'est comparable.

    Il faut une seule année choisie, deux exercices que la règle de `comparabilite` accepte, des postes au
    coût de leur dispositif, et des actions l'année d'avant : un pilier ou un quartier né avec le contrat
    de 2024 n'en a pas en 2023, et « −100 % » ou « rien auparavant » tromperaient.
    """
    if filtre.annees is None or filtre.annees[0] != filtre.annees[1]:
        return None
    annee = filtre.annees[0] - 1
    if comparabilite.entre(filtre, annee, annee + 1):
        return None
    avant = lire("synthese/chiffres", filtre=replace(filtre, annees=(annee, annee))).iloc[0]
    return avant if avant["nb_actions"] > 0 else None


def periode(filtre: Filtre) -> str:
    """« En 2025 », « De 2020 à 2024 » ou « Sur toutes les années »."""
    if filtre.annees is None:
        return "Sur toutes les années"
    debut, fin = filtre.annees
    return f"En {debut}" if debut == fin else f"De {debut} à {fin}"


def portee(filtre: Filtre) -> str:
    """Le sous-titre d'un graphique : mesure, période, règle."""
    return f"Montants {ACCORDES[filtre.montant]}, {annees_en_mots(filtre.annees)} · un euro compte une fois"


def perimetre(filtre: Filtre) -> str:
    """Le sous-titre d'un graphique qui montre tous les montants : période, règle."""
    return f"{annees_en_mots(filtre.annees).capitalize()} · un euro compte une fois"


def portee_annees(filtre: Filtre) -> str:
    """Le sous-titre d'un graphique de toutes les années."""
    return f"Montants {ACCORDES[filtre.montant]}, toutes les années · un euro compte une fois"


def synthese(resume: Mapping, piliers: pd.DataFrame, filtre: Filtre) -> str:
    """« En 2025, 118 actions sont soutenues pour 2,4 M€ ; 38 % vont au pilier « … ». »"""
    nb, postes = int(resume["nb_actions"]), int(resume["nb_postes"])
    argent = formats.montant(resume["montant_eur"])
    if nb == postes:
        sujet = f"{formats.nombre(nb)} {phrases.pluriel(nb, 'poste est financé', 'postes sont financés')}"
        return formats.typographie(
            f"{periode(filtre)}, {sujet} par l'État pour {argent}, à leur coût théorique."
        )
    soutien = phrases.pluriel(nb, "action est soutenue", "actions sont soutenues")
    debut = f"{periode(filtre)}, {formats.nombre(nb)} {soutien} pour {argent}"
    if filtre.montant != "accorde":
        debut += f" {ACCORDES[filtre.montant]}"
    premier = piliers.iloc[0]
    if len(piliers) < 2 or premier["pilier_id"] == "aucun" or not resume["montant_eur"]:
        return formats.typographie(f"{debut}.")
    part = formats.pourcentage(premier["montant_eur"] / resume["montant_eur"])
    return formats.typographie(f"{debut} ; {part} de cette somme va au pilier « {premier['pilier']} ».")


def piliers(montants: pd.DataFrame) -> str:
    """Le titre du graphique des piliers : « Les deux premiers piliers reçoivent 60 % de l'argent. »

    La phrase de la page dit déjà le premier : le titre dit ce qu'elle ne dit pas.
    """
    connus = montants[(montants["pilier_id"] != "aucun") & (montants["montant_eur"].fillna(0) > 0)]
    total = montants["montant_eur"].sum()
    if len(connus) < 3 or not total:
        return "À quoi sert l'argent"
    part = formats.pourcentage(connus["montant_eur"].head(2).sum() / total)
    return formats.typographie(f"Les deux premiers piliers reçoivent {part} de l'argent")


def qui_paie(montants: pd.DataFrame) -> str:
    """Le titre du graphique des financeurs : « Conseil régional : 44 % de l'argent »."""
    payeurs = montants[montants["montant_eur"].fillna(0) > 0]
    if len(payeurs) < 2:
        return "Qui paie"
    premier = payeurs.iloc[0]
    part = formats.pourcentage(premier["montant_eur"] / payeurs["montant_eur"].sum())
    return formats.typographie(f"{premier['financeur']} : {part} de l'argent")


def a_savoir(
    resume: Mapping, quartiers: pd.DataFrame, dispositifs: pd.DataFrame, filtre: Filtre
) -> list[str]:
    """Trois choses à savoir au plus : CPO contre sa cible, concentration ou oubli, reste à verser, postes.

    `quartiers` : réponse de `quartiers/montants_par_quartier` ; `dispositifs` : de `synthese/dispositifs`.
    """
    choses = [
        constats_postes.mise_en_garde(dispositifs, filtre),
        _conventions(resume),
        _repartition(quartiers),
        _reste_a_verser(resume) if filtre.montant == "accorde" else "",
        _postes(dispositifs),
    ]
    return [formats.typographie(chose) for chose in choses if chose][:3]


def _conventions(resume: Mapping) -> str:
    if formats.absent(resume["part_cpo"]):
        return ""
    cible = formats.pourcentage(CIBLE_CPO)
    place = "au-dessus" if resume["part_cpo"] >= CIBLE_CPO else "en dessous"
    return (
        f"**{formats.pourcentage(resume['part_cpo'])}** des crédits spécifiques de l'État passent par des "
        f"conventions pluriannuelles : {place} de la cible de {cible}."
    )


def _repartition(quartiers: pd.DataFrame) -> str:
    lieux = quartiers[(quartiers["quartier_id"] != "ensemble") & (quartiers["type"] == "QPV")]
    oublies = lieux[lieux["nb_actions"] == 0]
    if not len(lieux):
        return ""
    if len(oublies) == len(lieux):
        return "Rien n'est rattaché à un quartier : tout est **à l'échelle du contrat**."
    if len(oublies):
        noms = phrases.liste([f"« {phrases.markdown(nom)} »" for nom in oublies["quartier"].head(3)])
        return f"**Aucune action** ne touche {noms}."
    if len(lieux) < 2 or not lieux["montant_eur"].sum():
        return ""
    premier = lieux.iloc[0]
    part = formats.pourcentage(premier["montant_eur"] / lieux["montant_eur"].sum())
    nom = phrases.markdown(premier["quartier"])
    return f"**« {nom} »** reçoit {part} de l'argent rattaché à un quartier prioritaire."


def _reste_a_verser(resume: Mapping) -> str:
    if formats.absent(resume["verse_eur"]) or not resume["accorde_eur"]:
        return ""
    reste = resume["accorde_eur"] - resume["verse_eur"]
    return f"Il reste **{formats.montant(reste)}** à verser sur ce qui est accordé." if reste > 0 else ""


def _postes(dispositifs: pd.DataFrame) -> str:
    """« Postes aidés, à leur coût théorique : 7 « Adultes-relais » (159 674,27 €). »"""
    morceaux = [
        f"**{formats.nombre(d.nb_postes)}** « {phrases.markdown(d.dispositif)} » "
        f"({formats.montant(d.accorde_eur, exact=True)})"
        for d in dispositifs.itertuples(index=False)
    ]
    if not morceaux:
        return ""
    partages = constats_postes.partages(dispositifs)
    return f"Postes aidés, à leur coût théorique : {phrases.liste(morceaux)}.{partages}"
