"""Un ensemble pour les essais : n répliques, leur magasin, et le nginx de .deploiement devant elles."""

import datetime
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.conftest import RACINE
from tests.navigateur.outils import port_libre, processus, sans_reglages

NGINX = RACINE / ".deploiement" / "nginx.conf"
DELAI_S = 180.0


def programme(*noms: str) -> str:
    """Le chemin du premier qui est installé ; sinon l'essai est sauté, ou manqué en CI."""
    # Debian range nginx là où un compte ordinaire ne cherche pas.
    chemins = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    trouve = next((chemin for nom in noms if (chemin := shutil.which(nom, path=chemins))), None)
    if trouve is None:
        if os.environ.get("CI"):
            pytest.fail(f"{noms[0]} manque : .ci/run l'installe")
        pytest.skip(f"{noms[0]} n'est pas installé")
    return trouve


def attendre(vrai, quoi: str, delai_s: float = DELAI_S):
    """Ce que rend `vrai()` dès que cela compte pour vrai. Lève AssertionError, qui dit `quoi`."""
    fin = time.monotonic() + delai_s
    while time.monotonic() < fin:
        if rendu := vrai():
            return rendu
        time.sleep(0.1)
    raise AssertionError(f"toujours pas : {quoi}")


@contextmanager
def redis(dossier: Path) -> Iterator[str]:
    """Un serveur Redis ou Valkey à nous ; rend son adresse."""
    port = port_libre()
    commande = [programme("redis-server", "valkey-server"), "--port", str(port), "--bind", "127.0.0.1"]
    with processus([*commande, "--save", "", "--dir", str(dossier)], dossier / "redis.txt"):
        attendre(lambda: _ouvert(port), "Redis répond")
        yield f"redis://127.0.0.1:{port}/0"


def _ouvert(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@dataclass
class Replique:
    """Une réplique : son port, son processus."""

    port: int
    lance: subprocess.Popen
    client: httpx.Client

    def version(self) -> str:
        """La version de la base qu'elle sert, vide si elle ne répond pas."""
        try:
            return str(self.client.get("/sante").json().get("version", ""))
        except (httpx.HTTPError, ValueError):
            return ""

    def tuer(self) -> None:
        """L'arrêt brutal : ni adieu, ni ménage."""
        os.kill(self.lance.pid, signal.SIGKILL)
        self.lance.wait(30)


@dataclass
class Ensemble:
    """`adresse` : celle de nginx, en https. `base` : le fichier que toutes servent."""

    adresse: str
    base: Path
    dossier: Path
    environnement: dict[str, str]
    repliques: list[Replique] = field(default_factory=list)
    pile: ExitStack = field(default_factory=ExitStack)

    def client(self, **options) -> httpx.Client:
        """Un visiteur sans navigateur, qui accepte notre certificat d'essai."""
        return httpx.Client(base_url=self.adresse, verify=False, timeout=60, **options)

    def lancer(self, port: int) -> Replique:
        """Une réplique de plus, en état de servir."""
        commande = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
        lance = self.pile.enter_context(
            processus(commande, self.dossier / f"{port}.txt", cwd=RACINE, env=self.environnement)
        )
        client = self.pile.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60))
        replique = Replique(port, lance, client)
        attendre(replique.version, f"la réplique {port} répond")
        return replique

    def ou_va(self, adherence: str) -> int:
        """Le port de la réplique où nginx mène qui porte ce cookie."""
        marque = f"/sante?essai={time.monotonic_ns()}"
        with self.client() as client:
            client.get(marque, headers={"cookie": f"replique={adherence}"}).raise_for_status()
        lignes = attendre(
            lambda: re.findall(rf"{re.escape(marque)} .*?127\.0\.0\.1:(\d+)\n", self.acces()),
            "l'accès est noté",
        )
        return int(lignes[-1])

    def acces(self) -> str:
        """Le journal de nginx : adresse demandée, état, réplique (la dernière essayée en dernier)."""
        return (self.dossier / "acces.txt").read_text("utf-8")

    def adherence(self, port: int) -> str:
        """Un cookie qui mène à la réplique de ce port."""
        return next(texte for rang in range(500) if self.ou_va(texte := f"visite{rang}") == port)


@contextmanager
def servir(base: Path, dossier: Path, nombre: int, magasin: str = "") -> Iterator[Ensemble]:
    """`nombre` répliques de l'application sur `base`, derrière le nginx de .deploiement, en https.

    `magasin` : la clé de configuration du même nom.
    """
    nginx = programme("nginx")
    port = port_libre()
    reglages = dossier / "reglages.toml"
    reglages.write_text(f'magasin = "{magasin}"\nadresse_publique = "https://127.0.0.1:{port}"\n', "utf-8")
    environnement = sans_reglages() | {
        "CONTRAT_BASE": str(base),
        "CONTRAT_CONFIG": str(reglages),
        # Le jeton d'un envoi de fichier doit valoir chez toutes.
        "STREAMLIT_SERVER_COOKIE_SECRET": "un secret d'essai, le même pour toutes",
    }
    ensemble = Ensemble(f"https://127.0.0.1:{port}", base, dossier, environnement)
    with ensemble.pile:
        ports = [port_libre() for _ in range(nombre)]
        ensemble.repliques += [ensemble.lancer(choisi) for choisi in ports]
        configuration = _configuration(dossier, port, ports)
        commande = [nginx, "-e", str(dossier / "erreurs.txt"), "-p", str(dossier), "-c", str(configuration)]
        fini = subprocess.run([*commande, "-t"], capture_output=True, text=True, check=False)
        assert fini.returncode == 0, fini.stderr
        ensemble.pile.enter_context(processus(commande, dossier / "nginx.txt"))
        with ensemble.client() as client:
            attendre(lambda: _repond(client), "nginx répond")
        yield ensemble


def _repond(client: httpx.Client) -> bool:
    try:
        return client.get("/sante").status_code == 200
    except httpx.HTTPError:
        return False


def _configuration(dossier: Path, port: int, ports: list[int]) -> Path:
    """Le fichier livré, tel quel, aux seuls endroits que son en-tête dit de changer."""
    _certificat(dossier)
    livree = NGINX.read_text("utf-8")
    serveurs = "".join(f"    server 127.0.0.1:{p} max_fails=1 fail_timeout=5s;\n" for p in ports)
    livree, changes = re.subn(r"(    server 127\.0\.0\.1:\d+ [^\n]*\n)+", serveurs, livree)
    assert changes == 1, "la liste des répliques n'est plus où l'essai la cherche"
    for avant, apres in (
        ("/etc/ssl/contrat-de-ville", str(dossier)),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("listen 80;", f"listen 127.0.0.1:{port_libre()};"),
        ("tableau.agglo.fr", "127.0.0.1"),
    ):
        assert avant in livree, avant
        livree = livree.replace(avant, apres)
    (dossier / "contrat.conf").write_text(livree, "utf-8")
    (dossier / "temporaires").mkdir(exist_ok=True)
    temporaires = "".join(
        f"    {nom}_temp_path {dossier}/temporaires/{nom};\n"
        for nom in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # Lancé par root, nginx passerait à un compte qui ne peut pas écrire dans le dossier de l'essai.
    compte = "user root;\n" if os.geteuid() == 0 else ""
    chemin = dossier / "nginx.conf"
    chemin.write_text(
        f"""{compte}daemon off;
worker_processes 1;
pid {dossier}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
    log_format essai '$request_uri $status $upstream_addr';
    access_log {dossier}/acces.txt essai;
{temporaires}    include {dossier}/contrat.conf;
}}
""",
        "utf-8",
    )
    return chemin


def _certificat(dossier: Path) -> None:
    cle = ec.generate_private_key(ec.SECP256R1())
    nom = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    debut = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    certificat = (
        x509.CertificateBuilder()
        .subject_name(nom)
        .issuer_name(nom)
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(debut)
        .not_valid_after(debut + datetime.timedelta(days=30))
        .sign(cle, hashes.SHA256())
    )
    (dossier / "fullchain.pem").write_bytes(certificat.public_bytes(serialization.Encoding.PEM))
    (dossier / "privkey.pem").write_bytes(
        cle.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
