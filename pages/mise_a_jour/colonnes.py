"""Pour qui la préfère aux questions : la grille de toutes les colonnes, à corriger d'un coup."""

import pandas as pd
import streamlit as st

from pages.composants import formats
from pages.composants.phrases import markdown
from pages.mise_a_jour import reprise, visite


def montrer(travail: visite.Travail) -> None:
    """La grille, derrière une bascule."""
    if st.toggle("Voir toutes les colonnes", key="toutes-les-colonnes"):
        _grille(travail)


def _grille(travail: visite.Travail) -> None:
    from data import correspondance_editable as editable

    correspondance, ref = travail.lu.correspondance, travail.lu.referentiels
    if muettes := correspondance.incomprises:
        titres = ", ".join(f"« {c.titre} »" if c.titre else f"colonne {c.lettre}" for c in muettes)
        st.warning(
            markdown(
                formats.typographie(
                    f"Titres non compris : {titres}. Dites leur sens, ou « une colonne à ne pas lire »."
                )
            ),
            icon=":material/help:",
        )
    choix = editable.choix(ref)
    lignes = st.data_editor(
        pd.DataFrame(editable.en_lignes(correspondance, ref)).astype({"annee": "Int64"}),
        column_order=[
            "lettre",
            "titre",
            "sens",
            "financeur",
            "etape",
            "annee",
            "nature",
            "section",
            "degre",
            "explication",
        ],
        column_config={
            "lettre": st.column_config.TextColumn("Colonne", width="small"),
            "titre": st.column_config.TextColumn("Titre"),
            "sens": st.column_config.SelectboxColumn("Sens", options=choix["sens"]),
            "financeur": st.column_config.SelectboxColumn("Financeur", options=choix["financeur"]),
            "etape": st.column_config.SelectboxColumn("Étape", options=choix["etape"]),
            "annee": st.column_config.NumberColumn("Année", format="%d", step=1),
            "nature": st.column_config.SelectboxColumn("Crédits", options=choix["nature"]),
            "section": st.column_config.SelectboxColumn("Section", options=choix["section"]),
            "degre": st.column_config.TextColumn("Certitude", width="small"),
            "explication": st.column_config.TextColumn("Pourquoi"),
        },
        disabled=["lettre", "titre", "degre", "explication"],
        hide_index=True,
        placeholder="",
        key=f"colonnes-{id(travail.lu)}",
        alt="Le sens de chaque colonne du tableau",
    )
    retenues = _valeurs(travail)
    if st.button("Confirmer ce sens", icon=":material/done_all:", key="confirmer-colonnes"):
        neuve = editable.appliquer(correspondance, lignes.to_dict("records"), ref)
        travail.avant.append((travail.reponses, travail.laissees))
        travail.repondre(editable.retenir(neuve, retenues), travail.laissees)
        reprise.garder(travail, travail.cadre.contrat)
        visite.recommencer_la_page()


def _valeurs(travail: visite.Travail) -> list[dict[str, str]]:
    """Les valeurs mal écrites dont on propose la lecture ; rend celles que l'agent retient."""
    from data.correspondance_editable import valeurs_a_confirmer

    proposees = valeurs_a_confirmer(travail.lu.lecture.constats)
    if not proposees:
        return []
    st.markdown("Des valeurs sont mal écrites ; cochez celles dont la lecture proposée est la bonne.")
    lues = st.data_editor(
        pd.DataFrame(proposees).assign(retenir=False),
        column_config={
            "table": st.column_config.TextColumn("Où"),
            "ecrit": st.column_config.TextColumn("Écrit"),
            "propose": st.column_config.TextColumn("À lire"),
            "retenir": st.column_config.CheckboxColumn("Retenir"),
        },
        disabled=["table", "ecrit", "propose"],
        hide_index=True,
        key=f"valeurs-{id(travail.lu)}",
        alt="Les valeurs à confirmer",
    )
    return lues[lues["retenir"]].to_dict("records")
