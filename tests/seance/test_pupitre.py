"""Le pupitre du président : il suit la salle, la conduit, et avance seul sans elle."""

import pytest

from pages.seance import courante, pupitre, salle
from pages.seance.ordre import Seance
from tests.pages.test_pages import textes
from tests.seance.test_conduite import TROIS, adresse, bouton, copil


@pytest.fixture(autouse=True)
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))


def test_le_pupitre_attend_puis_montre_le_point_la_note_et_la_suite():
    code = salle.nouveau_code()
    essai = copil(role="pupitre", salle=code)
    assert essai.title[0].value == "La séance n'est pas encore lancée"
    salle.ouvrir(code, courante.code_de(TROIS))
    essai.run()
    assert essai.title[0].value == "Point 1 sur 3"
    assert essai.header[0].value == "Ouverture"
    assert [m.label for m in essai.metric] == ["Reste pour ce point", "Reste pour la séance"]
    assert "Saluer le préfet" in textes(essai)
    assert "Ensuite\u202f: **Où va l'argent**" in textes(essai)
    assert "Encore 2 points" in textes(essai)


def test_le_pupitre_conduit_la_salle_et_garde_sa_place_dans_l_adresse():
    code = salle.nouveau_code()
    salle.ouvrir(code)
    essai = copil(role="pupitre", salle=code)
    bouton(essai, "pupitre-suivant").click().run()
    assert salle.lire(code).pas == 2
    assert essai.title[0].value == "Point 2 sur 3"
    assert adresse(essai, "pas") == "2"
    for _ in range(2):
        bouton(essai, "pupitre-suivant").click().run()
    assert essai.title[0].value == "Séance terminée"
    assert bouton(essai, "pupitre-suivant").disabled


def test_serveur_redemarre_le_pupitre_recharge_reste_a_sa_place_et_avance_seul():
    essai = copil(role="pupitre", salle="ABCDEFGH", pas="2")
    assert essai.title[0].value == "Point 2 sur 3"
    assert "chacun avance de son côté" in textes(essai)
    bouton(essai, "pupitre-suivant").click().run()
    assert essai.title[0].value == "Point 3 sur 3"
    assert salle.lire("ABCDEFGH") is None


def test_le_pupitre_suit_l_ordre_du_jour_que_l_ecran_a_change():
    code, neuve = salle.nouveau_code(), Seance("Neuve", TROIS.points[:2])
    salle.ouvrir(code, courante.code_de(neuve))
    assert copil(role="pupitre", salle=code).title[0].value == "Point 1 sur 2"


@pytest.mark.parametrize(
    ("secondes", "ecrit"),
    [(245, "4:05"), (3727, "1:02:07"), (0, "0:00"), (-0.5, "0:00"), (-80, "1:20 de trop")],
)
def test_le_temps_qui_reste_s_ecrit(secondes, ecrit):
    assert pupitre.temps(secondes) == ecrit
