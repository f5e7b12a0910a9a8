"""Ce que la page Évaluation montre : ses dessins, et les colonnes de ses tableaux."""

import pandas as pd

from pages.blocs import Colonne, Course, Prevus
from pages.composants import comparabilite, formats
from pages.visite import Visite
from pages.visite.mots import annees_en_mots
from queries import Filtre

LECTURES = {"pilier": "par pilier", "quartier": "par quartier"}
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


def course(visite: Visite, objectifs: pd.DataFrame, lecture: str) -> Course:
    """Du départ à la cible, par pilier ou par quartier."""
    titre = "Du départ à la cible"
    return Course(
        objectifs,
        cle="course",
        titre=titre if visite.projection else f"{titre}, {LECTURES[lecture]}",
        sous_titre=""
        if visite.projection
        else "Rond vide : départ ; point plein : dernière mesure ; losange : cible",
        place=470,
    )


def par_pilier(piliers: pd.DataFrame, filtre: Filtre) -> Prevus:
    """Prévu et réel de chaque pilier."""
    return Prevus(
        piliers,
        cle="prevus-piliers",
        titre="Qui est venu, par pilier",
        sous_titre=f"Personnes, {annees_en_mots(filtre.annees)} · hors postes",
    )


def par_annee(annees: pd.DataFrame, filtre: Filtre) -> Prevus:
    """Les six dernières années, sauf celles dont les lignes manquent."""
    dernieres = annees.tail(6)
    datees = dernieres.assign(annee=dernieres["code"].astype(int) if len(dernieres) else [])
    montrees, note = comparabilite.annees(datees, filtre, memes=True)
    mesure = "Personnes, les six dernières années · hors postes"
    return Prevus(
        montrees,
        cle="prevus-annees",
        titre="Qui est venu, année par année",
        sous_titre=formats.typographie(f"{mesure} · {note}" if note else mesure),
    )
