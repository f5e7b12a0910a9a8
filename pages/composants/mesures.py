"""Ce qu'une carte des quartiers peut montrer : l'argent, les actions, chaque indicateur publié."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from pages.blocs import Carte, Colonne
from pages.composants import formats
from pages.composants.colonnes import PAR_MESURE, PAR_QUARTIER
from pages.composants.constats import ACCORDES
from pages.composants.referentiel import generation
from pages.visite.mots import annees_en_mots
from queries import Filtre, lire

SANS_QUARTIER = (
    "Ce contrat n'a pas de quartier connu dans ce zonage : choisissez un contrat, ou une autre année."
)
ARGENT = {"habitant": "€ par habitant", "montant": "Montant total", "actions": "Nombre d'actions"}
_REPORTEES = (
    "Valeurs publiées sur les quartiers de 2015, périmètres de 2024 sur la carte : seuls ceux qui n'ont pas "
    "changé sont colorés."
)
_COLONNE = {"habitant": "eur_par_habitant", "montant": "montant_eur", "actions": "nb_actions"}


@dataclass(frozen=True)
class Mesure:
    """Une mesure par quartier, prête à être dessinée, dite et exportée.

    `valeurs` : colonnes du bloc Carte (quartier_id, nom, type, valeur, statut), de la plus forte
    valeur à la plus faible ; `ecrire` met une valeur en mots, avec son unité ; `sources` : colonnes
    nom, producteur, millesime ; `reportees` : les mêmes valeurs sur les quartiers de 2024.
    """

    code: str
    nom: str
    periode: str
    zonage: str
    valeurs: pd.DataFrame
    ecrire: Callable[[object], str]
    definition: str
    tableau: pd.DataFrame
    colonnes: dict[str, Colonne]
    sources: pd.DataFrame
    reportees: pd.DataFrame | None = None

    @property
    def titre(self) -> str:
        """« Taux de pauvreté, 2021 »."""
        return formats.typographie(f"{self.nom}, {self.periode}")


def choix(filtre: Filtre) -> dict[str, str]:
    """Les mesures qu'on peut choisir, code → nom, la plus parlante d'abord.

    L'argent, puis les indicateurs ; l'inverse quand aucune action n'est rattachée à un quartier.
    """
    publiees = lire("quartiers/mesures", contrats=list(filtre.contrats) or None)
    indicateurs = {
        f"{m.indicateur_id}.{m.generation}": f"{m.nom} ({m.annee}, zonage {m.generation})"
        for m in publiees.itertuples(index=False)
    }
    rattachees = _argent("actions", filtre).valeurs["valeur"].sum() > 0
    return ARGENT | indicateurs if rattachees or not indicateurs else indicateurs | ARGENT


def mesure(code: str, filtre: Filtre) -> Mesure:
    """La mesure `code` (une clé de `choix`) sous ce filtre ; KeyError si elle n'existe pas."""
    if code in ARGENT:
        return _argent(code, filtre)
    return _indicateur(code, filtre)


def bloc(la_mesure: Mesure, filtre: Filtre, *, cle: str, petite: bool = False) -> Carte:
    """La carte d'une mesure déjà lue ; un clic choisit le quartier.

    L'INSEE publie sur les quartiers de 2015 des valeurs dont la base n'a pas toujours les contours :
    la carte montre alors ceux de 2024, colorés seulement si leur périmètre n'a pas changé.
    """
    connus = lire("quartiers/contours_connus", contrats=list(filtre.contrats) or None)
    valeurs, zonage = la_mesure.valeurs, la_mesure.zonage
    if la_mesure.reportees is not None and zonage not in set(connus["generation"]):
        valeurs, zonage = la_mesure.reportees, "2024"
    return Carte(
        valeurs,
        cle=cle,
        titre=la_mesure.titre,
        choisit="quartier",
        contrat=",".join(filtre.contrats),
        generation=zonage,
        format=la_mesure.ecrire,
        choisis=filtre.quartiers,
        petite=petite,
        note="" if zonage == la_mesure.zonage else _REPORTEES,
    )


def _argent(code: str, filtre: Filtre) -> Mesure:
    zonage = generation(filtre)
    # Le filtre de quartier choisit sur la carte, il n'efface pas les autres quartiers.
    lignes = lire(
        "quartiers/montants_par_quartier",
        filtre=replace(filtre, quartiers=()),
        contrats=list(filtre.contrats) or None,
        generation=zonage,
    )
    lieux = lignes[(lignes["quartier_id"] != "ensemble") & (lignes["generation"] == zonage)]
    valeurs = pd.DataFrame(
        {
            "quartier_id": lieux["quartier_id"],
            "nom": lieux["quartier"],
            "type": lieux["type"],
            "valeur": lieux[_COLONNE[code]].to_numpy(dtype="float64", na_value=float("nan")),
            "statut": "diffusée",
        }
    ).sort_values("valeur", ascending=False, na_position="last", kind="stable")
    nom = "Actions" if code == "actions" else f"Montants {ACCORDES[filtre.montant]}"
    return Mesure(
        code=code,
        nom=nom + (" par habitant" if code == "habitant" else ""),
        periode=annees_en_mots(filtre.annees),
        zonage=zonage,
        valeurs=valeurs,
        ecrire=formats.nombre if code == "actions" else formats.montant,
        definition="L'argent d'une action est partagé entre ses quartiers selon leur part ; les actions à "
        "l'échelle du contrat ne sont pas sur la carte.",
        tableau=lignes,
        colonnes=PAR_QUARTIER,
        sources=lire("donnees/sources_des_actions", filtre=filtre),
    )


def _indicateur(code: str, filtre: Filtre) -> Mesure:
    identifiant, _, zonage = code.rpartition(".")
    contrats = list(filtre.contrats) or None
    publiees = lire("quartiers/mesures", contrats=contrats)
    decrites = publiees[(publiees["indicateur_id"] == identifiant) & (publiees["generation"] == zonage)]
    if decrites.empty:
        raise KeyError(code)
    decrite = decrites.iloc[0]
    lignes = lire(
        "quartiers/indicateur_par_quartier",
        indicateur=identifiant,
        annee=int(decrite["annee"]),
        generation=zonage,
        contrats=contrats,
    )
    reportees = None
    if zonage == "2015":
        reportees = lire(
            "quartiers/indicateur_reporte",
            indicateur=identifiant,
            annee=int(decrite["annee"]),
            contrats=contrats,
        ).rename(columns={"quartier": "nom"})
    return Mesure(
        code=code,
        nom=decrite["nom"],
        periode=f"{decrite['annee']}, zonage {zonage}",
        zonage=zonage,
        valeurs=lignes.rename(columns={"quartier": "nom"}),
        ecrire=partial(formats.indicateur, unite=decrite["unite"]),
        definition=decrite["definition"],
        tableau=lignes,
        colonnes=PAR_MESURE,
        sources=lignes.dropna(subset="source").rename(columns={"source": "nom"}),
        reportees=reportees,
    )
