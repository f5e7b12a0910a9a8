"""Les indicateurs : des séries par territoire, qui vont dans le sens de l'histoire de chaque quartier.

Un état caché (la pauvreté du territoire) commande le reste : revenu, emploi, diplômes. S'y ajoutent une
tendance générale, un bruit, puis ce que fait la statistique publique : secret, manques, estimations.
"""

from dataclasses import dataclass
from math import exp
from random import Random

from data.demo.lexique import lignes
from data.demo.lieux import CONTRATS, MODIFIE, QUARTIERS, REGION, Quartier

DERNIER_ZONAGE_2015 = 2022
SEUIL_SECRET = 1300
"""Sous cette population, revenus et diplômes d'un quartier ne sont pas diffusés tous les ans."""
SENSIBLES = ("revenu-median", "taux-pauvrete", "emploi-precaire", "sans-diplome")
ENQUETES_MANQUEES = {("surpeuplement", 2020), ("retard-college", 2020), ("emploi-precaire", 2020)}


@dataclass(frozen=True)
class Territoire:
    """Un territoire mesuré ; `pauvrete` en 2015 (%), `pente` par an, `urbain` : part d'habitat social."""

    type: str
    code: str
    nom: str
    population: int
    pauvrete: float
    pente: float
    urbain: float
    lieu: Quartier | None = None


def _territoires() -> list[Territoire]:
    """Quartiers, communes qui en ont, intercommunalités, région et pays."""
    rangees = [
        Territoire("quartier", q.code, q.nom, q.population, q.pauvrete, q.pente, 0.85, q) for q in QUARTIERS
    ]
    communes = {ligne["commune_id"]: ligne for ligne in lignes("communes")}
    concernees = sorted({code for q in QUARTIERS for code in q.communes})
    for code in concernees:
        population = int(communes[code]["population"])
        en_quartier = sum(q.population for q in QUARTIERS if q.communes[0] == code) / population
        pauvrete, urbain = 10 + 32 * en_quartier, 0.12 + 0.5 * en_quartier
        rangees.append(Territoire("commune", code, communes[code]["nom"], population, pauvrete, 0.05, urbain))
    for contrat in CONTRATS:
        population = sum(int(c["population"]) for c in communes.values() if c["contrat"] == str(contrat.rang))
        rangees.append(
            Territoire(
                "epci", contrat.epci_siren, contrat.epci_nom, population, 17.5 - contrat.rang, 0.04, 0.2
            )
        )
    rangees.append(Territoire("region", REGION, "", 2_471_000, 14.6, 0.03, 0.15))
    rangees.append(Territoire("france", "FR", "", 67_900_000, 14.9, 0.02, 0.17))
    return rangees


def _valeur(indicateur: str, territoire: Territoire, annee: int, hasard: Random) -> float:
    """Valeur vraie, avant secret et arrondi, dans l'unité de l'indicateur.

    `marque` : traits propres au territoire, stables d'une année à l'autre, tirés de son code 2024.
    """
    temps = annee - 2015
    marque = Random(f"marque {indicateur} {territoire.code}").gauss(0, 1)
    grand = territoire.lieu is None
    bruit = hasard.gauss(0, 0.25 if grand else 1)
    pauvrete = territoire.pauvrete + territoire.pente * temps
    chomage = 0.9 if annee == 2020 else 0.0
    habitants = territoire.population * (1 - 0.0025 * (2024 - annee)) * (1 + 0.004 * marque * temps / 5)
    if territoire.lieu and territoire.lieu.passage == "modifié" and annee <= DERNIER_ZONAGE_2015:
        habitants *= MODIFIE
    emploi = 71.5 - 0.7 * pauvrete + 0.33 * temps + 1.6 * marque + 0.5 * bruit - chomage
    if indicateur == "population":
        return habitants
    if indicateur == "part-moins-25":
        return 27.5 + 0.32 * pauvrete + 1.5 * marque - 0.12 * temps + 0.25 * bruit
    if indicateur == "part-60-plus":
        return 27 - 0.27 * pauvrete + 1.6 * marque + 0.18 * temps + 0.2 * bruit
    if indicateur == "familles-monoparentales":
        return 12.5 + 0.52 * pauvrete + 2 * marque + 0.2 * temps + 0.6 * bruit
    if indicateur == "revenu-median":
        return (27_300 - 325 * pauvrete + 220 * marque + 90 * bruit) * 1.014**temps * 0.91
    if indicateur == "taux-pauvrete":
        return pauvrete + 0.35 * bruit
    if indicateur == "taux-emploi":
        return emploi
    if indicateur == "demandeurs-emploi":
        return habitants * (0.028 + 0.0024 * pauvrete) * (1 - 0.008 * temps + 0.08 * chomage + 0.012 * bruit)
    if indicateur == "emploi-precaire":
        return 10.5 + 0.27 * pauvrete + marque + 0.08 * temps + 0.5 * bruit + chomage
    if indicateur == "sans-diplome":
        return 18.5 + 0.62 * pauvrete + 2 * marque - 0.42 * temps + 0.5 * bruit
    if indicateur == "retard-college":
        return max(1.5, 5.2 + 0.24 * pauvrete + 1.2 * marque - 0.32 * temps + 0.8 * bruit)
    if indicateur == "logements-sociaux":
        rythme = Random(f"parc {territoire.code}").uniform(-0.006, 0.008)
        return territoire.population / 2.25 * territoire.urbain * (1 + rythme * temps)
    if indicateur == "surpeuplement":
        return max(1.0, 1.2 + 0.31 * pauvrete + 1.3 * marque + 0.5 * bruit)
    retard = 1.2 if territoire.type == "quartier" else 0.4 if territoire.type in ("region", "france") else 0.0
    return min(99.8, 100 / (1 + exp(-1.1 * (annee - 2020 - retard - 0.5 * marque))) + 0.1 * abs(bruit))


def _statut(indicateur: str, territoire: Territoire, annee: int, hasard: Random) -> str:
    """Secret des petits quartiers, enquêtes manquées, dernière année estimée."""
    tirage = hasard.random()
    if territoire.lieu:
        if indicateur in SENSIBLES and territoire.population < SEUIL_SECRET and tirage < 0.6:
            return "secret"
        if (indicateur, annee) in ENQUETES_MANQUEES or tirage > 0.985:
            return "manquante"
    if indicateur == "population" and annee >= 2024:
        return "estimée"
    return "diffusée"


def feuille_indicateurs() -> list[dict]:
    """Les définitions."""
    noms = ("indicateur_id", "nom", "theme", "unite", "definition", "sens")
    return [
        {nom: ligne[nom] for nom in noms} | {"sommable": ligne["sommable"] == "oui"}
        for ligne in lignes("indicateurs")
    ]


def feuille_mesures(graine: int) -> list[dict]:
    """Une ligne par indicateur, territoire et année ; un quartier change de code après 2022."""
    rangees = []
    for indicateur in lignes("indicateurs"):
        decimales = 1 if indicateur["unite"] == "%" else -1 if indicateur["unite"].startswith("€") else 0
        for territoire in _territoires():
            hasard = Random(
                f"{graine} mesures {indicateur['indicateur_id']} {territoire.type} {territoire.code}"
            )
            for annee in range(int(indicateur["debut"]), int(indicateur["fin"]) + 1):
                valeur = round(_valeur(indicateur["indicateur_id"], territoire, annee, hasard), decimales)
                statut = _statut(indicateur["indicateur_id"], territoire, annee, hasard)
                zonage = "2015" if annee <= DERNIER_ZONAGE_2015 else "2024"
                lieu = territoire.lieu
                rangees.append(
                    {
                        "indicateur_id": indicateur["indicateur_id"],
                        "territoire_type": territoire.type,
                        "territoire_id": lieu.code_en(zonage) if lieu else territoire.code,
                        "annee": annee,
                        "valeur": valeur if statut in ("diffusée", "estimée") else None,
                        "statut": statut,
                        "zonage": zonage if lieu else None,
                    }
                )
    return rangees
