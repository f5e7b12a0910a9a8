"""Une séance de huit points sur le territoire fictif, et sa matière, lue une seule fois."""

import pytest

from pages.documents import matiere as matieres
from pages.seance.ordre import Seance, point_de

SITE = "https://ville.agglo-aurore.fr"
FILTRE = {"contrat": "CN00001I", "annee": "2025"}
PAGES = ("synthese", "carte", "financeurs", "piliers", "indicateurs", "evaluation", "droit-commun", "actions")


@pytest.fixture
def demo(base_demo, monkeypatch):
    """La base fictive, servie à cet essai."""
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))


@pytest.fixture(scope="session")
def matiere(base_demo):
    """La matière de huit points ; les documents qui en viennent ne relisent rien."""
    points = tuple(point_de(f"Le point {page}", page, FILTRE, f"Note {page}", 5) for page in PAGES)
    with pytest.MonkeyPatch.context() as env:
        env.setenv("CONTRAT_BASE", str(base_demo))
        yield matieres.rassembler(Seance("Comité de pilotage de décembre", points), SITE)
