"""Les ordres du jour tout prêts : un fichier TOML chacun, à remplir du contrat et de l'année en cours.

Un emplacement s'écrit entre accolades, dans un titre ou dans une vue. Un paramètre de vue dont l'emplacement
n'a pas de valeur dans cette base (un indicateur qu'elle n'a pas) est omis : la page montre alors son défaut.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qsl

import pandas as pd

from pages.composants.referentiel import RUPTURE_ZONAGE, generation, referentiel
from pages.seance.ordre import NOMS_PAGES, Point, Seance, point_de
from queries import Filtre, lire

DOSSIER = Path(__file__).with_name("modeles")


@dataclass(frozen=True)
class Modele:
    """Un ordre du jour à remplir : `pour` dit à quoi il sert ; les titres portent des emplacements."""

    nom: str
    titre: str
    pour: str
    points: tuple[dict, ...]

    @property
    def minutes(self) -> int:
        """La durée prévue."""
        return sum(point["minutes"] for point in self.points)


@lru_cache(maxsize=1)
def modeles() -> dict[str, Modele]:
    """Nom → modèle, dans l'ordre de leur rang ; un point dont la page n'existe pas n'y est pas."""
    lus = [(f.stem, tomllib.loads(f.read_text(encoding="utf-8"))) for f in DOSSIER.glob("*.toml")]
    return {
        nom: Modele(
            nom,
            lu["titre"],
            lu["pour"],
            tuple(p for p in lu["point"] if p["vue"].partition("?")[0] in NOMS_PAGES),
        )
        for nom, lu in sorted(lus, key=lambda paire: paire[1]["rang"])
    }


def remplir(modele: Modele, filtre: Filtre) -> Seance:
    """La séance de ce modèle pour le contrat et l'année de `filtre`."""
    valeurs = emplacements(filtre)
    contrat = {"contrat": filtre.contrats[0]} if len(filtre.contrats) == 1 else {}
    return Seance(en_mots(modele, filtre), tuple(_point(p, valeurs, contrat) for p in modele.points))


def en_mots(modele: Modele, filtre: Filtre) -> str:
    """Le titre du modèle : « Programmation de l'année 2026 »."""
    return modele.titre.format_map(emplacements(filtre))


def emplacements(filtre: Filtre) -> dict[str, str]:
    """La valeur de chaque emplacement ; vide si la base n'en a pas."""
    contrats, choix = list(filtre.contrats) or None, referentiel(filtre.contrats, None)
    annee = filtre.annees[1] if filtre.annees else (choix.annees[0] if choix.annees else 0)
    # Le contrat en cours commence avec ses quartiers : ceux de 2024, ou ceux d'avant.
    periode = [a for a in choix.annees if (a < RUPTURE_ZONAGE) == (generation(filtre) == "2015")]
    indicateurs = lire("indicateurs/choix", contrats=contrats)
    mesures = lire("quartiers/mesures", contrats=contrats)
    return {
        "annee": str(annee or ""),
        "annee_avant": str(annee - 1 if annee else ""),
        "debut": str(min([*periode, annee]) or ""),
        "pauvrete": _premier(indicateurs[indicateurs["pauvrete"]]),
        "emploi": _premier(indicateurs[indicateurs["nom"].str.startswith("Taux d'emploi")]),
        "carte_pauvrete": _premier(mesures[mesures["pauvrete"]], "generation"),
    }


def _premier(lignes: pd.DataFrame, *suite: str) -> str:
    """« taux-pauvrete », ou « taux-pauvrete.2024 » avec la génération ; vide sans ligne."""
    if lignes.empty:
        return ""
    return ".".join(str(lignes.iloc[0][colonne]) for colonne in ("indicateur_id", *suite))


def _point(lu: dict, valeurs: dict[str, str], contrat: dict[str, str]) -> Point:
    page, _, requete = lu["vue"].partition("?")
    remplis = {n: v.format_map(valeurs).strip("-") for n, v in parse_qsl(requete)}
    # Une période d'un an s'écrit comme une année, ici et dans le titre.
    if "-" in remplis.get("annee", "") and len(set(remplis["annee"].split("-"))) == 1:
        remplis["annee"] = valeurs["annee"]
    titre = lu["titre"].format_map(valeurs)
    parametres = contrat | {n: v for n, v in remplis.items() if v}
    return point_de(titre, page, parametres, lu.get("note", ""), lu["minutes"])
