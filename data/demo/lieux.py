"""Les lieux de la démonstration : contrats, communes, quartiers, organismes. Aucun n'existe.

Le territoire est posé au large, dans le golfe de Gascogne : sur un fond de carte réel, il ne recouvre ni
commune ni route. Département, région et numéros d'intercommunalité sont hors des codes officiels.
"""

import re
import unicodedata
from dataclasses import dataclass
from random import Random

from data.demo.contours import commune, quartier
from data.demo.lexique import lignes

DEPARTEMENT, REGION = "00", "00"


@dataclass(frozen=True)
class Contrat:
    """Un contrat imaginaire ; `volume` : actions la première et la dernière année."""

    rang: int
    contrat_id: str
    prefixe: str
    nom: str
    lieu: str
    epci_nom: str
    epci_siren: str
    volume: tuple[int, int]
    postes: tuple[int, int]
    budget: float
    signe_le: str


CONTRATS = [
    Contrat(
        0,
        "CN00001I",
        "AUR",
        "Contrat de ville du Val d'Aurore",
        "du Val d'Aurore",
        "Communauté d'agglomération du Val d'Aurore",
        "900000002",
        (101, 116),
        (9, 6),
        1.0,
        "2024-06-27",
    ),
    Contrat(
        1,
        "CN00002I",
        "MER",
        "Contrat de ville de Mérondes et ses vallées",
        "Mérondes",
        "Communauté d'agglomération de Mérondes et ses vallées",
        "900000003",
        (48, 58),
        (3, 2),
        0.8,
        "2024-07-04",
    ),
    Contrat(
        2,
        "CN00003I",
        "YSA",
        "Contrat de ville du pays d'Ysaudre",
        "Ysaudre",
        "Communauté de communes du pays d'Ysaudre",
        "900000004",
        (31, 39),
        (2, 1),
        0.75,
        "2024-09-12",
    ),
]


@dataclass(frozen=True)
class Quartier:
    """Un lieu suivi sous ses deux zonages ; `pauvrete` (%) en 2015, `pente` par an, `attention` relative."""

    rang: int
    contrat: int
    nom: str
    code: str
    code_2015: str
    type: str
    type_2015: str
    passage: str
    communes: tuple[str, ...]
    population: int
    superficie_km2: float
    place: tuple[float, float]
    pauvrete: float
    pente: float
    attention: float

    def code_en(self, generation: str) -> str:
        """Code du quartier dans le zonage « 2015 » ou « 2024 »."""
        return self.code_2015 if generation == "2015" else self.code


QUARTIERS = [
    Quartier(
        rang=rang,
        contrat=int(ligne["contrat"]),
        nom=ligne["nom"],
        code=ligne["code"],
        code_2015=ligne["code_2015"],
        type=ligne["type"],
        type_2015=ligne["type_2015"],
        passage=ligne["passage"],
        communes=tuple(ligne["communes"].split(",")),
        population=int(ligne["population"]),
        superficie_km2=float(ligne["superficie_km2"]),
        place=(float(ligne["x"]), float(ligne["y"])),
        pauvrete=float(ligne["pauvrete"]),
        pente=float(ligne["pente"]),
        attention=float(ligne["attention"]),
    )
    for rang, ligne in enumerate(lignes("quartiers"))
]
MODIFIE = 0.82
"""Part de la surface et de la population de 2024 qu'avait déjà, en 2015, un quartier modifié."""


def identifiant(nom: str) -> str:
    """Minuscules, sans accents, mots joints par des tirets."""
    nu = unicodedata.normalize("NFKD", nom).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", nu).strip("-")


def feuille_contrats() -> list[dict]:
    """Une ligne par contrat ; position : centre de la ville principale."""
    rangees = []
    for contrat in CONTRATS:
        siege = next(ligne for ligne in lignes("communes") if ligne["contrat"] == str(contrat.rang))
        longitude, latitude = commune(int(siege["q"]), int(siege["r"])).centre
        habitants = sum(q.population for q in QUARTIERS if q.contrat == contrat.rang and q.type == "QPV")
        rangees.append(
            {
                "contrat_id": contrat.contrat_id,
                "nom": contrat.nom,
                "epci_siren": contrat.epci_siren,
                "epci_nom": contrat.epci_nom,
                "departement": DEPARTEMENT,
                "region": REGION,
                "debut": 2015,
                "fin": 2030,
                "generation": "2024",
                "signe_le": contrat.signe_le,
                "population_qpv": habitants,
                "longitude": longitude,
                "latitude": latitude,
                "fictif": True,
            }
        )
    return rangees


def feuille_communes() -> list[dict]:
    """Communes des trois intercommunalités et quelques voisines, pour le contexte de la carte."""
    return [
        {
            "commune_id": ligne["commune_id"],
            "nom": ligne["nom"],
            "population": ligne["population"],
            "departement": DEPARTEMENT,
            "region": REGION,
            "contrat_id": CONTRATS[int(ligne["contrat"])].contrat_id if ligne["contrat"] else None,
            "geometrie": commune(int(ligne["q"]), int(ligne["r"])).wkt,
        }
        for ligne in lignes("communes")
    ]


def feuille_quartiers() -> list[dict]:
    """Chaque quartier dans le zonage 2015, puis dans le zonage 2024."""
    cases = {ligne["commune_id"]: (int(ligne["q"]), int(ligne["r"])) for ligne in lignes("communes")}
    rangees = []
    for generation in ("2015", "2024"):
        for lieu in QUARTIERS:
            reduit = generation == "2015" and lieu.passage == "modifié"
            habitants = round(
                lieu.population * (MODIFIE if reduit else 1) * (0.98 if generation == "2015" else 1), -1
            )
            taille = Random(f"menages-{lieu.rang}").uniform(2.2, 2.6)
            rangees.append(
                {
                    "quartier_id": lieu.code_en(generation),
                    "contrat_id": CONTRATS[lieu.contrat].contrat_id,
                    "nom": lieu.nom,
                    "type": lieu.type_2015 if generation == "2015" else lieu.type,
                    "generation": generation,
                    "communes": lieu.communes,
                    "population": int(habitants),
                    "menages": int(habitants / taille),
                    "geometrie": quartier(
                        cases[lieu.communes[0]],
                        lieu.place,
                        lieu.superficie_km2,
                        lieu.rang,
                        MODIFIE if reduit else 1,
                    ),
                }
            )
    return rangees


def feuille_passages() -> list[dict]:
    """Du zonage 2015 au zonage 2024, QPV seulement : un QVA n'a pas de successeur officiel."""
    return [
        {
            "ancien": None if lieu.passage == "nouveau" else lieu.code_2015,
            "nouveau": None if lieu.passage == "sorti" else lieu.code,
            "statut": lieu.passage,
        }
        for lieu in QUARTIERS
    ]
