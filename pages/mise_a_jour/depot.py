"""Deuxième étape : déposer un fichier, et dire ce qu'il est."""

from typing import TYPE_CHECKING

import streamlit as st

from pages.composants import champ_fichier, formats
from pages.mise_a_jour import questions, reprise, visite
from pages.serveur.configuration import configuration
from queries import chemin_base

if TYPE_CHECKING:
    from data.programmation.depart import ContratDeDepart

TYPES = ("xlsx", "xlsm", "xls", "ods", "csv")


def montrer(contrat: "str | ContratDeDepart | None") -> None:
    """Le dépôt ; un tableau mène aux questions, un classeur complet à sa vérification."""
    travail = visite.travail()
    if travail is None:
        st.subheader("2. Votre fichier", anchor=False)
        reprise.proposer()
        _deposer()
        return
    if visite.faite(
        "Votre fichier",
        travail.depot.nom,
        f" · {_reconnu(travail)}",
        "Changer de fichier",
        "changer-fichier",
        lambda: _genre(travail),
    ):
        reprise.oublier()
        visite.vider()
        visite.recommencer_la_page()
    if travail.genre == "classeur":
        if st.button("Vérifier le classeur", type="primary", icon=":material/fact_check:", key="verifier"):
            _verifier_classeur(travail)
    elif contrat is None:
        st.info("Dites d'abord quel est votre contrat, ci-dessus.", icon=":material/arrow_upward:")
    else:
        questions.montrer(travail, contrat)


def _deposer() -> None:
    # Import tardif : seul un agent connecté ouvre un fichier.
    from data import a_part

    a_part.prechauffer()
    recu = champ_fichier.champ_de_fichier(
        "Votre tableau de programmation (une ligne par action), ou un classeur complet",
        TYPES,
        visite.cle_du_depot(),
        agent=True,
    )
    if recu is None:
        return
    depot = visite.a_part("Lecture du fichier", "deposer", recu.getvalue(), recu.name)
    if depot:
        visite.commencer(depot)
        visite.recommencer_la_page()


def _reconnu(travail: visite.Travail) -> str:
    if travail.genre == "classeur":
        return "un classeur complet, qui remplace la base"
    return "un tableau de programmation, une ligne par action"


def _genre(travail: visite.Travail) -> None:
    from data.fichier_depose import GENRES

    with st.popover("Ce n'est pas cela ?", type="tertiary", key="autre-genre"):
        genre = st.radio(
            formats.typographie("Ce fichier est :"),
            list(GENRES),
            format_func=GENRES.get,
            index=list(GENRES).index(travail.genre),
            key=f"genre-{travail.depot.reconnu}",
            captions=[
                "Toutes les feuilles du modèle : il remplace la base",
                "Une ligne par action : il remplace les actions de son contrat et de ses années",
            ],
        )
    if genre != travail.genre:
        travail.genre = genre
        travail.repondre(None, ())
        visite.recommencer_la_page()


def _verifier_classeur(travail: visite.Travail) -> None:
    travail.verification = visite.a_part(
        "Vérification du classeur",
        "verifier_classeur",
        travail.depot,
        chemin_base(),
        travail.chemin,
        configuration().recette,
        discret=False,
    )
