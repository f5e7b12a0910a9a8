"""Le glossaire : assez de mots, une phrase simple chacun, et de quoi les retrouver."""

from pathlib import Path

import pytest

from pages import plan
from pages.composants import glossaire

PAGES = Path(glossaire.__file__).parents[1]


def test_il_y_a_au_moins_soixante_mots_dans_l_ordre():
    mots = list(glossaire.mots().values())
    assert len(mots) >= 60
    assert [glossaire.plat(m.mot) for m in mots] == sorted(glossaire.plat(m.mot) for m in mots)


@pytest.mark.parametrize("mot", glossaire.mots().values(), ids=lambda m: m.code)
def test_chaque_mot_tient_en_une_phrase_simple(mot):
    assert mot.sens.endswith(".")
    assert ". " not in mot.sens, "une seule phrase"
    assert len(mot.sens) <= 160
    assert mot.sens[0].isupper()
    assert glossaire.plat(mot.code) == mot.code, "un code n'a ni accent ni majuscule"


@pytest.mark.parametrize("mot", glossaire.mots().values(), ids=lambda m: m.code)
def test_chaque_mot_renvoie_a_des_pages_qui_existent(mot):
    assert mot.vues
    for vue in mot.vues:
        assert (PAGES / f"{vue}.py").is_file()
        assert vue in plan.PAR_CODE


def test_la_recherche_ignore_les_accents_et_la_casse():
    assert glossaire.chercher("EFFET")[0].code == "effet-levier"
    assert "accorde" in [m.code for m in glossaire.chercher("accordé")]
    assert glossaire.chercher("tartiflette") == []


def test_un_code_exact_donne_un_seul_mot():
    assert [m.code for m in glossaire.chercher("avis")] == ["avis"]


def test_le_nom_passe_avant_le_sens():
    codes = [m.code for m in glossaire.chercher("bailleur")]
    assert codes[0] == "bailleur-social"
    assert "abattement-tfpb" in codes[1:]


def test_chaque_mot_rappele_par_une_page_est_au_glossaire():
    rappeles = {code for page in plan.PAGES for code in page.mots}
    assert rappeles <= set(glossaire.mots())
