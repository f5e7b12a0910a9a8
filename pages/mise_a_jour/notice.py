"""Ce que la page dit à qui ne peut rien y déposer : comment l'ouvrir, et comment s'en passer."""

import streamlit as st

from pages.composants import acces
from pages.serveur.identite import connexion_possible

_COMMANDES = """# le classeur de la base en service, à corriger
uv run python -m data modele classeur.xlsx --rempli

# un classeur complet : l'écrire dans une recette, puis construire et publier
uv run python -m data construire recette.toml

# un tableau de programmation : l'examiner, puis le publier
uv run python -m data programmation tableau.xlsx --contrat CODE --corrige corrige.xlsx
uv run python -m data programmation tableau.xlsx --contrat CODE --publier

# revenir en arrière
uv run python -m data versions
uv run python -m data restaurer VERSION"""
_SECRETS = """[auth]
redirect_uri = "https://tableau.agglo.fr/oauth2callback"
cookie_secret = "une longue suite de signes au hasard"
client_id = "…"
client_secret = "…"
server_metadata_url = "https://…/.well-known/openid-configuration\""""
_CONFIGURATION = """agents = ["@agglo.fr"]
administrateurs = ["prenom.nom@agglo.fr"]"""


def visiteur() -> None:
    """Un visiteur : se connecter, ou demander un droit, ou passer par la ligne de commande."""
    if connexion_possible() and not acces.est_connecte():
        st.markdown(
            "Connectez-vous avec l'adresse que votre collectivité a autorisée : un agent vérifie un fichier, "
            "un administrateur le publie aussi."
        )
        return
    if connexion_possible():
        st.markdown(
            "Votre adresse n'a pas le droit de mettre les données à jour. Qui tient ce serveur peut "
            "l'ajouter aux listes « agents » ou « administrateurs » de sa configuration."
        )
        return
    st.subheader("Ouvrir la connexion", anchor=False)
    st.markdown("Dans `.streamlit/secrets.toml`, le service de connexion (ProConnect, par exemple) :")
    st.code(_SECRETS, language=None, wrap_lines=True)
    st.markdown("Dans le fichier de configuration (`CONTRAT_CONFIG`), qui vérifie et qui publie :")
    st.code(_CONFIGURATION, language=None, wrap_lines=True)
    st.subheader("Sans connexion, en ligne de commande", anchor=False)
    st.markdown("Sur le serveur, ces commandes font le même travail, avec les mêmes vérifications.")
    st.code(_COMMANDES, language=None, wrap_lines=True)
