"""Le compte des fichiers réels : tableau large, subventions, mise à jour d'une base, modèle à exemples."""

import io
from decimal import Decimal

import duckdb
import pytest
from openpyxl import Workbook, load_workbook

from data import mise_a_jour
from data.construction import EchecConstruction, batir, construire
from data.fichier_depose import deposer
from data.modele.ecriture import ecrire as ecrire_modele
from data.programmation import mise_a_jour as mise_a_jour_large
from data.verification import verifier
from tests.data.programmation.conftest import confirmee
from tests.data.test_garde import REEL

TITRES = (
    "Référence",
    "Intitulé de l'action",
    "Porteur",
    "Statut",
    "Année",
    "Agglo demandé",
    "État accordé",
    "Agglo accordé 2023",
)


def tableau(*lignes) -> bytes:
    classeur = Workbook()
    for ligne in (TITRES, *lignes):
        classeur.active.append(ligne)
    flux = io.BytesIO()
    classeur.save(flux)
    return flux.getvalue()


LIGNES = (
    ("A1", "Chantier", "Régie", "retenue", 2024, 7000, "6 500,50 €", 400),
    ("A9", "Neuve", "Régie", "retenue", 2024, 300, "beaucoup", None),
    ("A8", "Autre", "Régie", "retenue", 2024, 200, 150, None),
    TITRES,
    ("", "Total", "", "", "", 7500, 6650.5, 400),
)


def de_source(rapport, type_):
    return next(s for s in rapport.sources if s.type == type_)


@pytest.fixture
def servie(classeur, tmp_path):
    base = tmp_path / "servie.duckdb"
    construire(classeur(**REEL), base=base, silencieux=True)
    return base


def examiner(base, contenu):
    depot = deposer(contenu, "t.xlsx")
    examen = mise_a_jour.examiner_tableau(depot, base, "C1")
    return mise_a_jour.examiner_tableau(depot, base, "C1", memoire=confirmee(examen.correspondance))


def mettre_a_jour(base, contenu, tmp_path, nom="neuve.duckdb"):
    (tmp_path / "t.xlsx").write_bytes(contenu)
    return mise_a_jour_large.batir(examiner(base, contenu), base, tmp_path / nom, tmp_path / "t.xlsx")


def test_un_tableau_large_dit_ce_que_deviennent_ses_lignes_et_ses_euros(servie, tmp_path):
    bilan = de_source(mettre_a_jour(servie, tableau(*LIGNES), tmp_path), "programmation")
    assert (bilan.lues, bilan.retenues, bilan.rejetees, bilan.ignorees, bilan.illisibles) == (3, 2, 1, 1, 1)
    demande, accorde = bilan.euros["demande"], bilan.euros["accorde"]
    assert (demande.lus, demande.retenus, demande.refuses, demande.ignores) == (7500, 7200, 300, 7500)
    # Le rappel de 2023 est dit à part ; « beaucoup » n'est dans aucune somme.
    assert (accorde.lus, accorde.retenus, accorde.refuses) == (Decimal("6650.50"), Decimal("6650.50"), 0)
    assert (accorde.ecartes, accorde.ignores) == (400, Decimal("7050.50"))
    assert bilan.dits == {
        "ligne de total": 1,
        "montant d'une autre année, dit par le tableau et non importé": 1,
        "montant que la base tenait déjà, gardé : le tableau n'a pas cette colonne": 1,
    }


def test_ce_qu_un_tableau_remplace_est_dit_au_compte_du_fichier_d_hier(servie, tmp_path):
    rapport = mettre_a_jour(servie, tableau(*LIGNES[:1]), tmp_path)
    hier = de_source(rapport, "classeur").euros
    # A1 (6 000,01) est remplacée, A2 (500 demandés) retirée ; A3, d'un autre contrat, reste.
    accorde, demande = hier["accorde"], hier["demande"]
    assert (accorde.lus, accorde.retenus, accorde.remplaces) == (
        Decimal("6800.51"),
        Decimal("800.50"),
        Decimal("6000.01"),
    )
    assert (demande.retenus, demande.remplaces) == (1000, Decimal("6500.01"))
    assert accorde.juste and demande.juste
    with duckdb.connect(str(tmp_path / "neuve.duckdb"), read_only=True) as base:
        (total,) = base.execute("select sum(accorde_eur) from financement").fetchone()
    retenus = [s.euros["accorde"].retenus + s.euros["accorde"].repris for s in rapport.sources if s.euros]
    assert sum(retenus) == total, "les sources font la base"
    # La base relue dit le même compte.
    assert de_source(verifier(tmp_path / "neuve.duckdb"), "classeur").euros == hier


def test_ce_que_la_base_savait_et_que_le_tableau_ne_dit_pas_est_repris(servie, tmp_path):
    sans_demande = [ligne[:5] + ligne[6:7] for ligne in (TITRES, *LIGNES[:1])]
    classeur = Workbook()
    for ligne in sans_demande:
        classeur.active.append(ligne)
    flux = io.BytesIO()
    classeur.save(flux)
    bilan = de_source(mettre_a_jour(servie, flux.getvalue(), tmp_path), "programmation")
    demande = bilan.euros["demande"]
    assert (demande.lus, demande.retenus, demande.repris) == (0, 0, Decimal("6000.01"))


def test_un_tableau_que_l_assemblage_refuserait_ne_se_batit_pas(servie, tmp_path, monkeypatch):
    contenu = tableau(*LIGNES[:1])
    examen = examiner(servie, contenu)
    examen.difference.finales[0].champs["structure_id"] = "inconnue"
    (tmp_path / "t.xlsx").write_bytes(contenu)
    with pytest.raises(EchecConstruction, match=r"ligne 2, structure_id « inconnue » : cette structure"):
        mise_a_jour_large.batir(examen, servie, tmp_path / "n.duckdb", tmp_path / "t.xlsx")


def test_un_lecteur_de_tableau_qui_oublie_une_action_est_pris(servie, tmp_path):
    contenu = tableau(*LIGNES[:1], LIGNES[2])
    examen = examiner(servie, contenu)
    oubliee = examen.difference.finales.pop()
    assert oubliee.ligne == 3
    (tmp_path / "t.xlsx").write_bytes(contenu)
    with pytest.raises(EchecConstruction, match=r"ligne 3\) n'a pas de sort"):
        mise_a_jour_large.batir(examen, servie, tmp_path / "n.duckdb", tmp_path / "t.xlsx")


SCDL = (
    "idSubvention;nomAttribuant;idAttribuant;nomBeneficiaire;idBeneficiaire;dateConvention;objet;statutLabel;"
    "montantDemande;montant;idCofinancement\n"
    "1;Agglo;20004512300011;Régie;;2024-03-01;Chantier;attribuée;1000;800;P1\n"
    "2;Agglo;20004512300011;Régie;;2024-03-01;Chantier, suite;attribuée;;150,50;P1\n"
    "3;Agglo;20004512300011;Fêtes;;2024-03-01;Bal;refusée;500;500;\n"
    "4;Agglo;20004512300011;Fêtes;;2024-03-01;Tour;refusée;;70;\n"
    "5;Agglo;20004512300011;Fêtes;;2024-03-01;Jeu;attribuée;;douze;\n"
    ";Total;;;;;;;1500;1520,50;\n"
)


def test_les_subventions_additionnees_refusees_ou_totalisees_ont_leur_compte(classeur, tmp_path):
    recette = classeur('nom = "Essai"\ncontrats = ["C1"]', **REEL)
    (tmp_path / "subventions.csv").write_text(SCDL, encoding="utf-8")
    with recette.open("a", encoding="utf-8") as flux:
        flux.write('\n[[source]]\ntype = "scdl"\nfichier = "subventions.csv"\n')
    bilan = de_source(construire(recette, base=tmp_path / "b.duckdb", silencieux=True), "scdl")
    assert (bilan.lues, bilan.retenues, bilan.rejetees, bilan.ignorees, bilan.illisibles) == (5, 4, 1, 1, 1)
    accorde, demande = bilan.euros["accorde"], bilan.euros["demande"]
    assert (accorde.lus, accorde.retenus, accorde.ecartes, accorde.ignores) == (
        Decimal("950.50"),
        Decimal("950.50"),
        570,
        Decimal("1520.50"),
    )
    assert (demande.lus, demande.retenus, demande.repris) == (1500, 1500, 70)


def test_les_exemples_du_modele_sont_ignores_et_dits(servie, classeur, tmp_path):
    flux = io.BytesIO()
    ecrire_modele(flux, servie, None, True)
    ouvert = load_workbook(io.BytesIO(flux.getvalue()))
    feuille = ouvert["Financements"]
    rang = next(c.row for c in feuille["A"] if str(c.value).startswith("A2"))
    feuille.cell(rang, 1).value = "Exemple : A2"
    ouvert.save(tmp_path / "modele.xlsx")
    recette = tmp_path / "m.toml"
    recette.write_text(
        'nom = "M"\n[[source]]\ntype = "classeur"\nfichier = "modele.xlsx"\n', encoding="utf-8"
    )
    bilan = de_source(batir(recette, tmp_path / "m.duckdb", silencieux=True), "classeur")
    # Le modèle a ses propres exemples ; celui-ci porte 500 € demandés, qui ne sont pas lus.
    assert bilan.dits == {"ligne d'exemple du modèle": bilan.ignorees} and bilan.ignorees > 1
    assert bilan.lues == bilan.retenues == 18
    assert bilan.euros["demande"].lus == Decimal("7000.01")
