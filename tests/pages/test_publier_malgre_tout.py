"""Sur le web, une perte a sa case à elle : avoir lu les différences ne suffit pas à la publier."""

import io

import pytest
from openpyxl import Workbook
from streamlit.testing.v1 import AppTest

from data import mise_a_jour
from data.construction import construire
from data.fichier_depose import deposer
from data.identite import version_servie
from pages.composants import acces
from pages.mise_a_jour import visite
from tests.data.conftest import classeur  # noqa: F401
from tests.data.test_garde import REEL


def page() -> None:
    from pages.mise_a_jour import constats, publication

    constats.montrer()
    publication.montrer()


@pytest.fixture
def ouvrir(classeur, tmp_path, monkeypatch):  # noqa: F811
    """La page d'un administrateur qui a vérifié ce tableau ; rend (page, base servie)."""
    base = tmp_path / "b.duckdb"
    construire(classeur(**REEL), base=base, silencieux=True)
    monkeypatch.setenv("CONTRAT_BASE", str(base))
    monkeypatch.setattr(acces, "role", lambda: acces.ADMINISTRATEUR)
    monkeypatch.setattr(acces, "courriel", lambda: "chef@agglo.fr")

    def avec(*lignes):
        ouvert = Workbook()
        titres = ("Référence", "Intitulé de l'action", "Porteur", "Statut", "Année", "État accordé")
        for ligne in (titres, *lignes):
            ouvert.active.append(ligne)
        flux = io.BytesIO()
        ouvert.save(flux)
        depot = deposer(flux.getvalue(), "t.xlsx")
        travail = visite.Travail(depot, depot.reconnu)
        travail.examen = mise_a_jour.examiner_tableau(depot, base, "C1")
        travail.verification = mise_a_jour.verifier_tableau(
            travail.examen, depot, base, travail.chemin, lambda etape: None
        )
        essai = AppTest.from_function(page, default_timeout=60)
        essai.session_state["mise_a_jour"] = travail
        return essai.run(), base

    return avec


def bouton(essai):
    return next(b for b in essai.button if b.key == "publier")


def test_une_perte_demande_une_case_de_plus(ouvrir):
    essai, base = ouvrir(("A2", "Fête", "Régie", "retenue", 2024, 10))
    avant = version_servie(base)
    assert not essai.exception
    assert "Val d'Essai, 2024" in essai.warning[0].value
    lu, malgre_tout = essai.checkbox
    assert lu.label == "J'ai lu les différences"
    assert malgre_tout.label.startswith("Publier malgré tout\u202f: Val d'Essai, 2024")
    essai = lu.check().run()
    assert bouton(essai).disabled, "avoir lu ne suffit pas"
    essai = essai.checkbox[1].check().run()
    assert not bouton(essai).disabled
    bouton(essai).click().run()
    assert version_servie(base) != avant


def test_sans_perte_il_n_y_a_qu_une_case(ouvrir):
    essai, _ = ouvrir(
        ("A1", "Chantier", "Régie", "retenue", 2024, 7000), ("A2", "Fête", "Régie", "retenue", 2024, 10)
    )
    assert [case.label for case in essai.checkbox] == ["J'ai lu les différences"]
    assert not bouton(essai.checkbox[0].check().run()).disabled
