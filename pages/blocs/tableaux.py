"""Les mêmes chiffres en tableau, et les fichiers qu'on emporte."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from pages.blocs.base import Bloc, Ouverture

Sources = pd.DataFrame | Sequence[str]
"""Lignes `nom`, `producteur`, `millesime`, ou textes déjà écrits."""


@dataclass(frozen=True)
class Colonne:
    """Une colonne montrée : son titre, son type (celui des exports) et sa définition.

    `type` : « texte », « euros », « pourcent » (fraction de 0 à 1), « entier », « nombre »,
    « annee », « date », « instant », « oui_non » ou « lien » (une adresse, absente des fichiers).
    """

    libelle: str
    type: str = "texte"
    aide: str | None = None


@dataclass(frozen=True, eq=False)
class Tableau(Bloc):
    """Un tableau qui est lui-même la réponse : titre, lignes, téléchargements.

    `lignes` : un tableau que rien ne modifie, ou la fonction qui le demande à la base. `nom` : nom des
    fichiers et clé de l'élément, unique dans la page. `colonnes` : colonne → comment la montrer, dans
    l'ordre ; les autres ne sortent pas. `filtres` : en mots, pour le fichier qu'on emporte.
    """

    lignes: pd.DataFrame | Callable[[], pd.DataFrame]
    nom: str
    titre: str = ""
    colonnes: Mapping[str, Colonne] = field(default_factory=dict)
    filtres: str = ""
    sources: Sources = ()

    def lues(self) -> pd.DataFrame:
        """Les lignes, demandées maintenant si elles ne l'étaient pas."""
        return self.lignes() if callable(self.lignes) else self.lignes


@dataclass(frozen=True, eq=False)
class Details(Tableau):
    """« Voir les chiffres » : le même, sous un pli ; rien n'en est envoyé tant qu'il est fermé."""


@dataclass(frozen=True, eq=False)
class EnMots(Bloc):
    """Un tableau dont les cases sont déjà des mots, à lire sur place ; `alt` : ce qu'il montre."""

    lignes: pd.DataFrame
    alt: str


@dataclass(frozen=True, eq=False)
class Liste(Tableau):
    """Une liste dont cocher une ligne mène plus loin ; ni titre ni origine : la phrase de la page la dit.

    `code` : la colonne de ce que la coche choisit ; `choisit` : le paramètre qui le reçoit, sur cette page ou
    sur celle de `ouvre`. `largeurs` : colonne → pixels. `emporte` : les colonnes des fichiers, si l'écran n'a
    pas la place de toutes les montrer.
    """

    code: str = ""
    choisit: str = ""
    ouvre: Ouverture | None = None
    largeurs: Mapping[str, int] = field(default_factory=dict)
    emporte: Mapping[str, Colonne] = field(default_factory=dict)
