"""« Mettre à jour » : chaque rôle voit ce qu'il peut faire, et rien de plus ; les fichiers qu'on emporte."""

import io
import zipfile

import duckdb
import pytest
from openpyxl import load_workbook

from data.publication import publier_fichier
from pages.composants import acces, connexion, fichiers_ouverts
from pages.mise_a_jour import notice, publication, visite
from tests.pages.test_pages import ouvrir, textes

PUBLICS = ("retenue", "conventionnée", "réalisée", "soldée")


@pytest.fixture
def role(base_demo, monkeypatch, tmp_path):
    """Ouvre la page avec ce rôle, sur une base publiée (connexion configurée ou non)."""
    base = tmp_path / "b.duckdb"
    publier_fichier(base_demo, base, "dupont@agglo.fr")
    monkeypatch.setenv("CONTRAT_BASE", str(base))

    def avec(nom: str, possible: bool = True, **parametres: str):
        monkeypatch.setattr(acces, "role", lambda: nom)
        monkeypatch.setattr(acces, "est_connecte", lambda: nom != acces.VISITEUR)
        monkeypatch.setattr(acces, "courriel", lambda: "x@agglo.fr" if nom != acces.VISITEUR else "")
        for module in (connexion, notice):
            monkeypatch.setattr(module, "connexion_possible", lambda: possible)
        essai = ouvrir("mise-a-jour", **parametres)
        assert not essai.exception
        return essai

    return avec


def boutons(essai) -> set[str]:
    return {bouton.key for bouton in essai.button}


@pytest.mark.parametrize("possible", [True, False])
def test_un_visiteur_n_a_ni_chiffre_ni_bouton_de_mise_a_jour(role, possible):
    essai = role(acces.VISITEUR, possible)
    assert not (essai.metric or essai.dataframe or essai.get("file_uploader") or essai.checkbox)
    assert not boutons(essai) & {"verifier", "publier", "oui-restaurer", "confirmer-colonnes"}
    assert "dupont" not in textes(essai), "le journal n'est pas pour lui"
    assert ("se-connecter" in boutons(essai)) == possible


@pytest.mark.parametrize("possible", [True, False])
def test_un_visiteur_lit_une_phrase_et_aucune_commande(role, possible):
    essai = role(acces.VISITEUR, possible)
    dit = textes(essai) + "".join(bloc.value for bloc in essai.code)
    assert "python" not in dit and "toml" not in dit
    attendu = "Connectez-vous avec l'adresse" if possible else "Demandez à la personne qui tient ce serveur"
    assert attendu in dit


def test_un_agent_depose_et_ne_publie_pas(role):
    essai = role(acces.AGENT)
    assert essai.get("file_uploader")
    titres = [titre.value for titre in essai.subheader]
    assert titres == ["1. Votre contrat de ville", "2. Votre fichier"]
    assert not boutons(essai) & {"publier", "oui-restaurer"}


def test_un_administrateur_a_le_journal_et_le_retour_en_arriere(role):
    essai = role(acces.ADMINISTRATEUR)
    titres = [titre.value for titre in essai.subheader]
    assert titres == [
        "1. Votre contrat de ville", "2. Votre fichier", "Revenir en arrière", "Le journal des publications",
    ]  # fmt: skip
    assert "dupont@agglo.fr" in essai.dataframe[0].value.to_string()


def test_en_projection_rien_ne_se_depose(role):
    essai = role(acces.ADMINISTRATEUR, mode="projection")
    assert not essai.get("file_uploader")


def test_un_role_perdu_entre_deux_clics_ne_remet_rien_en_service(monkeypatch):
    monkeypatch.setattr(acces, "role", lambda: acces.AGENT)
    monkeypatch.setattr(visite, "faire", lambda *_: pytest.fail("rien ne doit être fait"))
    publication._restaurer("V1")


def test_un_seul_travail_a_la_fois():
    with visite.seul(), pytest.raises(visite.Occupe), visite.seul():
        pass


@pytest.fixture
def petite(base_minuscule):
    return base_minuscule("""
        insert into source (source_id, type, nom, fichier, empreinte, importe_le) values
            ('s01', 'classeur', 'Essai', 'e', 'x', '2026-01-01');
        insert into contrat (contrat_id, nom, debut, fin, generation, source_id) values
            ('C1', 'Val', 2024, 2030, '2024', 's01');
        insert into action
            (action_id, contrat_id, annee, reference, intitule, statut, echelle, source_id) values
            ('C1-A1', 'C1', 2026, 'A1', 'Chantier', 'retenue', 'contrat', 's01'),
            ('C1-A2', 'C1', 2026, 'A2', 'Projet refusé', 'refusée', 'contrat', 's01');
    """)


def test_les_fichiers_d_un_visiteur_n_ont_que_les_statuts_publics(petite):
    for statuts, attendu in ((PUBLICS, ["A1"]), (None, ["A1", "A2"])):
        octets = fichiers_ouverts.classeur(petite, "C1", statuts, rempli=True)
        feuille = load_workbook(io.BytesIO(octets))["Programmation"]
        assert [c.value for c in feuille["A"][1:] if c.value] == attendu
    with zipfile.ZipFile(io.BytesIO(fichiers_ouverts.archive(petite, PUBLICS))) as archive:
        tout = b"".join(archive.read(nom) for nom in archive.namelist() if nom.endswith(".csv"))
    assert b"Chantier" in tout and "Projet refusé".encode() not in tout


def test_la_page_donnees_propose_ces_fichiers(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    essai = ouvrir("donnees")
    assert not essai.exception
    cles = {bouton.proto.id.rpartition("-ouvert-")[2] for bouton in essai.get("download_button")}
    assert {"modele", "classeur", "archive"} <= cles and "base" not in cles
    with duckdb.connect(str(base_demo), read_only=True) as base:
        assert base.execute("select count(*) from contrat").fetchone()[0] > 1
