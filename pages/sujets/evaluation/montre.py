"""Ce que la page Évaluation montre : ses chiffres, ses colonnes, et ce qui remplirait une base vide."""

from collections.abc import Mapping

import pandas as pd

from pages.composants import constats_evaluation, ecran, formats, graphiques_course, phrases
from pages.composants.chiffres import Chiffre
from pages.composants.tableaux import Colonne

LECTURES = {"pilier": "par pilier", "quartier": "par quartier"}
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
REGLE_QUARTIERS = (
    "Une action n'entre dans ces sommes que si elle compte au moins 5 personnes dans chaque quartier, et si "
    "rien ne permet de retrouver un plus petit nombre par différence."
)
_ACTIONS = Colonne("Actions", "entier", "Hors postes au coût théorique")
_SUES = Colonne("Prévu et réel connus", "entier")
_INCONNUES = Colonne("Nous ne savons pas", "entier", "Actions dont le prévu ou le réel manque")
_PETITES = Colonne("Moins de 5", "entier", "Actions de moins de 5 personnes, hors des sommes")
GROUPES = {
    "nom": Colonne("Pilier"),
    "nb_actions": _ACTIONS,
    "nb_sues": _SUES,
    "nb_inconnues": _INCONNUES,
    "nb_petites": _PETITES,
    "prevus": Colonne("Personnes prévues", "entier"),
    "reels": Colonne("Personnes venues", "entier"),
    "nb_terminees": Colonne("Actions terminées", "entier"),
    "nb_bilans": Colonne("Bilans reçus", "entier"),
    "part_bilans": Colonne("Part des bilans", "pourcent"),
}
ANNEES = GROUPES | {"nom": Colonne("Année")}
QUARTIERS = {
    "quartier": Colonne("Quartier"),
    "type": Colonne("Type", aide="QPV : quartier prioritaire ; QVA : quartier de veille active"),
    "nb_actions": _ACTIONS,
    "nb_sues": Colonne("Nombre connu ici", "entier"),
    "nb_inconnues": Colonne("Nous ne savons pas", "entier", "Actions sans nombre pour ce quartier"),
    "nb_protegees": Colonne("Petits effectifs", "entier", REGLE_QUARTIERS),
    "personnes": Colonne("Personnes venues", "entier", REGLE_QUARTIERS),
}
OBJECTIFS = {
    "pilier": Colonne("Pilier"),
    "quartier": Colonne("Quartier"),
    "objectif": Colonne("Objectif"),
    "indicateur": Colonne("Indicateur"),
    "unite": Colonne("Unité"),
    "depart": Colonne("Départ", "nombre"),
    "depart_annee": Colonne("Année du départ", "annee"),
    "aujourdhui": Colonne("Aujourd'hui", "nombre", "Dernière mesure publiée après le départ"),
    "annee": Colonne("Année de la mesure", "annee"),
    "cible": Colonne("Cible", "nombre"),
    "echeance": Colonne("Échéance", "annee"),
    "avancement": Colonne("Chemin parcouru", "pourcent", "Négatif : on s'éloigne de la cible"),
    "ou": Colonne("Où en est-on ?"),
}
ACTIONS = {
    "annee": Colonne("Année", "annee"),
    "intitule": Colonne("Action"),
    "porteur": Colonne("Porteur"),
    "pilier": Colonne("Pilier"),
    "statut": Colonne("Statut"),
    "prevus": Colonne("Personnes prévues", "entier"),
    "reels": Colonne("Personnes venues", "entier"),
    "effectif": Colonne("Remarque"),
    "bilan": Colonne("Bilan"),
}


def en_clair(objectifs: pd.DataFrame) -> pd.DataFrame:
    """Les objectifs et la colonne « ou » : « on s'en approche », « nous ne savons pas : … »."""
    mots = [
        graphiques_course.ETATS[etat]
        + ("" if formats.absent(raison) else f" : {graphiques_course.RAISONS[raison]}")
        for etat, raison in zip(objectifs["etat"], objectifs["raison"], strict=True)
    ]
    return objectifs.assign(ou=[formats.typographie(mot) for mot in mots])


def course(objectifs: pd.DataFrame, lecture: str, grand: bool) -> None:
    """Du départ à la cible, par pilier ou par quartier."""
    graphiques_course.course(
        objectifs, cle="course", grand=grand, hauteur=ecran.pixels(470) if grand else None,
        titre="Du départ à la cible" if grand else f"Du départ à la cible, {LECTURES[lecture]}",
        sous_titre="" if grand else "Rond vide : départ ; point plein : dernière mesure ; losange : cible",
    )  # fmt: skip


def chiffres_cles(resume: Mapping, objectifs: pd.DataFrame) -> list[Chiffre]:
    """Cinq chiffres au plus : personnes, actions inconnues, bilans, objectifs qui avancent, inconnus."""
    cartes, combien, nb = [], constats_evaluation.nombres(objectifs), len(objectifs)
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
