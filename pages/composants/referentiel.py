"""Les listes entre lesquelles on choisit, et leurs noms."""

from dataclasses import dataclass, field

import pandas as pd

from pages.composants import acces
from pages.serveur.configuration import configuration
from queries import Filtre, a_ces_statuts, cle_de_lecture, lire
from queries.reserve import reserve

NOMS_MONTANTS = {"accorde": "Accordé", "demande": "Demandé", "propose": "Proposé", "verse": "Versé"}
NOMS_NATURES = {
    "specifique": "Crédits spécifiques",
    "droit_commun": "Droit commun",
    "autofinancement": "Autofinancement",
}
AUCUN_PILIER = {"aucun": "Sans pilier"}
ENSEMBLE = {"ensemble": "Ensemble du contrat"}
RUPTURE_ZONAGE = 2024
"""Première année des quartiers prioritaires de 2024 (décret n° 2023-1314 du 28 décembre 2023)."""


@dataclass
class Referentiel:
    """Les codes connus et leurs noms, pour un choix de contrats. Chaque champ : code → nom."""

    contrats: dict[str, str] = field(default_factory=dict)
    annees: list[int] = field(default_factory=list)
    piliers: dict[str, str] = field(default_factory=dict)
    thematiques: dict[str, str] = field(default_factory=dict)
    quartiers: dict[str, str] = field(default_factory=dict)
    financeurs: dict[str, str] = field(default_factory=dict)
    natures: dict[str, str] = field(default_factory=lambda: dict(NOMS_NATURES))
    statuts: dict[str, str] = field(default_factory=dict)


def statuts_visibles() -> tuple[str, ...]:
    """Les statuts que cette personne peut voir : la configuration, jamais le lien, en décide."""
    return acces.statuts_permis()


def _lecture(*arguments: object) -> tuple:
    """La clé de ce qui ne dépend que de la base lue, de ce qu'on y voit et de la configuration."""
    return (*arguments, cle_de_lecture(), configuration())


def _peser(rendu: object) -> int:
    noms = [vars(rendu)[nom] for nom in vars(rendu)] if isinstance(rendu, Referentiel) else [rendu]
    return sum(150 * len(lus) for lus in noms if isinstance(lus, dict | list)) + 100


@reserve(4_000_000, _peser, _lecture)
def contrat_defaut() -> str | None:
    """Le contrat montré quand le lien n'en nomme aucun : la configuration, sinon le plus fourni."""
    voulu = configuration().contrat
    connus = lire("referentiels/contrats")["contrat_id"].tolist()
    if voulu in connus:
        return voulu
    # Le même pour tous, et d'après le public : les demandes d'un contrat ne le mettent pas devant les autres.
    with a_ces_statuts(configuration().statuts_publics):
        principal = lire("referentiels/contrat_principal")["contrat_id"].tolist()
    return principal[0] if principal else None


def referentiel(
    contrats: tuple[str, ...], annees: tuple[int, int] | None, permis: tuple[str, ...] | None = None
) -> Referentiel:
    """Les choix possibles pour ces contrats et ces années ; à ne pas modifier, d'autres le lisent.

    `permis` : les statuts d'action qu'on peut voir ; None : ceux de qui regarde.
    """
    return _referentiel(contrats, annees, statuts_visibles() if permis is None else permis)


@reserve(16_000_000, _peser, _lecture)
def _referentiel(
    contrats: tuple[str, ...], annees: tuple[int, int] | None, permis: tuple[str, ...]
) -> Referentiel:
    liste = list(contrats) or None
    debut, fin = annees or (None, None)
    return Referentiel(
        contrats=_noms(lire("referentiels/contrats"), "contrat_id"),
        annees=lire("referentiels/annees", contrats=liste, statuts=list(permis))["annee"].tolist(),
        piliers=_noms(lire("referentiels/piliers", contrats=liste, debut=debut, fin=fin), "pilier_id")
        | AUCUN_PILIER,
        thematiques=_noms(lire("referentiels/thematiques", contrats=liste), "thematique_id"),
        quartiers=noms_quartiers(contrats) | ENSEMBLE,
        financeurs=_noms(lire("referentiels/financeurs"), "financeur_id"),
        statuts={statut: statut.capitalize() for statut in permis},
    )


@reserve(4_000_000, _peser, _lecture)
def derniere_annee(contrats: tuple[str, ...]) -> int | None:
    """L'année montrée quand le lien n'en nomme aucune ; None sans action publique.

    La même pour tous : un agent, qui voit déjà les demandes de l'an prochain, lirait sinon d'autres chiffres
    qu'un visiteur au même lien.
    """
    publics = list(configuration().statuts_publics)
    annees = lire("referentiels/annees", contrats=list(contrats) or None, statuts=publics)["annee"].tolist()
    return annees[0] if annees else None


@reserve(4_000_000, _peser, _lecture)
def noms_quartiers(contrats: tuple[str, ...]) -> dict[str, str]:
    """Code → nom ; le zonage de 2015 est dit dès que les deux générations coexistent."""
    quartiers = lire("referentiels/quartiers", contrats=list(contrats) or None)
    deux = quartiers["generation"].nunique() > 1
    noms = quartiers["nom"].where(
        ~((quartiers["generation"] == "2015") & deux), quartiers["nom"] + " (zonage 2015)"
    )
    return dict(zip(quartiers["quartier_id"], noms, strict=True))


def quartier_principal(filtre: Filtre) -> str | None:
    """Le quartier qu'on montre quand le lien n'en nomme aucun : celui qui reçoit le plus.

    Un des siens : une action touche parfois un quartier d'un autre contrat, qu'aucun lien n'ouvrirait.
    """
    lieux = lire(
        "quartiers/montants_par_quartier",
        filtre=filtre,
        contrats=list(filtre.contrats) or None,
        generation=generation(filtre),
    )
    siens = noms_quartiers(filtre.contrats)
    return next((code for code in lieux["quartier_id"] if code in siens), None)


def generation(filtre: Filtre) -> str:
    """Le zonage (« 2015 » ou « 2024 ») des quartiers en vigueur à la fin de la période choisie."""
    return "2015" if filtre.annees and filtre.annees[1] < RUPTURE_ZONAGE else "2024"


@reserve(4_000_000, _peser, _lecture)
def est_fictif(filtre: Filtre) -> bool:
    """Vrai si un contrat montré est imaginaire."""
    contrats = lire("referentiels/contrats")
    if filtre.contrats:
        contrats = contrats[contrats["contrat_id"].isin(filtre.contrats)]
    return bool(contrats["fictif"].any())


@reserve(4_000_000, _peser, _lecture)
def base_fictive() -> bool:
    """Vrai si la base n'a que des contrats imaginaires, ou aucun : de vraies données peuvent la remplacer."""
    return bool(lire("referentiels/contrats")["fictif"].all())


def _noms(table: pd.DataFrame, code: str) -> dict[str, str]:
    return dict(zip(table[code], table["nom"], strict=True))
