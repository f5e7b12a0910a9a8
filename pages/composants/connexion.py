"""Se connecter et se déconnecter : une ligne, où l'on en a besoin."""

import streamlit as st

from pages.composants import acces
from pages.serveur.identite import connexion_possible

_DROITS = {
    acces.VISITEUR: "Cette adresse n'est pas autorisée : vous voyez ce que voit un visiteur.",
    acces.AGENT: "Vous voyez aussi les demandes en instruction et les refus, et pouvez préparer un fichier.",
    acces.ADMINISTRATEUR: "Vous voyez aussi les demandes et les refus, et pouvez publier des données.",
}


def ligne() -> None:
    """« Se connecter », ou qui est connecté, ce qu'il voit, et « Se déconnecter » ; ou le poste local."""
    if acces.au_poste_local():
        st.info(
            "Poste local : cet ordinateur voit les demandes et les refus, et publie. Cela cesse quand on "
            "arrête le programme.",
            icon=":material/computer:",
        )
        return
    if not connexion_possible():
        st.info("La connexion des agents n'est pas ouverte sur ce serveur.", icon=":material/lock:")
        return
    with st.container(horizontal=True, vertical_alignment="center", key="connexion"):
        if not acces.est_connecte():
            st.button(
                "Se connecter", icon=":material/login:", on_click=st.login, key="se-connecter", type="primary"
            )
            finie = acces.session_finie()
            st.caption(
                "Votre session a pris fin : reconnectez-vous."
                if finie
                else "Pour les agents que la collectivité a autorisés."
            )
            return
        qui = acces.courriel() or "sans adresse vérifiée"
        # En code : Streamlit ferait de l'adresse un lien.
        st.markdown(f"Connecté : `{qui.replace('`', '')}`. {_DROITS[acces.role()]}")
        st.button(
            "Se déconnecter", icon=":material/logout:", on_click=acces.fermer_la_session, key="se-deconnecter"
        )
