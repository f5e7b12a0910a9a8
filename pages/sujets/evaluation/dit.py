"""Les phrases de la page Évaluation. « Nous ne savons pas » y est une réponse, dite en premier rang."""

from collections.abc import Mapping

import pandas as pd

from pages.blocs import Chiffre
from pages.composants import formats, phrases
from pages.composants.constats import periode
from queries import Filtre

VIDE = "Rien n'est à évaluer ici : ni objectif chiffré, ni action hors postes au coût théorique."
QUE_FAIRE = (
    "La feuille « objectifs » du classeur les donnerait, et, dans la feuille « programmation », les colonnes "
    "« beneficiaires_prevus », « beneficiaires_reels » et « bilan_recu »."
)
REGLE = (
    "Une personne qui suit deux actions compte deux fois. Les totaux n'additionnent que les actions dont le "
    "prévu et le réel sont connus ; un effectif de moins de 5 n'est jamais montré. Les postes au coût "
    "théorique, sans bilan, sont exclus."
)

_VERBES = {
    "atteint": ("est atteint", "sont atteints"),
    "approche": ("se rapproche de sa cible", "se rapprochent de leur cible"),
    "stable": ("n'a pas bougé", "n'ont pas bougé"),
    "eloigne": ("s'en éloigne", "s'en éloignent"),
}
SEULE = {"eloigne": ("s'éloigne de sa cible", "s'éloignent de leur cible")}


def nombres(objectifs: pd.DataFrame) -> dict[str, int]:
    """Combien d'objectifs par état, « inconnu » compris."""
    return {etat: int((objectifs["etat"] == etat).sum()) for etat in (*_VERBES, "inconnu")}


def objectifs(lignes: pd.DataFrame) -> str:
    """« Sur 12 objectifs, 1 se rapproche de sa cible, 4 s'en éloignent et, pour 7, nous ne savons pas. »"""
    combien, nb = nombres(lignes), len(lignes)
    if not nb:
        return "Ce contrat n'a pas d'objectif chiffré dans cette base."
    if combien["inconnu"] == nb:
        return (
            f"Nous ne savons pas où en {'est le seul objectif' if nb == 1 else f'sont les {nb} objectifs'}."
        )
    morceaux = []
    for etat, formes in _VERBES.items():
        if combien[etat]:
            # « s'en éloigne » n'a de sens qu'après avoir nommé la cible.
            mots = formes if "cible" in "".join(morceaux) else SEULE.get(etat, formes)
            morceaux.append(f"{combien[etat]} {phrases.pluriel(combien[etat], *mots)}")
    texte = phrases.liste(morceaux)
    if combien["inconnu"]:
        texte = f"{', '.join(morceaux)} et, pour {combien['inconnu']}, nous ne savons pas"
    return f"Sur {nb} {phrases.pluriel(nb, 'objectif')}, {texte}."


def personnes(resume: Mapping, filtre: Filtre) -> str:
    """« En 2025, 83 actions ont touché 9 167 personnes pour 9 729 prévues. Nous ne savons pas, … »"""
    nb, quand = int(resume["nb_actions"]), periode(filtre)
    if not nb:
        return f"{quand}, aucune action n'est à évaluer."
    inconnues = int(resume["nb_inconnues"])
    if inconnues == nb:
        suite = "pour l'action menée" if nb == 1 else f"pour aucune des {formats.nombre(nb)} actions"
        negation = "" if nb > 1 else " pas"
        return f"{quand}, nous ne savons{negation}, {suite}, combien de personnes ont été touchées."
    phrase = ""
    sues = int(resume["nb_sues"]) - int(resume["nb_petites"])
    if sues:
        ont = phrases.pluriel(sues, "action a touché", "actions ont touché")
        phrase = (
            f"{quand}, {formats.nombre(sues)} {ont} {formats.nombre(resume['reels'])} personnes pour "
            f"{formats.nombre(resume['prevus'])} prévues."
        )
    elif resume["nb_petites"]:
        phrase = f"{quand}, les actions connues ont touché moins de 5 personnes chacune."
    return f"{phrase} {ignorance(resume)}".strip()


def ignorance(resume: Mapping) -> str:
    """La phrase dédiée : « Nous ne savons pas, pour 21 actions sur 104, combien de personnes… »"""
    inconnues, nb = int(resume["nb_inconnues"]), int(resume["nb_actions"])
    if not inconnues:
        return ""
    return (
        f"Nous ne savons pas, pour {formats.nombre(inconnues)} {phrases.pluriel(inconnues, 'action')} sur "
        f"{formats.nombre(nb)}, combien de personnes ont été touchées."
    )


def evaluation(resume: Mapping, lignes: pd.DataFrame, filtre: Filtre, court: bool = False) -> str:
    """La réponse de la page : les objectifs, puis les personnes. `court` : une carte dit déjà le reste."""
    texte = f"{objectifs(lignes)} {personnes(resume, filtre)}"
    if court and texte.endswith(ignorance(resume)):
        texte = texte.removesuffix(ignorance(resume))
    return formats.typographie(texte.strip())


def reserves(resume: Mapping) -> str:
    """Ce que les totaux laissent de côté : petits effectifs, prévus ou réels qui manquent."""
    morceaux = []
    petites = int(resume["nb_petites"])
    if petites:
        compte = phrases.pluriel(petites, "action compte", "actions comptent")
        entre = phrases.pluriel(petites, "n'entre pas", "n'entrent pas")
        morceaux.append(f"{petites} {compte} moins de 5 personnes et {entre} dans les totaux")
    manques = [
        f"{formats.nombre(resume[nom])} sans {mot}"
        for nom, mot in (("nb_sans_prevu", "nombre prévu"), ("nb_sans_reel", "nombre réel"))
        if resume[nom]
    ]
    if manques:
        morceaux.append(f"il manque un nombre : {phrases.liste(manques)}")
    if resume["nb_bilans_inconnus"]:
        nb = int(resume["nb_bilans_inconnus"])
        morceaux.append(f"nous ne savons pas si le bilan de {phrases.accord(nb, 'action')} est arrivé")
    return phrases.phrase(" ; ".join(morceaux))


def chiffres_cles(resume: Mapping, objectifs: pd.DataFrame) -> list[Chiffre]:
    """Cinq chiffres au plus : personnes, actions inconnues, bilans, objectifs qui avancent, inconnus."""
    cartes, combien, nb = [], nombres(objectifs), len(objectifs)
    if not formats.absent(resume["reels"]):
        prevues = f"pour {formats.nombre(resume['prevus'])} prévues"
        aide = "Seulement les actions dont le prévu et le réel sont connus, et d'au moins 5 personnes."
        nb_reels = formats.nombre(resume["reels"])
        cartes.append(Chiffre("personnes", "Personnes touchées", nb_reels, prevues, aide))
    if resume["nb_actions"]:
        suite = (
            f"{phrases.pluriel(resume['nb_inconnues'], 'action')} sur {formats.nombre(resume['nb_actions'])}"
        )
        cartes.append(
            Chiffre("inconnues", "Nous ne savons pas combien", formats.nombre(resume["nb_inconnues"]), suite)
        )
    if resume["nb_terminees"]:
        suite = (
            f"{formats.nombre(resume['nb_bilans'])} sur {formats.nombre(resume['nb_terminees'])} terminées"
        )
        cartes.append(Chiffre("bilans", "Bilans reçus", formats.pourcentage(resume["part_bilans"]), suite))
    if nb:
        suite = f"sur {phrases.accord(nb, 'objectif')}"
        avancent = combien["atteint"] + combien["approche"]
        cartes.append(Chiffre("avancent", "Objectifs qui avancent", formats.nombre(avancent), suite))
        cartes.append(
            Chiffre("objectifs-inconnus", "Nous ne savons pas", formats.nombre(combien["inconnu"]), suite)
        )
    return cartes


def derniere_annee(annees: pd.DataFrame, resume: Mapping) -> str:
    """La dernière année dont on sait quelque chose, quand celle qu'on regarde ne dit rien ; sinon vide."""
    connues = annees[annees["nb_sues"] > 0]["code"].tolist()
    return connues[-1] if connues and not resume["nb_sues"] else ""
