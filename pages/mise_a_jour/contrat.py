"""Première étape : de quel contrat est le fichier. Sur la base fictive, c'est le vôtre que l'on commence."""

from typing import TYPE_CHECKING

import streamlit as st

from pages.composants import acces, filtres, inerte
from pages.composants.referentiel import base_fictive
from pages.mise_a_jour import visite
from pages.serveur.configuration import configuration
from queries import a_la_version, lire

if TYPE_CHECKING:
    from data.contrats_officiels import Officiels
    from data.programmation.depart import ContratDeDepart

_DIT, _ESSAI, _VOULU = "mise_a_jour_contrat", "mise_a_jour_essai", "mise_a_jour_voulu"
_TITRE = "1. Votre contrat de ville"
_AUTRE = "Il n'est pas dans la liste"


def commence() -> bool:
    """Vrai si la base en service n'est qu'une fiction, que de vraies données remplaceront."""
    with a_la_version(None):
        return base_fictive()


def montrer() -> "str | ContratDeDepart | None":
    """Le contrat du fichier : un code de la base, ou celui qu'on commence ; None tant qu'il n'est pas dit."""
    if not commence():
        return _de_la_base()
    if st.session_state.get(_ESSAI):
        if st.button("Commencer avec mon contrat", icon=":material/undo:", key="contrat-vrai"):
            _changer(essai=False)
        return _de_la_base()
    dit = st.session_state.get(_DIT)
    if dit is None:
        st.subheader(_TITRE, anchor=False)
        _commencer()
        return None
    if visite.faite("Votre contrat", dit.nom, _suite(dit), "Changer de contrat", "contrat-changer"):
        _changer()
    return dit


def reprendre(dit: "str | ContratDeDepart") -> None:
    """Remet le contrat d'une visite précédente ; sans effet s'il n'est plus à prendre."""
    if isinstance(dit, str):
        # Le choix de la liste est déjà à l'écran : il se change au passage suivant.
        st.session_state[_VOULU], st.session_state[_ESSAI] = dit, True
    elif commence():
        st.session_state[_DIT] = dit


def sources() -> tuple[dict[str, str], ...]:
    """Ce que la recette du serveur sait du territoire d'un contrat de la liste officielle."""
    return _officiels().sources


def _changer(essai: bool = False) -> None:
    st.session_state[_ESSAI] = essai
    st.session_state.pop(_DIT, None)
    visite.recommencer_la_page()


def _de_la_base() -> str | None:
    with a_la_version(None):
        connus = lire("referentiels/contrats").set_index("contrat_id")["nom"].to_dict()
    voulus = filtres.courant()[0].contrats
    if len(connus) == 1:
        ((code, nom),) = connus.items()
        visite.faite("Votre contrat", nom)
        return code
    st.subheader(_TITRE, anchor=False)
    voulu = st.session_state.pop(_VOULU, None)
    if voulu in connus:
        st.session_state["maj-contrat"] = voulu
    return st.selectbox(
        "Contrat du fichier",
        list(connus),
        key="maj-contrat",
        format_func=lambda code: inerte.texte(connus[code]),
        index=next((i for i, code in enumerate(connus) if code in voulus), 0),
        width=480,
    )


def _commencer() -> None:
    officiels = _officiels()
    choisi = None
    if officiels.contrats:
        choisi = st.selectbox(
            "Choisissez-le dans la liste officielle",
            [*officiels.contrats, _AUTRE],
            index=None,
            placeholder="Tapez le nom de votre agglomération",
            key="contrat-officiel",
            width=480,
            format_func=lambda c: inerte.texte(c if isinstance(c, str) else f"{c.nom} ({c.departement})"),
        )
    if officiels.contrats and choisi != _AUTRE:
        if st.button("Continuer", type="primary", key="contrat-continuer", disabled=choisi is None):
            st.session_state[_DIT] = choisi
            visite.recommencer_la_page()
    else:
        _saisir()
    _bas(officiels)


def _saisir() -> None:
    # Import tardif : seul un agent connecté se sert de data/.
    from data.programmation.depart import ContratDeDepart
    from data.sources.territoires import departements

    noms = departements()
    with st.form("contrat-saisi", border=False, enter_to_submit=True):
        with st.container(horizontal=True):
            nom = st.text_input("Nom du contrat de ville", placeholder="Blois", key="contrat-nom", width=300)
            epci = st.text_input(
                "Intercommunalité", placeholder="Communauté d'agglomération…", key="contrat-epci", width=300
            )
            departement = st.selectbox(
                "Département",
                list(noms),
                index=None,
                placeholder="Choisissez",
                key="contrat-departement",
                format_func=lambda code: inerte.texte(f"{noms[code]} ({code})"),
                width=300,
            )
        if not st.form_submit_button("Continuer", type="primary", key="contrat-continuer"):
            return
    manque = [
        quoi for quoi, dit in (("le nom du contrat", nom.strip()), ("le département", departement)) if not dit
    ]
    if manque:
        st.error(f"Il manque {' et '.join(manque)}.", icon=":material/error:")
        return
    st.session_state[_DIT] = ContratDeDepart(nom=nom.strip(), epci_nom=epci.strip(), departement=departement)
    visite.recommencer_la_page()


def _bas(officiels: "Officiels") -> None:
    """La liste officielle si elle se télécharge, et l'essai sur la fiction."""
    recette = configuration().recette
    if officiels.manquants and recette and acces.role() == acces.ADMINISTRATEUR:
        st.caption(
            "La recette de ce serveur sait où prendre la liste officielle des contrats et leurs quartiers. "
            "Rien n'est demandé à l'extérieur tant que vous ne le voulez pas."
        )
        if st.button("Prendre la liste officielle en ligne", icon=":material/download:", key="contrat-liste"):
            from data.contrats_officiels import telecharger

            if visite.faire("Téléchargement de la liste officielle", lambda _: telecharger(recette) or True):
                visite.recommencer_la_page()
    if st.button(
        "Seulement essayer, sur le territoire fictif",
        icon=":material/science:",
        key="contrat-essai",
        type="tertiary",
    ):
        _changer(essai=True)


def _officiels() -> "Officiels":
    from data.contrats_officiels import trouver

    return trouver(configuration().recette)


def _suite(dit: "ContratDeDepart") -> str:
    from data.sources.territoires import departements

    morceaux = [dit.epci_nom if dit.epci_nom != dit.nom else "", departements().get(dit.departement, "")]
    return "".join(f" · {m}" for m in morceaux if m)
