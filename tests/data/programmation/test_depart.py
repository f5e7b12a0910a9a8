"""Commencer avec son seul tableau : une base de départ, puis le tableau qui y crée piliers et quartiers."""

import duckdb
import pytest

from data.fichiers.classeur import ouvrir
from data.programmation import depart, dialogue, mise_a_jour, questions
from data.programmation import examen as examens
from data.programmation.depart import ContratDeDepart, DepartInvalide
from data.programmation.referentiels import USUELS, depuis_base
from data.verification import verifier
from tests.data.programmation import fabrique

CONTRAT = ContratDeDepart("Contrat de ville d'Essai", "Communauté d'agglomération d'Essai", "41")
TITRES = ["N°", "Axe", "Action", "Porteur", "QPV concerné(s)", "Ville d'Essai", "CD 41", "Décision"]
LIGNES = [
    [1, "Axe 1 : Emploi", "Atelier", "Asso A", "QN04199M Les Tilleuls", 10, 5, "Retenue"],
    [2, "Axe 2 : Santé", "Forum", "Asso B", "Les Tilleuls / Grand Pré", 20, "", "Retenue"],
    [3, "Axe 2 : Santé", "Marche", "Asso B", "Tous les QPV", 30, 1.5, "Ajournée"],
]


def test_la_base_de_depart_a_le_contrat_et_les_financeurs_usuels(tmp_path):
    rapport = depart.base_de_depart(CONTRAT, tmp_path / "d.duckdb")
    assert rapport.totaux["actions"] == 0
    with duckdb.connect(str(tmp_path / "d.duckdb"), read_only=True) as base:
        lu = base.execute(
            "select contrat_id, nom, epci_nom, departement, region, debut, fin from contrat"
        ).fetchall()
        financeurs = dict(base.execute("select financeur_id, nom from financeur").fetchall())
    assert lu == [(CONTRAT.code, CONTRAT.nom, CONTRAT.epci_nom, "41", "24", 2024, 2030)]
    assert set(financeurs) == set(USUELS)
    assert financeurs["epci"] == CONTRAT.epci_nom


def test_un_tableau_seul_fait_une_base_entiere(tmp_path):
    base, neuve, fichier = tmp_path / "d.duckdb", tmp_path / "n.duckdb", tmp_path / "Programmation 2026.xlsx"
    depart.base_de_depart(CONTRAT, base)
    fichier.write_bytes(fabrique.xlsx({"Feuil1": [TITRES, *LIGNES]}))
    classeur = ouvrir(fichier)
    with duckdb.connect(str(base), read_only=True) as connexion:
        ref = depuis_base(connexion)
        lu, reponses = dialogue.mener(
            lambda c: examens.lire(classeur, ref, memoire=c, tolerant=True),
            dialogue.par_options(oui=True),
            None,
        )
        assert questions.obligatoires(lu) == []
        assert [q.sorte for q, _ in reponses] == ["annee", "colonnes", "piliers", "quartiers"]
        examen = examens.comparer(classeur, lu, connexion)
    mise_a_jour.batir(examen, base, neuve, fichier)
    verifier(neuve)
    with duckdb.connect(str(neuve), read_only=True) as connexion:
        piliers = connexion.execute("select code, nom, debut, fin from pilier order by ordre").fetchall()
        quartiers = connexion.execute(
            "select quartier_id, nom, generation from quartier order by nom"
        ).fetchall()
        (somme,) = connexion.execute("select sum(accorde_eur)::varchar from financement").fetchone()
        (ventilee,) = connexion.execute("select sum(accorde_eur)::varchar from ventilation").fetchone()
        sources = connexion.execute("select type from source order by source_id").fetchall()
    assert piliers == [("1", "Axe 1 : Emploi", 2024, 2030), ("2", "Axe 2 : Santé", 2024, 2030)]
    assert [q[1:] for q in quartiers] == [("Grand Pré", "2024"), ("Les Tilleuls", "2024")]
    assert quartiers[1][0] == "QN04199M"
    assert (somme, ventilee) == ("66.50", "66.50")
    assert ("programmation",) in sources
    # Publier de nouveau ne perd ni les piliers ni les quartiers, que l'ancienne source a fait naître.
    with duckdb.connect(str(neuve), read_only=True) as connexion:
        lu = examens.lire(classeur, depuis_base(connexion), memoire=lu.correspondance)
        examen = examens.comparer(classeur, lu, connexion)
        assert examen.difference.identiques == 3
    mise_a_jour.batir(examen, neuve, tmp_path / "m.duckdb", fichier)
    with duckdb.connect(str(tmp_path / "m.duckdb"), read_only=True) as connexion:
        assert connexion.execute("select count(*) from pilier").fetchone() == (2,)
        assert connexion.execute("select count(*) from quartier").fetchone() == (2,)


@pytest.mark.parametrize(
    ("contrat", "phrase"),
    [
        (ContratDeDepart(" "), "Dites le nom du contrat de ville."),
        (
            ContratDeDepart("A", departement="Loir-et-Cher"),
            "« Loir-et-Cher » n'est pas un numéro de département",
        ),
        (ContratDeDepart("A", debut=2030, fin=2024), "Le contrat ne peut pas aller de 2030 à 2024."),
    ],
)
def test_un_contrat_mal_dit_est_refuse_en_francais(contrat, phrase, tmp_path):
    with pytest.raises(DepartInvalide, match=phrase.split("(")[0]):
        depart.base_de_depart(contrat, tmp_path / "d.duckdb")


def test_un_code_qu_on_invente_ne_ressemble_pas_a_un_code_officiel():
    assert ContratDeDepart("Contrat de Bléré", departement="37").code.startswith("LOCAL-contrat-de-blere-")
    assert ContratDeDepart("X", contrat_id=" cn04101i ").code == "CN04101I"
    assert ContratDeDepart("A", departement="37").code != ContratDeDepart("A", departement="41").code
