"""Le format national des subventions, écrit et relu : mêmes montants, et chaque écart dit en français."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from frictionless import Detector, Schema, system
from frictionless.resources import TableResource

from data.__main__ import main
from data.assemblage import Atelier
from data.construction import construire
from data.lecture import SourceIllisible
from data.ouverts import scdl, scdl_sortie
from data.sources.scdl import lire
from data.sources.scdl_fichier import ouvrir_fichier

REEL = Path(__file__).parents[4] / "shared" / "reel" / "subventions"
reel = pytest.mark.skipif(not REEL.is_dir(), reason="les fichiers réels ne sont pas sur cette machine")
PUBLICS = ["retenue", "soldée"]
SIRET = "73282932000074"
PORTEUR = "35600000000048"
REMPLIE = f"""
insert into source (source_id, type, nom, fichier, empreinte, importe_le)
values ('s01', 'classeur', 'Essai', 'a.csv', 'x', '2026-01-01');
insert into contrat (contrat_id, nom, epci_siren, debut, fin, generation, fictif, source_id)
values ('C1', 'Contrat du Val', '732829320', 2024, 2030, '2024', true, 's01');
insert into financeur (financeur_id, nom, categorie, ordre, source_id)
values ('agglo', 'Agglo du Val', 'EPCI', 1, 's01'), ('caf', 'CAF', 'CAF', 2, 's01');
insert into structure (structure_id, siret, nom, source_id)
values ('P1', '{PORTEUR}', '=Porteur, "le" vrai', 's01'), ('P2', null, 'Sans SIRET', 's01');
insert into action (
    action_id, contrat_id, annee, reference, intitule, structure_id, statut, echelle, pluriannuelle, source_id
) values
('A1', 'C1', 2024, 'R1', '-Sorties', 'P1', 'retenue', 'contrat', true, 's01'),
('A2', 'C1', 2024, 'R2', 'Lecture', 'P2', 'soldée', 'contrat', null, 's01'),
('A3', 'C1', 2024, 'R3', 'Demande réservée', 'P1', 'en instruction', 'contrat', false, 's01');
insert into financement values
('A1', 'agglo', 'specifique', 'fonctionnement', 2000.00, null, 1200.10, null, 's01'),
('A1', 'agglo', 'droit_commun', 'investissement', null, null, 300.00, null, 's01'),
('A1', 'caf', 'specifique', 'fonctionnement', null, null, 55.55, null, 's01'),
('A2', 'agglo', 'specifique', 'fonctionnement', 400.00, null, 0.00, null, 's01'),
('A2', 'agglo', 'autofinancement', 'fonctionnement', null, null, 90.00, null, 's01'),
('A2', 'agglo', 'droit_commun', 'fonctionnement', null, null, 10.05, null, 's01'),
('A3', 'agglo', 'specifique', 'fonctionnement', 9999.00, null, 9999.00, null, 's01');
insert into instance (instance_id, contrat_id, nom, type, source_id)
values ('I1', 'C1', 'COPIL', 'COPIL', 's01');
insert into seance (seance_id, instance_id, tenue_le, source_id) values ('S1', 'I1', '2024-03-20', 's01');
insert into decision (seance_id, action_id, objet, decision, source_id)
values ('S1', 'A1', 'Programmation', 'validée', 's01'), ('S1', 'A2', 'Programmation', 'validée', 's01');
"""


@pytest.fixture
def base(base_minuscule):
    return base_minuscule(REMPLIE)


def _lues(contenu: bytes) -> list[dict]:
    return list(csv.DictReader(io.StringIO(contenu.decode(), newline="")))


def test_une_ligne_par_action_et_nature_l_accorde_seul(base):
    sortie = scdl_sortie.ecrire(base, "agglo", SIRET, PUBLICS)
    lues = _lues(sortie.contenu)
    assert [(li["idSubvention"], li["montant"]) for li in lues] == [
        ("A1|droit_commun|investissement", "300.00"),
        ("A1|specifique|fonctionnement", "1200.10"),
        ("A2|droit_commun|fonctionnement", "10.05"),
    ]
    assert lues[0]["nomBeneficiaire"] == '\'=Porteur, "le" vrai' and lues[0]["objet"] == "'-Sorties"
    assert lues[1] | {"attribuantsCofinanceurs": "CAF", "cofinancement": "oui"} == lues[1]
    assert lues[1]["dateConvention"] == "2024-03-20" and lues[1]["montantDemande"] == "2000.00"
    assert sortie.nb_lignes == 3
    assert [(m.ligne, m.motif) for m in sortie.manques] == [
        (4, "Le bénéficiaire n'a ni SIRET ni numéro RNA : le format en exige un.")
    ]


def test_contrat_et_annee_restreignent(base):
    assert scdl_sortie.ecrire(base, "agglo", SIRET, PUBLICS, "C1", 2024).nb_lignes == 3
    assert scdl_sortie.ecrire(base, "agglo", SIRET, PUBLICS, "C2").nb_lignes == 0
    assert scdl_sortie.ecrire(base, "agglo", SIRET, PUBLICS, annee=2023).nb_lignes == 0


@reel
def test_le_schema_national_accepte_ce_qui_sort(base, tmp_path):
    with duckdb.connect(str(base)) as ecrite:
        ecrite.execute("update structure set siret = ? where structure_id = 'P2'", [PORTEUR])
    sortie = scdl_sortie.ecrire(base, "agglo", SIRET, PUBLICS)
    assert sortie.manques == []
    (tmp_path / "s.csv").write_bytes(sortie.contenu)
    schema = Schema.from_descriptor(json.loads((REEL / "scdl_schema.json").read_text("utf-8")))
    with system.use_context(trusted=True):
        rapport = TableResource(
            path=str(tmp_path / "s.csv"), schema=schema, detector=Detector(schema_sync=True)
        ).validate()
    assert rapport.valid, rapport.flatten(["rowNumber", "fieldName", "message"])


@reel
def test_nos_colonnes_et_contraintes_sont_celles_du_schema_national():
    schema = json.loads((REEL / "scdl_schema.json").read_text("utf-8"))
    assert [c["name"] for c in schema["fields"]] == [c.nom for c in scdl.COLONNES]
    for champ, colonne in zip(schema["fields"], scdl.COLONNES, strict=True):
        contraintes = champ.get("constraints") or {}
        assert colonne.exigee == bool(contraintes.get("required")), colonne.nom
        assert colonne.valeurs == tuple(contraintes.get("enum", ())), colonne.nom
        assert colonne.longueur == contraintes.get("maxLength", 0), colonne.nom


@reel
def test_le_fichier_invalide_dit_chacun_de_ses_ecarts():
    lu = ouvrir_fichier(REEL / "scdl_exemple_invalide.csv")
    motifs = {r.motif for r in scdl.controler(lu.lignes, lu.titres)}
    assert "La part de la subvention s'écrit de 0.01 à 1 (1 pour 100 %)." in motifs
    assert (
        "« unique;échelonné » n'est pas admis ; écrivez « unique » ou « échelonné » ou « autre »." in motifs
    )
    assert any(m.startswith("Le format des subventions exige la colonne") for m in motifs)


@pytest.mark.parametrize(
    ("colonne", "valeur", "phrase"),
    [
        ("idAttribuant", "12345678901234", "ce n'est pas un SIRET"),
        ("nomAttribuant", "", "doit être remplie"),
        ("rnaBeneficiaire", "W12", "W suivi de neuf chiffres"),
        ("dateConvention", "12/03/2024", "AAAA-MM-JJ"),
        ("dateConvention", "2024-02-31", "cette date n'existe pas"),
        ("exerciceBudgetaire", "2024,5", "n'est pas un nombre entier"),
        ("montant", "douze", "n'est pas un nombre"),
        ("objet", "x" * 257, "257 signes ; le format en admet 256"),
        ("nature", "argent", "n'est pas admis"),
        ("datesPeriodeVersement", "2024", "AAAA-MM-JJ/AAAA-MM-JJ"),
        ("pourcentageSubvention", "80", "de 0.01 à 1"),
        ("idRAE", "123456", "le format en admet 5"),
    ],
)
def test_chaque_contrainte_a_sa_phrase(colonne, valeur, phrase):
    assert phrase in scdl.refus(scdl.NOMS[colonne], valeur)


def _atelier(*contrats):
    atelier = Atelier(duckdb.connect()).base
    for rang, contrat in enumerate(contrats):
        atelier.execute(
            "insert into contrat (contrat_id, epci_siren, _rang) values (?, ?, ?)", [*contrat, rang]
        )
    return atelier


def test_ce_qui_sort_se_relit_aux_memes_montants(base, tmp_path):
    sortie = scdl_sortie.ecrire(base, "agglo", SIRET, PUBLICS)
    (tmp_path / "subventions.csv").write_bytes(sortie.contenu)
    lecture = lire(tmp_path / "subventions.csv", lambda *_: None, _atelier(("C1", "732829320")))
    financements = lecture.tables["financement"]
    cles = ["action_id", "nature", "section", "demande_eur", "accorde_eur"]
    assert [tuple(ligne) for ligne in financements[cles].itertuples(index=False)] == [
        ("A1-2024", "droit_commun", "investissement", None, Decimal("300.00")),
        ("A1-2024", "specifique", "fonctionnement", Decimal("2000.00"), Decimal("1200.10")),
        ("A2-2024", "droit_commun", "fonctionnement", None, Decimal("10.05")),
    ]
    actions = lecture.tables["action"].set_index("action_id")
    assert actions.loc["A1-2024", "intitule"] == "-Sorties"
    assert bool(actions.loc["A1-2024", "pluriannuelle"])
    assert set(lecture.tables["structure"]["nom"]) == {'=Porteur, "le" vrai', "Sans SIRET"}
    assert (lecture.nb_lignes, lecture.nb_retenues) == (3, 3)


def _fichier(
    tmp_path, *lues, titres="nomAttribuant,nomBeneficiaire,objet,montant,exerciceBudgetaire,idCofinancement"
):
    chemin = tmp_path / "s.csv"
    chemin.write_text("\n".join([titres, *lues]), encoding="utf-8")
    return chemin


@pytest.mark.parametrize(
    ("ligne", "motif"),
    [
        ("Ville,,Objet,100,2024,X", "« nomBeneficiaire » est vide"),
        ("Ville,Asso,Objet,,2024,X", "n'a aucun montant"),
        ("Ville,Asso,Objet,cent,2024,X", "Montant illisible"),
        ("Ville,Asso,Objet,100,,X", "ni son exercice ni sa date"),
        ("Ville,Asso,Objet,-5,2024,X", "Montant illisible"),
    ],
)
def test_une_ligne_inutilisable_est_refusee_et_dite(tmp_path, ligne, motif):
    chemin = _fichier(tmp_path, "Ville,Bonne,Objet,100,2024,Y", ligne)
    lecture = lire(chemin, lambda *_: None, _atelier(("C1", "1")))
    (refus,) = [r for r in lecture.rejets if r.bloquant]
    assert motif in refus.motif and refus.ligne == 3
    assert len(lecture.tables["financement"]) == 1


def test_deux_lignes_d_un_meme_financeur_ne_s_additionnent_pas_en_silence(tmp_path):
    chemin = _fichier(tmp_path, "Ville,Asso,Objet,100,2024,X", "Ville,Asso,Objet,70,2024,X")
    lecture = lire(chemin, lambda *_: None, _atelier(("C1", "1")))
    assert lecture.tables["financement"]["accorde_eur"].tolist() == [Decimal("170.00")]
    dits = [(r.ligne, r.valeur) for r in lecture.rejets if "elles sont additionnées" in r.motif]
    assert dits == [(2, "avec la ligne 3"), (3, "avec la ligne 2")]


def test_un_autre_fichier_ou_une_base_sans_contrat_sont_dits(tmp_path):
    with pytest.raises(SourceIllisible, match="n'est pas un fichier de subventions"):
        lire(_fichier(tmp_path, "1;2", titres="a;b"), lambda *_: None, _atelier(("C1", "1")))
    with pytest.raises(SourceIllisible, match="ne décrit le contrat"):
        lire(_fichier(tmp_path, "Ville,Asso,Objet,100,2024,X"), lambda *_: None, _atelier())
    with pytest.raises(SourceIllisible, match="est vide"):
        lire(_fichier(tmp_path, titres=""), lambda *_: None, _atelier())


def test_une_recette_construit_une_base_avec_un_fichier_de_subventions(base, tmp_path):
    (tmp_path / "dossier").mkdir()
    (tmp_path / "dossier" / "contrat.csv").write_text(
        "contrat_id;nom;epci_siren;debut;fin;generation\nC1;Contrat du Val;732829320;2024;2030;2024\n",
        "utf-8",
    )
    (tmp_path / "subventions.csv").write_bytes(scdl_sortie.ecrire(base, "agglo", SIRET, PUBLICS).contenu)
    (tmp_path / "r.toml").write_text(
        'nom = "Essai"\n[[source]]\ntype = "classeur"\nfichier = "dossier"\n'
        '[[source]]\ntype = "scdl"\nfichier = "subventions.csv"\n',
        "utf-8",
    )
    construire(tmp_path / "r.toml", base=tmp_path / "neuve.duckdb", silencieux=True)
    with duckdb.connect(str(tmp_path / "neuve.duckdb"), read_only=True) as lue:
        total = lue.execute("select sum(accorde_eur), count(distinct action_id) from financement").fetchone()
    assert total == (Decimal("1510.15"), 2)


def test_la_commande_ecrit_puis_verifie(base, tmp_path, capsys):
    fichier = tmp_path / "s.csv"
    voulu = ["scdl", str(fichier), "--base", str(base), "--financeur", "agglo"]
    assert main([*voulu, "--siret", SIRET]) == 0
    assert "3 subventions, 1 à corriger" in capsys.readouterr().out
    assert main(["scdl", str(fichier), "--verifier"]) == 1
    assert "ligne 4, idBeneficiaire : Le bénéficiaire n'a ni SIRET" in capsys.readouterr().err
    assert main([*voulu, "--siret", "123"]) == 2
    assert main(["scdl", str(fichier), "--base", str(base)]) == 2
