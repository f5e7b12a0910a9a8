"""La nomenclature de l'État, celle que livre le programme."""

from pathlib import Path

from data.sources import LECTEURS, themes_p147

NOMENCLATURE = Path(__file__).parents[3] / "data" / "nomenclature" / "themes_p147.csv"


def test_la_nomenclature_livree_se_lit_entiere():
    lecture = themes_p147.lire(NOMENCLATURE, lambda lues, attendues: None)
    themes = lecture.tables["theme_national"].set_index(["periode", "code"])
    assert lecture.nb_lignes == lecture.nb_retenues == len(themes) == 49
    assert themes.loc[("2020-2023", "1.5a"), ["nom", "parent"]].tolist() == ["Jeunesse", "1"]
    assert themes.loc[("2024-2030", "1"), "parent"] is None
    parents = {(periode, parent) for (periode, _), parent in themes["parent"].items() if parent}
    assert parents <= set(themes.index)


def test_un_theme_mal_ecrit_est_refuse(lire, motifs):
    texte = "periode,code,libelle\n2024,1,A\n2024-2030,x,B\n2024-2030,1,C\n2024-2030,1,D\n"
    lecture = lire("themes-p147", texte)
    assert lecture.nb_retenues == 1
    assert len(set(motifs(lecture))) == 3


def test_chaque_type_annonce_a_son_lecteur():
    assert set(LECTEURS) == {
        "contrats-anct",
        "communes-epci",
        "communes",
        "qpv-anct",
        "passage-qpv",
        "indicateurs-insee",
        "indicateurs-csv",
        "postes-anct",
        "themes-p147",
        "classeur",
        "programmation",
        "scdl",
    }
