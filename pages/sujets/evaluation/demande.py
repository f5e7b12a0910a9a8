"""Ce que la page Évaluation demande à la base."""

from dataclasses import replace

import pandas as pd

from pages.composants import formats, graphiques_course
from pages.visite import Visite
from queries import Filtre, lire


def objectifs(visite: Visite, par: str) -> pd.DataFrame:
    """Les objectifs, groupés `par` « pilier » ou « quartier », et où ils en sont (voir `en_clair`)."""
    return en_clair(visite.lire("evaluation/objectifs", filtre=visite.filtre, par=par, fin=visite.jusqu_a))


def par_annee(visite: Visite) -> pd.DataFrame:
    """Personnes et bilans de chaque année, sans ce qui ne vaut que pour un exercice (pilier, thématique)."""
    histoire = replace(visite.filtre, annees=None, piliers=(), thematiques=())
    return visite.lire("evaluation/beneficiaires", filtre=histoire, par="annee")


def quartiers(filtre: Filtre) -> pd.DataFrame:
    """Les personnes par quartier, par la porte de qui ouvre le tableau."""
    return lire("evaluation/quartiers", filtre=filtre)


def actions(filtre: Filtre) -> pd.DataFrame:
    """Les actions et leur bilan, par la porte de qui ouvre le tableau."""
    return lire("evaluation/actions", filtre=filtre)


def en_clair(objectifs: pd.DataFrame) -> pd.DataFrame:
    """Les objectifs et la colonne « ou » : « on s'en approche », « nous ne savons pas : … »."""
    mots = [
        graphiques_course.ETATS[etat]
        + ("" if formats.absent(raison) else f" : {graphiques_course.RAISONS[raison]}")
        for etat, raison in zip(objectifs["etat"], objectifs["raison"], strict=True)
    ]
    return objectifs.assign(ou=[formats.typographie(mot) for mot in mots])
