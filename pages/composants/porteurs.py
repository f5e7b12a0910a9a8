"""La page Porteurs : qui arrive et qui s'arrête, le passage au détail."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from pages.composants import comparabilite, constats_porteurs, etat, formats, graphiques
from queries import Filtre, lire

REGLE = (
    "Un euro compte une fois. La dépendance se lit sur l'argent que cette base connaît, pas sur le budget "
    "entier de la structure."
)
LARGEURS = {
    "porteur": 235, "categorie": 135, "nb_actions": 72, "nb_postes": 92, "nb_financeurs": 90,
    "premier_financeur": 240, "part_premier": 75,
}  # fmt: skip


def mouvements(filtre: Filtre) -> tuple[int | None, pd.DataFrame]:
    """La dernière année du filtre, et qui y arrive ou s'arrête ; vide si rien n'est connu avant elle."""
    annees = lire("porteurs/par_annee", filtre=replace(filtre, annees=None))["annee"]
    annee = filtre.annees[1] if filtre.annees else (int(annees.max()) if len(annees) else None)
    if annee is None or annee not in set(annees):
        return annee, lire("porteurs/mouvements", filtre=filtre, annee=None)
    if comparabilite.entre(filtre, annee - 1, annee):
        # Ce qui manque à l'une des deux années passerait pour une arrivée ou un départ.
        return annee, lire("porteurs/mouvements", filtre=filtre, annee=None)
    deux = replace(filtre, annees=(annee - 1, annee))
    return annee, lire("porteurs/mouvements", filtre=deux, annee=annee)


def titre(annee: int) -> str:
    """« Qui arrive, qui s'arrête depuis 2025 »."""
    return f"Qui arrive, qui s'arrête depuis {annee - 1}"


def presences(par_annee: pd.DataFrame, dispositifs: pd.DataFrame, filtre: Filtre) -> None:
    """Combien de structures chaque année, dont combien de nouvelles ; sinon, quels postes aidés.

    Une année qui ne se compare pas à celle d'avant ne dit pas qui est nouveau : elle n'y est pas.
    """
    par_annee = par_annee[[not comparabilite.entre(filtre, annee - 1, annee) for annee in par_annee["annee"]]]
    if len(par_annee):
        graphiques.empilees(
            par_annee, filtre=filtre, valeur="nb_porteurs", x="annee", serie="situation", cle="presences",
            format="entier", titre=constats_porteurs.presences(par_annee),
            sous_titre="Structures qui ont une action dans l'année · toutes les années", cliquable=False,
        )  # fmt: skip
    elif len(dispositifs):
        graphiques.barres(
            dispositifs, valeur="nb_postes", libelle="dispositif", cle="dispositifs", format="entier",
            titre="Quels postes aidés", sous_titre="Nombre de postes, adultes-relais et Fonjep",
        )  # fmt: skip


def premieres(lignes: pd.DataFrame, combien: int) -> pd.DataFrame:
    """Les premières structures ; `libelle` tient sur une ligne, même projeté."""
    premiers = lignes.head(combien)
    return premiers.assign(libelle=[formats.court(nom, 46) for nom in premiers["porteur"]])


def ouvrir(code: str | None) -> None:
    """Passe au détail du porteur ; le lien suit."""
    if code is not None and code != etat.parametre("porteur"):
        etat.poser(porteur=code)
        etat.emettre()
        st.rerun()
