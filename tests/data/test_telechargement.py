"""Une source en ligne : prise une fois, gardée avec sa somme, refusée si elle déborde ou manque."""

import hashlib
import http.server
import io
import threading
import zipfile
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from data import telechargement
from data.__main__ import main
from data.commandes import telecharger as commande
from data.lecture import SourceIllisible
from data.recette import lire_recette, trouver
from data.telechargement import empreinte, telecharger

ADRESSE = "https://exemple.fr/donnees/qpv.geojson"


@pytest.fixture
def serveur(tmp_path, monkeypatch):
    """Un client dont les réponses sont données d'avance ; `demandes` compte les requêtes."""
    monkeypatch.setenv("CONTRAT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(telechargement, "ATTENTE_S", 0)
    demandes = []

    def client(*reponses):
        suite = iter(reponses)

        def repondre(requete):
            demandes.append(str(requete.url))
            suivante = next(suite)
            if isinstance(suivante, Exception):
                raise suivante
            return suivante

        return httpx.Client(transport=httpx.MockTransport(repondre))

    client.demandes = demandes
    return client


def test_le_fichier_est_pris_une_fois_puis_relu_du_cache(serveur):
    with serveur(httpx.Response(200, content=b"contenu")) as client:
        premier = telecharger(ADRESSE, silencieux=True, client=client)
        second = telecharger(ADRESSE, silencieux=True, client=client)
    assert premier == second and premier.read_bytes() == b"contenu"
    assert premier.name.endswith("-qpv.geojson")
    assert serveur.demandes == [ADRESSE]


def test_un_cache_abime_est_repris(serveur):
    with serveur(httpx.Response(200, content=b"bon"), httpx.Response(200, content=b"bon")) as client:
        telecharger(ADRESSE, silencieux=True, client=client).write_bytes(b"abime")
        assert telecharger(ADRESSE, silencieux=True, client=client).read_bytes() == b"bon"


def test_une_panne_passagere_est_retentee(serveur):
    panne = httpx.ConnectTimeout("trop long")
    with serveur(panne, httpx.Response(503), httpx.Response(200, content=b"ok")) as client:
        assert telecharger(ADRESSE, silencieux=True, client=client).read_bytes() == b"ok"
    assert len(serveur.demandes) == 3


def test_trois_pannes_ou_un_refus_definitif_sont_dits(serveur, tmp_path):
    with serveur(*[httpx.Response(503)] * 9) as client:
        with pytest.raises(SourceIllisible, match="503"):
            telecharger(ADRESSE, silencieux=True, client=client)
        assert len(serveur.demandes) == 3
    with serveur(httpx.Response(404)) as client, pytest.raises(SourceIllisible, match="404"):
        telecharger(ADRESSE, silencieux=True, client=client)
    assert len(serveur.demandes) == 4
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.parametrize(
    ("reponse", "phrase"),
    [
        (httpx.ConnectError("refusé"), "le réseau de cette machine est peut-être fermé"),
        (httpx.ReadTimeout("long"), "le serveur est trop lent"),
        (httpx.RemoteProtocolError("coupé"), "la connexion a été coupée"),
        (httpx.Response(404), "le fichier n'est plus à cette adresse"),
        (httpx.Response(403), "ce serveur refuse l'accès"),
        (httpx.Response(500), "le serveur est en panne"),
        (httpx.Response(200, content=b"  <!DOCTYPE html><html>"), "est une page web, et non un fichier"),
        (httpx.Response(200, content=b""), "est vide"),
    ],
)
def test_chaque_panne_a_sa_phrase_et_ne_laisse_aucun_fichier(serveur, tmp_path, reponse, phrase):
    with serveur(*[reponse] * 3) as client, pytest.raises(SourceIllisible) as dite:
        telecharger(ADRESSE, silencieux=True, client=client)
    assert phrase in str(dite.value) and ADRESSE in str(dite.value)
    assert not [f for f in (tmp_path / "cache").iterdir() if f.suffix not in (".partiel", ".reprise")]


def test_une_empreinte_annoncee_est_exigee(serveur):
    bonne = hashlib.sha256(b"contenu").hexdigest()
    with serveur(httpx.Response(200, content=b"contenu")) as client:
        assert telecharger(ADRESSE, attendue=bonne.upper(), silencieux=True, client=client)
    with serveur() as client, pytest.raises(SourceIllisible, match="n'a pas l'empreinte"):
        telecharger(ADRESSE, attendue="0" * 64, silencieux=True, client=client)


def test_une_archive_piegee_est_refusee(serveur):
    boite = io.BytesIO()
    with zipfile.ZipFile(boite, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("qpv.csv", b"0" * 3_000_000)
    piege = httpx.Response(200, content=boite.getvalue())
    with serveur(piege) as client, pytest.raises(SourceIllisible, match="se déplierait en 2 Mo"):
        telecharger("https://exemple.fr/qpv.zip", silencieux=True, client=client)


def test_un_fichier_trop_gros_est_refuse_meme_s_il_ne_dit_pas_sa_taille(serveur, monkeypatch):
    monkeypatch.setattr(telechargement, "TAILLE_MAX_OCTETS", 10)
    with serveur(httpx.Response(200, content=b"x" * 11)) as client, pytest.raises(SourceIllisible):
        telecharger(ADRESSE, silencieux=True, client=client)


def test_l_empreinte_d_un_dossier_change_avec_son_contenu(tmp_path):
    (tmp_path / "a.csv").write_text("1")
    avant = empreinte(tmp_path)
    (tmp_path / "a.csv").write_text("2")
    assert empreinte(tmp_path) != avant


CORPS = bytes(range(256)) * 400
REEL = Path(__file__).parents[3] / "shared" / "reel"


class _Guichet(http.server.BaseHTTPRequestHandler):
    """Un vrai serveur : il coupe, traîne, se trompe, selon le chemin demandé."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.demandes.append((self.path, self.headers.get("Range")))
        if self.path.startswith("/reel/") and (REEL / self.path[6:]).is_file():
            self._envoyer((REEL / self.path[6:]).read_bytes())
        elif self.path == "/coupe.bin":
            self._couper()
        elif self.path == "/lent.bin":
            threading.Event().wait(1.5)
            self.close_connection = True
        elif self.path == "/boucle":
            self.send_response(302)
            self.send_header("Location", "/boucle")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self.send_error(404)

    def _couper(self):
        """La première fois, la moitié du corps puis plus rien ; ensuite, la suite demandée."""
        debut = int((self.headers.get("Range") or "bytes=0-")[6:-1])
        if debut and self.headers.get("If-Range") != self.server.etat:
            debut = 0
        self.send_response(206 if debut else 200)
        self.send_header("ETag", self.server.etat)
        self.send_header("Content-Length", str(len(CORPS) - debut))
        self.end_headers()
        fin = len(CORPS) if len(self.server.demandes) > self.server.coupures else debut + len(CORPS) // 4
        self.wfile.write(CORPS[debut:fin])
        self.close_connection = True

    def _envoyer(self, corps):
        self.send_response(200)
        self.send_header("Content-Length", str(len(corps)))
        self.end_headers()
        self.wfile.write(corps)

    def log_message(self, *_):
        pass


@pytest.fixture
def guichet(monkeypatch, tmp_path):
    monkeypatch.setenv("CONTRAT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(telechargement, "ATTENTE_S", 0)
    monkeypatch.setattr(telechargement, "DELAI_S", 0.5)
    ouvert = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Guichet)
    ouvert.demandes, ouvert.coupures, ouvert.etat = [], 1, '"v1"'
    ouvert.racine = f"http://127.0.0.1:{ouvert.server_port}"
    fil = threading.Thread(target=ouvert.serve_forever, daemon=True)
    fil.start()
    yield ouvert
    ouvert.shutdown()
    ouvert.server_close()
    fil.join()


def test_un_telechargement_coupe_reprend_ou_il_s_est_arrete(guichet):
    recu = telecharger(f"{guichet.racine}/coupe.bin", silencieux=True)
    assert recu.read_bytes() == CORPS
    assert [plage for _, plage in guichet.demandes] == [None, f"bytes={len(CORPS) // 4}-"]


def test_un_telechargement_abandonne_reprend_un_autre_jour(guichet, tmp_path):
    guichet.coupures = 3
    with pytest.raises(SourceIllisible, match="elle reprendra où"):
        telecharger(f"{guichet.racine}/coupe.bin", cible=tmp_path / "f.bin", silencieux=True)
    assert not (tmp_path / "f.bin").exists()
    assert (tmp_path / "f.bin.partiel").stat().st_size == 3 * (len(CORPS) // 4)
    assert telecharger(f"{guichet.racine}/coupe.bin", cible=tmp_path / "f.bin", silencieux=True)
    assert (tmp_path / "f.bin").read_bytes() == CORPS
    assert not list(tmp_path.glob("*.partiel")) + list(tmp_path.glob("*.reprise"))


def test_un_fichier_change_entre_deux_essais_est_repris_en_entier(guichet, tmp_path):
    guichet.coupures = 3
    with pytest.raises(SourceIllisible):
        telecharger(f"{guichet.racine}/coupe.bin", cible=tmp_path / "f.bin", silencieux=True)
    guichet.etat = '"v2"'
    telecharger(f"{guichet.racine}/coupe.bin", cible=tmp_path / "f.bin", silencieux=True)
    assert (tmp_path / "f.bin").read_bytes() == CORPS


def test_un_serveur_muet_et_une_adresse_qui_tourne_en_rond_sont_dits(guichet):
    with pytest.raises(SourceIllisible, match="trop lent"):
        telecharger(f"{guichet.racine}/lent.bin", silencieux=True)
    with pytest.raises(SourceIllisible, match="renvoie vers elle-même"):
        telecharger(f"{guichet.racine}/boucle", silencieux=True)


def test_la_commande_prend_ce_qui_manque_et_dit_le_reste(guichet, tmp_path, capsys):
    recette = tmp_path / "essai.toml"
    sources = "".join(
        f"""[[source]]\ntype = "classeur"\nfichier = "{fichier}"\n{url}\n"""
        for fichier, url in (
            ("la.csv", ""),
            ("coupe.bin", f'url = "{guichet.racine}/coupe.bin"'),
            ("perdu.csv", f'url = "{guichet.racine}/perdu.csv"'),
            ("sans.csv", ""),
        )
    )
    recette.write_text(f'nom = "Essai"\n{sources}', encoding="utf-8")
    (tmp_path / "la.csv").write_text("a;b")
    assert main(["telecharger", str(recette)]) == 1
    dit = capsys.readouterr()
    assert "la.csv : déjà là." in dit.out
    assert "coupe.bin : téléchargé (102 ko, " in dit.out
    assert "le fichier n'est plus à cette adresse (404)" in dit.err
    assert "sans.csv : la recette « Essai » ne dit pas où le prendre." in dit.err
    assert main(["telecharger", str(recette), "--encore"]) == 1
    assert (tmp_path / "coupe.bin").read_bytes() == CORPS


@pytest.mark.skipif(not REEL.is_dir(), reason="les fichiers réels ne sont pas sur cette machine")
def test_les_fichiers_reels_arrivent_a_l_identique(guichet, tmp_path):
    lue = lire_recette(trouver("centre-val-de-loire"))
    for source in lue.sources:
        servie = replace(source, url=f"{guichet.racine}/reel/{source.fichier}")
        dit, fait = commande.prendre(servie, lue, tmp_path)
        assert fait, dit
        assert empreinte(tmp_path / source.fichier) == empreinte(REEL / source.fichier)
