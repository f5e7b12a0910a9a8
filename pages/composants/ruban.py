"""Le ruban : ce qu'il faut savoir de ce qu'on regarde, avant de le montrer à d'autres."""

import streamlit as st

from pages.composants import acces, etat


def montrer(fictif: bool) -> None:
    """« Données fictives », et de quoi les remplacer ; « Poste local », où l'on voit ce qui est réservé.

    La page d'arrivée dit qui a le droit de remplacer les données.
    """
    if etat.projection():
        _fiction(fictif)
        return
    # Sous la question : à côté, les boutons de la page passeraient à la ligne.
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="ruban"):
        poste_local()
        _fiction(fictif)
        if fictif and st.session_state.get("etat_page") != "mise-a-jour":
            st.page_link(
                "mise-a-jour.py",
                label="Commencer avec vos données",
                icon=":material/arrow_forward:",
                query_params=etat.partages(),
            )


def poste_local() -> None:
    """« Poste local », pour qui l'a ouvert ; rien pour les autres."""
    if acces.au_poste_local():
        st.badge(acces.POSTE_LOCAL, icon=":material/computer:", color="blue")


def _fiction(fictif: bool) -> None:
    if fictif:
        st.badge("Données fictives", icon=":material/science:", color="orange")
