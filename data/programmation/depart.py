"""La base de départ : un contrat et les financeurs de tout contrat, sans une action.

C'est ce qu'il faut pour lire un premier tableau quand on n'a rien d'autre. Elle se construit comme toute
base, d'une recette et d'un classeur : celui-ci tient en deux petites feuilles.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import tomli_w

from data import construction
from data.programmation.referentiels import USUELS
from data.rapport import Rapport
from data.schema import sans_accents
from data.sources.territoires import REGION_DU_DEPARTEMENT, est_departement

DEBUT, FIN = 2024, 2030
"""Les années des contrats « Engagements quartiers 2030 »."""


class DepartInvalide(Exception):
    """Ce qu'on dit du contrat ne suffit pas ; le message est une phrase pour l'utilisateur."""


@dataclass(frozen=True)
class ContratDeDepart:
    """Le contrat qu'on commence. `contrat_id` : son code officiel (CN04101I), vide si on ne le sait pas.

    `departement` : « 41 », « 2A », « 974 ». `fictif` : un contrat imaginaire, pour essayer. Les piliers, et
    les quartiers que les `sources` n'ont pas, se créent en lisant le premier tableau.
    """

    nom: str
    epci_nom: str = ""
    departement: str = ""
    contrat_id: str = ""
    epci_siren: str = ""
    debut: int = DEBUT
    fin: int = FIN
    fictif: bool = False

    @property
    def code(self) -> str:
        """Le code officiel, sinon un code à lui, qu'on ne peut pas prendre pour un code officiel."""
        if self.contrat_id.strip():
            return self.contrat_id.strip().upper()
        marque = sha256(f"{sans_accents(self.nom)}|{self.departement}".encode()).hexdigest()[:4]
        return f"LOCAL-{sans_accents(self.nom)[:40]}-{marque}"


def base_de_depart(contrat: ContratDeDepart, neuve: Path, sources: Sequence[dict[str, str]] = ()) -> Rapport:
    """Écrit au chemin `neuve` une base de ce seul contrat, avec les financeurs usuels.

    `sources` : d'autres sources de recette (type, fichier au chemin entier, nom…), comme la liste officielle
    des contrats, des communes ou des quartiers : on n'en garde que ce contrat. Lève DepartInvalide,
    SourceIllisible ou EchecConstruction.
    """
    _verifier(contrat)
    with TemporaryDirectory(prefix="depart-") as dossier:
        classeur = Path(dossier) / "classeur"
        classeur.mkdir()
        for nom, lignes in _feuilles(contrat).items():
            with (classeur / f"{nom}.csv").open("w", encoding="utf-8", newline="") as fichier:
                csv.writer(fichier, delimiter=";").writerows(lignes)
        recette = Path(dossier) / "recette.toml"
        siennes = {"type": "classeur", "fichier": "classeur", "nom": f"Départ : {contrat.nom}"}
        contenu = {"nom": contrat.nom, "contrats": [contrat.code], "source": [*sources, siennes]}
        recette.write_text(tomli_w.dumps(contenu), encoding="utf-8")
        return construction.batir(recette, neuve, silencieux=True)


def _verifier(contrat: ContratDeDepart) -> None:
    if not contrat.nom.strip():
        raise DepartInvalide("Dites le nom du contrat de ville.")
    if contrat.departement and not est_departement(contrat.departement):
        raise DepartInvalide(f"« {contrat.departement} » n'est pas un numéro de département (41, 2A, 974…).")
    if not 2000 <= contrat.debut <= contrat.fin <= 2100:
        raise DepartInvalide(f"Le contrat ne peut pas aller de {contrat.debut} à {contrat.fin}.")


def _feuilles(c: ContratDeDepart) -> dict[str, list[tuple]]:
    region = REGION_DU_DEPARTEMENT.get(c.departement, "")
    generation = "2024" if c.fin >= DEBUT else "2015"
    return {
        "contrat": [
            (
                "contrat_id",
                "nom",
                "epci_siren",
                "epci_nom",
                "departement",
                "region",
                "debut",
                "fin",
                "generation",
                "fictif",
            ),
            (
                c.code,
                c.nom.strip(),
                c.epci_siren,
                c.epci_nom.strip(),
                c.departement,
                region,
                c.debut,
                c.fin,
                generation,
                "oui" if c.fictif else "non",
            ),
        ],
        "financeurs": [
            ("financeur_id", "nom", "categorie", "ordre"),
            *(
                (code, c.epci_nom.strip() if code == "epci" and c.epci_nom.strip() else nom, categorie, rang)
                for rang, (code, (nom, categorie)) in enumerate(USUELS.items(), start=1)
            ),
        ],
    }
