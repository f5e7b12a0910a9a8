"""Ce qu'on emporte de l'instruction : le tableau complet, et la feuille « decisions » du classeur."""

from datetime import date
from decimal import Decimal

import pandas as pd
import streamlit as st

from data.feuilles import FEUILLES
from pages.composants import acces, calendrier, exports, filtres, formats, inerte, phrases, tableaux
from pages.composants.constats_instruction import EXPORTEES
from pages.composants.formats import typographie
from pages.seance.instruction import Dossier
from pages.serveur.configuration import STATUTS
from queries import lire

COLONNES = tuple(FEUILLES["decisions"])
"""Les colonnes de la feuille que lit la source `classeur`."""


def montrer(dossier: Dossier, sources: pd.DataFrame) -> None:
    """Le tableau d'instruction en CSV et XLSX, puis la feuille des décisions s'il y en a."""
    mots = filtres.texte(dossier.filtre)
    complet = dossier.demandes.assign(decision=dossier.demandes["decision"].fillna("à décider"))
    a_decider = complet["decidable"].astype(bool)
    complet["decision"] = complet["decision"].where(a_decider, None)
    st.markdown("**Tout le tableau d'instruction**, décisions comprises :")
    tableaux.telecharger(complet, "instruction", EXPORTEES, mots, sources, "Tableau d'instruction")
    if not dossier.demandes["decision"].notna().any():
        st.caption("La feuille « decisions » du classeur se téléchargera ici dès la première décision notée.")
    elif set(STATUTS) <= set(acces.statuts_permis()):
        _feuille(dossier)


def _feuille(dossier: Dossier) -> None:
    """La feuille entière : qui la met à la place de la sienne ne perd aucune décision publiée."""
    contrats = list(dossier.filtre.contrats) or None
    reunions = lire("instruction/reunions", contrats=contrats, le=calendrier.aujourd_hui())
    if reunions.empty:
        st.info(
            "Aucune réunion du comité de pilotage n'est connue : ajoutez-la aux feuilles `instances` et "
            "`seances` du classeur, et la feuille des décisions s'y rattachera.",
            icon=":material/event_busy:",
        )
        return
    noms = {
        r.seance_id: f"{r.instance}, {formats.jour(r.tenue_le)}" + (" (à venir)" if r.a_venir else "")
        for r in reunions.itertuples(index=False)
    }
    connues = lire("instruction/feuille_decisions", contrats=contrats, statuts=None)
    seance_id = st.selectbox(
        "Réunion où ces décisions sont prises",
        list(noms),
        key="instruction-reunion",
        width=420,
        format_func=lambda code: inerte.texte(typographie(noms[code])),
        placeholder="Choisir",
    )
    lignes = feuille(dossier.demandes, connues, seance_id)
    with st.container(horizontal=True):
        st.download_button(
            "Feuille « decisions » (CSV)",
            key="csv-decisions-classeur",
            icon=":material/download:",
            data=lambda: exports.csv_francais(lignes),
            file_name="decisions.csv",
            mime=exports.MIME_CSV,
            on_click="ignore",
        )
        st.download_button(
            "Feuille « decisions » (Excel)",
            key="xlsx-decisions-classeur",
            icon=":material/download:",
            data=lambda: classeur(lignes, filtres.texte(dossier.filtre)),
            file_name="decisions.xlsx",
            mime=exports.MIME_XLSX,
            on_click="ignore",
        )
    nb = int(dossier.demandes["decision"].notna().sum())
    neuves = phrases.accord(nb, "décision de cette séance", "décisions de cette séance", "aucune")
    anciennes = phrases.accord(len(connues), "ligne", aucun="aucune")
    st.caption(
        typographie(
            f"Elle remplace la feuille « decisions » du classeur : {anciennes} déjà "
            f"dans la base, et {neuves} à la place de ce qui était en attente. L'importer inscrit les "
            "décisions ; le statut d'une action et ses montants accordés restent ceux des feuilles "
            "« programmation » et « financements »."
        )
    )


def feuille(demandes: pd.DataFrame, connues: pd.DataFrame, seance_id: str) -> pd.DataFrame:
    """Les lignes de la feuille `decisions`. `demandes` : réponse de instruction/demandes, où `decision` est
    celle de la séance ; `connues` : réponse de instruction/feuille_decisions.

    Les lignes en attente (sans décision) d'une action décidée laissent la place à la nouvelle ; une décision
    ancienne reste : une demande ajournée au printemps et validée en décembre a deux lignes.
    """
    decidees = demandes[demandes["decision"].notna()]
    codes = set(decidees["action_id"])
    gardees = connues[~(connues["action_id"].isin(codes) & connues["decision"].isna())]
    meme = gardees["action_id"].isin(codes) & (gardees["seance_id"] == seance_id)
    anciennes = [
        {
            "seance_id": ligne.seance_id,
            "reference": _ou_rien(ligne.reference),
            "objet": ligne.objet,
            "decision": _ou_rien(ligne.decision),
            "motif": _ou_rien(ligne.motif),
            "montant_eur": _ou_rien(ligne.montant_eur),
        }
        for ligne in gardees[~meme].itertuples(index=False)
    ]
    nouvelles = [
        {
            "seance_id": seance_id,
            "reference": ligne.reference,
            "objet": f"Programmation {ligne.annee} : {ligne.intitule}",
            "decision": ligne.decision,
            "motif": _ou_rien(ligne.motif),
            "montant_eur": _ou_rien(ligne.decide_eur),
        }
        for ligne in decidees.itertuples(index=False)
        if not formats.absent(ligne.reference)
    ]
    return pd.DataFrame(anciennes + nouvelles, columns=list(COLONNES), dtype=object)


def classeur(lignes: pd.DataFrame, mots: str, le: date | None = None) -> bytes:
    """Le fichier XLSX, dont la première feuille porte le nom que cherche l'import."""
    formes = {"montant_eur": "nombre"}
    return exports.xlsx(lignes, "Décisions de la séance", mots, [], formes, le, feuille="decisions")


def _ou_rien(valeur: object) -> str | Decimal | None:
    return None if formats.absent(valeur) else valeur
