"""Qui regarde : visiteur, agent ou administrateur. La configuration le dit, jamais le lien.

La connexion est celle de `st.login` (OpenID Connect) ; l'identité vient du jeton signé, l'autorisation
d'une liste d'adresses ou de domaines dans la configuration.
"""

from collections.abc import Mapping

import streamlit as st

from pages.serveur import adresses, identite
from pages.serveur.configuration import STATUTS, configuration

VISITEUR, AGENT, ADMINISTRATEUR = "visiteur", "agent", "administrateur"
_COMPLETE = "identite_completee"


def role() -> str:
    """« visiteur », « agent » (voit les demandes et les refus) ou « administrateur » (publie aussi)."""
    adresse = courriel()
    if not adresse:
        return VISITEUR
    if adresses.admise(adresse, configuration().administrateurs):
        return ADMINISTRATEUR
    return AGENT if adresses.admise(adresse, configuration().agents) else VISITEUR


def est_agent() -> bool:
    """Vrai pour un agent ou un administrateur."""
    return role() != VISITEUR


def est_connecte() -> bool:
    """Vrai pour qui s'est connecté, même sans droit."""
    return st.user.to_dict().get("is_logged_in") is True


def courriel() -> str:
    """L'adresse, en minuscules, de qui est connecté ; vide sinon, ou si elle n'est pas dite vérifiée."""
    dite = donnees()
    if dite.get("is_logged_in") is not True or not _verifiee(dite):
        return ""
    return adresses.lire(dite.get("email")) or ""


def _verifiee(dite: Mapping[str, object]) -> bool:
    """Seul « vrai » compte. Un service qui n'en dit jamais rien demande un réglage exprès."""
    if "email_verified" not in dite:
        return configuration().courriel_presume_verifie
    return dite["email_verified"] is True or dite["email_verified"] == "true"


def sujet() -> str:
    """Ce qui désigne cette personne et elle seule, chez son fournisseur d'identité ; vide si elle n'est pas
    connectée. Une adresse peut être donnée à quelqu'un d'autre ; le sujet du jeton, non."""
    dite = donnees()
    if not courriel() or not dite.get("sub"):
        return ""
    return f"{dite.get('iss') or ''}|{dite['sub']}"


def donnees() -> dict[str, object]:
    """Ce que le fournisseur d'identité dit de cette personne, complété une fois par visite."""
    dite = st.user.to_dict()
    if dite.get("is_logged_in") is not True or dite.get("email"):
        return dite
    if _COMPLETE not in st.session_state:
        jeton = st.user.tokens.get("access")
        st.session_state[_COMPLETE] = (
            identite.demander(jeton, str(dite.get("sub")), str(dite.get("provider") or "default"))
            if jeton
            else {}
        )
    return dite | st.session_state[_COMPLETE]


def statuts_permis() -> tuple[str, ...]:
    """Les statuts que cette personne a le droit de demander (règle 7 du modèle)."""
    return STATUTS if est_agent() else tuple(configuration().statuts_publics)
