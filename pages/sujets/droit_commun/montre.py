"""Un engagement de droit commun en une carte : Pour quoi, Combien, Avec qui, Comment."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from pages.composants import (
    constats,
    constats_droit_commun,
    filtres,
    formats,
    graphiques,
    phrases,
    tableaux,
)
from pages.composants.colonnes import PAR_FINANCEUR
from queries import Filtre, lire

ETATS = {
    "tenu": ("Tenu", "check_circle", "green"),
    "en cours": ("En cours", "pending", "blue"),
    "non tenu": ("Non tenu", "cancel", "red"),
    "non mesuré": ("Non mesuré", "help", "gray"),
}
"""État dans la base → mot, icône, couleur : le mot suffit sans la couleur."""
_CODES = {
    "tous": None,
    "en-retard": "en retard",
    "non-tenu": "non tenu",
    "non-mesure": "non mesuré",
    "en-cours": "en cours",
    "tenu": "tenu",
}
CARTES_MAX = 40
"""Au-delà, la page serait trop longue : le tableau dit la suite."""


def choix_etat(resume: Mapping) -> str | None:
    """L'état choisi (paramètre `etat` du lien), prêt pour `droit_commun/engagements` ; None : tous."""
    compte = {
        "tous": ("Tous", resume["nb"]),
        "en-retard": ("En retard", resume["nb_en_retard"]),
        "non-tenu": ("Non tenus", resume["nb_non_tenus"]),
        "non-mesure": ("Non mesurés", resume["nb_non_mesures"]),
        "en-cours": ("En cours", resume["nb_en_cours"]),
        "tenu": ("Tenus", resume["nb_tenus"]),
    }
    offre = {code: f"{nom} ({formats.nombre(nb)})" for code, (nom, nb) in compte.items()}
    return _CODES[filtres.parametre("etat", offre, "État")]


def montrer(engagements: pd.DataFrame, plusieurs_contrats: bool = False) -> None:
    """Une carte par ligne de `droit_commun/engagements`."""
    for ligne in engagements.head(CARTES_MAX).to_dict("records"):
        _carte(ligne, plusieurs_contrats)
    reste = len(engagements) - CARTES_MAX
    if reste > 0:
        st.caption(
            formats.typographie(
                f"Et {phrases.accord(reste, 'autre engagement', 'autres engagements')} : voir le tableau."
            )
        )


def credits_des_actions(filtre: Filtre) -> None:
    """Le droit commun inscrit dans les actions, par financeur : un autre compte que les engagements."""
    du_droit_commun = replace(filtre, natures=("droit_commun",))
    montants = lire("financeurs/montants_par_financeur", filtre=du_droit_commun)
    sources = lire("donnees/sources_des_actions", filtre=du_droit_commun)
    st.subheader("Le droit commun inscrit dans les actions", anchor=False)
    st.markdown(phrases.markdown(constats_droit_commun.credits(montants, filtre)))
    if montants.empty:
        return
    graphiques.barres(
        montants, valeur="montant_eur", libelle="financeur", cle="credits",
        titre="Qui en inscrit, et combien", sous_titre=constats.portee(filtre),
    )  # fmt: skip
    tableaux.detail(
        montants, "droit-commun-des-actions", PAR_FINANCEUR, filtres.texte(du_droit_commun), sources,
        "Droit commun des actions",
    )  # fmt: skip


def combien(annonce: object, mesure: object) -> list[str]:
    """Les lignes de « Combien » : annoncé, mesuré, leur rapport ; l'absence se dit."""
    lignes = ["Aucun montant annoncé"]
    if not formats.absent(annonce):
        lignes = [f"Annoncé : **{formats.montant(annonce)}**"]
    if formats.absent(mesure):
        return [*lignes, "Mesuré : **non mesuré**"]
    part = ""
    if not formats.absent(annonce) and annonce > 0:
        part = f" · {formats.pourcentage(mesure / annonce)}"
    return [*lignes, f"Mesuré : **{formats.montant(mesure)}**{part}"]


def echeance(le: date | None, en_retard: bool) -> str:
    """« Échéance : 31 décembre 2026 », « Échéance passée depuis le 31 août 2026 »."""
    if formats.absent(le):
        return "Sans échéance"
    if en_retard:
        return f"Échéance passée : {formats.jour(le)}"
    return formats.typographie(f"Échéance : {formats.jour(le)}")


def _carte(ligne: Mapping, plusieurs_contrats: bool) -> None:
    mot, icone, couleur = ETATS[ligne["etat"]]
    with st.container(border=True, key=f"engagement-{ligne['engagement_id']}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{phrases.markdown(ligne['partenaire'])}**", width="content")
            st.badge(mot, icon=f":material/{icone}:", color=couleur)
            if ligne["en_retard"]:
                st.badge("En retard", icon=":material/event_busy:", color="orange")
            st.caption(echeance(ligne["echeance"], ligne["en_retard"]), width="content")
            if plusieurs_contrats:
                st.caption(phrases.markdown(ligne["contrat"]), width="content")
        cases = (
            ("Pour quoi", [_texte(ligne["pour_quoi"])]),
            ("Combien", combien(ligne["montant_eur"], ligne["montant_mesure_eur"])),
            ("Avec qui", [_texte(ligne["avec_qui"])]),
            ("Comment", [_texte(ligne["comment"]), _au_quartier(ligne["mesure_au_quartier"])]),
        )
        for colonne, (titre, lignes) in zip(st.columns([4, 3, 3, 4], gap="small"), cases, strict=True):
            with colonne:
                st.markdown(formats.typographie("  \n".join([f":small[{titre}]", *lignes])))


def _au_quartier(reponse: str) -> str:
    return f"Mesurable par quartier : **{reponse}**"


def _texte(valeur: object) -> str:
    if formats.absent(valeur) or not str(valeur).strip():
        return "Non précisé"
    return phrases.markdown(str(valeur))
