"""La liste des demandes, les enveloppes en entier, et ce que la séance doit savoir avant de décider."""

import pandas as pd
import streamlit as st

from pages.composants import constats_instruction as constats
from pages.composants import etat, filtres, formats, listes, phrases, tableaux
from pages.composants.formats import typographie
from pages.seance import instruction_export
from pages.seance.instruction import Dossier


def alertes(dossier: Dossier) -> None:
    """Les autres exercices qui attendent, et les décisions de la séance qui ne comptent pas ici."""
    if not etat.projection():
        for autre in dossier.ailleurs.itertuples(index=False):
            nb = phrases.accord(autre.nb_demandes, "demande est", "demandes sont")
            with st.container(horizontal=True, vertical_alignment="center", key=f"exercice-{autre.annee}"):
                st.markdown(typographie(f"{nb} en instruction pour {autre.annee}."), width="content")
                st.button(
                    f"Voir {autre.annee}",
                    key=f"voir-{autre.annee}",
                    type="tertiary",
                    icon=":material/arrow_forward:",
                    on_click=etat.poser,
                    kwargs={"annee": str(autre.annee), "action": None},
                )
    for texte in _ecarts(dossier):
        st.warning(phrases.markdown(typographie(texte)), icon=":material/warning:")


def _ecarts(dossier: Dossier) -> list[str]:
    etrangeres, excessives, textes = dossier.etrangeres(), dossier.excessives(), []
    if etrangeres:
        nb = phrases.accord(len(etrangeres), "décision notée porte", "décisions notées portent")
        textes.append(
            f"{nb} sur des actions qui ne sont pas à décider sous ces filtres : elles restent dans la "
            "séance, sans compter ici."
        )
    for demande in excessives.itertuples(index=False):
        accorde, plafond = (formats.montant(v, exact=True) for v in (demande.decide_eur, demande.demande_eur))
        textes.append(
            f"La séance accorde {accorde} à « {demande.intitule} », plus que les {plafond} demandés : "
            "reprenez cette décision."
        )
    return textes


def demandes(dossier: Dossier) -> None:
    """La liste : cocher une ligne l'examine."""
    st.subheader("Les demandes", anchor=False)
    if dossier.liste.empty:
        return
    st.caption("Cochez une ligne, à gauche, pour examiner la demande ; un titre de colonne trie.")
    code = listes.cliquable(
        dossier.liste,
        "demandes",
        constats.colonnes(dossier.liste),
        "Les demandes",
        "action_id",
        constats.LARGEURS,
    )
    if code is not None and code != dossier.choisie["action_id"]:
        etat.poser(action=code)
        # La fiche est au-dessus de la liste : il faut un autre passage pour la voir changer.
        etat.emettre()
        st.rerun()


def enveloppes(dossier: Dossier, sources: pd.DataFrame) -> None:
    """Chaque enveloppe : montant, programmé, décidé, reste, et ce qu'il en resterait si tout passait."""
    if dossier.enveloppes.empty:
        st.info("Aucune enveloppe n'est connue pour cet exercice (feuille « enveloppes » du classeur).")
        return
    tableaux.ouvert(
        dossier.enveloppes,
        "instruction-enveloppes",
        constats.ENVELOPPES,
        "Les enveloppes",
        filtres.texte(dossier.filtre),
        sources,
    )


def emporter(dossier: Dossier, sources: pd.DataFrame) -> None:
    """Les fichiers : le tableau d'instruction et la feuille des décisions."""
    if not dossier.demandes.empty:
        instruction_export.montrer(dossier, sources)
