"""Les habitants d'un contrat : une définition (macro habitants_du_contrat), celle de toutes les pages."""

from random import Random, SystemRandom

import pandas as pd

from pages.composants import chiffres
from queries import Filtre, lire


def test_la_population_d_un_contrat_est_la_meme_partout(base_minuscule):
    """Au hasard, et contre un calcul à la main : la page d'un contrat, la comparaison, le total."""
    graine = SystemRandom().randrange(10**6)
    hasard, contrats = Random(graine), [f"C{rang}" for rang in range(12)]
    publies = {c: hasard.choice((None, 0, 400, 900, 5000)) for c in contrats}
    zones = {
        (c, g): [hasard.choice((None, 0, 100, 250)) for _ in range(hasard.choice((0, 1, 1, 2, 3)))]
        for c in contrats
        for g in ("2015", "2024")
    }
    communes = {
        c: [hasard.choice((None, 300, 700)) for _ in range(hasard.choice((0, 1, 2)))] for c in contrats
    }
    base_minuscule(_peuplee(publies, zones, communes))
    for (contrat, generation), quartiers in zones.items():
        attendu = _habitants(quartiers, publies[contrat], communes[contrat], generation)
        annees = (2020, 2020) if generation == "2015" else (2025, 2025)
        filtre = Filtre(contrats=(contrat,), annees=annees)
        compare = lire("territoires/contrats", filtre=filtre, generation=generation)["population"].iloc[0]
        dit = (graine, contrat, generation)
        assert chiffres.population(filtre) == attendu, dit
        assert (None if pd.isna(compare) else int(compare)) == attendu, dit
    for nb in (2, 3, 12):
        choisis = tuple(hasard.sample(contrats, nb))
        tous = [h for c in choisis for h in zones[c, "2024"]]
        somme = None if None in tous else sum(tous) or None
        filtre = Filtre(contrats=choisis, annees=(2025, 2025))
        total = lire("territoires/totaux", filtre=filtre, generation="2024")["population"].iloc[0]
        assert chiffres.population(filtre) == somme, (graine, choisis)
        assert (None if pd.isna(total) else int(total)) == somme, (graine, choisis)


def _habitants(quartiers: list, publie: int | None, communes: list, generation: str) -> int | None:
    if quartiers and None not in quartiers and sum(quartiers):
        return sum(quartiers)
    borne = sum(communes) if communes and None not in communes else None
    return publie if generation == "2024" and publie and (borne is None or publie <= borne) else None


def _peuplee(publies: dict, zones: dict, communes: dict) -> str:
    def sql(valeur: object) -> str:
        return "null" if valeur is None else str(valeur)

    lignes = [
        "insert into contrat (contrat_id, nom, debut, fin, generation, population_qpv, source_id) values "
        + ", ".join(f"('{c}', '{c}', 2015, 2030, '2024', {sql(p)}, 's')" for c, p in publies.items())
    ]
    lignes += [
        "insert into quartier "
        "(quartier_id, contrat_id, nom, type, generation, communes, population, source_id) "
        f"values ('{c}-{g}-{rang}', '{c}', 'Q', 'QPV', '{g}', [], {sql(h)}, 's')"
        for (c, g), habitants in zones.items()
        for rang, h in enumerate(habitants)
    ]
    lignes += [
        "insert into commune (commune_id, nom, population, contrat_id, source_id) "
        f"values ('{c}-{rang}', 'V', {sql(h)}, '{c}', 's')"
        for c, habitants in communes.items()
        for rang, h in enumerate(habitants)
    ]
    return ";".join(lignes)
