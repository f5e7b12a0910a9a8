"""La page Indicateurs : un lien suffit, l'inconnu se dit, l'année du lien borne ce qui est dit."""

import pytest

from pages.blocs import Chiffres, Constat, Lignes, Multiples, Note, Texte
from tests.dire import dessin, dire

QUARTIERS = ("QN00001I", "QN00005M", "QN00008N", "QP000005", "QV00009V", "ensemble")
INDICATEURS = ("taux-pauvrete", "population", "revenu-median")


@pytest.fixture(autouse=True)
def demo(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))


def phrase(**parametres: str) -> str:
    return dire("indicateurs", parametres).premier(Constat).phrase


def test_le_premier_indicateur_est_la_pauvrete_et_le_lien_en_change():
    assert "Taux de pauvreté" in phrase()
    lien = {"indicateur": "taux-emploi", "reference": "france", "quartier": "QN00003I"}
    assert "Taux d'emploi" in phrase(**lien) and "la France" in phrase(**lien)
    assert dire("indicateurs", lien).visite.parametre("indicateur") == "taux-emploi"


@pytest.mark.parametrize("mode", ["", "projection"])
@pytest.mark.parametrize("quartier", QUARTIERS)
def test_chaque_sorte_de_quartier_a_sa_reponse(quartier, mode):
    for indicateur in INDICATEURS:
        lue = dire("indicateurs", {"quartier": quartier, "indicateur": indicateur, "mode": mode})
        assert lue.premier(Constat).phrase
        chiffres = lue.premier(Chiffres)
        assert chiffres is None or 1 <= len(chiffres.chiffres) <= 5
        # Au mur, une image ; au bureau, le quartier choisi puis tous les autres.
        assert bool(lue.premier(Lignes)) == (quartier != "ensemble")
        assert bool(lue.premier(Multiples)) == (quartier == "ensemble" or not mode)


def test_un_indicateur_inconnu_est_ecarte_avec_une_note():
    (choix, *_) = dire("indicateurs", {"indicateur": "bonheur"}).blocs[0].choix
    assert (choix.valeur, choix.inconnue) == ("taux-pauvrete", "bonheur")


def test_l_annee_du_lien_borne_ce_qui_est_dit():
    assert "en 2018" in phrase(quartier="QN00003I", annee="2018")


def test_au_mur_la_reference_est_celle_du_lien_et_la_france():
    lien = {"quartier": "QN00003I", "reference": "commune", "mode": "projection"}
    lue = dire("indicateurs", lien)
    assert [choix.nom for choix in lue.blocs[0].choix] == ["indicateur"]
    titre = dessin(lue, "evolution").titre
    assert "la commune" in titre and "la France" in titre and "l'agglomération" not in titre


def test_un_clic_sur_une_case_choisit_le_quartier_et_le_choisi_y_reste_parmi_tous():
    cases = dessin(dire("indicateurs", {"quartier": "QN00003I"}), "multiples")
    assert (cases.choisit, cases.choisi) == ("quartier", "QN00003I")
    assert cases.lignes["quartier_id"].nunique() > 1


def test_ce_que_la_serie_ne_permet_pas_est_dit_avant_ce_qu_elle_est():
    lue = dire("indicateurs", {"quartier": "QN00003I"})
    reserves, identite = lue.premier(Note), lue.premier(Texte)
    assert lue.blocs.index(reserves) < lue.blocs.index(identite)
    assert "Source" in identite.texte
