"""Ce que montre la page Actions, et elle seule."""

from dataclasses import replace

import pandas as pd

from pages.blocs import Barres, Ouverture, Rien
from pages.composants import formats, phrases, recherche
from pages.composants.constats import periode, portee
from pages.sujets.actions import dit
from pages.visite import Visite
from queries import Filtre


def rien(visite: Visite, mots: str) -> Rien:
    """Aucune réponse : dit où il y en a."""
    filtre = visite.filtre
    if not mots:
        return Rien("Aucune action ne répond à ces filtres.", "Effacer les filtres", efface=True)
    message = f"{periode(filtre)}, aucune action ne répond à « {mots} » sous ces filtres."
    ailleurs = recherche.trouver(mots, replace(filtre, annees=None), limite=1)
    if filtre.annees is not None and len(ailleurs):
        nb = int(ailleurs.iloc[0]["total_actions"])
        voir = phrases.pluriel(
            nb, "Voir celle d'une autre année", f"Voir les {formats.nombre(nb)} des autres années"
        )
        return Rien(message, voir, pose={"annee": "toutes"})
    partout = Filtre(contrats=filtre.contrats, statuts=filtre.statuts)
    if len(recherche.trouver(mots, partout, limite=1)):
        return Rien(message, "Effacer les filtres", efface=True, pose={"annee": "toutes"})
    return Rien(message, "Effacer la recherche", pose={"q": None})


def premieres(visite: Visite, actions: pd.DataFrame, mots: str) -> Barres:
    """Les premières réponses, à projeter ; un clic ouvre la fiche. L'année est dite s'il y en a plusieurs."""
    lignes = actions.head(dit.PREMIERES)
    dater = lignes["annee"].nunique() > 1
    libelles = [
        formats.court(intitule, 40 if dater else 46) + (f", {annee}" if dater else "")
        for intitule, annee in zip(lignes["intitule"], lignes["annee"], strict=True)
    ]
    return Barres(
        lignes.assign(libelle=libelles),
        cle="premieres",
        libelle="libelle",
        code="action_id",
        choisit="action",
        ouvre=Ouverture("action", visite.lien(q=mots)),
        part=False,
        titre=dit.titre_des_premieres(mots, actions),
        sous_titre=portee(visite.filtre),
        place=400,
    )
