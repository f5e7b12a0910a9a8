"""Les ordres du jour tout prêts : pertinents, remplis du contrat et de l'année, lisibles par les pages."""

import re

import pytest

from pages.seance import modeles, ordre
from pages.serveur.sans_ecran import saisir
from queries import Filtre

MODELES = ("programmation", "bilan", "mi-parcours", "installation")


def test_les_quatre_modeles_ont_de_six_a_neuf_points_dans_l_ordre_annonce():
    assert tuple(modeles.modeles()) == MODELES
    for modele in modeles.modeles().values():
        assert 6 <= len(modele.points) <= 9
        assert 45 <= modele.minutes <= 120


def test_un_modele_n_a_que_des_emplacements_connus(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    connus = set(modeles.emplacements(Filtre(contrats=("CN00001I",))))
    for fichier in modeles.DOSSIER.glob("*.toml"):
        ecrits = re.findall(r"\{([^}]*)\}", fichier.read_text(encoding="utf-8"))
        assert set(ecrits) <= connus, fichier.name


def test_la_programmation_passe_par_l_instruction_des_demandes():
    assert any(p["vue"].startswith("instruction") for p in modeles.modeles()["programmation"].points)


@pytest.mark.parametrize("nom", MODELES)
def test_un_modele_rempli_montre_le_contrat_et_l_annee_choisis(nom, base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    filtre = Filtre(contrats=("CN00001I",), annees=(2025, 2025))
    seance = modeles.remplir(modeles.modeles()[nom], filtre)
    assert ordre.de_lien(ordre.en_lien(seance)) == seance
    for point in seance.points:
        assert point.vue()["contrat"] == "CN00001I"
        assert "{" not in point.titre + point.lien()
        vue = saisir(point.page, point.vue())
        assert vue.question, point
        assert not vue.message, point
        assert "absent de cette base" not in str(vue), point


def test_une_periode_d_un_an_s_ecrit_comme_une_annee(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    filtre = Filtre(contrats=("CN00001I",), annees=(2024, 2024))
    seance = modeles.remplir(modeles.modeles()["mi-parcours"], filtre)
    assert {p.vue().get("annee", "2024") for p in seance.points} == {"2024"}


def test_une_base_vide_donne_un_ordre_du_jour_sans_emplacement(base_minuscule):
    base_minuscule("select 1")
    for modele in modeles.modeles().values():
        seance = modeles.remplir(modele, Filtre())
        assert all("{" not in p.titre + p.lien() for p in seance.points)
