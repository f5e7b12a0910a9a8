"""Une recette fausse est refusée avec la ligne et ce qui était attendu."""

import pytest

from data.recette import RecetteInvalide, lire_recette, trouver

JUSTE = 'nom = "Essai"\ncontrats = ["C1"]\n\n[[source]]\ntype = "classeur"\nfichier = "dossier"\n'


def ecrire(tmp_path, texte):
    chemin = tmp_path / "r.toml"
    chemin.write_text(texte, encoding="utf-8")
    return chemin


def test_une_recette_juste_se_lit_et_la_source_prend_le_nom_du_fichier(tmp_path):
    recette = lire_recette(ecrire(tmp_path, JUSTE))
    assert (recette.nom, recette.contrats) == ("Essai", ("C1",))
    assert [(s.type, s.fichier, s.nom) for s in recette.sources] == [("classeur", "dossier", "dossier")]


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        (JUSTE.replace("contrats", "contrat"), ["ligne 2", "« contrat »", "departements"]),
        (JUSTE.replace('"classeur"', '"tableur"'), ["ligne 5", "« tableur »", "classeur"]),
        (JUSTE + 'annee = "2024"\n', ["ligne 7", "« annee »", "millesime"]),
        (JUSTE.replace('["C1"]', '"C1"'), ["ligne 2", "liste"]),
        (JUSTE.replace('fichier = "dossier"', ""), ["ligne 4", "fichier"]),
        (JUSTE.replace('"dossier"', '"http://exemple.fr/x"'), ["ligne 6", "https"]),
        (JUSTE.replace("contrats", 'fond = "satellite"\ncontrats'), ["ligne 2", "plan-ign"]),
        ('nom = "Essai"\n', ["source"]),
        ("nom = \n", ["ligne 1", "TOML"]),
    ],
)
def test_une_faute_donne_sa_ligne_et_les_noms_connus(tmp_path, texte, attendus):
    with pytest.raises(RecetteInvalide) as faute:
        lire_recette(ecrire(tmp_path, texte))
    for attendu in attendus:
        assert attendu in str(faute.value)


def test_une_recette_se_trouve_par_son_nom():
    assert trouver("demo").name == "demo.toml"
    with pytest.raises(RecetteInvalide, match="demo"):
        trouver("inconnue")
