"""Ce que la fiche d'une action demande à la base."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pages.composants import listes
from pages.composants.referentiel import NOMS_NATURES
from pages.visite import Visite


@dataclass(frozen=True)
class Action:
    """Une action qu'on a le droit de montrer, ses petits effectifs cachés. `identite` : une ligne de
    `actions/fiche`."""

    identite: Mapping
    financements: pd.DataFrame
    quartiers: pd.DataFrame
    classes: pd.DataFrame
    histoire: pd.DataFrame
    avis: pd.DataFrame
    decisions: pd.DataFrame

    @property
    def sources(self) -> pd.DataFrame:
        """Le fichier d'où vient l'action (colonnes de `donnees/sources_des_actions`)."""
        lu = self.identite
        return pd.DataFrame(
            [{"nom": lu["source"], "producteur": lu["producteur"], "millesime": lu["millesime"]}]
        ).dropna(subset="nom")


def action(visite: Visite, code: str) -> Action | None:
    """L'action `code` ; None si elle n'existe pas, ou si son statut n'est pas de ceux qu'on peut voir."""
    statuts = list(visite.permis)
    trouvee = visite.lire("actions/fiche", action=code, statuts=statuts)
    if trouvee.empty:
        return None
    financements = visite.lire("actions/financements", action=code)
    histoire = visite.lire("actions/histoire", action=code, statuts=statuts)
    return Action(
        identite=trouvee.iloc[0],
        financements=financements.assign(nature=financements["nature"].map(NOMS_NATURES)),
        quartiers=listes.discrets(
            visite.lire("actions/quartiers", action=code), "beneficiaires", complement="protege"
        ),
        classes=visite.lire("actions/classes", action=code),
        histoire=listes.discrets(histoire, "beneficiaires_prevus", "beneficiaires_reels"),
        avis=visite.lire("actions/avis", action=code),
        decisions=visite.lire("actions/decisions", action=code),
    )
