"""Un vrai serveur sur une base minuscule, avec une configuration : une fois pour la série."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import ouvrir_vide
from tests.navigateur import outils

REMPLISSAGE = """
insert into source values
    ('s', 'classeur', 'Essai', 'nous', '2024', 'LO', null, 'f', 'e', '2026-01-01', 1, 1, 0);
insert into contrat values
    ('CF1', 'Val', '1', 'Val', '99', '99', 2024, 2030, '2024', null, 100, 1.3, 47.6, true, 's'),
    ('CF2', 'Mont', '2', 'Mont', '99', '99', 2024, 2030, '2024', null, 100, 1.3, 47.6, true, 's');
insert into quartier values
    ('Q1', 'CF1', 'Nord', 'QPV', '2024', ['99001'], 1000, 400, 1, 1.3, 47.6,
     'POLYGON((1.3 47.6,1.4123456789 47.6,1.4 47.7,1.3 47.6))', 's'),
    ('Q2', 'CF2', 'Sud', 'QPV', '2024', ['99002'], 1000, 400, 1, 1.3, 47.6,
     'POLYGON((2.3 47.6,2.4 47.6,2.4 47.7,2.3 47.6))', 's'),
    ('Q3', 'CF1', 'Ancien', 'QPV', '2015', ['99001'], 1000, 400, 1, 1.3, 47.6,
     'POLYGON((1.3 47.6,1.4 47.6,1.4 47.7,1.3 47.6))', 's');
insert into action (
    action_id, contrat_id, annee, intitule, statut, echelle, source_id
) values ('A1', 'CF1', 2024, 'Atelier', 'retenue', 'contrat', 's');
insert into financement values
    ('A1', 'F1', 'specifique', 'fonctionnement', 6000, null, 5000.5, null, 's');
"""

CONFIGURATION = """
collectivite = "Agglo <du> Val"
contact = "ville@val.example"
hotes_integration = ["https://www.val.example"]
fond = "plan-ign"
"""


def base_remplie(chemin: Path, version: str = "V1") -> Path:
    """Une base de deux contrats, trois quartiers, une action de 5 000,50 €."""
    base = ouvrir_vide(chemin, version)
    base.execute(REMPLISSAGE)
    base.close()
    return chemin


@pytest.fixture(scope="session")
def base_servie(tmp_path_factory) -> Path:
    """La base que sert `service` ; un essai qui la remplace la remet."""
    return base_remplie(tmp_path_factory.mktemp("base") / "servie.duckdb")


@pytest.fixture(scope="session")
def service(base_servie, tmp_path_factory) -> Iterator[httpx.Client]:
    """Un client HTTP, sans décompression automatique ni suivi des renvois, du serveur configuré."""
    dossier = tmp_path_factory.mktemp("service")
    reglages = dossier / "reglages.toml"
    reglages.write_text(CONFIGURATION, encoding="utf-8")
    variables = {"CONTRAT_CONFIG": str(reglages)}
    with (
        outils.servir(base_servie, journal=dossier / "journal.txt", environnement=variables) as adresse,
        httpx.Client(base_url=adresse, timeout=20) as client,
    ):
        yield client
