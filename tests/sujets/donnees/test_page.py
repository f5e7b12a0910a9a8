"""Données : les fichiers qu'on emporte sont à la version et aux droits de qui regarde."""

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pandas as pd
import pytest
from openpyxl import load_workbook

from pages import plan
from pages.blocs import Fichier, Telechargements
from pages.reponses import Reponse, reponse
from pages.serveur.configuration import STATUTS
from pages.sujets.donnees import fabrique
from pages.visite import construire
from queries import a_la_meme_version
from tests.dire import dire

PUBLICS = ("retenue", "conventionnée", "réalisée", "soldée")
REFUSE = "Projet Zorglub"
"""Sans accent : un classeur les écrit autrement."""


@pytest.fixture
def petite(base_minuscule):
    return base_minuscule(f"""
        insert into source (source_id, type, nom, fichier, empreinte, importe_le) values
            ('s01', 'classeur', 'Essai', 'e', 'x', '2026-01-01');
        insert into contrat (contrat_id, nom, debut, fin, generation, source_id) values
            ('C1', 'Val', 2024, 2030, '2024', 's01');
        insert into action
            (action_id, contrat_id, annee, reference, intitule, statut, echelle, source_id) values
            ('C1-A1', 'C1', 2026, 'A1', 'Chantier', 'retenue', 'contrat', 's01'),
            ('C1-A2', 'C1', 2026, 'A2', '{REFUSE}', 'refusée', 'contrat', 's01');
    """)


def fichiers(dite: Reponse) -> dict[str, Fichier]:
    """Les fichiers de la page, par clé ; KeyError si deux ont la même."""
    rendus: dict[str, Fichier] = {}
    for bloc in dite.tous():
        for fichier in bloc.fichiers if isinstance(bloc, Telechargements) else ():
            assert fichier.cle not in rendus
            rendus[fichier.cle] = fichier
    return rendus


def fabriquer(dite: Reponse, fichier: Fichier) -> bytes:
    """Ce que rend un clic, comme l'écran le demande : plus tard, dans un autre fil."""
    with dite.visite.porte():
        plus_tard = a_la_meme_version(fichier.contenu)
    with ThreadPoolExecutor(1) as fil:
        return fil.submit(plus_tard).result()


def lu(octets: bytes) -> str:
    """Tout le texte d'un fichier, ce que porte une archive compris."""
    if not octets.startswith(b"PK"):
        return octets.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return "\n".join(lu(archive.read(nom)) for nom in archive.namelist())


def test_les_fichiers_d_un_visiteur_n_ont_que_les_statuts_publics(petite):
    for statuts, attendu in ((PUBLICS, ["A1"]), (None, ["A1", "A2"])):
        octets = fabrique.classeur(petite, "C1", statuts, rempli=True)
        feuille = load_workbook(io.BytesIO(octets))["Programmation"]
        assert [c.value for c in feuille["A"][1:] if c.value] == attendu
    with zipfile.ZipFile(io.BytesIO(fabrique.archive(petite, PUBLICS))) as archive:
        tout = b"".join(archive.read(nom) for nom in archive.namelist() if nom.endswith(".csv"))
    assert b"Chantier" in tout and REFUSE.encode() not in tout


@pytest.mark.parametrize("page", [page.code for page in plan.PAGES if page.valeur])
def test_aucun_fichier_d_une_page_ne_dit_a_un_visiteur_ce_qu_il_ne_voit_pas(petite, page):
    for lien in ({}, {"contrat": "*", "annee": "toutes"}, {"statut": "refusée"}):
        dite = dire(page, lien)
        for cle, fichier in fichiers(dite).items():
            assert REFUSE not in lu(fabriquer(dite, fichier)), f"{page} {lien} {cle}"


def test_un_agent_emporte_tout_meme_la_ou_le_public_voit_tout(petite, monkeypatch, tmp_path):
    reglages = tmp_path / "reglages.toml"
    for publics in (PUBLICS, STATUTS):
        reglages.write_text(f"statuts_publics = {list(publics)!r}", "utf-8")
        monkeypatch.setenv("CONTRAT_CONFIG", str(reglages))
        dite = reponse(construire("donnees", {}, permis=STATUTS, agent=True))
        des = fichiers(dite)
        assert {"ouvert-modele", "ouvert-classeur", "ouvert-base", "ouvert-archive"} <= set(des)
        assert REFUSE in lu(fabriquer(dite, des["ouvert-classeur"]))
        # Sans masquer les petits effectifs : déposé, le sien effacerait ce qui y manque.
        assert des["ouvert-classeur"].contenu.args[1] is None


def test_la_page_propose_ces_fichiers_a_un_visiteur(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    des = fichiers(dire("donnees"))
    assert {"ouvert-modele", "ouvert-classeur", "ouvert-archive"} <= set(des) and "ouvert-base" not in des
    assert len({fichier.libelle for fichier in des.values()}) == len(des)
    with duckdb.connect(str(base_demo), read_only=True) as base:
        assert base.execute("select count(*) from contrat").fetchone()[0] > 1


def test_une_reponse_gardee_ne_retient_pas_les_lignes_de_ses_fichiers(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    for fichier in fichiers(dire("donnees")).values():
        tenus = [*fichier.contenu.args, *fichier.contenu.keywords.values()]
        assert not any(isinstance(valeur, pd.DataFrame | bytes) for valeur in tenus), fichier.cle
