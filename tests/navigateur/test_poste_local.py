"""Le poste local, pour de vrai : la commande, son lien, et le serveur des visiteurs sur la même base."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from websockets.sync.client import connect

from data.publication import publier_fichier
from tests.navigateur import outils

RACINE = Path(__file__).parents[2]


class Poste:
    """La commande en marche : `lien()` en demande un autre, comme on presse Entrée."""

    def __init__(self, base: Path, port: int, journal) -> None:
        commande = [sys.executable, "-m", "data", "local", "--sans-navigateur", f"--base={base}"]
        self.site = f"http://127.0.0.1:{port}"
        self.processus = subprocess.Popen(
            [*commande, f"--port={port}"],
            # Un réglage qui ouvrirait l'adresse à tous ne s'entend pas ici.
            env=os.environ | {"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"},
            cwd=RACINE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=journal,
            text=True,
        )

    def lire_lien(self) -> str:
        for ligne in self.processus.stdout:
            if trouve := re.search(r"http://\S+", ligne):
                return trouve[0]
        raise AssertionError("la commande s'est arrêtée sans donner de lien")

    def autre_lien(self) -> str:
        self.processus.stdin.write("\n")
        self.processus.stdin.flush()
        return self.lire_lien()

    def ecoute(self) -> set[str]:
        """Les adresses où le port du poste est ouvert (celles de Linux, en hexadécimal)."""
        port = f"{int(self.site.rpartition(':')[2]):04X}"
        lignes = [
            ligne.split()
            for nom in ("tcp", "tcp6")
            for ligne in Path(f"/proc/net/{nom}").read_text().splitlines()
        ]
        lues = [(*ligne[1].split(":"), ligne[3]) for ligne in lignes if ":" in ligne[1]]
        return {adresse for adresse, autre, etat in lues if autre == port and etat == "0A"}

    def tuer(self) -> None:
        """Sans prévenir : le serveur doit s'éteindre de lui-même, personne n'en tient plus la clé."""
        self.processus.kill()
        self.processus.communicate(timeout=30)
        fin = time.monotonic() + 60
        while self.ecoute() and time.monotonic() < fin:
            time.sleep(0.2)
        assert not self.ecoute(), "le serveur du poste local survit à sa commande"


@pytest.fixture(scope="module")
def base(base_demo, tmp_path_factory) -> Path:
    """Une base à deux versions : de quoi publier, par un retour en arrière."""
    dossier = tmp_path_factory.mktemp("poste")
    base, copie = dossier / "b.duckdb", dossier / "avant.duckdb"
    shutil.copyfile(base_demo, copie)
    publier_fichier(copie, base, "Claire")
    with duckdb.connect(str(copie)) as autre:
        autre.execute("update version set version_id = '261127-0000aa'")
        autre.execute("update financement set accorde_eur = accorde_eur * 2")
        autre.execute("update ventilation set accorde_eur = accorde_eur * 2")
    publier_fichier(copie, base, "Claire", malgre_tout=True)
    return base


@pytest.fixture(scope="module")
def poste(base, tmp_path_factory, navigateur):
    with (tmp_path_factory.mktemp("journal") / "j.txt").open("w") as journal:
        ouvert = Poste(base, outils.port_libre(), journal)
        yield ouvert
        ouvert.tuer()


def accorde(page, site: str) -> str:
    outils.ouvrir(page, f"{site}/?contrat=CN00001I&annee=2025")
    return page.locator(".st-key-chiffres").inner_text()


def test_le_poste_publie_et_les_visiteurs_le_voient_au_clic_suivant(
    poste, base, navigateur, tmp_path_factory
):
    premier = poste.lire_lien()
    assert poste.ecoute() == {"0100007F"}, "le poste n'écoute que 127.0.0.1"
    journal = tmp_path_factory.mktemp("visiteurs") / "j.txt"
    bureau = navigateur.new_context(viewport={"width": 1366, "height": 900}, locale="fr-FR")
    dehors = navigateur.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR")
    with outils.servir(base, journal=journal) as visiteurs:
        page, telephone = bureau.new_page(), dehors.new_page()
        # Sans clé, au même endroit : un visiteur, à qui une phrase dit quoi faire, sans commande.
        outils.ouvrir(telephone, f"{poste.site}/mise-a-jour")
        telephone.get_by_text("ouvrir le « poste local »").wait_for()
        assert not telephone.get_by_test_id("stFileUploader").count()
        assert "python" not in telephone.get_by_test_id("stMain").inner_text()

        outils.ouvrir(page, premier)
        assert page.url.rstrip("/") == poste.site, "l'adresse ne porte plus la clé"
        page.locator(".st-key-ruban").get_by_text("Poste local").wait_for()
        (tenu,) = [c for c in bureau.cookies() if c["name"] == "poste_local"]
        assert tenu["httpOnly"] and tenu["sameSite"] == "Strict" and tenu["expires"] == -1

        avant = accorde(telephone, visiteurs)
        outils.ouvrir(page, f"{poste.site}/mise-a-jour")
        page.get_by_test_id("stFileUploader").wait_for()
        page.get_by_role("button", name="Remettre en service").click()
        page.get_by_role("button", name="Oui, la remettre en service").click()
        page.get_by_text("remise en service.").wait_for(timeout=60_000)
        assert accorde(telephone, visiteurs) != avant
        assert (
            base.with_name("b.versions").joinpath("journal.jsonl").read_text("utf-8").count("Poste local")
            == 1
        )
        # Le cookie du poste n'ouvre rien chez les visiteurs, même machine ou non.
        outils.ouvrir(page, f"{visiteurs}/mise-a-jour")
        page.get_by_text("ouvrir le « poste local »").wait_for()
        assert not page.get_by_test_id("stFileUploader").count()
    bureau.close()
    dehors.close()


def test_le_ruban_se_voit_partout_meme_sur_un_telephone(poste, navigateur):
    contexte = navigateur.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR")
    page = contexte.new_page()
    outils.ouvrir(page, poste.autre_lien())
    for adresse in ("", "instruction", "mise-a-jour", "donnees", "copil", "aide", "?mode=projection"):
        outils.ouvrir(page, f"{poste.site}/{adresse}")
        page.locator(".stMarkdownBadge", has_text="Poste local").wait_for()
        assert not outils.defilement_horizontal(page), adresse
    contexte.close()


def test_un_lien_ne_sert_qu_une_fois_et_rien_d_etranger_n_entre(poste, navigateur):
    lien = poste.autre_lien()
    premier, second = (navigateur.new_context(locale="fr-FR") for _ in range(2))
    outils.ouvrir(premier.new_page(), lien)
    page = second.new_page()
    assert page.goto(lien).status == 403
    assert page.get_by_role("heading", name="Ce lien ne sert plus").is_visible()
    assert not [c for c in second.cookies() if c["name"] == "poste_local"]

    (tenu,) = [c for c in premier.cookies() if c["name"] == "poste_local"]
    cookie = {"Cookie": f"poste_local={tenu['value']}"}
    hote = poste.site.removeprefix("http://")
    with connect(f"ws://{hote}/_stcore/stream", origin=poste.site, additional_headers=cookie):
        pass
    for origine, ajoutes in (
        ("http://evil.com", {}),
        (poste.site, {"X-Forwarded-For": "127.0.0.1"}),
        ("null", {}),
    ):
        with pytest.raises(Exception, match="403"):
            connect(f"ws://{hote}/_stcore/stream", origin=origine, additional_headers=cookie | ajoutes)
    premier.close()
    second.close()
