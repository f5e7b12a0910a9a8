"""Le démarrage : les deux façons de servir, les pannes dites en français, la mémoire figée."""

import asyncio
import gc
import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from streamlit.testing.v1 import AppTest

from pages.serveur import demarrage
from tests.navigateur import outils


def test_uvicorn_sert_la_meme_application(base_servie, tmp_path):
    with outils.servir(base_servie, journal=tmp_path / "j.txt", commande="uvicorn") as adresse:
        assert httpx.get(f"{adresse}/sante").json()["version"] == "V1"
        assert '<html lang="fr">' in httpx.get(f"{adresse}/carte").text
        assert httpx.get(f"{adresse}/_stcore/health").text == "ok"


def _ecoutes(port: int) -> set[str]:
    """Les adresses où ce port est écouté, en hexadécimal, telles que le noyau les dit."""
    tables = [Path(f"/proc/net/{nom}") for nom in ("tcp", "tcp6")]
    lignes = [ligne.split() for table in tables if table.exists() for ligne in table.read_text().splitlines()]
    return {li[1].split(":")[0] for li in lignes if li[1].endswith(f":{port:04X}") and li[3] == "0A"}


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="le noyau ne dit pas ce qui est écouté")
@pytest.mark.parametrize("commande", ["streamlit", "uvicorn"])
def test_on_n_ecoute_que_la_boucle_tant_qu_on_ne_l_ouvre_pas(base_servie, tmp_path, commande):
    journal = tmp_path / "j.txt"
    with outils.servir(base_servie, journal=journal, commande=commande) as adresse:
        assert _ecoutes(int(adresse.rpartition(":")[2])) == {"0100007F"}
    assert "external IP" not in journal.read_text("utf-8")


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="le noyau ne dit pas ce qui est écouté")
def test_ouvrir_au_reseau_est_un_reglage_et_n_appelle_personne(base_servie, tmp_path):
    journal, ouvert = tmp_path / "j.txt", {"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}
    with outils.servir(base_servie, journal=journal, environnement=ouvert) as adresse:
        assert _ecoutes(int(adresse.rpartition(":")[2])) == {"00000000"}
        assert httpx.get(f"{adresse}/sante").status_code == 200
    # La garde de la série ferait échouer l'essai si le démarrage appelait dehors pour connaître son adresse.
    assert "external IP" not in journal.read_text("utf-8")


def test_une_configuration_fautive_se_lit_dans_le_navigateur_et_au_journal_sans_trace(base_servie, tmp_path):
    (tmp_path / "reglages.toml").write_text("contact = 'x'\ncouleur = '<b>'", encoding="utf-8")
    journal = tmp_path / "j.txt"
    reglages = {"CONTRAT_CONFIG": str(tmp_path / "reglages.toml")}
    with outils.servir(base_servie, journal=journal, environnement=reglages) as adresse:
        page, sante = httpx.get(f"{adresse}/carte?annee=2024"), httpx.get(f"{adresse}/sante")
    assert (page.status_code, sante.status_code) == (503, 503)
    assert '<html lang="fr">' in page.text
    for texte in (page.text, sante.json()["motif"], journal.read_text("utf-8")):
        assert "ligne 2 : la clé « couleur » est inconnue. Clés connues : collectivite, logo" in texte
        assert "Traceback" not in texte
    assert "default-src 'self'" in page.headers["content-security-policy"]


def test_une_base_nommee_et_absente_n_empeche_pas_de_servir(tmp_path):
    with outils.servir(tmp_path / "absente.duckdb", journal=tmp_path / "j.txt") as adresse:
        sante = httpx.get(f"{adresse}/sante")
        assert httpx.get(adresse).status_code == 200
    assert sante.status_code == 503
    assert "absente.duckdb" in sante.json()["motif"]
    # Pas le chemin du serveur : ce texte est public.
    assert str(tmp_path) not in sante.text


def test_les_imports_lourds_sont_figes_avant_la_premiere_visite(monkeypatch):
    monkeypatch.setattr(demarrage, "preparer_base", lambda: None)

    async def demarrer() -> int:
        async with demarrage.duree_de_vie(None):
            return gc.get_freeze_count()

    try:
        # Dans un autre fil : Playwright, lancé par d'autres essais, tient la boucle de celui-ci.
        with ThreadPoolExecutor(1) as fil:
            assert fil.submit(asyncio.run, demarrer()).result() > 10_000
        assert all(nom in sys.modules for nom in demarrage.LOURDS)
    finally:
        gc.unfreeze()


@pytest.fixture
def construction(monkeypatch):
    """Remplace la construction de la base par un témoin."""
    appels = []
    monkeypatch.setitem(
        sys.modules, "data.construction", SimpleNamespace(assurer_base=lambda: appels.append(1))
    )
    return appels


def test_sans_base_la_fictive_est_construite(construction, monkeypatch, tmp_path):
    monkeypatch.delenv("CONTRAT_BASE", raising=False)
    monkeypatch.setattr(demarrage, "chemin_base", lambda: tmp_path / "absente.duckdb")
    demarrage.preparer_base()
    assert construction == [1]


def test_une_base_nommee_n_est_jamais_remplacee_par_la_fictive(construction, monkeypatch, tmp_path):
    monkeypatch.setenv("CONTRAT_BASE", str(tmp_path / "absente.duckdb"))
    demarrage.preparer_base()
    assert construction == []


def test_une_construction_qui_echoue_n_empeche_pas_de_demarrer(monkeypatch, tmp_path, caplog):
    monkeypatch.delenv("CONTRAT_BASE", raising=False)
    monkeypatch.setattr(demarrage, "chemin_base", lambda: tmp_path / "absente.duckdb")
    monkeypatch.setitem(sys.modules, "data.construction", SimpleNamespace())
    demarrage.preparer_base()
    assert "n'a pas pu être construite" in caplog.text


def _page_fautive():
    from pages.serveur.demarrage import montrer_erreur

    try:
        raise ValueError("mot de passe : 1234")
    except ValueError as erreur:
        montrer_erreur(erreur)


def test_une_erreur_de_page_est_une_phrase_pour_le_visiteur_et_une_trace_au_journal(caplog):
    with caplog.at_level(logging.ERROR):
        page = AppTest.from_function(_page_fautive).run()
    (phrase,) = page.error
    assert phrase.value.startswith("Cette page n'a pas pu être affichée.")
    assert "1234" not in phrase.value
    assert "mot de passe : 1234" in caplog.text


def _base_absente():
    from pages.serveur.demarrage import montrer_erreur
    from queries import BaseIndisponible

    montrer_erreur(BaseIndisponible("La base manque.", "Construisez-la."))


def test_une_base_indisponible_dit_que_faire():
    page = AppTest.from_function(_base_absente).run()
    assert page.error[0].value == "La base manque."
    assert page.markdown[0].value == "Construisez-la."
