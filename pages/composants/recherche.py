"""Chercher une action : le champ de recherche, la liste des réponses, le passage à la fiche."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd
import streamlit as st

from pages.blocs import Bloc, Liste, Note, Ouverture
from pages.composants import etat, filtres, formats, listes, phrases, tableaux
from pages.composants.chiffres import Chiffre
from pages.composants.colonnes_actions import TROUVEES
from pages.composants.constats import periode
from pages.composants.tableaux import Colonne
from pages.visite import Visite
from queries import Filtre, lire

LIMITE = 10_000
"""Lignes montrées au plus ; la phrase et les chiffres comptent toutes les réponses."""
PREMIERES = 5
"""Actions montrées en projection."""
LARGEURS = {
    "annee": 62, "intitule": 310, "porteur": 220, "accorde_eur": 100, "demande_eur": 100, "statut": 115,
    "quartiers": 200, "pilier": 200, "financeurs": 260,
    "beneficiaires_prevus": 120, "beneficiaires_reels": 120,
}  # fmt: skip


def champ() -> str:
    """Le champ de recherche ; rend les mots cherchés (paramètre `q` du lien), que la phrase redit."""
    if etat.projection():
        return etat.parametre("q")
    st.session_state["champ_q"] = etat.parametre("q")
    st.text_input(
        "Chercher une action",
        key="champ_q",
        type="search",
        icon=":material/search:",
        placeholder="Un mot de l'action ou de son porteur : emploi, jardin, centre social…",
        label_visibility="collapsed",
        on_change=_chercher,
        width=640,
    )
    return etat.parametre("q")


def trouver(
    mots: str, filtre: Filtre, porteur: str | None = None, limite: int | None = LIMITE
) -> pd.DataFrame:
    """Les actions qui répondent, les petits effectifs cachés."""
    lignes = lire("actions/recherche", filtre=filtre, q=mots or None, porteur=porteur, limite=limite)
    return listes.discrets(lignes, "beneficiaires_prevus", "beneficiaires_reels")


def liste(
    lignes: pd.DataFrame, titre: str, nom: str = "actions", colonnes: Mapping[str, Colonne] = TROUVEES
) -> None:
    """Le tableau des réponses ; cocher une ligne ouvre sa fiche."""
    st.caption("Cochez une ligne, à gauche, pour ouvrir la fiche de l'action.")
    ouvrir(listes.cliquable(lignes, nom, colonnes, titre, "action_id", LARGEURS))


def trouvees(
    visite: Visite,
    lignes: pd.DataFrame,
    titre: str,
    nom: str,
    colonnes: Mapping[str, Colonne],
    filtres: str,
    sources: pd.DataFrame,
    mots: str = "",
) -> Iterator[Bloc]:
    """Des actions (lignes de `trouver`) ; en cocher une ouvre sa fiche. `mots` : ceux qu'on cherchait."""
    yield Note("Cochez une ligne, à gauche, pour ouvrir la fiche de l'action.")
    yield Liste(
        lignes,
        nom,
        titre,
        colonnes,
        filtres,
        sources,
        code="action_id",
        choisit="action",
        ouvre=Ouverture("action", visite.lien(q=mots)),
        largeurs=LARGEURS,
    )


def ouvrir(action: str | None) -> None:
    """Passe à la fiche de l'action ; les filtres et la recherche suivent, pour le retour."""
    if action is not None:
        st.switch_page("action.py", query_params=parametres_de_fiche(action))


def parametres_de_fiche(action: str) -> dict[str, str]:
    """L'adresse d'une fiche : les filtres, la recherche, l'action."""
    mots = {"q": etat.parametre("q")} if etat.parametre("q") else {}
    return etat.partages() | mots | {"action": action}


def rien(mots: str, filtre: Filtre) -> None:
    """Aucune réponse : dit où il y en a, et arrête la page."""
    # La page s'arrête ici : sans quoi l'adresse reçue l'emporterait sur le bouton cliqué.
    etat.emettre()
    if not mots:
        tableaux.rien("Aucune action ne répond à ces filtres.", "Effacer les filtres", filtres.effacer)
    message = f"{periode(filtre)}, aucune action ne répond à « {mots} » sous ces filtres."
    ailleurs = trouver(mots, replace(filtre, annees=None), limite=1)
    if filtre.annees is not None and len(ailleurs):
        nb = int(ailleurs.iloc[0]["total_actions"])
        voir = phrases.pluriel(
            nb, "Voir celle d'une autre année", f"Voir les {formats.nombre(nb)} des autres années"
        )
        tableaux.rien(message, voir, etat.poser, {"annee": "toutes"})
    partout = trouver(mots, Filtre(contrats=filtre.contrats, statuts=filtre.statuts), limite=1)
    if len(partout):
        tableaux.rien(message, "Effacer les filtres", _partout)
    tableaux.rien(message, "Effacer la recherche", etat.poser, {"q": None})


def chiffres_cles(lignes: pd.DataFrame, filtre: Filtre) -> list[Chiffre]:
    """Actions, demandé, accordé, versé, de toute la recherche."""
    totaux = lignes.iloc[0]
    postes = int(totaux["total_postes"])
    porteurs = phrases.accord(totaux["total_porteurs"], "porteur")
    suite = porteurs
    if 0 < postes < totaux["total_actions"]:
        suite += f" · {phrases.accord(postes, 'poste aidé', 'postes aidés')}"
    part = _part(filtre)
    nom = "Postes aidés" if postes == totaux["total_actions"] else "Actions"
    nombre = formats.nombre(totaux["total_actions"])
    derriere = f"{phrases.accord(totaux['total_actions'], 'action')} de cette recherche"
    aide = (
        "Une action qui touche plusieurs quartiers compte une fois. Les postes aidés sont comptés à leur "
        "coût théorique."
    )
    cartes = [Chiffre("actions", nom, nombre, suite, aide, derriere)]
    demande, accorde, verse = (totaux[f"total_{cle}_eur"] for cle in ("demande", "accorde", "verse"))
    for cle, nom, somme in (("demande", "Demandé", demande), ("accorde", "Accordé", accorde)):
        if not formats.absent(somme):
            aide = f"Exactement {formats.montant(somme, exact=True)}. Un euro compte une fois."
            cartes.append(Chiffre(cle, nom, formats.montant(somme), part, aide, derriere))
    if not formats.absent(verse) and not formats.absent(accorde) and accorde > 0:
        suite = f"{formats.montant(verse)} sur {formats.montant(accorde)}"
        aide = f"Exactement {formats.montant(verse, exact=True)} versés."
        taux = formats.pourcentage(verse / accorde)
        cartes.append(Chiffre("verse", "Versé à ce jour", taux, suite, aide, derriere))
    return cartes


def premieres(lignes: pd.DataFrame) -> pd.DataFrame:
    """Les premières réponses ; le libellé dit l'année si la recherche en couvre plusieurs."""
    premiers = lignes.head(PREMIERES)
    dater = premiers["annee"].nunique() > 1
    return premiers.assign(
        libelle=[
            formats.court(ligne.intitule, 40 if dater else 46) + (f", {ligne.annee}" if dater else "")
            for ligne in premiers.itertuples(index=False)
        ]
    )


def titre_des_premieres(mots: str, lignes: pd.DataFrame) -> str:
    """Ce que sont les premières réponses, pour le graphique projeté."""
    if len(lignes) <= PREMIERES:
        return "Chaque action et son montant"
    return f"Les plus proches de « {mots} »" if mots else "Les plus gros montants"


def regle(lignes: pd.DataFrame) -> str:
    """La règle de la page ; dit ce que le tableau ne montre pas."""
    total = int(lignes.iloc[0]["total_actions"])
    reste = (
        f" Le tableau et ses fichiers portent les {formats.nombre(len(lignes))} premières réponses sur "
        f"{formats.nombre(total)} : resserrez les filtres pour les autres."
        if total > len(lignes)
        else ""
    )
    return (
        "La recherche ignore les accents et la casse. Les montants suivent les filtres : la part des "
        f"quartiers et des financeurs choisis. Sous 5, un nombre de bénéficiaires n'est pas montré.{reste}"
    )


def _part(filtre: Filtre) -> str:
    """Ce que les montants comptent quand un filtre les coupe."""
    coupes = [
        mot
        for mot, choisis in (
            ("quartiers", filtre.quartiers), ("financeurs", filtre.financeurs), ("natures", filtre.natures)
        )
        if choisis
    ]  # fmt: skip
    if not coupes:
        return ""
    de = {"quartiers": "des quartiers", "financeurs": "des financeurs", "natures": "des crédits"}
    return f"la part {phrases.liste([de[c] for c in coupes])} choisis"


def _chercher() -> None:
    mots = " ".join(str(st.session_state["champ_q"] or "").split())
    etat.poser(q=mots or None)


def _partout() -> None:
    filtres.effacer()
    etat.poser(annee="toutes")
