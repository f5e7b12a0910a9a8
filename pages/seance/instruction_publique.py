"""Ce qu'un visiteur voit de la page Instruction : l'enveloppe contre ce qui est programmé."""

from dataclasses import replace

import streamlit as st

from pages.composants import chiffres, connexion, entete, etat, filtres, manques, tableaux
from pages.composants import constats_instruction as constats
from pages.composants.formats import typographie
from pages.composants.phrases import markdown
from pages.seance import instruction
from pages.seance.ordre import Seance
from pages.serveur.configuration import configuration
from pages.serveur.identite import connexion_possible
from queries import Filtre, lire


def montrer(filtre: Filtre) -> None:
    """La phrase, les chiffres et le tableau publics, puis qui voit les demandes et comment."""
    filtre = replace(instruction.exercice(filtre), statuts=tuple(configuration().statuts_publics))
    # La séance du lien n'y entre pas : ses montants ne sont pas ceux d'actions votées.
    enveloppes = instruction.enveloppes(filtre, Seance())
    sources = lire("donnees/sources_des_actions", filtre=filtre)
    entete.constat(constats.constat_public(enveloppes, filtre))
    chiffres.montrer(constats.chiffres_publics(enveloppes), filtre)
    if not etat.projection():
        st.info(markdown(typographie(_reserve())), icon=":material/lock:")
        if connexion_possible():
            connexion.ligne()
    if enveloppes.empty:
        if not etat.projection():
            manques.feuilles("Aucune enveloppe n'est connue pour ce choix.", "enveloppes")
    else:
        tableaux.ouvert(
            enveloppes,
            "instruction-enveloppes",
            constats.PUBLIQUES,
            "L'enveloppe et ce qui est déjà programmé",
            filtres.texte(filtre),
            sources,
        )
    entete.pied(constats.REGLE_PUBLIQUE, sources)


def _reserve() -> str:
    contact = f" Contact : {configuration().contact}." if configuration().contact else ""
    debut = (
        "Les demandes qui n'ont pas encore été votées, et les refus, ne se montrent qu'aux agents que la "
        "collectivité a autorisés"
    )
    if connexion_possible():
        return (
            f"{debut}, une fois connectés : ils voient ici chaque demande, ce qui est proposé, l'avis du "
            f"conseil citoyen, et notent les décisions de la séance.{contact}"
        )
    return (
        f"{debut} : la personne qui tient ce serveur leur ouvre le « poste local », où l'on voit chaque "
        "demande, ce qui est proposé, l'avis du conseil citoyen, et où l'on note les décisions de la "
        f"séance.{contact}"
    )
