"""Ce que les instances décident : un tableau dont chaque ligne ouvre la fiche de son action."""

import pandas as pd
import streamlit as st

from pages.composants import filtres, formats, glossaire, listes, phrases, recherche, tableaux
from pages.composants.tableaux import Colonne
from queries import Filtre, lire

DECISIONS = {
    "tenue_le": Colonne("Réunion", "date"),
    "instance": Colonne("Instance"),
    "sujet": Colonne("Objet"),
    "porteur": Colonne("Porteur"),
    "decision": Colonne("Décision", aide="Validée, modifiée, ajournée, rejetée, ou attendue"),
    "montant_eur": Colonne("Montant décidé", "euros", "Crédits spécifiques que le comité a décidés"),
    "motif": Colonne("Motif"),
}
AVIS = {
    "annee": Colonne("Année", "annee"),
    "instance": Colonne("Conseil citoyen"),
    "intitule": Colonne("Action"),
    "porteur": Colonne("Porteur"),
    "avis": Colonne("Avis"),
    "motif": Colonne("Motif"),
}
INSTANCES = {
    "contrat": Colonne("Contrat"),
    "instance": Colonne("Instance"),
    "nb_membres": Colonne("Sièges", "entier", "La même personne peut siéger dans deux instances"),
    "nb_reunions": Colonne("Réunions tenues", "entier", "Dans la période choisie"),
    "derniere": Colonne("Dernière réunion", "date"),
    "prochaine": Colonne("Prochaine réunion", "date"),
}
SEANCES = {
    "tenue_le": Colonne("Date", "date"),
    "quand": Colonne("Quand"),
    "instance": Colonne("Instance"),
    "ordre_du_jour": Colonne("Ordre du jour"),
    "nb_presents": Colonne("Présents", "entier"),
    "nb_membres": Colonne("Sièges", "entier"),
}
SIGNATAIRES = {
    "contrat": Colonne("Contrat"),
    "signataire": Colonne("Signataire"),
    "categorie": Colonne("Catégorie"),
    "role": Colonne("Rôle"),
}
MEMBRES = {
    "contrat": Colonne("Contrat"),
    "instance": Colonne("Instance"),
    "college": Colonne("Collège"),
    "membre": Colonne("Membre"),
    "qualite": Colonne("Qualité"),
    "nb_sieges": Colonne("Sièges", "entier"),
}


def colonnes(filtre: Filtre) -> dict[str, Colonne]:
    """Les colonnes du tableau des instances ; le contrat seulement s'il y en a plusieurs."""
    return {n: c for n, c in INSTANCES.items() if n != "contrat" or len(filtre.contrats) != 1}


def a_venir(seances: pd.DataFrame, combien: int = 3) -> None:
    """Les prochaines réunions et leur ordre du jour ; `seances` : réponse de gouvernance/seances."""
    prochaines = seances[seances["a_venir"]].head(combien)
    for reunion in prochaines.itertuples(index=False):
        sujet = "" if formats.absent(reunion.ordre_du_jour) else f" : {reunion.ordre_du_jour}"
        st.markdown(
            formats.typographie(
                f":material/event: **{formats.jour(reunion.tenue_le)}** · "
                f"{phrases.markdown(f'{reunion.instance}{sujet}')}"
            )
        )


def ouvrir_action(lignes: pd.DataFrame, titre: str) -> None:
    """Le tableau de `lignes` (colonnes de DECISIONS), dont cocher une ligne ouvre la fiche de l'action."""
    st.subheader(phrases.markdown(formats.typographie(titre)), anchor=False)
    st.caption("La dernière réunion d'abord. Cochez une ligne pour ouvrir la fiche de l'action.")
    montrees = {nom: colonne for nom, colonne in DECISIONS.items() if nom != "instance"}
    code = listes.cliquable(lignes, "decisions", montrees, titre, "action_id", {"sujet": 330, "motif": 260})
    recherche.ouvrir(code)


def details(signataires: pd.DataFrame, seances: pd.DataFrame, filtre: Filtre, sources: pd.DataFrame) -> None:
    """Ce qu'on emporte : signataires, réunions, membres, avis ; une liste vide ne se montre pas."""
    mots = filtres.texte(filtre)
    membres = lire("gouvernance/membres", contrats=list(filtre.contrats) or None)
    for lignes, nom, colonnes, titre in (
        (signataires, "signataires", SIGNATAIRES, "Signataires"),
        (seances, "reunions", SEANCES, "Réunions et ordres du jour"),
        (membres, "membres", MEMBRES, "Membres des instances"),
        (lire("gouvernance/avis", filtre=filtre), "avis", AVIS, "Avis des conseils citoyens"),
    ):
        if not lignes.empty:
            tableaux.detail(lignes, nom, colonnes, mots, sources, titre)
    glossaire.rappel("copil", "cotech", "conseil-citoyen", "college", "avis")
