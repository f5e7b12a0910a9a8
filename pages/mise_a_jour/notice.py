"""Ce que la page dit à qui arrive : ce qu'on y fait, et comment l'ouvrir à qui n'y peut rien."""

import streamlit as st

from pages.composants import acces
from pages.serveur.identite import connexion_possible


def phrase(commence: bool) -> str:
    """Ce qu'on fait ici, en une phrase ; `commence` : la base n'est encore qu'une fiction."""
    if commence:
        return (
            "Votre contrat, votre tableau, quelques questions : votre tableau de bord prend la place de la "
            "fiction. Rien n'est publié avant que vous ayez relu."
        )
    return "On dépose un fichier, on lit ce qu'il changerait, on publie ; et l'on peut revenir en arrière."


def visiteur() -> None:
    """Un visiteur : se connecter, demander un droit, ou faire ouvrir la connexion."""
    if not connexion_possible():
        st.markdown(
            "Demandez à la personne qui tient ce serveur d'ouvrir le « poste local » : sur son ordinateur, "
            "sans compte ni mot de passe, on met les données à jour et on les publie."
        )
    elif not acces.est_connecte():
        st.markdown(
            "Connectez-vous avec l'adresse que votre collectivité a autorisée : un agent prépare et vérifie "
            "un fichier, un administrateur le publie aussi."
        )
    else:
        st.markdown(
            "Votre adresse n'a pas le droit de mettre les données à jour. Qui tient ce serveur peut "
            "l'ajouter aux listes « agents » ou « administrateurs » de sa configuration."
        )
