"""Un porteur : ce qu'il mène, qui le finance, où, depuis quand."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages.composants import chiffres as cartes
from pages.composants import (
    comparabilite,
    constats_porteurs,
    ecran,
    entete,
    etat,
    filtres,
    formats,
    graphiques,
    phrases,
    recherche,
    tableaux,
)
from pages.composants.chiffres import Chiffre
from pages.composants.colonnes_actions import ANNEES_PORTEUR, FINANCEURS_PORTEUR, TROUVEES
from pages.composants.constats import ACCORDES, portee, portee_annees
from pages.composants.referentiel import NOMS_MONTANTS, NOMS_NATURES
from queries import Filtre, lire

_ACTIONS = {nom: colonne for nom, colonne in TROUVEES.items() if nom != "porteur"}


@dataclass(frozen=True)
class Porteur:
    """Un porteur public, sous le filtre (`ici`, `dependance` : None s'il n'y a rien) et toutes les années.

    `dependance` : sa ligne de `porteurs/porteurs`.
    """

    ici: Mapping | None
    dependance: Mapping | None
    toutes: Mapping
    annees: pd.DataFrame
    financeurs: pd.DataFrame
    quartiers: pd.DataFrame
    actions: pd.DataFrame


def choix(filtre: Filtre) -> str:
    """Le porteur du lien (paramètre `porteur`), ou « » ; le sélecteur propose ceux du contrat."""
    voulu = etat.parametre("porteur")
    noms = lire("porteurs/noms", contrats=list(filtre.contrats) or None, statuts=list(filtre.statuts))
    offre = {"": "tous"} | dict(zip(noms["structure_id"], noms["porteur"], strict=True))
    if voulu and voulu not in offre:
        connu = lire("porteurs/fiche", filtre=Filtre(statuts=filtre.statuts), porteur=voulu)
        offre |= {ligne.structure_id: ligne.porteur for ligne in connu.itertuples(index=False)}
    return filtres.parametre("porteur", offre, "Porteur")


def lu(code: str, filtre: Filtre) -> Porteur:
    """Le porteur `code`, que `choix` a reconnu."""
    histoire = filtres.toutes_annees(filtre)
    ici = lire("porteurs/fiche", filtre=filtre, porteur=code)
    tous = lire("porteurs/porteurs", filtre=filtre).set_index("structure_id")
    toutes = lire("porteurs/fiche", filtre=histoire, porteur=code)
    if toutes.empty:
        toutes = lire("porteurs/fiche", filtre=Filtre(statuts=filtre.statuts), porteur=code)
    financeurs = lire("porteurs/financeurs", filtre=filtre, porteur=code)
    return Porteur(
        ici=ici.iloc[0] if len(ici) else None,
        dependance=tous.loc[code] if len(ici) else None,
        toutes=toutes.iloc[0],
        annees=lire("porteurs/annees", filtre=histoire, porteur=code),
        financeurs=financeurs.assign(nature=financeurs["nature"].map(NOMS_NATURES)),
        quartiers=lire("porteurs/quartiers", filtre=filtre, porteur=code),
        actions=recherche.trouver("", filtre, porteur=code),
    )


def montrer(code: str, filtre: Filtre, sources: pd.DataFrame) -> None:
    """Dessine le porteur : phrase, chiffres, années, financeurs, quartiers, actions."""
    porteur, grand = lu(code, filtre), etat.projection()
    if not grand:
        st.button(
            "Tous les porteurs", icon=":material/arrow_back:", on_click=etat.poser, kwargs={"porteur": None},
            key="tous-porteurs", type="tertiary",
        )  # fmt: skip
    entete.constat(constats_porteurs.porteur(porteur.ici, porteur.toutes, filtre))
    cartes.montrer(_chiffres_cles(porteur, filtre))
    if grand:
        _annees(porteur, filtre, grand=True)
        return
    gauche, droite = st.columns(2, gap="large")
    with gauche:
        _annees(porteur, filtre, grand=False)
    with droite:
        if len(porteur.financeurs):
            graphiques.barres(
                porteur.financeurs, valeur="montant_eur", libelle="libelle", cle="payeurs",
                titre="Qui le finance", sous_titre=portee(filtre),
            )  # fmt: skip
    if porteur.quartiers["quartier_id"].nunique() > 1:
        graphiques.barres(
            porteur.quartiers, valeur="montant_eur", libelle="quartier", cle="lieux", titre="Où il agit",
            sous_titre=portee(filtre),
        )  # fmt: skip
    mots = f"{porteur.toutes['porteur']} · {filtres.texte(filtre)}"
    if len(porteur.actions):
        st.subheader("Ses actions", anchor=False)
        recherche.liste(
            porteur.actions, f"Actions de {porteur.toutes['porteur']}", "actions-porteur", _ACTIONS
        )
        tableaux.telecharger(porteur.actions, "actions-du-porteur", _ACTIONS, mots, sources, "Actions")
    tableaux.detail(porteur.annees, "porteur-annees", ANNEES_PORTEUR, mots, sources, "Année par année")
    if len(porteur.financeurs):
        tableaux.detail(
            porteur.financeurs, "porteur-payeurs", FINANCEURS_PORTEUR, mots, sources, "Qui le finance"
        )


def _annees(porteur: Porteur, filtre: Filtre, grand: bool) -> None:
    graphiques.colonnes(
        porteur.annees, filtre=filtre, connus=comparabilite.d_un_porteur(porteur.annees, filtre),
        x="annee", valeur="montant_eur", cle="annees-porteur", cliquable=False,
        choisi=filtre.annees and filtre.annees[1], grand=grand, hauteur=ecran.pixels(390) if grand else None,
        titre=f"Son argent {constats_porteurs.depuis(porteur.toutes)}", sous_titre=portee_annees(filtre),
    )  # fmt: skip


def _chiffres_cles(porteur: Porteur, filtre: Filtre) -> list[Chiffre]:
    """Actions, montant choisi, premier financeur, quartiers, années."""
    ici, toutes = porteur.ici, porteur.toutes
    chiffres = []
    if ici is not None:
        postes = int(ici["nb_postes"])
        suite = f"dont {phrases.accord(postes, 'poste aidé', 'postes aidés')}" if postes else ""
        chiffres.append(Chiffre("actions", "Actions", formats.nombre(ici["nb_actions"]), suite))
        if not formats.absent(ici["montant_eur"]):
            theorique = ici["theorique_eur"]
            reserve = (
                "" if formats.absent(theorique) else f"dont {formats.montant(theorique)} de coût théorique"
            )
            aide = f"Exactement {formats.montant(ici['montant_eur'], exact=True)}."
            nom = NOMS_MONTANTS[filtre.montant]
            chiffres.append(Chiffre("montant", nom, formats.montant(ici["montant_eur"]), reserve, aide))
        if not formats.absent(porteur.dependance["part_premier"]):
            part = formats.pourcentage(porteur.dependance["part_premier"])
            aide = (
                f"Sa part dans les montants {ACCORDES[filtre.montant]}, hors autofinancement et postes aidés."
            )
            premier = porteur.dependance["premier_financeur"]
            chiffres.append(Chiffre("premier", "Premier financeur", part, premier, aide))
        if ici["nb_quartiers"]:
            chiffres.append(Chiffre("quartiers", "Quartiers", formats.nombre(ici["nb_quartiers"])))
    chiffres.append(
        Chiffre(
            "annees", "Années d'action", formats.nombre(toutes["nb_annees"]), constats_porteurs.depuis(toutes)
        )
    )
    return chiffres
