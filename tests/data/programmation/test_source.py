"""La source `programmation` d'une recette, et la commande."""

import duckdb
import pytest

from data.__main__ import main
from data.construction import construire
from data.lecture import SourceIllisible
from data.programmation.correspondance import NOM
from tests.data.programmation.conftest import ecrire, ouvrir_base

ENTETE = [
    "Intitulé",
    "Porteur",
    "Statut",
    "Pilier",
    "Quartiers",
    "État accordé",
    "Agglo accordé",
    "CAF accordé",
]
LIGNES = [
    ["Chantier large", "Régie", "Favorable", "Emploi", "Nord ; Sud", "1 000,50 €", 20, 5],
    ["Refusée", "Régie", "Favorable", "Emploi", "Ailleurs", 1, 2, 3],
]
CONFIRMEE = """contrat = "C1"
annee = 2025
[[colonne]]
titre = "CAF accordé"
champ = "montant"
financeur = "caf"
etape = "accorde"
"""


@pytest.fixture
def recette(classeur, tmp_path):
    """La recette d'un classeur minuscule, suivie d'un tableau large."""
    chemin = classeur()
    tableau = tmp_path / "tableau.xlsx"
    tableau.write_bytes(ecrire(ENTETE, *LIGNES))
    (tmp_path / NOM).write_text(CONFIRMEE, encoding="utf-8")
    suite = '\n[[source]]\ntype = "programmation"\nfichier = "tableau.xlsx"\nnom = "Tableau 2025"\n'
    chemin.write_text(chemin.read_text(encoding="utf-8") + suite, encoding="utf-8")
    return chemin


def test_une_recette_construit_une_base_du_tableau_large(recette, tmp_path):
    rapport = construire(recette, base=tmp_path / "b.duckdb", silencieux=True)
    bilan = next(s for s in rapport.sources if s.type == "programmation")
    assert (bilan.lues, bilan.retenues, bilan.rejetees) == (2, 1, 1)
    assert list(bilan.motifs) == ["Programmation / Quartiers : ce n'est pas un quartier du contrat"]
    with duckdb.connect(str(tmp_path / "b.duckdb"), read_only=True) as base:
        lus = base.execute(
            "select financeur_id, quartier_id, accorde_eur::varchar from ventilation "
            "join action using (action_id) where annee = 2025 order by all"
        ).fetchall()
        caf = base.execute("select nom, categorie from financeur where financeur_id = 'caf'").fetchall()
    assert lus == [
        ("agglo", "QN1", "10.00"),
        ("agglo", "QN2", "10.00"),
        ("caf", "QN1", "2.50"),
        ("caf", "QN2", "2.50"),
        ("etat", "QN1", "500.25"),
        ("etat", "QN2", "500.25"),
    ]
    assert caf == [("Caisse d'allocations familiales", "CAF")]


def test_une_colonne_a_confirmer_arrete_la_recette(recette, tmp_path):
    (tmp_path / NOM).write_text(CONFIRMEE.split("[[")[0], encoding="utf-8")
    with pytest.raises(SourceIllisible) as erreur:
        construire(recette, base=tmp_path / "b.duckdb", silencieux=True)
    assert str(erreur.value) == (
        "tableau.xlsx : à dire dans correspondance.toml : "
        "La colonne H « CAF accordé » : ce que la CAF accorde ?"
    )


@pytest.fixture
def commande(tmp_path, capsys):
    """Lance `python -m data programmation` sur une base à elle ; rend (code, sortie, erreurs)."""
    base = tmp_path / "base.duckdb"
    ouvrir_base(base).close()
    tableau = tmp_path / "tableau.xlsx"

    def lancer(contenu, *mots):
        tableau.write_bytes(contenu)
        code = main(["programmation", str(tableau), "--base", str(base), "--annee", "2026", *map(str, mots)])
        return code, *capsys.readouterr()

    return lancer


SIMPLE = ["Référence", "Intitulé", "Statut", "Département"]


def test_la_commande_fait_confirmer_puis_publie(commande, tmp_path):
    contenu = ecrire(SIMPLE, ["A1", "Chantier", "retenue", 250])
    code, sortie, _ = commande(contenu, "--ecrire-correspondance", tmp_path / NOM)
    assert code == 1
    assert "D « Département » : departement, accordé – probable ; le titre ne dit pas l'étape" in sortie
    (tmp_path / NOM).rename(tmp_path / "relue.toml")
    code, _, erreurs = commande(contenu, "--publier")
    assert (code, "le sens de certaines colonnes est à confirmer" in erreurs) == (1, True)
    decidee = (contenu, "--correspondance", tmp_path / "relue.toml", "--publier")
    code, _, erreurs = commande(*decidee)
    assert (code, "actions 2 → 1" in erreurs, "--malgre-tout" in erreurs) == (1, True, True)
    code, sortie, _ = commande(*decidee, "--malgre-tout")
    assert code == 0
    assert "1 retirée, 1 modifiée" in sortie
    with duckdb.connect(str(tmp_path / "base.duckdb"), read_only=True) as base:
        question = "select accorde_eur::varchar from financement where financeur_id = 'departement'"
        assert base.execute(question).fetchall() == [("250.00",)]


def test_la_commande_refuse_de_publier_des_lignes_refusees_sauf_si_on_le_veut(commande, tmp_path):
    titres = [*SIMPLE[:3], "Département accordé"]
    contenu = ecrire(titres, ["A1", "Chantier", "retenue", "beaucoup"], ["A2", "Fête", "retenue", 5])
    code, _, erreurs = commande(contenu, "--publier", "--corrige", tmp_path / "corrige.xlsx")
    assert code == 1
    assert "Rien n'est publié : des lignes sont refusées." in erreurs
    assert (tmp_path / "corrige.xlsx").exists()
    code, _, _ = commande(contenu, "--publier", "--malgre-refus")
    assert code == 0


@pytest.mark.parametrize(
    ("mots", "phrase"),
    [
        (["--contrat", "C9"], "Le contrat « C9 » n'est pas dans la base. Contrats connus : C1."),
        (["--correspondance", "absente.toml"], "La correspondance « absente.toml » ne peut pas être lue"),
        (["--feuille", "Autre"], "La feuille « Autre » n'est pas dans tableau.xlsx"),
    ],
)
def test_la_commande_dit_sa_faute_sans_trace(commande, mots, phrase):
    code, _, erreurs = commande(ecrire(SIMPLE, ["A1", "Chantier", "retenue", 250]), *mots)
    assert code == 2
    assert phrase in erreurs
