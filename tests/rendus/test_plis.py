"""Un pli fermé n'envoie rien ; ouvert, le tableau et ses deux fichiers. Une page sans rien dit quoi faire."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.blocs import Details, Rien
from pages.serveur.sans_ecran import MENU
from tests.dire import dire

PAGE = "droit-commun"


@pytest.fixture(autouse=True)
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))


def ouvrir(page: str, ouverts: tuple[str, ...] = (), **parametres: str) -> AppTest:
    essai = AppTest.from_file(MENU, default_timeout=60)
    essai.query_params.update(parametres)
    for nom in ouverts:
        essai.session_state[f"chiffres-{nom}"] = True
    essai.switch_page(f"{page}.py")
    return essai.run()


def test_les_chiffres_sont_a_un_clic_avec_leurs_deux_fichiers():
    plis = [bloc for bloc in dire(PAGE).tous() if isinstance(bloc, Details)]
    ferme, ouvert = ouvrir(PAGE), ouvrir(PAGE, (plis[0].nom,))
    for essai in (ferme, ouvert):
        assert not essai.exception
        assert [pli.label[:17] for pli in essai.expander] == ["Voir les chiffres"] * len(plis)
    assert (len(ferme.dataframe), ferme.get("download_button")) == (0, [])
    assert len(ouvert.dataframe) == 1
    assert [bouton.proto.label for bouton in ouvert.get("download_button")] == ["CSV", "Excel"]


def test_une_reponse_vide_le_dit_propose_une_issue_et_arrete_la_page():
    rien = dire("financeurs", {"annee": "1990"}).premier(Rien)
    essai = ouvrir("financeurs", annee="1990")
    assert not essai.exception
    assert essai.info[-1].value.startswith(rien.message)
    assert [b.label for b in essai.button if b.key == "proposition"] == [rien.proposition]
    assert not essai.header and not essai.metric
