"""Le dossier d'instruction d'un exercice : les demandes, les enveloppes, et les décisions de la séance."""

from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd
import streamlit as st

from pages.composants import acces, etat, filtres
from pages.composants.glossaire import plat
from pages.composants.phrases import markdown
from pages.seance import courante
from pages.seance.ordre import Decision, Seance, SeanceInvalide
from queries import Filtre, lire

EN_INSTRUCTION = ("déposée", "recevable", "en instruction")
"""Ce qui attend une décision."""
DECIDABLES = (*EN_INSTRUCTION, "ajournée")
"""Ce dont une séance peut décider : une demande ajournée revient devant elle."""
PROGRAMMES = ("retenue", "conventionnée", "réalisée", "soldée")
"""Ce qui est voté, donc pris sur l'enveloppe."""
LISTES = {
    "attente": "toutes celles en instruction",
    "restantes": "sans décision",
    "ecart": "proposées sous le demandé",
    "decidees": "décidées en séance",
    "ajournees": "ajournées",
    "toutes": "toutes, même déjà votées",
}
"""Code du lien → les demandes montrées."""


@dataclass
class Dossier:
    """Ce que la séance a sous les yeux. `demandes` : tout l'exercice ; `liste` : ce que la page en montre."""

    filtre: Filtre
    seance: Seance
    demandes: pd.DataFrame
    liste: pd.DataFrame
    enveloppes: pd.DataFrame
    choisie: dict | None
    """La demande examinée (une ligne de `demandes`), ou None si la liste est vide."""
    ailleurs: pd.DataFrame
    """Les autres exercices qui ont des demandes en instruction : `annee`, `nb_demandes`."""

    def etrangeres(self) -> list[Decision]:
        """Les décisions notées dont l'action n'est pas à décider ici : elles ne comptent pas."""
        connues = set(self.demandes[self.demandes["decidable"]]["action_id"])
        return [d for d in self.seance.decisions if d.action_id not in connues]

    def excessives(self) -> pd.DataFrame:
        """Les demandes auxquelles la séance accorde plus que le demandé (un fichier écrit à la main)."""
        demandes = self.demandes.dropna(subset=["decide_eur", "demande_eur"])
        return demandes[demandes["decide_eur"] > demandes["demande_eur"]]


def ouverte() -> bool:
    """Vrai si cette personne peut voir des demandes en instruction (règle 7 du modèle)."""
    return bool(set(EN_INSTRUCTION) & set(acces.statuts_permis()))


def exercice(filtre: Filtre) -> Filtre:
    """Le filtre d'une séance : une seule année (la dernière choisie), tous les statuts permis."""
    statuts = tuple(acces.statuts_permis())
    choix = filtres.courant()[2]
    annee = filtre.annees[1] if filtre.annees else (choix.annees or [None])[0]
    return replace(filtre, annees=(annee, annee) if annee else None, statuts=statuts)


def seance_courante() -> Seance:
    """La séance de la visite ; un lien abîmé se dit, et la séance repart vide."""
    try:
        return courante.lire()
    except SeanceInvalide as erreur:
        st.error(markdown(str(erreur)), icon=":material/error:")
        return Seance()


def choix_de_la_liste() -> tuple[str, str]:
    """La liste choisie (code de LISTES) et les mots cherchés ; en projection, ceux du lien."""
    if etat.projection():
        liste = etat.parametre("liste")
        return liste if liste in LISTES else next(iter(LISTES)), etat.parametre("q")
    with st.container(horizontal=True, vertical_alignment="center", key="instruction-liste"):
        liste = filtres.parametre("liste", LISTES, "Demandes")
        st.session_state["champ_q"] = etat.parametre("q")
        st.text_input(
            "Chercher une demande",
            key="champ_q",
            type="search",
            icon=":material/search:",
            live="0.4s",
            placeholder="Un mot de l'intitulé, du porteur ou du quartier",
            label_visibility="collapsed",
            on_change=lambda: etat.poser(q=" ".join(str(st.session_state["champ_q"] or "").split()) or None),
            width=380,
        )
    return liste, etat.parametre("q")


def ouvrir(filtre: Filtre, liste: str, mots: str) -> Dossier:
    """Lit la base pour cet exercice (`filtre` vient de `exercice`) et y compte la séance de la visite."""
    seance = seance_courante()
    notees = paralleles(seance.decisions)
    attente = [s for s in EN_INSTRUCTION if s in filtre.statuts]
    decidables = [s for s in DECIDABLES if s in filtre.statuts]
    demandes = lire("instruction/demandes", filtre=filtre, attente=attente, decidables=decidables, **notees)
    montrees = demandes[garder(demandes, liste, mots)]
    choisie = _choisie(demandes, montrees)
    ailleurs = lire("instruction/exercices", contrats=list(filtre.contrats) or None, statuts=attente)
    annee = filtre.annees[0] if filtre.annees else None
    return Dossier(
        filtre,
        seance,
        demandes,
        montrees,
        enveloppes(filtre, seance, choisie["action_id"] if choisie else None),
        choisie,
        ailleurs[ailleurs["annee"] != annee],
    )


def enveloppes(filtre: Filtre, seance: Seance, action: str | None = None) -> pd.DataFrame:
    """La réponse de instruction/enveloppes ; les décisions de `seance` y sont comptées."""
    notees = paralleles(seance.decisions)
    notees.pop("motifs")
    return lire(
        "instruction/enveloppes",
        filtre=filtre,
        programmes=[s for s in PROGRAMMES if s in filtre.statuts],
        attente=[s for s in EN_INSTRUCTION if s in filtre.statuts],
        decidables=[s for s in DECIDABLES if s in filtre.statuts],
        action=action,
        **notees,
    )


def paralleles(decisions: tuple[Decision, ...]) -> dict[str, list]:
    """Les décisions en listes parallèles : ce que reçoivent les questions."""
    return {
        "actions": [d.action_id for d in decisions],
        "sens": [d.decision for d in decisions],
        "montants": [d.montant_eur for d in decisions],
        "motifs": [d.motif or None for d in decisions],
    }


def garder(demandes: pd.DataFrame, liste: str, mots: str) -> pd.Series:
    """Vrai pour les lignes de la liste (un code de LISTES) qui portent tous les mots cherchés."""
    attente, decision = demandes["en_instruction"].astype(bool), demandes["decision"].notna()
    gardees = {
        "attente": attente,
        "restantes": attente & ~decision,
        "ecart": attente & (demandes["ecart_eur"].fillna(Decimal(0)) > 0).astype(bool),
        "decidees": decision,
        "ajournees": demandes["statut"] == "ajournée",
        "toutes": pd.Series(True, index=demandes.index),
    }[liste]
    textes = (demandes["intitule"] + " " + demandes["porteur"] + " " + demandes["quartiers"]).map(plat)
    for mot in plat(mots).split():
        gardees &= textes.str.contains(mot, regex=False).astype(bool)
    return gardees


def _choisie(demandes: pd.DataFrame, liste: pd.DataFrame) -> dict | None:
    """La demande du lien, sinon la première sans décision de la liste, sinon la première."""
    voulue = demandes[demandes["action_id"] == etat.parametre("action")]
    if len(voulue):
        return voulue.iloc[0].to_dict()
    restantes = liste[liste["decidable"].astype(bool) & liste["decision"].isna()]
    premieres = restantes if len(restantes) else liste
    return premieres.iloc[0].to_dict() if len(premieres) else None
