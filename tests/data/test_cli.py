"""La ligne de commande : un rapport, un objet JSON, ou une phrase ; jamais une trace."""

import json

import pytest

from data.__main__ import main


def test_le_json_est_un_objet_et_donne_les_sommes_exactes(classeur, tmp_path, capsys):
    base = tmp_path / "b.duckdb"
    assert main(["construire", str(classeur()), "--base", str(base), "--json"]) == 0
    sortie = capsys.readouterr()
    rapport = json.loads(sortie.out)
    assert '"accorde_eur": 6800.51' in sortie.out
    assert rapport["totaux"]["contrats"] == 2
    essai = rapport["sources"][0]
    assert {"nom", "type", "lues", "retenues", "rejetees", "motifs"} <= set(essai)
    assert (essai["nom"], essai["lues"], essai["retenues"], essai["rejetees"]) == ("Essai", 19, 19, 0)
    assert all({"nom", "gravite", "lignes"} <= set(c) for c in rapport["controles"])
    assert main(["verifier", "--base", str(base), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == rapport


def test_le_rapport_se_lit_et_groupe_les_refus_par_motif(classeur, tmp_path, capsys):
    entete = "reference;financeur_id;nature;section;accorde_eur\n"
    recette = classeur(
        financements=entete + "A1;etat;specifique;fonctionnement;x\nA2;etat;specifique;fonctionnement;y\n"
        "A3;etat;specifique;fonctionnement;800,50\n"
    )
    assert main(["construire", str(recette), "--base", str(tmp_path / "b.duckdb")]) == 3
    texte = capsys.readouterr().out
    assert "Essai (classeur) : 19 lignes lues, 17 retenues, 2 refusées" in texte
    assert "    accordé : 800,50\u202f€ lus, 800,50\u202f€ retenus, 0,00\u202f€ refusés" in texte
    assert "    2 montants illisibles" in texte
    assert "2 × financements / accorde_eur : ce n'est pas un nombre (lignes 2, 3)" in texte
    assert "800,50\u202f€ accordés" in texte
    assert texte.endswith("Publié, 2 lignes refusées dans vos fichiers.\n")


def test_les_refus_d_un_fichier_national_ne_sont_pas_a_corriger(classeur, tmp_path, capsys):
    recette = classeur()
    (tmp_path / "communes.csv").write_text(
        "insee_com;nom;siren_epci\n41018;Blois;200000001\nX;Sans code;200000001\n", encoding="utf-8"
    )
    with recette.open("a", encoding="utf-8") as flux:
        flux.write('\n[[source]]\ntype = "communes-epci"\nfichier = "communes.csv"\n')
    assert main(["construire", str(recette), "--base", str(tmp_path / "b.duckdb")]) == 0
    texte = capsys.readouterr().out
    assert "communes.csv (communes-epci) : 2 lignes lues, 1 retenue, 1 refusée" in texte
    assert texte.endswith("Publié : rien n'est refusé dans vos fichiers.\n")


@pytest.mark.parametrize(
    ("mots", "code", "phrase"),
    [
        (["construire", "nulle-part"], 2, "introuvable"),
        (["construire", "nulle-part.toml", "--json"], 2, "introuvable"),
        (["verifier", "--base", "/nulle/part.duckdb"], 1, "introuvable"),
    ],
)
def test_un_echec_se_dit_en_une_phrase(mots, code, phrase, capsys):
    assert main(mots) == code
    sortie = capsys.readouterr()
    assert sortie.out == ""
    assert phrase in sortie.err and "Traceback" not in sortie.err


def test_une_base_abimee_est_dite_illisible(tmp_path, capsys):
    (tmp_path / "b.duckdb").write_bytes(b"pas une base" * 500)
    assert main(["verifier", "--base", str(tmp_path / "b.duckdb")]) == 1
    assert "ne peut pas être lue" in capsys.readouterr().err


def test_un_dossier_de_base_qui_n_est_pas_accessible_est_un_echec_explique(classeur, tmp_path, capsys):
    (tmp_path / "fichier").touch()
    assert main(["construire", str(classeur()), "--base", str(tmp_path / "fichier" / "b.duckdb")]) == 1
    assert "ne peut pas être écrite" in capsys.readouterr().err
