"""Les petits fichiers qui vont mal (../shared/cas), un par un : ce que leur README dit juste."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from data.__main__ import main
from data.fichiers.classeur import ouvrir
from data.lecture import SourceIllisible
from data.programmation import correspondance, dialogue, questions
from data.programmation import examen as examens
from data.programmation.referentiels import depuis_base

CAS = Path(__file__).parents[1] / "cas"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """La base fictive."""
    chemin = tmp_path_factory.mktemp("demo") / "demo.duckdb"
    assert main(["construire", "demo", "--base", str(chemin)]) == 0
    return chemin


def lu(demo, nom, contrat="CN00001I", statut=None, memoire=None, annee=2026, repondre=None):
    with duckdb.connect(str(demo), read_only=True) as base:
        ref, classeur = depuis_base(base, contrat), ouvrir(CAS / nom)
        return dialogue.mener(
            lambda c: examens.lire(classeur, ref, annee=annee, statut=statut, memoire=c, tolerant=True),
            repondre or (lambda q: None),
            memoire,
        )[0]


def accorde(lu):
    return sum((a.somme("accorde") for a in lu.lecture.actions), Decimal(0))


@pytest.mark.parametrize(
    ("nom", "statut", "nb", "euros"),
    [
        ("30_prog_feuille_par_pilier.xlsx", None, 5, "13200"),
        ("31_prog_pilier_puis_TOTAL.xlsx", "retenue", 5, "33000"),
        ("31b_prog_pilier_puis_Total_pilier.xlsx", "retenue", 5, "33000"),
        ("35_prog_cp850.csv", None, 5, "33000"),
    ],
)
def test_un_tableau_bien_lu(demo, nom, statut, nb, euros):
    lue = lu(demo, nom, statut=statut)
    assert questions.obligatoires(lue) == []
    assert (len(lue.lecture.actions), accorde(lue), lue.lecture.rejets) == (nb, Decimal(euros), [])


def test_30_chaque_feuille_est_nommee(demo):
    assert [(e.nom, e.lue) for e in lu(demo, "30_prog_feuille_par_pilier.xlsx").feuilles.etats] == [
        ("Emploi", True),
        ("Éducation", True),
        ("Santé", True),
    ]


def test_32_les_milliers_se_demandent(demo):
    (question,) = questions.obligatoires(lu(demo, "32_prog_milliers_euros.xlsx"))
    assert (question.sorte, question.proposee) == ("unite", None)
    par_colonne = {"unite": "colonnes", "unite:I": "milliers", "unite:K": "milliers"}
    lue = lu(
        demo,
        "32_prog_milliers_euros.xlsx",
        repondre=lambda q: par_colonne.get(q.cle, "euros" if q.sorte == "unite" else None),
    )
    assert (questions.obligatoires(lue), accorde(lue)) == ([], Decimal(33000))


@pytest.mark.parametrize("nom", ["34_prog_guillemet_derniere_colonne.csv", "34b_prog_guillemet_intitule.csv"])
def test_34_un_guillemet_orphelin_nomme_sa_ligne(demo, nom):
    with pytest.raises(SourceIllisible, match="ligne 3"):
        lu(demo, nom)


def test_35_les_accents_sont_justes(demo):
    assert lu(demo, "35_prog_cp850.csv").lecture.actions[0].intitule == "Éveil musical à la crèche"


def test_41_un_pourcentage_est_refuse(demo):
    lue = lu(demo, "41_prog_pourcentage.xlsx")
    dits = {c.ligne: (c.valeur, c.motif) for c in lue.lecture.rejets}
    assert dits[4] == ("50 %", "un montant est attendu, pas un pourcentage")
    assert len(lue.lecture.actions) == 2


@pytest.fixture(scope="module")
def ailleurs(tmp_path_factory):
    """La base du cas 8 : un contrat d'outre-mer, sans quartier ni pilier."""
    chemin = tmp_path_factory.mktemp("huit") / "b.duckdb"
    recette = CAS / "territoires" / "8-programmation.toml"
    assert main(["construire", str(recette), "--base", str(chemin)]) == 0
    return chemin


def test_8_titres_usuels_et_colonne_sans_titre(ailleurs):
    memoire = correspondance.lire_fichier(CAS / "territoires" / "sans-titre.toml")
    lue = lu(
        ailleurs, "territoires/prog.xlsx", None, memoire=memoire, repondre=dialogue.par_options(oui=True)
    )
    assert questions.obligatoires(lue) == []
    assert [(a.intitule, a.somme("accorde")) for a in lue.lecture.actions] == [("Atelier", Decimal(1800))]
    assert lue.correspondance.colonne(10).champ == "ignorer"


def test_8_titres_a_deux_etages(ailleurs):
    memoire = correspondance.lire_fichier(CAS / "territoires" / "etages.toml")
    lue = lu(ailleurs, "territoires/etages.xlsx", None, memoire=memoire)
    assert questions.obligatoires(lue) == []
    assert (len(lue.lecture.actions), accorde(lue)) == (2, Decimal(6600))
    sans = lu(ailleurs, "territoires/etages.xlsx", None, repondre=dialogue.par_options(oui=True))
    assert (len(sans.lecture.actions), accorde(sans)) == (2, Decimal(6600))
