"""Chercher une action : les réponses, et leur liste."""

from collections.abc import Iterator, Mapping

import pandas as pd

from pages.blocs import Bloc, Liste, Note, Ouverture
from pages.composants import listes
from pages.composants.tableaux import Colonne
from pages.visite import Visite
from queries import Filtre, lire

LIMITE = 10_000
"""Lignes montrées au plus ; la phrase et les chiffres comptent toutes les réponses."""
LARGEURS = {
    "annee": 62,
    "intitule": 310,
    "porteur": 220,
    "accorde_eur": 100,
    "demande_eur": 100,
    "statut": 115,
    "quartiers": 200,
    "pilier": 200,
    "financeurs": 260,
    "beneficiaires_prevus": 120,
    "beneficiaires_reels": 120,
}


def trouver(
    mots: str, filtre: Filtre, porteur: str | None = None, limite: int | None = LIMITE
) -> pd.DataFrame:
    """Les actions qui répondent, les petits effectifs cachés."""
    lignes = lire("actions/recherche", filtre=filtre, q=mots or None, porteur=porteur, limite=limite)
    return listes.discrets(lignes, "beneficiaires_prevus", "beneficiaires_reels")


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
