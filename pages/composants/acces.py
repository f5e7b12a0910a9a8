"""Qui regarde : visiteur, agent ou administrateur. La configuration le dit, jamais le lien.

La connexion est celle de `st.login` (OpenID Connect) ; l'identité vient du jeton signé, l'autorisation
d'une liste d'adresses ou de domaines dans la configuration. Tout est relu à chaque question : une session
close ailleurs, ou trop vieille, n'a plus de rôle à la page suivante ni au bouton suivant. Sans service de
connexion, le poste local (pages/serveur/poste_local.py) donne le rôle d'administrateur.
"""

from collections.abc import Mapping

import streamlit as st
from streamlit.runtime import Runtime, exists, get_instance
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

from pages.composants import recueil
from pages.serveur import adresses, identite, poste_local, sessions
from pages.serveur.configuration import STATUTS, configuration

VISITEUR, AGENT, ADMINISTRATEUR = "visiteur", "agent", "administrateur"
POSTE_LOCAL = "Poste local"
"""Ce que dit le ruban, et l'auteur d'une publication faite ainsi."""
_COMPLETE = "identite_completee"


def role() -> str:
    """« visiteur », « agent » (voit les demandes et les refus) ou « administrateur » (publie aussi)."""
    dite = st.user.to_dict()
    if poste_local.tenu(dite.get(poste_local.CLE)):
        return ADMINISTRATEUR
    return _role_a(_adresse(donnees(dite)))


def _role_a(adresse: str) -> str:
    if not adresse:
        return VISITEUR
    if adresses.admise(adresse, configuration().administrateurs):
        return ADMINISTRATEUR
    return AGENT if adresses.admise(adresse, configuration().agents) else VISITEUR


def est_agent() -> bool:
    """Vrai pour un agent ou un administrateur."""
    return role() != VISITEUR


def au_poste_local() -> bool:
    """Vrai pour qui tient la clé du poste local de ce serveur."""
    return poste_local.tenu(st.user.to_dict().get(poste_local.CLE))


def est_connecte() -> bool:
    """Vrai pour qui s'est connecté, même sans droit."""
    return _ouverte(st.user.to_dict())


def session_finie() -> bool:
    """Vrai pour qui s'était connecté, et dont la session est close ou trop vieille."""
    dite = st.user.to_dict()
    return dite.get("is_logged_in") is True and not _ouverte(dite)


def courriel() -> str:
    """L'adresse, en minuscules, de qui est connecté ; vide sinon, ou si elle n'est pas dite vérifiée."""
    return _adresse(donnees())


def auteur() -> str:
    """Qui publie, pour le journal ; vide pour qui n'est pas connecté."""
    return POSTE_LOCAL if au_poste_local() else courriel()


def sujet() -> str:
    """Ce qui désigne cette personne et elle seule, chez son fournisseur d'identité ; vide si elle n'est pas
    connectée. Une adresse peut être donnée à quelqu'un d'autre ; le sujet du jeton, non."""
    if au_poste_local():
        return poste_local.CLE
    dite = donnees()
    if not _adresse(dite) or not dite.get("sub"):
        return ""
    return f"{dite.get('iss') or ''}|{dite['sub']}"


def identite_vue() -> dict[str, object]:
    """Ce qui, de qui regarde, décide de ce qu'on lui montre : à donner à une lecture sans écran."""
    return reduite(st.user.to_dict() if au_poste_local() else donnees())


def reduite(dite: Mapping[str, object]) -> dict[str, object]:
    """Cette identité, ramenée à ce qui ouvre un droit ; vide si elle n'en ouvre aucun."""
    if poste_local.tenu(dite.get(poste_local.CLE)):
        return {poste_local.CLE: dite[poste_local.CLE]}
    adresse = _adresse(dite)
    return {"is_logged_in": True, "email": adresse, "email_verified": True} if adresse else {}


def donnees(dite: dict[str, object] | None = None) -> dict[str, object]:
    """Ce que le fournisseur d'identité dit de cette personne, complété une fois par visite ; vide si elle
    n'est pas connectée, ou ne l'est plus. `dite` : ce que `st.user` vient d'en dire, si on l'a lu."""
    dite = st.user.to_dict() if dite is None else dite
    if not _ouverte(dite):
        return {}
    if dite.get("email"):
        return dite
    qui = (str(dite.get("provider") or "default"), str(dite.get("sub") or ""))
    gardee = st.session_state.get(_COMPLETE)
    if gardee is None or gardee[0] != qui:
        jeton = st.user.tokens.get("access")
        lue = identite.demander(jeton, qui[1], qui[0]) if jeton else {}
        gardee = st.session_state[_COMPLETE] = (qui, lue)
    return _completee(dite, gardee[1])


def statuts_permis() -> tuple[str, ...]:
    """Les statuts que cette personne a le droit de demander (règle 7 du modèle)."""
    return droits()[0]


def droits() -> tuple[tuple[str, ...], bool]:
    """De même, et vrai pour un agent ; d'une seule lecture de l'identité."""
    agent = est_agent()
    return (STATUTS if agent else tuple(configuration().statuts_publics)), agent


def droits_de(identite: Mapping[str, object]) -> tuple[tuple[str, ...], bool]:
    """De même pour une identité réduite (`identite_vue`), donnée par qui demande une lecture sans écran."""
    if poste_local.tenu(identite.get(poste_local.CLE)) or _role_a(_adresse(identite)) != VISITEUR:
        return STATUTS, True
    return tuple(configuration().statuts_publics), False


def fermer_la_session() -> None:
    """« Se déconnecter » : la session est close sur le serveur avant même que le navigateur l'oublie."""
    if session := sessions.lire_marque(st.user.to_dict().get(sessions.CLE)):
        sessions.fermer(session)
    st.logout()


def _adresse(dite: Mapping[str, object]) -> str:
    if dite.get("is_logged_in") is not True or not _verifiee(dite):
        return ""
    return adresses.lire(dite.get("email")) or ""


def _verifiee(dite: Mapping[str, object]) -> bool:
    """Seul « vrai » compte. Un service qui n'en dit jamais rien demande un réglage exprès."""
    if "email_verified" not in dite:
        return configuration().courriel_presume_verifie
    return dite["email_verified"] is True or dite["email_verified"] == "true"


def _completee(dite: Mapping[str, object], a_part: Mapping[str, object]) -> dict[str, object]:
    """L'identité du jeton, avec l'adresse donnée à part : elle, et ce qui est dit d'elle, rien de plus.

    Ce que le jeton dit vérifié n'est pas cette adresse ; ce qu'il dit non vérifié ne le devient pas.
    """
    complete = dict(dite) | {"email": a_part.get("email")}
    if "email_verified" in a_part:
        complete["email_verified"] = a_part["email_verified"]
    if "email_verified" in dite and ("email_verified" not in a_part or not _verifiee(dite)):
        complete["email_verified"] = False
    return complete


def _ouverte(dite: Mapping[str, object]) -> bool:
    """Vrai si cette identité est celle d'une session encore vive."""
    if dite.get("is_logged_in") is not True:
        return False
    if sessions.CLE not in dite:
        # Servie, toute identité porte la marque de sa session (pages/serveur/sessions.py). Une lecture sans
        # écran a reçu la sienne de qui l'a demandée ; un essai n'a pas de serveur.
        return not _servie()
    return sessions.vivante(dite[sessions.CLE])


def _servie() -> bool:
    if get_script_run_ctx(suppress_warning=True) is None or recueil.en_cours():
        return False
    # Le type même : le serveur factice d'un essai se fait passer pour un vrai auprès d'isinstance.
    return exists() and type(get_instance()) is Runtime
