"""Les dessins : une question posée à l'œil, ses données, et ce qu'un clic choisit.

`lignes` est un tableau que rien ne modifie. Les champs de texte (`valeur`, `libelle`, `code`…) y nomment des
colonnes. `format` : « euros », « pourcent » (fraction de 0 à 1), « entier », « nombre », l'unité d'un
indicateur, ou une fonction. `couleurs` : code → rang dans le référentiel.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from pages.blocs.base import Bloc, Ouverture

Ecrire = str | Callable[[object], str]


@dataclass(frozen=True, eq=False, kw_only=True)
class Dessin(Bloc):
    """Ce que tout dessin dit. `cle` : son nom, unique dans la page ; `titre` : le constat ; `sous_titre` :
    mesure, unité, portée ; `choisit` : le champ du lien qu'un clic change (« pilier »), vide : aucun ;
    `devant` : ce que le lien met devant le code choisi (« poles. ») ; `ouvre` : la page où mène ce clic, si
    ce n'est pas celle-ci. `place` : la hauteur qu'il prend sur un écran projeté de 1 080 lignes ; None :
    celle de son genre."""

    cle: str
    titre: str = ""
    sous_titre: str = ""
    choisit: str = ""
    devant: str = ""
    ouvre: Ouverture | None = None
    place: int | None = None


@dataclass(frozen=True, eq=False)
class Barres(Dessin):
    """Des barres de la plus longue à la plus courte, au-delà de `n_max` repliées en « Autres ».

    `choisi` : codes mis en avant ; sinon la première. `part` : écrit aussi la part du total. `trie` : faux
    pour garder l'ordre reçu. `unite` : celle de `format`, si c'est une fonction. `sommable` : faux si
    additionner n'a pas de sens (None : selon `format`).
    """

    lignes: pd.DataFrame
    valeur: str = "montant_eur"
    libelle: str = "nom"
    code: str | None = None
    choisi: Sequence[str] = ()
    format: Ecrire = "euros"
    unite: str = ""
    part: bool = True
    couleurs: Mapping | None = None
    n_max: int = 12
    trie: bool = True
    sommable: bool | None = None


@dataclass(frozen=True, eq=False)
class Entonnoir(Dessin):
    """Du demandé au versé, en euros ; l'inconnu (None) ne se trace pas."""

    demande: object
    accorde: object
    verse: object = None
    propose: object = None


@dataclass(frozen=True, eq=False)
class Colonnes(Dessin):
    """Une colonne par année, celles qui se comparent.

    `choisi` : l'année mise en avant ; `rupture` : (première année d'après, ce qui change) ; `codes` : année →
    ce que choisit un clic sur elle, si ce n'est pas l'année (« 2024 »).
    """

    lignes: pd.DataFrame
    x: str = "annee"
    valeur: str = "montant_eur"
    choisi: int | None = None
    format: Ecrire = "euros"
    rupture: tuple[int, str] | None = None
    codes: Mapping[str, str] | None = None


@dataclass(frozen=True, eq=False)
class Empilees(Dessin):
    """La composition année par année, six séries au plus puis « Autres ». `serie` : colonne du nom,
    `codes` : de son code."""

    lignes: pd.DataFrame
    serie: str = "nom"
    x: str = "annee"
    valeur: str = "montant_eur"
    codes: str | None = None
    couleurs: Mapping | None = None
    format: Ecrire = "euros"
    rupture: tuple[int, str] | None = None


@dataclass(frozen=True, eq=False)
class Lignes(Dessin):
    """Une ligne par série et par zonage ; ce qui ne se compare pas n'est jamais relié.

    `rupture` : colonne du zonage ; `statut` : colonne du statut ; `choisi` : séries en avant ;
    `references` : séries de comparaison, en tirets.
    """

    lignes: pd.DataFrame
    x: str = "annee"
    y: str = "valeur"
    serie: str = "nom"
    rupture: str | None = None
    statut: str | None = None
    choisi: str | Sequence[str] | None = None
    references: Sequence[str] = ()
    unite: str = "%"
    couleurs: Mapping | None = None


@dataclass(frozen=True, eq=False)
class Multiples(Dessin):
    """Une case par `code`, à la même échelle ; `fil` : ce qui se relie d'un trait ; `reference` : la valeur
    comparée, nommée `nom_reference`."""

    lignes: pd.DataFrame
    x: str = "annee"
    y: str = "valeur"
    case: str = "nom"
    code: str = "code"
    fil: str = "fil"
    reference: str | None = None
    nom_reference: str = ""
    statut: str = "statut"
    unite: str = "%"
    choisi: str | None = None


@dataclass(frozen=True, eq=False)
class Matrice(Dessin):
    """Un tableau croisé en teintes, totaux d'abord. `sommable` : faux si additionner des lignes n'a pas
    de sens ; `complements` : titre d'une colonne de plus → nom de la ligne → texte."""

    cases: pd.DataFrame
    lignes: str = "ligne"
    colonnes: str = "colonne"
    valeur: str = "montant_eur"
    format: Ecrire = "euros"
    sommable: bool = True
    complements: Mapping[str, Mapping[str, str]] | None = None
    n_max: int | None = None


@dataclass(frozen=True, eq=False)
class Flux(Dessin):
    """D'où vient l'argent, par quoi il passe, où il va ; sur un téléphone, les noms se chevaucheraient :
    `repli` en dit les plus gros."""

    lignes: pd.DataFrame
    source: str = "source"
    cible: str = "cible"
    valeur: str = "montant_eur"
    couleurs: Mapping | None = None
    format: Ecrire = "euros"
    repli: Barres | None = None


@dataclass(frozen=True, eq=False)
class Course(Dessin):
    """De son départ à sa cible, une piste par objectif (lignes de `evaluation/objectifs`)."""

    lignes: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Prevus(Dessin):
    """Prévu et réel, l'un dans l'autre : `nom`, `prevus`, `reels`, `nb_actions`, `nb_inconnues`,
    `nb_petites`."""

    lignes: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Etendues(Dessin):
    """Un trait du plus bas au plus haut par ligne ; `ecrire` met l'étendue en mots."""

    lignes: pd.DataFrame
    bas: str
    haut: str
    libelle: str
    code: str
    ecrire: Callable[[object, object], str]
    unite: str = "%"
    choisis: Sequence[str] = ()
    n_max: int = 12


@dataclass(frozen=True, eq=False)
class Paires(Dessin):
    """Deux barres par nom : ce qui était annoncé, dont `non_mesure`, et ce qui est mesuré."""

    lignes: pd.DataFrame
    libelle: str
    annonce: str
    non_mesure: str
    mesure: str


@dataclass(frozen=True, eq=False)
class Frise(Dessin):
    """La vie du contrat sur une ligne de temps, au jour `le`."""

    periodes: pd.DataFrame
    seances: pd.DataFrame
    le: date
    annees: tuple[int, int] | None = None


@dataclass(frozen=True, eq=False)
class Carte(Dessin):
    """Des quartiers, ou des contrats (`couche`), colorés par une mesure.

    `mesures` : `quartier_id`, `nom`, `type`, `valeur`, `statut`. `contrat` : ceux dont on trace les contours,
    joints par des virgules ; `generation` : le zonage ; `note` : ce qu'il faut savoir du tracé ; `emprise` :
    ce qu'on montre d'abord ; `petite` : à côté d'autre chose.
    """

    mesures: pd.DataFrame
    contrat: str = ""
    generation: str = "2024"
    format: Ecrire = "euros"
    choisis: Sequence[str] = ()
    couche: str = "quartiers"
    emprise: Sequence[Sequence[float]] | None = None
    note: str = ""
    petite: bool = False
