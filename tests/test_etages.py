"""Les étages : tous les cercles sont trouvés, et chaque contrat voit la flèche qu'il interdit."""

import random
import secrets
from copy import deepcopy

import grimp
import pytest
from importlinter.application.use_cases import read_user_options
from importlinter.configuration import configure
from importlinter.contracts.layers import LayersContract

from tests import etages
from tests.conftest import RACINE


def naifs(aretes: dict[str, set[str]]) -> list[list[str]]:
    """Deux fichiers sont du même cercle si chacun mène à l'autre."""

    def mene(depart: str) -> set[str]:
        vus: set[str] = set()
        a_voir = [depart]
        while a_voir:
            neufs = aretes[a_voir.pop()] - vus
            vus |= neufs
            a_voir += neufs
        return vus

    loin = {module: mene(module) for module in aretes}
    groupes = {frozenset(a for a in aretes if a in loin[b] and b in loin[a]) | {b} for b in aretes}
    return sorted(sorted(groupe) for groupe in groupes if len(groupe) > 1)


def test_les_cercles_sont_ceux_d_un_parcours_naif():
    graine = secrets.randbelow(10**9)
    hasard = random.Random(graine)
    for _ in range(300):
        noms = [f"m{i}" for i in range(hasard.randint(1, 9))]
        densite = hasard.random() * 0.5
        aretes = {a: {b for b in noms if a != b and hasard.random() < densite} for a in noms}
        assert sorted(etages.cercles(aretes, aretes.__getitem__)) == naifs(aretes), graine


def test_un_long_cercle_ne_deborde_pas_la_pile():
    suite = {f"m{i}": {f"m{(i + 1) % 5000}"} for i in range(5000)}
    assert [len(cercle) for cercle in etages.cercles(suite, suite.__getitem__)] == [5000]


@pytest.fixture(scope="module")
def contrats():
    """Les contrats de pyproject.toml, tels que `lint-imports` les lit : identifiant → contrat."""
    configure()
    types = {c.type_name: c for c in (LayersContract, etages.SansCercle)}
    lues = read_user_options(config_filename=str(RACINE / "pyproject.toml"))
    return {
        options["id"]: types[options["type"]](
            name=options["name"], session_options=lues.session_options, contract_options=options
        )
        for options in lues.contracts_options
    }


@pytest.fixture(scope="module")
def graphe():
    return grimp.build_graph("data", "queries", "pages", "tests", cache_dir=None)


@pytest.mark.parametrize(
    ("importe", "est_importe", "rompt"),
    [
        ("queries.filtre", "data.schema", "salles"),
        ("queries.versions", "pages.seance.ordre", "salles"),
        ("data.rapport", "pages.composants.formats", "salles"),
        ("pages.composants.formats", "tests.conftest", "salles"),
        ("data.fichiers.brut", "data.sources.scdl", "data"),
        ("data.lecture", "data.demo", "data"),
        ("pages.visite", "pages.sujets.synthese", "pages"),
        ("pages.plan", "pages.sujets.synthese", "pages"),
        ("pages.sujets.synthese", "pages.rendus.ecran", "pages"),
    ],
)
def test_une_fleche_a_rebours_rompt_son_contrat(contrats, graphe, importe, est_importe, rompt):
    essaye = deepcopy(graphe)
    for module in (importe, est_importe):
        paquets = module.split(".")
        for nom in (".".join(paquets[:i]) for i in range(1, len(paquets) + 1)):
            if nom not in essaye.modules:
                essaye.add_module(nom)
    essaye.add_import(importer=importe, imported=est_importe, line_number=1, line_contents="")
    assert contrats[rompt].check(deepcopy(graphe), verbose=False).kept
    assert not contrats[rompt].check(essaye, verbose=False).kept


def test_toute_fleche_retournee_fait_un_cercle(contrats, graphe):
    graine = secrets.randbelow(10**9)
    fleches = sorted(
        (importe, vu)
        for importe in graphe.modules
        if importe.startswith(("data.", "queries."))
        for vu in graphe.find_modules_directly_imported_by(importe)
    )
    for importe, vu in random.Random(graine).sample(fleches, 5):
        essaye = deepcopy(graphe)
        essaye.add_import(importer=vu, imported=importe, line_number=1, line_contents="")
        assert not contrats["cercles"].check(essaye, verbose=False).kept, (graine, importe, vu)
