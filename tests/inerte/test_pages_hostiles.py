"""Aucune page n'emploie une donnée sans la rendre inerte : tous les textes de la base sont hostiles."""

import pytest

from pages.seance import courante
from pages.seance.ordre import Seance, point_de
from pages.serveur.configuration import Configuration
from queries import Filtre, lire
from tests.epreuves.filtres import MODES, PAGES
from tests.inerte.base import hostile, rendre_hostile
from tests.inerte.destinations import controler
from tests.lecture import lire_la_page

AGENT = {"is_logged_in": True, "email": "a@agglo.fr", "email_verified": True}


@pytest.fixture(scope="module")
def hostiles(base_demo, tmp_path_factory):
    return rendre_hostile(base_demo, tmp_path_factory.mktemp("hostile") / "hostile.duckdb")


@pytest.fixture(autouse=True)
def servie(hostiles, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(hostiles))
    monkeypatch.setattr("pages.composants.acces.configuration", lambda: Configuration(agents=("@agglo.fr",)))


def precisions(page: str) -> dict[str, str]:
    """De quoi ouvrir une fiche sur la page qui en demande une."""
    if page == "action":
        return {
            "action": lire("actions/recherche", filtre=Filtre(), q=None, porteur=None, limite=1)[
                "action_id"
            ].iloc[0]
        }
    if page == "carte":
        # Une unité vient aussi d'un fichier.
        mesure = lire("quartiers/mesures", contrats=None).sample(1).iloc[0]
        return {"mesure": f"{mesure['indicateur_id']}.{mesure['generation']}"}
    return {}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("page", PAGES)
def test_aucune_donnee_ne_devient_autre_chose(page, mode):
    parametres, ecran = MODES[mode]
    identite = AGENT if mode == "bureau" else {}
    lecture = lire_la_page(page, parametres | precisions(page), identite, ecran)
    fautes = controler(lecture)
    assert not fautes, f"{len(fautes)} : " + "\n".join(fautes[:30])


PARAMETRES = (
    "contrat",
    "annee",
    "pilier",
    "thematique",
    "quartier",
    "financeur",
    "nature",
    "montant",
    "statut",
    "mesure",
    "mesure2",
    "theme",
    "lecture",
    "classe",
    "indicateur",
    "reference",
    "porteur",
    "etat",
    "image",
    "section",
    "mot",
    "q",
    "liste",
    "action",
    "version",
    "lu",
    "seance",
    "salle",
    "pas",
)


@pytest.mark.parametrize("page", PAGES)
def test_aucune_adresse_ne_devient_autre_chose(page, base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    # Un code hostile, et les mêmes pièges coupés : l'adresse et la page ne gardent pas tout.
    lecture = lire_la_page(page, {nom: hostile(rang) for rang, nom in enumerate(PARAMETRES)})
    fautes = controler(lecture)
    assert not fautes, "\n".join(fautes[:30])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("pas", ["", "1", "pupitre"])
def test_aucune_seance_ne_devient_autre_chose(pas, mode):
    points = [point_de(hostile(n), "synthese", {"annee": "2024"}, hostile(n + 7), 5) for n in range(2)]
    parametres, ecran = MODES[mode]
    code = {"seance": courante.code_de(Seance(hostile(3), tuple(points)))}
    conduite = {"": {}, "1": {"pas": "1"}, "pupitre": {"pas": "1", "role": "pupitre"}}[pas]
    lecture = lire_la_page("copil" if pas != "1" else "synthese", parametres | code | conduite, {}, ecran)
    fautes = controler(lecture)
    assert not fautes, "\n".join(fautes[:30])
