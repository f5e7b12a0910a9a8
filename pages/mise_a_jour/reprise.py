"""Quitter et reprendre : le tableau en cours, gardé sur le serveur pour la seule personne connectée."""

import dataclasses
import logging
from typing import TYPE_CHECKING

import streamlit as st

from pages.composants import acces, formats
from pages.composants.phrases import markdown
from pages.mise_a_jour import contrat, visite
from queries import chemin_base

if TYPE_CHECKING:
    from data.brouillons import Brouillon
    from data.programmation.depart import ContratDeDepart

journal = logging.getLogger(__name__)


def garder(travail: visite.Travail, dit: "str | ContratDeDepart") -> None:
    """Garde le tableau et les réponses déjà données ; sans effet si le disque ne le permet pas."""
    from data import brouillons
    from data.questionnaire import en_texte

    en_mots = {"code": dit} if isinstance(dit, str) else dataclasses.asdict(dit)
    neuf = brouillons.Brouillon(
        travail.depot.nom, travail.depot.contenu, en_mots, en_texte(travail.reponses), travail.laissees
    )
    try:
        brouillons.garder(chemin_base(), acces.sujet(), neuf)
    except OSError as erreur:
        # Le travail continue dans cette visite : on perd seulement de pouvoir le reprendre.
        journal.warning("brouillon non gardé : %s", erreur)


def oublier() -> None:
    """Efface le brouillon de cette personne."""
    from data import brouillons

    brouillons.oublier(chemin_base(), acces.sujet())


def proposer() -> None:
    """« Vous avez un tableau en cours » : le reprendre, ou l'effacer."""
    from data import brouillons

    garde = brouillons.retrouver(chemin_base(), acces.sujet())
    if garde is None:
        return
    with st.container(border=True, key="reprise"):
        quand = garde.le.astimezone(formats.PARIS)
        st.markdown(
            markdown(
                formats.typographie(
                    f"Vous avez un tableau en cours : « {garde.nom} », laissé le {formats.jour(quand)} à "
                    f"{quand:%H h %M}. Vous seul·e y avez accès ; il s'efface au bout de "
                    f"{brouillons.DUREE.days} jours."
                )
            )
        )
        with st.container(horizontal=True):
            if st.button("Reprendre", type="primary", icon=":material/play_arrow:", key="reprendre-tableau"):
                _reprendre(garde)
            if st.button("L'effacer", icon=":material/delete:", key="effacer-tableau"):
                oublier()
                visite.recommencer_la_page()


def _reprendre(garde: "Brouillon") -> None:
    from data.programmation.depart import ContratDeDepart
    from data.questionnaire import depuis_texte

    depot = visite.a_part("Lecture du fichier", "deposer", garde.contenu, garde.nom)
    if depot is None:
        return
    travail = visite.commencer(depot)
    travail.genre = "programmation"
    travail.repondre(depuis_texte(garde.reponses), garde.laissees)
    code = garde.contrat.get("code")
    contrat.reprendre(str(code) if code else ContratDeDepart(**garde.contrat))
    visite.recommencer_la_page()
