"""Une correspondance confirmée vaut pour le même fichier, pour toujours : même publiée, même si la base
change."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from data.fichiers.classeur import ouvrir_octets
from data.programmation import correspondance, creations, dialogue, mise_a_jour, questions
from data.programmation import examen as examens
from data.programmation.modele import CorrespondanceInvalide, Creation
from data.programmation.referentiels import depuis_base
from tests.data.programmation import fabrique
from tests.data.programmation.conftest import ouvrir_base

TITRES = [
    "N°",
    "Enjeu",
    "Nom de l'action",
    "Organisme",
    "QPV concerné(s)",
    "CAF 41",
    "CD 41",
    "Région CVL",
    "DRAC",
    None,
    "Avis COTECH",
]
LIGNES = [
    [1, "Santé mentale", "Atelier", "Asso A", "La Verrerie", 100.5, "", 20, 7, "vu", "Favorable"],
    [2, "Numérique", "Forum", "Asso B", "Tous QPV", "", 300, None, "", None, "Favorable sous réserve"],
]
ETAGE = ["Action", *[None] * 4, "Financements accordés", *[None] * 3]


def contenu(etage=True):
    return fabrique.xlsx(
        {"Prog 2026": [["Programmation 2026"], *([ETAGE] if etage else []), TITRES, *LIGNES]}
    )


def confirmer(base, octets):
    classeur, ref = ouvrir_octets(octets, "prog.xlsx"), depuis_base(base, "C1")
    lu, _ = dialogue.mener(
        lambda c: examens.lire(classeur, ref, memoire=c, tolerant=True),
        dialogue.par_options(oui=True, creer=("piliers",)),
        None,
    )
    return lu


@pytest.mark.parametrize("etage", [True, False])
def test_elle_vaut_encore_apres_la_premiere_publication(tmp_path, etage):
    octets, fichier = contenu(etage), tmp_path / "prog.xlsx"
    fichier.write_bytes(octets)
    chemin = tmp_path / "b.duckdb"
    ouvrir_base(chemin).close()
    with duckdb.connect(str(chemin), read_only=True) as base:
        lu = confirmer(base, octets)
        assert questions.obligatoires(lu) == []
        texte = correspondance.ecrire_toml(lu.correspondance)
        examen = examens.comparer(ouvrir_octets(octets, "prog.xlsx"), lu, base)
    mise_a_jour.batir(examen, chemin, tmp_path / "neuve.duckdb", fichier)
    with duckdb.connect(str(tmp_path / "neuve.duckdb"), read_only=True) as base:
        relue = examens.examiner(
            ouvrir_octets(octets, "prog.xlsx"), base, "C1", memoire=correspondance.lire_toml(texte)
        )
        assert relue.difference.phrase() == "0 action ajoutée, 0 retirée, 0 modifiée, 2 inchangées."
        assert questions.obligatoires(relue) == []
        noms = base.execute("select nom, debut, fin from pilier where debut = 2024 order by ordre").fetchall()
        assert ("Santé mentale", 2024, 2030) in noms
        assert base.execute(
            "select nom, categorie from financeur where financeur_id = 'drac'"
        ).fetchall() == [("DRAC", "État")]


def test_un_financeur_usuel_reste_valable_quand_la_base_a_le_sien(base, referentiels):
    lu = confirmer(base, contenu())
    texte = correspondance.ecrire_toml(lu.correspondance)
    autre = replace(
        referentiels, financeurs={**referentiels.financeurs, "cr": ("Conseil régional", "Région")}
    )
    autre.financeurs.pop("region")
    relue = examens.lire(
        ouvrir_octets(contenu(), "prog.xlsx"), autre, memoire=correspondance.lire_toml(texte)
    )
    assert fabrique.par_financeur(relue.lecture)["region"] == 20


def test_toute_la_correspondance_survit_au_fichier(base):
    lu = confirmer(base, contenu())
    c = replace(lu.correspondance, unite="euros", detail=("colonnes:accorde",), feuilles=("Prog 2026", "B"))
    relue = correspondance.lire_toml(correspondance.ecrire_toml(c))
    for champ in (
        "annee",
        "contrat_id",
        "statut",
        "statuts",
        "unite",
        "detail",
        "feuilles",
        "creations",
        "piliers",
    ):
        assert getattr(relue, champ) == getattr(c, champ), champ
    assert {x.titre or x.lettre: (x.champ, x.financeur_id) for x in relue.colonnes} == {
        x.titre or x.lettre: (x.champ, x.financeur_id) for x in c.colonnes
    }


@pytest.mark.parametrize("toml", ['lettre = "J"\nchamp = "ignorer"', 'titre = ""\nchamp = "ignorer"'])
def test_une_colonne_sans_titre_s_ignore_par_sa_lettre_ou_sans(base, referentiels, toml):
    memoire = correspondance.lire_toml(f"[[colonne]]\n{toml}")
    lu = examens.lire(ouvrir_octets(contenu(), "p.xlsx"), referentiels, memoire=memoire, tolerant=True)
    (muette,) = [c for c in lu.correspondance.colonnes if not c.titre]
    assert (muette.lettre, muette.champ, muette.degre) == ("J", "ignorer", "confirmée")


def test_une_colonne_sans_titre_se_nomme_par_sa_lettre(base, referentiels):
    page = [["Intitulé", "Statut", "CAF accordé"], ["A", "retenue", 5, 12], ["B", "retenue", "", 3]]
    classeur = ouvrir_octets(fabrique.xlsx({"P": page}), "p.xlsx")
    lu = examens.lire(classeur, referentiels, annee=2026, tolerant=True)
    c = dialogue.nommer_colonnes(lu, ["D=CD 41 accordé"])
    relue = examens.lire(
        classeur, referentiels, memoire=correspondance.lire_toml(correspondance.ecrire_toml(c))
    )
    assert fabrique.par_financeur(relue.lecture) == {"caf": 5, "departement": 15}
    for faute, phrase in (
        ("Z=ignorer", "Le tableau n'a pas de colonne « Z »"),
        ("D=Truc muche", "n'est pas compris"),
    ):
        with pytest.raises(CorrespondanceInvalide, match=phrase):
            dialogue.nommer_colonnes(lu, [faute])


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        (
            '[[colonne]]\ntitre = ""\nchamp = "montant"',
            "sans titre, une [[colonne]] qu'on lit doit dire sa « lettre »",
        ),
        ('[[colonne]]\nlettre = "4"\nchamp = "ignorer"', "« 4 » n'est pas la lettre d'une colonne"),
        ('unite = "centimes"', "« unite » est euros, milliers, millions ou colonnes"),
        ('feuilles = "A"', "« feuilles » attend une liste de textes"),
        ('[[creer]]\nquoi = "axe"', "[[creer]] : « quoi » est pilier, thematique, financeur ou quartier"),
        ('[[creer]]\nquoi = "pilier"', "un [[creer]] doit dire son « nom » et son « code »"),
    ],
)
def test_une_correspondance_mal_ecrite_dit_ou(texte, phrase):
    with pytest.raises(CorrespondanceInvalide) as erreur:
        correspondance.lire_toml(texte)
    assert phrase in str(erreur.value)


def test_creer_deux_fois_ne_cree_qu_une_fois(referentiels):
    c = correspondance.lire_toml("annee = 2026")
    deux = replace(
        c,
        creations=(
            Creation("pilier", "Axe 1 – Santé", "1"),
            Creation("pilier", "AXE 1 – SANTÉ", "1"),
            Creation("pilier", "Cadre de vie", "CV"),
            Creation("quartier", "Gare Sud", "QN00103N"),
        ),
    )
    ref = creations.appliquer(referentiels, deux)
    assert ref.crees == {("pilier", "C1-1")}
    assert creations.appliquer(ref, deux).crees == ref.crees
    assert referentiels.crees == set()
    assert Path(__file__).exists()
