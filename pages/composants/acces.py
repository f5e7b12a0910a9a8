"""Qui regarde : visiteur, agent ou administrateur. La configuration le dit, jamais le lien.

La connexion est celle de `st.login` (OpenID Connect) ; l'identité vient du jeton signé, l'autorisation
d'une liste d'adresses ou de domaines dans la configuration.
"""

import streamlit as st

from pages.serveur.configuration import STATUTS, configuration

VISITEUR, AGENT, ADMINISTRATEUR = "visiteur", "agent", "administrateur"


def role() -> str:
    """« visiteur », « agent » (voit les demandes et les refus) ou « administrateur » (publie aussi)."""
    adresse = courriel()
    if not adresse:
        return VISITEUR
    if _dans(adresse, configuration().administrateurs):
        return ADMINISTRATEUR
    return AGENT if _dans(adresse, configuration().agents) else VISITEUR


def est_agent() -> bool:
    """Vrai pour un agent ou un administrateur."""
    return role() != VISITEUR


def courriel() -> str:
    """L'adresse, en minuscules, de qui est connecté ; vide sinon, ou si elle n'est pas vérifiée."""
    identite = st.user.to_dict()
    if not identite.get("is_logged_in") or identite.get("email_verified") is False:
        return ""
    return str(identite.get("email") or "").strip().lower()


def statuts_permis() -> tuple[str, ...]:
    """Les statuts que cette personne a le droit de demander (règle 7 du modèle)."""
    return STATUTS if est_agent() else tuple(configuration().statuts_publics)


def _dans(adresse: str, admis: tuple[str, ...]) -> bool:
    """`admis` : des adresses entières, ou des domaines (« @agglo.fr »)."""
    domaine = "@" + adresse.rpartition("@")[2]
    return any(voulu.strip().lower() in (adresse, domaine) for voulu in admis)
