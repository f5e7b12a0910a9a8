"""Publier, revenir en arrière, garder : la base servie est toujours entière, quoi qu'il arrive."""

import json
import os
import tempfile
import threading
import time
from decimal import Decimal
from functools import cache
from pathlib import Path

import duckdb
import pytest

from data import publication, rangement
from data.__main__ import main
from data.construction import EchecConstruction, construire
from data.publication import EchecPublication, publier_fichier, restaurer, version_servie
from data.verrou import verrou
from queries.versions import JOURNAL, dossier_versions, fichier_version, journal
from tests.conftest import ouvrir_vide

REMPLIR = """
insert into source (source_id, type, nom, fichier, empreinte, importe_le)
values ('s', 'classeur', 'Essai', 'e', '', '2026-01-01');
insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
values ('C1', 'Val', 2024, 2030, '2024', 's');
insert into financeur values ('etat', 'État', 'État', 1, 's');
insert into action (action_id, contrat_id, annee, intitule, statut, echelle, source_id)
values ('A1', 'C1', 2024, 'Chantier', 'retenue', 'contrat', 's');
insert into financement
values ('A1', 'etat', 'specifique', 'fonctionnement', null, null, 100.10, null, 's');
insert into ventilation
values ('A1', 'etat', 'specifique', 'fonctionnement', null, null, null, 100.10, null);
"""


@cache
def _modele() -> bytes:
    """Une base d'une action, écrite une fois : le schéma est long à créer."""
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(dossier) / "modele.duckdb"
        with ouvrir_vide(chemin, version="M") as base:
            base.execute(REMPLIR)
        return chemin.read_bytes()


def base_de(chemin: Path, version: str, accorde: str = "100.10") -> Path:
    """Une base d'une action, à la version et au montant donnés."""
    chemin.write_bytes(_modele())
    with duckdb.connect(str(chemin)) as base:
        base.execute("update version set version_id = ?", [version])
        for table in ("financement", "ventilation"):
            base.execute(f"update {table} set accorde_eur = ?", [Decimal(accorde)])
    return chemin


@pytest.fixture
def base(tmp_path) -> Path:
    """Où la base est servie ; rien n'y est encore."""
    dossier = tmp_path / "site"
    dossier.mkdir()
    return dossier / "b.duckdb"


def accorde(base: Path) -> Decimal:
    with duckdb.connect(str(base), read_only=True) as connexion:
        return connexion.execute("select sum(accorde_eur) from financement").fetchone()[0]


def test_publier_met_en_service_garde_l_ancienne_et_l_inscrit(base, tmp_path):
    publier_fichier(base_de(tmp_path / "1.duckdb", "V1"), base, "Claire")
    publier_fichier(base_de(tmp_path / "2.duckdb", "V2", "250.05"), base, "Luc")
    assert accorde(base) == Decimal("250.05")
    assert accorde(fichier_version(base, "V1")) == Decimal("100.10")
    assert [(e.version_id, e.par, e.action) for e in journal(base)] == [
        ("V1", "Claire", "publier"),
        ("V2", "Luc", "publier"),
    ]
    assert journal(base)[0].totaux() == {2024: (1, Decimal("100.10"))}
    assert not list(base.parent.glob(".construction-*"))


def test_une_construction_qui_reussit_est_une_publication(classeur, base):
    construire(classeur(), base=base, silencieux=True, par="Claire")
    (entree,) = journal(base)
    assert (entree.version_id, entree.par, entree.nom) == (version_servie(base), "Claire", "Essai")
    # 6 000,01 et 800,50 accordés ; l'action A2 n'a qu'une demande.
    assert entree.totaux() == {2024: (3, Decimal("6800.51"))}
    assert entree.totaux("demande", contrats=["C1"]) == {2024: (2, Decimal("6500.01"))}
    assert entree.totaux(statuts=["refusée"]) == {}


def test_restaurer_remet_les_anciens_chiffres_et_le_dit_au_journal(base, tmp_path):
    publier_fichier(base_de(tmp_path / "1.duckdb", "V1"), base)
    publier_fichier(base_de(tmp_path / "2.duckdb", "V2", "250.05"), base)
    restaurer("V1", base, "Claire")
    assert accorde(base) == Decimal("100.10")
    assert [(e.version_id, e.action) for e in journal(base)][-1] == ("V1", "restaurer")
    restaurer("V2", base)
    assert accorde(base) == Decimal("250.05")


@pytest.mark.parametrize(
    ("version", "phrase"),
    [
        ("V9", "n'existe pas"),
        ("../b", "n'existe pas"),
        ("V1", "n'est plus conservée"),
        ("V2", "déjà en service"),
    ],
)
def test_restaurer_refuse_d_une_phrase(base, tmp_path, version, phrase):
    publier_fichier(base_de(tmp_path / "1.duckdb", "V1"), base)
    publier_fichier(base_de(tmp_path / "2.duckdb", "V2"), base)
    fichier_version(base, "V1").unlink()
    with pytest.raises(EchecPublication, match=phrase):
        restaurer(version, base)
    assert version_servie(base) == "V2"


def test_on_garde_les_n_dernieres_et_toujours_celle_qui_est_servie(base, tmp_path, monkeypatch):
    configuration = tmp_path / "c.toml"
    configuration.write_text("versions_conservees = 2\n", encoding="utf-8")
    monkeypatch.setenv("CONTRAT_CONFIG", str(configuration))
    for rang in range(1, 4):
        publier_fichier(base_de(tmp_path / f"{rang}.duckdb", f"V{rang}"), base)
    gardees = {f.stem for f in dossier_versions(base).glob("*.duckdb")}
    assert gardees == {"V2", "V3"}
    # V2 redevient la plus récente : c'est V3 qui la suit.
    restaurer("V2", base)
    publier_fichier(base_de(tmp_path / "4.duckdb", "V4"), base)
    assert {f.stem for f in dossier_versions(base).glob("*.duckdb")} == {"V2", "V4"}
    assert [e.version_id for e in journal(base)] == ["V1", "V2", "V3", "V2", "V4"]


def test_une_configuration_illisible_n_efface_rien(tmp_path, monkeypatch):
    monkeypatch.setenv("CONTRAT_CONFIG", str(tmp_path / "absente.toml"))
    assert publication.a_conserver() is None
    monkeypatch.delenv("CONTRAT_CONFIG")
    assert publication.a_conserver() == 12


def test_la_seconde_publication_attend_puis_est_refusee(base, tmp_path):
    publier_fichier(base_de(tmp_path / "1.duckdb", "V1"), base)
    autre = base_de(tmp_path / "2.duckdb", "V2")
    temoin = dossier_versions(base) / JOURNAL
    with verrou(temoin), pytest.raises(EchecPublication, match="en cours"):
        publier_fichier(autre, base, delai_s=0.1)
    assert version_servie(base) == "V1"
    libre = threading.Event()

    def tenir():
        with verrou(temoin):
            libre.set()
            time.sleep(0.2)

    fil = threading.Thread(target=tenir)
    fil.start()
    libre.wait()
    publier_fichier(autre, base, delai_s=30)
    fil.join()
    assert version_servie(base) == "V2"


def test_on_ne_remplace_pas_une_version_qu_on_n_a_pas_vue(base, tmp_path):
    publier_fichier(base_de(tmp_path / "1.duckdb", "V1"), base, "Claire")
    publier_fichier(base_de(tmp_path / "2.duckdb", "V2"), base, "Luc", attendue="V1")
    with pytest.raises(EchecPublication, match="par Luc"):
        publier_fichier(base_de(tmp_path / "3.duckdb", "V3"), base, attendue="V1")


def test_une_base_deja_publiee_recoit_un_autre_nom(base, tmp_path):
    fichier = base_de(tmp_path / "1.duckdb", "V1")
    publier_fichier(fichier, base)
    seconde = publier_fichier(fichier, base)
    assert seconde.version_id != "V1" and version_servie(base) == seconde.version_id
    assert version_servie(fichier) == "V1"


def test_ce_qui_ne_peut_pas_etre_publie_est_refuse_et_ne_laisse_rien(base, tmp_path):
    publier_fichier(base_de(tmp_path / "1.duckdb", "V1"), base)
    abimee = tmp_path / "abimee.duckdb"
    abimee.write_bytes(b"pas une base" * 1000)
    fausse = base_de(tmp_path / "fausse.duckdb", "V3")
    with duckdb.connect(str(fausse)) as connexion:
        connexion.execute("delete from ventilation")
    for fichier, phrase in (
        (tmp_path / "nulle-part.duckdb", "introuvable"),
        (base, "déjà la base servie"),
        (abimee, "abimee.duckdb.*ne peut pas être lue"),
        (fausse, "contrôle bloquant"),
    ):
        with pytest.raises(EchecConstruction, match=phrase):
            publier_fichier(fichier, base)
    assert sorted(f.name for f in base.parent.iterdir()) == ["b.duckdb", "b.versions"]
    assert len(journal(base)) == 1


def test_une_base_posee_a_la_main_entre_au_journal_et_se_retrouve(base, tmp_path):
    base_de(base, "V0")
    publier_fichier(base_de(tmp_path / "1.duckdb", "V1"), base)
    assert (journal(base)[0].version_id, journal(base)[0].par) == ("V0", "inconnu")
    restaurer("V0", base)
    assert version_servie(base) == "V0"


def test_un_journal_abime_se_relit_et_se_repare(base, tmp_path):
    publier_fichier(base_de(tmp_path / "1.duckdb", "V1"), base)
    publier_fichier(base_de(tmp_path / "2.duckdb", "V2"), base)
    registre = dossier_versions(base) / JOURNAL
    premiere, deuxieme = registre.read_bytes().splitlines()
    registre.write_bytes(premiere[:40] + b"\n\xff\xfe\n[1]\n" + deuxieme + b"\n" + deuxieme[:50])
    assert [e.version_id for e in journal(base)] == ["V2"]
    publier_fichier(base_de(tmp_path / "3.duckdb", "V3"), base)
    # V1 était encore gardée : elle retrouve une ligne, la ligne tronquée ne gêne pas la suivante.
    assert {e.version_id for e in journal(base)} == {"V1", "V2", "V3"}
    assert journal(base)[-1].version_id == "V3"


def test_sans_lien_physique_une_version_est_une_copie(base, tmp_path, monkeypatch):
    def impossible(*_):
        raise OSError("pas de lien ici")

    monkeypatch.setattr(os, "link", impossible)
    publier_fichier(base_de(tmp_path / "1.duckdb", "V1"), base)
    publier_fichier(base_de(tmp_path / "2.duckdb", "V2", "250.05"), base)
    restaurer("V1", base)
    assert accorde(base) == Decimal("100.10")
    assert not list(dossier_versions(base).glob(".partiel-*"))


@pytest.mark.parametrize("geste", ["ranger", "lier", "synchroniser_dossier"])
def test_un_disque_plein_laisse_l_ancienne_base_ou_la_neuve_entiere(base, tmp_path, monkeypatch, geste):
    publier_fichier(base_de(tmp_path / "1.duckdb", "V1"), base)
    publier_fichier(base_de(tmp_path / "2.duckdb", "V2", "250.05"), base)

    def plein(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as panne:
        panne.setattr(publication, geste, plein)
        with pytest.raises(EchecPublication, match="ne peut pas être écrite"):
            if geste == "lier":
                restaurer("V1", base)
            else:
                publier_fichier(base_de(tmp_path / "3.duckdb", "V3", "900"), base)
    assert (version_servie(base), accorde(base)) in (("V2", Decimal("250.05")), ("V3", Decimal("900")))
    # L'opération suivante remet tout d'accord.
    publier_fichier(base_de(tmp_path / "4.duckdb", "V4", "1000"), base)
    assert journal(base)[-1].version_id == "V4"
    assert {f.stem for f in dossier_versions(base).glob("*.duckdb")} == {e.version_id for e in journal(base)}


def test_une_base_en_service_que_le_journal_n_a_pas_pu_noter_est_publiee_et_notee_ensuite(
    base, tmp_path, monkeypatch, caplog
):
    publier_fichier(base_de(tmp_path / "1.duckdb", "V1"), base)
    vrai = rangement.os.fsync

    def plein(descripteur: int) -> None:
        if Path(f"/proc/self/fd/{descripteur}").resolve().name == "journal.jsonl":
            raise OSError(28, "No space left on device")
        vrai(descripteur)

    with monkeypatch.context() as panne:
        panne.setattr(rangement.os, "fsync", plein)
        publier_fichier(base_de(tmp_path / "2.duckdb", "V2", "250.05"), base)
    assert (version_servie(base), accorde(base)) == ("V2", Decimal("250.05"))
    assert "le disque est plein" in caplog.text
    assert [e.version_id for e in journal(base)] == ["V1"], "ni ligne, ni moitié de ligne"
    publier_fichier(base_de(tmp_path / "3.duckdb", "V3", "900"), base)
    assert [e.version_id for e in journal(base)] == ["V1", "V2", "V3"]


def test_la_commande_publie_liste_et_restaure(base, tmp_path, capsys):
    for rang, montant in ((1, "100.10"), (2, "250.05")):
        fichier = base_de(tmp_path / f"{rang}.duckdb", f"V{rang}", montant)
        assert main(["publier", str(fichier), "--base", str(base), "--par", "Claire"]) == 0
    capsys.readouterr()
    assert main(["versions", "--base", str(base)]) == 0
    servie, ancienne = capsys.readouterr().out.splitlines()
    assert servie.startswith("→ V2  ") and "publiée par Claire" in servie
    assert "1 action, 250,05\u202f€ accordés (+149,95\u202f€, +0 action)" in servie
    assert ancienne.startswith("  V1  ") and ancienne.endswith("100,10\u202f€ accordés")
    assert main(["restaurer", "V1", "--base", str(base)]) == 0
    assert "→ V1" in capsys.readouterr().out
    assert main(["versions", "--base", str(base), "--json"]) == 0
    lignes = json.loads(capsys.readouterr().out)
    assert [(i["version"], i["action"], i["servie"]) for i in lignes] == [
        ("V1", "restaurer", True),
        ("V2", "publier", False),
        ("V1", "publier", False),
    ]
    assert lignes[0]["accorde_eur"] == "100.10"
    assert main(["restaurer", "V9", "--base", str(base)]) == 1
    sortie = capsys.readouterr()
    assert "n'existe pas" in sortie.err and "Traceback" not in sortie.err


@pytest.mark.parametrize(
    ("par", "dit"),
    [
        ("Claire Martin", "Claire Martin"),
        ("  Claire\r\n Martin\x00 ", "Claire Martin"),
        ("a@agglo.fr\u202egro.live@b", "a@agglo.fr gro.live@b"),
        ("x" * 5000, "x" * 120),
    ],
)
def test_le_journal_garde_un_nom_d_une_ligne_et_lisible(base, tmp_path, par, dit):
    publier_fichier(base_de(tmp_path / "1.duckdb", "V1"), base, par)
    assert journal(base)[-1].par == dit
