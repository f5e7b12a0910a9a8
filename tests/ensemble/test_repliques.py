"""Trois répliques derrière le nginx livré et un vrai Redis : une séance, une mort, une publication.

Un seul essai : l'ensemble est long à lancer, et ce qui est éprouvé est qu'il continue.
"""

import shutil
import subprocess
import threading
from pathlib import Path

import duckdb
from playwright.sync_api import Browser, Page, expect

from data.publication import publier_fichier, restaurer
from pages.seance import courante, ordre, salle
from pages.seance.ordre import Point, Seance
from tests.conftest import RACINE
from tests.ensemble.repliques import Ensemble, attendre, redis, servir
from tests.navigateur import outils

TROIS = Seance(
    "Comité",
    (
        Point("L'année", "synthese", (("annee", "2024"),), "Saluer le préfet.", 5),
        Point("La carte", "carte", (("annee", "2024"),), "", 5),
        Point("Qui paie", "financeurs", (("annee", "2024"),), "", 5),
    ),
)
LONGUE = Seance(
    "Longue", tuple(Point("".join(salle.nouveau_code() for _ in range(20)), "carte") for _ in range(60))
)
"""Des titres qui ne se compriment pas : trop longue pour un lien."""


def test_trois_repliques_n_en_font_qu_une(base_demo, navigateur, tmp_path):
    base = tmp_path / "servie.duckdb"
    shutil.copyfile(base_demo, base)
    with redis(tmp_path) as magasin, servir(base, tmp_path, 3, magasin) as ensemble:
        _une_seance_a_deux_repliques_dont_l_une_meurt(ensemble, navigateur)
        _une_publication_se_voit_partout_et_se_defait_partout(ensemble, tmp_path)
        _un_redemarrage_tournant_ne_refuse_personne(ensemble, tmp_path)


def _ecran(ensemble: Ensemble, navigateur: Browser, port: int, largeur: int, hauteur: int) -> Page:
    """Un appareil que nginx mène à la réplique de ce port."""
    contexte = navigateur.new_context(
        viewport={"width": largeur, "height": hauteur}, locale="fr-FR", ignore_https_errors=True
    )
    contexte.add_cookies([{"name": "replique", "value": ensemble.adherence(port), "url": ensemble.adresse}])
    return contexte.new_page()


def _une_seance_a_deux_repliques_dont_l_une_meurt(ensemble: Ensemble, navigateur: Browser) -> None:
    ici, la = ensemble.repliques[0], ensemble.repliques[1]
    ecran = _ecran(ensemble, navigateur, ici.port, 1920, 1080)
    pupitre = _ecran(ensemble, navigateur, la.port, 390, 844)
    code, seance = salle.nouveau_code(), courante.code_de(TROIS)
    lien = f"{ensemble.adresse}/copil?seance={seance}&salle={code}"
    outils.ouvrir(pupitre, f"{lien}&role=pupitre")
    outils.ouvrir(ecran, lien)
    ecran.get_by_role("button", name="Lancer la séance").click()
    ecran.wait_for_url("**&pas=1")
    expect(pupitre.locator("h1")).to_have_text("Point 1 sur 3", timeout=60_000)
    pupitre.get_by_role("button", name="Suivant").click()
    ecran.wait_for_url("**&pas=2", timeout=60_000)
    outils.attendre_pret(ecran, 120)
    # Une séance que le lien ne peut pas tenir, ouverte ailleurs que là où elle a été gardée.
    longue = _longue(ensemble, navigateur, la.port)
    ici.tuer()
    # L'écran de la salle était sur celle qui meurt : une autre reprend, au même point.
    pupitre.get_by_role("button", name="Suivant").click()
    ecran.wait_for_url("**&pas=3", timeout=120_000)
    outils.attendre_pret(ecran, 120)
    assert "/financeurs" in ecran.url
    expect(ecran.locator("h1")).to_contain_text("Point 3 sur 3")
    # Et la séance longue s'ouvre encore, sur une autre que celle qui l'a reçue.
    autre = ensemble.repliques[2]
    copie = _ecran(ensemble, navigateur, autre.port, 1366, 900)
    outils.ouvrir(copie, longue)
    expect(copie.get_by_text("60 points")).to_be_visible()
    for page in (ecran, pupitre, copie):
        page.context.close()
    ensemble.repliques[0] = ensemble.lancer(ici.port)


def _longue(ensemble: Ensemble, navigateur: Browser, port: int) -> str:
    """Le lien d'une séance trop longue, gardée par la réplique de ce port quand on en rouvre le fichier."""
    page = _ecran(ensemble, navigateur, port, 1366, 900)
    outils.ouvrir(page, f"{ensemble.adresse}/copil")
    page.locator("input[type=file]").set_input_files(
        {"name": "longue.toml", "mimeType": "application/toml", "buffer": ordre.en_toml(LONGUE).encode()}
    )
    page.wait_for_url("**seance=~**", timeout=60_000)
    adresse = page.url
    page.context.close()
    return adresse


def _une_publication_se_voit_partout_et_se_defait_partout(ensemble: Ensemble, dossier: Path) -> None:
    avant = {replique.version() for replique in ensemble.repliques}
    assert len(avant) == 1 and "" not in avant
    neuve = dossier / "neuve.duckdb"
    shutil.copyfile(ensemble.base, neuve)
    with duckdb.connect(str(neuve)) as base:
        base.execute("update version set version_id = 'ensemble-2'")
        base.execute("update action set intitule = intitule || ' bis' where annee = 2024")
    publier_fichier(neuve, ensemble.base, par="essai")
    # Aucune attente : la première lecture d'après est déjà celle de la base neuve.
    assert [replique.version() for replique in ensemble.repliques] == ["ensemble-2"] * 3
    restaurer(*avant, ensemble.base, par="essai")
    assert {replique.version() for replique in ensemble.repliques} == avant


def _un_redemarrage_tournant_ne_refuse_personne(ensemble: Ensemble, dossier: Path) -> None:
    """Le script livré redémarre les trois ; un visiteur qui demande sans cesse n'est jamais refusé."""
    etats: list[int] = []
    fini = threading.Event()

    def demander(rang: int) -> None:
        with ensemble.client() as client:
            while not fini.is_set():
                etats.append(client.get("/sante", headers={"cookie": f"replique=v{rang}"}).status_code)
                fini.wait(0.05)

    visiteurs = [threading.Thread(target=demander, args=(rang,)) for rang in range(4)]
    for visiteur in visiteurs:
        visiteur.start()
    demandes = dossier / "demandes"
    demandes.mkdir()
    relancer = dossier / "relancer"
    # À la place de systemctl, que la machine d'essai n'a pas : l'essai relance la réplique demandée.
    relancer.write_text(f'#!/bin/sh\n: > "{demandes}/$1"\nwhile [ -e "{demandes}/$1" ]; do sleep 0.1; done\n')
    relancer.chmod(0o755)
    variables = ensemble.environnement | {"RELANCER": str(relancer)}
    ports = [str(replique.port) for replique in ensemble.repliques]
    script = subprocess.Popen([RACINE / ".deploiement" / "redemarrer", *ports], env=variables)
    try:
        for rang, replique in enumerate(list(ensemble.repliques)):
            demande = demandes / str(replique.port)
            attendre(demande.exists, f"le script demande {replique.port}")
            replique.lance.terminate()
            replique.lance.wait(60)
            ensemble.repliques[rang] = ensemble.lancer(replique.port)
            demande.unlink()
        assert script.wait(120) == 0
    finally:
        script.kill()
        fini.set()
        for visiteur in visiteurs:
            visiteur.join()
    assert len(etats) > 20
    assert set(etats) == {200}
