"""Le diagnostic : tout va sur une installation juste, et chaque chose qui va mal a sa ligne et son remède."""

import json
import os
import pwd
import shutil
import sqlite3
import sys
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from data import brouillons, catalogues
from data.__main__ import main
from data.diagnostic import (
    A_CORRIGER,
    A_VOIR,
    BIEN,
    Installation,
    adresse,
    base,
    connexion,
    droits,
    examiner,
    machine,
    magasin,
)
from data.publication import publier_fichier
from pages.serveur.magasin.fichier import MagasinFichier
from queries.versions import dossier_versions
from tests.conftest import ouvrir_vide

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="les droits sont ceux d'Unix")
CONFIGURATION = """
adresse_publique = "https://tableau.agglo.fr"
agents = ["@agglo.fr"]
administrateurs = ["chef@agglo.fr"]
"""
SECRETS = """
[auth]
redirect_uri = "https://tableau.agglo.fr/oauth2callback"
cookie_secret = "5f0c1d9b7e3a4c2866f1e0d4b79a3c5e"
client_id = "tableau"
client_secret = "secret"
server_metadata_url = "https://connexion.agglo.fr/.well-known/openid-configuration"
client_kwargs = { scope = "openid email" }
"""
LIGNES = """
insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
values ('C1', 'Val', 2024, 2030, '2024', 's');
insert into source values ('s', 'classeur', 'S', '', '', '', '', 'f', 'e', now(), 1, 1, 0);
insert into action (action_id, contrat_id, annee, intitule, statut, echelle, source_id)
values ('A1', 'C1', 2024, 'Essai', 'déposée', 'contrat', 's');
"""


@pytest.fixture
def installee(tmp_path, monkeypatch):
    """Une installation où tout va, hors de ce que `changer` y abîme."""
    monkeypatch.setenv("TZ", "Europe/Paris")
    dossier = tmp_path / "srv"
    dossier.mkdir(mode=0o755)
    with ouvrir_vide(tmp_path / "neuve.duckdb") as neuve:
        neuve.execute(LIGNES)
    publier_fichier(tmp_path / "neuve.duckdb", dossier / "b.duckdb", "essai", malgre_tout=True)
    (tmp_path / "c.toml").write_text(CONFIGURATION, encoding="utf-8")
    (tmp_path / "s.toml").write_text(SECRETS, encoding="utf-8")
    (tmp_path / "s.toml").chmod(0o600)

    def faire(**environnement: str) -> Installation:
        dits = {
            "CONTRAT_CONFIG": str(tmp_path / "c.toml"),
            "STREAMLIT_SECRETS_FILES": str(tmp_path / "s.toml"),
            "CONTRAT_BASE": str(dossier / "b.duckdb"),
        }
        return Installation(dossier / "b.duckdb", {**dits, **environnement})

    return faire


def dit(points, etat: str) -> str:
    return "\n".join(p.ligne() for p in points if p.etat == etat)


def test_une_installation_juste_n_a_rien_a_corriger(installee):
    points = examiner(installee())
    assert not dit(points, A_CORRIGER)
    assert {p.sujet for p in points} == {
        "dépendances",
        "base",
        "versions",
        "droits",
        "horloge",
        "mémoire",
        "disque",
        "configuration",
        "connexion",
        "adresse",
        "magasin",
    }
    assert all(bool(p.faire) == (p.etat != BIEN) for p in points), "ce qui ne va pas dit quoi faire"


def test_la_base_absente_abimee_vieille_ou_vide(installee, tmp_path):
    i = installee()
    tard = Installation(i.base, i.environnement, maintenant=i.maintenant + timedelta(days=500))
    assert "il y a plus d'un an" in dit(base.points(tard), A_VOIR)
    tot = Installation(i.base, i.environnement, maintenant=i.maintenant - timedelta(days=2))
    assert "dans l'avenir" in dit(base.points(tot), A_CORRIGER)
    vide = tmp_path / "vide.duckdb"
    ouvrir_vide(vide).close()
    assert "aucune action" in dit(base.points(Installation(vide, {})), A_VOIR)
    ouvrir_vide(tmp_path / "autre.duckdb", schema=99).close()
    assert "autre version" in dit(base.points(Installation(tmp_path / "autre.duckdb", {})), A_CORRIGER)
    with ouvrir_vide(tmp_path / "fausse.duckdb") as fausse:
        fausse.execute(LIGNES.replace("'A1', 'C1'", "'A1', 'C9'"))
    assert "contrôle bloquant" in dit(base.points(Installation(tmp_path / "fausse.duckdb", {})), A_CORRIGER)
    i.base.write_bytes(b"x" * 9000)
    assert "abîmé" in dit(base.points(i), A_CORRIGER)
    i.base.unlink()
    assert "n'existe pas" in dit(base.points(i), A_CORRIGER)
    assert "la fiction" in dit(base.points(Installation(i.base, {})), A_VOIR)


def test_le_journal_abime_absent_ou_muet_et_les_restes(installee, tmp_path):
    i = installee()
    dossier = dossier_versions(i.base)
    entier = (dossier / "journal.jsonl").read_bytes()
    (dossier / "journal.jsonl").write_bytes(entier + b'{"version_id": 3\n')
    assert "1 ligne abîmée (n° 2)" in dit(base.versions_gardees(i), A_VOIR)
    (dossier / "journal.jsonl").write_bytes(b"")
    assert "n'est pas au journal" in dit(base.versions_gardees(i), A_VOIR)
    (dossier / "V0.duckdb").write_bytes(b"rien")
    assert "V0.duckdb » ne se lit plus" in dit(base.versions_gardees(i), A_CORRIGER)
    (dossier / ".en-cours.json").write_text("{}")
    assert "a été coupée" in dit(base.versions_gardees(i), A_VOIR)
    reste = i.base.parent / ".construction-1-b.duckdb"
    reste.touch()
    os.utime(reste, (0, 0))
    assert "1 construction inachevée" in dit(base.versions_gardees(i), A_VOIR)
    (dossier / "journal.jsonl").unlink()
    assert "aucun journal" in dit(base.versions_gardees(i), A_VOIR)


def test_un_catalogue_de_parquet_se_diagnostique_aussi(installee, tmp_path):
    i = installee()
    catalogues.ecrire(i.base, tmp_path / "p", "essai")
    points = examiner(Installation(tmp_path / "p", i.environnement))
    assert not dit(points, A_CORRIGER)
    assert "dossier de Parquet lisible" in dit(points, BIEN)
    (tmp_path / "p" / "V1" / "action.parquet").write_bytes(b"")
    assert "ne se lit plus" in dit(base.versions_gardees(Installation(tmp_path / "p", {})), A_CORRIGER)


def test_ce_qui_est_ouvert_a_tous_ou_ferme_au_service(installee, tmp_path):
    i = installee()
    for chemin in (i.base, i.base.parent, dossier_versions(i.base), tmp_path / "c.toml"):
        mode = chemin.stat().st_mode
        chemin.chmod(mode | 0o002)
        assert f"« {chemin.name} » est modifiable par tous" in dit(droits.points(i), A_CORRIGER)
        chemin.chmod(mode)
    (tmp_path / "s.toml").chmod(0o644)
    assert "« s.toml » est ouvert" in dit(droits.points(i), A_CORRIGER)
    brouillons.dossier(i.base).mkdir(mode=0o755)
    assert "« b.brouillons » est ouvert" in dit(droits.points(i), A_CORRIGER)


def test_le_compte_qui_sert_ne_lit_pas_ou_n_ecrit_pas(installee, tmp_path):
    i = installee()
    autre = next(c for c in pwd.getpwall() if c.pw_uid not in (0, os.getuid()))
    lui = Installation(i.base, i.environnement, autre.pw_name)
    i.base.chmod(0o600)
    assert "ne peut pas lire la base" in dit(droits.points(lui), A_CORRIGER)
    # Il ne traverse pas tmp_path (0700), et n'écrit pas à côté de la base.
    assert "le dossier est fermé" in dit(droits.points(lui), A_CORRIGER)
    (tmp_path / "c.toml").write_text('agents = ["@agglo.fr"]', encoding="utf-8")
    assert "ne fait que lire" in dit(droits.points(lui), A_VOIR)
    assert "rien ne sera partagé" in dit(magasin.points(lui), A_VOIR)
    MagasinFichier(i.base.with_name("b.magasin"))
    assert "ne peut pas écrire « b.magasin »" in dit(magasin.points(lui), A_CORRIGER)
    assert main(["diagnostic", "--compte", "nul-ne-se-nomme-ainsi"]) == 2


def test_le_dossier_des_versions_ferme(installee, monkeypatch):
    i = installee()
    vrai = Installation.peut
    monkeypatch.setattr(Installation, "peut", lambda s, c, d: c.suffix != ".versions" and vrai(s, c, d))
    assert "versions est fermé" in dit(droits.points(i), A_CORRIGER)


def test_une_horloge_en_retard_absurde_ou_d_un_autre_fuseau(installee, monkeypatch):
    i = installee()
    absurde = Installation(i.base, i.environnement, maintenant=datetime(1970, 1, 2, tzinfo=UTC))
    assert "elle dit le 02/01/1970" in dit(machine.horloge(absurde), A_CORRIGER)
    recule = Installation(i.base, i.environnement, maintenant=i.maintenant - timedelta(hours=3))
    dits = dit(machine.horloge(recule), A_CORRIGER)
    assert "« b.duckdb » est daté de l'avenir" in dits and "publication de l'avenir" in dits
    assert not dit(machine.horloge(i), A_CORRIGER)
    monkeypatch.setenv("TZ", "America/Cayenne")
    __import__("time").tzset()
    assert "UTC-3" in dit(machine.horloge(i), A_VOIR)
    monkeypatch.undo()
    __import__("time").tzset()


def test_une_memoire_illisible_ou_trop_grande(installee, monkeypatch, tmp_path):
    assert "n'est pas une quantité" in dit(machine.memoire(installee(CONTRAT_MEMOIRE="beaucoup")), A_CORRIGER)
    assert "sur" in dit(machine.memoire(installee(CONTRAT_MEMOIRE="900TB")), A_CORRIGER)
    (tmp_path / "memory.max").write_text("600000000\n")
    monkeypatch.setattr(machine, "_CGROUPE", tmp_path / "memory.max")
    assert "sur 600" in dit(machine.memoire(installee()), A_CORRIGER)
    (tmp_path / "memory.max").write_text("max\n")
    assert not dit(machine.memoire(installee()), A_CORRIGER)


def test_un_disque_plein_ou_presque(installee, monkeypatch):
    i = installee()
    for libre, etat in ((10, A_CORRIGER), (150, A_VOIR), (10_000, BIEN)):
        place = shutil._ntuple_diskusage(10**12, 0, libre * 10**6)
        monkeypatch.setattr(machine.shutil, "disk_usage", lambda _, place=place: place)
        assert f"{libre}"[:2] in dit(machine.disque(i), etat)
    (sans,) = machine.disque(Installation(i.base.parent / "absent" / "b.duckdb", {}))
    assert sans.etat == A_CORRIGER


def test_des_dependances_absentes_ou_d_une_autre_version(installee, monkeypatch):
    vraie = machine.version

    def autre(nom: str) -> str:
        return "0.0.1" if nom == "duckdb" else vraie(nom)

    def sans(nom: str) -> str:
        raise machine.PackageNotFoundError(nom)

    monkeypatch.setattr(machine, "version", autre)
    assert "duckdb 0.0.1 au lieu de" in dit(machine.dependances(installee()), A_VOIR)
    monkeypatch.setattr(machine, "version", sans)
    assert "absentes : streamlit" in dit(machine.dependances(installee()), A_CORRIGER)


@pytest.mark.parametrize(
    ("configuration", "phrase"),
    [
        ("inconnue = 1", "inconnue"),
        ("collectivite = ", "TOML"),
        ('adresse_publique = "https://agglo.fr/tableau"', "plus qu'un nom d'hôte"),
        ('adresse_publique = "http://tableau.agglo.fr"', "pas en https"),
    ],
)
def test_une_configuration_ou_une_adresse_fausse(installee, tmp_path, configuration, phrase):
    (tmp_path / "c.toml").write_text(configuration, encoding="utf-8")
    points = [*connexion.configuration_lue(installee()), *connexion.adresse_publique(installee())]
    assert phrase in dit(points, A_CORRIGER)


@pytest.mark.parametrize(
    ("de", "vers", "phrase"),
    [
        ('client_id = "tableau"', "", "il manque client_id"),
        ("[auth]", "[auth", "TOML"),
        ("5f0c1d9b7e3a4c2866f1e0d4b79a3c5e", "court", "se devine (5 signes)"),
        ("5f0c1d9b7e3a4c2866f1e0d4b79a3c5e", "a" * 40, "se devine (40 signes)"),
        ("5f0c1d9b7e3a4c2866f1e0d4b79a3c5e", "une longue suite de signes au hasard", "se devine"),
        ("agglo.fr/oauth2callback", "agglo.fr/retour", "ne revient pas ici"),
        ("tableau.agglo.fr/oauth2", "autre.agglo.fr/oauth2", "à une autre adresse"),
        ("https://connexion", "http://connexion", "server_metadata_url n'est pas en https"),
        ("openid email", "openid", "courriel n'est pas demandée"),
        ("connexion.agglo.fr", "auth.proconnect.gouv.fr", "dans le jeton"),
    ],
)
def test_une_connexion_mal_reglee(installee, tmp_path, de, vers, phrase):
    (tmp_path / "s.toml").write_text(SECRETS.replace(de, vers), encoding="utf-8")
    assert phrase in dit(connexion.points(installee()), A_CORRIGER)


def test_une_connexion_sans_listes_ou_des_listes_sans_connexion(installee, tmp_path):
    assert "ouverte (connexion.agglo.fr)" in dit(connexion.points(installee()), BIEN)
    (tmp_path / "c.toml").write_text("", encoding="utf-8")
    assert "de droit à personne" in dit(connexion.points(installee()), A_VOIR)
    assert "pas d'adresse publique" in dit(connexion.adresse_publique(installee()), A_VOIR)
    (tmp_path / "c.toml").write_text(CONFIGURATION, encoding="utf-8")
    (tmp_path / "s.toml").write_text("", encoding="utf-8")
    assert "sans connexion ouverte" in dit(connexion.points(installee()), A_CORRIGER)
    (tmp_path / "s.toml").unlink()
    assert "fichier absent" in dit(connexion.points(installee()), A_CORRIGER)


def test_un_magasin_abime_ou_un_redis_qui_ne_repond_pas(installee, tmp_path):
    i = installee()
    chemin = i.base.with_name("b.magasin")
    MagasinFichier(chemin).poser("salle", "x", b"y", 60)
    assert "peut s'écrire" in dit(magasin.points(i), BIEN)
    for suite in ("-wal", "-shm"):
        chemin.with_name(chemin.name + suite).unlink(missing_ok=True)
    chemin.write_bytes(b"ceci n'est pas sqlite" * 500)
    assert "est abîmé" in dit(magasin.points(i), A_CORRIGER)
    chemin.unlink()
    sqlite3.connect(chemin).close()
    assert "est abîmé" in dit(magasin.points(i), A_CORRIGER)
    (tmp_path / "c.toml").write_text('magasin = "redis://:motdepasse@127.0.0.1:1/0"', encoding="utf-8")
    dits = dit(magasin.points(i), A_CORRIGER)
    assert "127.0.0.1:1/0 ne répond pas" in dits and "motdepasse" not in dits


class _Mandataire(BaseHTTPRequestHandler):
    """Un mandataire réglé par `reglages` : ce qu'il laisse passer, ce qu'il refuse."""

    reglages: ClassVar[dict] = {}

    def do_GET(self) -> None:
        r, hote = self.reglages, self.headers["Host"]
        if self.path == "/sante":
            entetes = {"cache-control": r.get("cache", "no-store")}
            entetes |= {"set-cookie": "replique=abc; Path=/"} if r.get("adherence", True) else {}
            self._rendre(r.get("sante", 200), json.dumps(r.get("corps", {"etat": "disponible"})), entetes)
        elif self.path == "/_stcore/stream":
            self._rendre(r.get("websocket", 101), "", {})
        elif self.path == "/":
            adresse = r.get("adresse", f"http://{hote}")
            page = f'<meta property="og:url" content="{adresse}/"><script src="./static/js/index.abc.js">'
            self._rendre(200, page, {})
        else:
            entetes = {"cache-control": "public, max-age=31536000"} if r.get("scripts", True) else {}
            self._rendre(200, "", entetes | ({"content-encoding": "br"} if r.get("comprime", True) else {}))

    def do_PUT(self) -> None:
        self._rendre(self.reglages.get("envoi", 400), "", {})
        self.close_connection = True

    def _rendre(self, code: int, corps: str, entetes: dict[str, str]) -> None:
        self.send_response(code)
        for nom, valeur in entetes.items():
            self.send_header(nom, valeur)
        if code != 101:
            self.send_header("content-length", str(len(corps.encode())))
        self.end_headers()
        self.wfile.write(corps.encode())

    def log_message(self, *_: object) -> None:
        """Rien à dire."""


@pytest.fixture
def mandataire(monkeypatch):
    serveur = ThreadingHTTPServer(("127.0.0.1", 0), _Mandataire)
    fil = threading.Thread(target=serveur.serve_forever, daemon=True)
    fil.start()

    def examiner_avec(**reglages: object):
        monkeypatch.setattr(_Mandataire, "reglages", reglages)
        vers = f"http://127.0.0.1:{serveur.server_port}"
        return adresse.points(Installation(Path("b.duckdb"), {}, adresse=vers))

    yield examiner_avec
    serveur.shutdown()
    serveur.server_close()
    fil.join()


def test_un_mandataire_bien_regle_n_a_rien_a_corriger(mandataire):
    points = mandataire()
    assert not dit(points, A_CORRIGER) and not dit(points, A_VOIR)
    assert len(points) == 6


@pytest.mark.parametrize(
    ("reglages", "etat", "phrase"),
    [
        ({"websocket": 400}, A_CORRIGER, "WebSocket est refusée (400)"),
        ({"websocket": 403}, A_CORRIGER, "Host $http_host"),
        ({"envoi": 413}, A_CORRIGER, "client_max_body_size"),
        ({"adresse": "http://127.0.0.1:8501"}, A_CORRIGER, "X-Forwarded-Proto"),
        ({"cache": "public, max-age=60"}, A_CORRIGER, "gardée en cache"),
        ({"comprime": False}, A_VOIR, "ne sont pas comprimés"),
        ({"scripts": False}, A_VOIR, "ne se gardent pas"),
        ({"adherence": False}, A_VOIR, "aucun cookie d'adhérence"),
        ({"sante": 404, "corps": "rien"}, A_CORRIGER, "n'est pas notre réponse"),
        ({"sante": 503, "corps": {"etat": "indisponible", "motif": "Abîmée."}}, A_CORRIGER, "Abîmée."),
    ],
)
def test_un_mandataire_mal_regle(mandataire, reglages, etat, phrase):
    assert phrase in dit(mandataire(**reglages), etat)


def test_rien_n_est_demande_au_reseau_sans_qu_on_le_dise(installee, monkeypatch):
    monkeypatch.setattr(adresse._Site, "demander", lambda *_: pytest.fail("une requête est partie"))
    assert adresse.points(installee()) == []
    muet = Installation(Path("b.duckdb"), {}, adresse="http://127.0.0.1:1")
    monkeypatch.undo()
    assert "ne répond pas" in dit(adresse.points(muet), A_CORRIGER)


def test_la_commande_rend_un_s_il_y_a_a_corriger_et_le_dit_en_json(installee, tmp_path, capsys, monkeypatch):
    i = installee()
    for nom, valeur in i.environnement.items():
        monkeypatch.setenv(nom, valeur)
    assert main(["diagnostic"]) == 0
    lignes = capsys.readouterr().out.splitlines()
    assert all(ligne.startswith(("bien ", "à voir ", "à corriger ")) for ligne in lignes)
    (tmp_path / "c.toml").write_text("inconnue = 1", encoding="utf-8")
    assert main(["diagnostic", "--json", "--base", str(i.base)]) == 1
    points = json.loads(capsys.readouterr().out)
    assert {"sujet", "etat", "dit", "faire"} == set(points[0])
    assert any(p["etat"] == A_CORRIGER and p["sujet"] == "configuration" for p in points)
