"""Ce qui déploie : l'unité systemd et le conteneur nomment ce qui existe, et lancent ce qui marche."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from streamlit import config

from tests.conftest import RACINE, ouvrir_vide
from tests.navigateur.outils import port_libre

DOSSIER = RACINE / ".deploiement"
UNITE = (DOSSIER / "contrat-de-ville@.service").read_text(encoding="utf-8")
CONTENEUR = (DOSSIER / "Containerfile").read_text(encoding="utf-8")
INSTALLEE = "/opt/contrat-de-ville"
DONNEES = "/var/lib/contrat-de-ville"


def unite(cle: str) -> list[str]:
    return re.findall(rf"(?m)^{cle}=(.*)$", UNITE)


def conteneur(instruction: str) -> list[str]:
    """Les arguments de chaque occurrence, lignes continuées recollées."""
    return re.findall(rf"(?m)^{instruction} (.*)$", CONTENEUR.replace("\\\n", " "))


def commande_saine() -> list[str]:
    (sante,) = conteneur("HEALTHCHECK")
    return json.loads(sante.partition("CMD ")[2])


def ici(mots: list[str], port: int) -> list[str]:
    """La commande livrée, telle qu'elle se lance sur cette machine."""
    bin_ = str(Path(sys.executable).parent)
    propres = [re.sub(rf"^(?:{INSTALLEE}/)?\.venv/bin", bin_, mot) for mot in mots]
    return [m.replace("%i", str(port)).replace("8501", str(port)) for m in propres]


def variables() -> dict[str, str]:
    dites = dict(ligne.split("=", 1) for ligne in unite("Environment"))
    return dites | dict(re.findall(r"(\w+)=(\S+)", conteneur("ENV")[0]))


def test_l_unite_est_juste_et_durcie(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze n'est pas installé")
    # Les chemins de cette machine : systemd-analyze refuse un programme absent.
    texte = UNITE.replace(f"{INSTALLEE}/.venv/bin", str(Path(sys.executable).parent))
    copie = tmp_path / "contrat-de-ville@8501.service"
    copie.write_text(texte.replace(f"={INSTALLEE}\n", f"={RACINE}\n"), encoding="utf-8")
    fini = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copie)], capture_output=True, text=True, check=False
    )
    siennes = [ligne for ligne in fini.stderr.splitlines() if "contrat-de-ville" in ligne]
    assert not siennes, fini.stderr
    exposee = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=25", "--no-pager", str(copie)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert exposee.returncode == 0, exposee.stdout[-600:] + exposee.stderr


def test_l_unite_tient_le_service_dans_son_dossier():
    assert unite("User") == ["contrat"] and unite("ProtectSystem") == ["strict"]
    assert unite("NoNewPrivileges") == ["yes"] and unite("MemoryMax")
    assert unite("ReadWritePaths") == [DONNEES], "rien d'autre ne s'écrit"
    assert variables()["CONTRAT_BASE"].startswith(DONNEES)
    (depart,) = unite("ExecStart")
    assert "--server.address" not in depart, "derrière nginx, la boucle de .streamlit/config.toml"
    # Le redémarrage tournant nomme la même unité.
    assert '"contrat-de-ville@$port"' in (DOSSIER / "redemarrer").read_text(encoding="utf-8")


def test_le_conteneur_n_est_pas_root_et_ne_garde_rien_en_lui():
    assert conteneur("USER") == ["contrat"]
    assert json.loads(conteneur("VOLUME")[0]) == [DONNEES]
    assert CONTENEUR.index("USER contrat") > CONTENEUR.index("useradd")
    for copie in conteneur("COPY"):
        *sources, _ = copie.split()
        for source in sources:
            assert (RACINE / source).exists(), source
            assert "secrets" not in source and source != ".streamlit"
    exclus = (RACINE / ".dockerignore").read_text(encoding="utf-8").splitlines()
    admis = {ligne[1:] for ligne in exclus if ligne[:1] == "!"}
    assert admis == {source for copie in conteneur("COPY") for source in copie.split()[:-1]}


def test_les_variables_et_les_options_sont_celles_que_le_programme_lit():
    sources = [*RACINE.glob("*/**/*.py"), *RACINE.glob("*.py")]
    code = "\n".join(f.read_text(encoding="utf-8") for f in sources if ".venv" not in f.parts)
    for nom in variables().keys() - {"TZ", "HOME"}:
        assert f'"{nom}"' in code, nom
    assert config.get_option("secrets.files"), "STREAMLIT_SECRETS_FILES est secrets.files"
    connues = config.get_config_options()
    for mots in (shlex.split(unite("ExecStart")[0]), json.loads(conteneur("CMD")[0])):
        options = [m.removeprefix("--").partition("=")[0] for m in mots if m.startswith("--")]
        assert options and set(options) <= connues.keys()
        assert mots[1:3] == ["run", "app.py"] and (RACINE / mots[2]).exists()


@pytest.mark.parametrize("qui", ["unite", "conteneur"])
def test_la_commande_livree_sert_se_dit_saine_et_s_arrete(qui, tmp_path):
    ouvrir_vide(tmp_path / "b.duckdb").close()
    port = port_libre()
    livree = shlex.split(unite("ExecStart")[0]) if qui == "unite" else json.loads(conteneur("CMD")[0])
    environnement = {n: v for n, v in os.environ.items() if not n.startswith(("CONTRAT_", "STREAMLIT_"))}
    environnement |= {"CONTRAT_BASE": str(tmp_path / "b.duckdb"), "HOME": str(tmp_path)}
    journal = tmp_path / "journal.txt"
    with journal.open("wb") as sortie:
        lance = subprocess.Popen(
            ici(livree, port), cwd=RACINE, env=environnement, stdout=sortie, stderr=subprocess.STDOUT
        )
    try:
        saine = ici(commande_saine(), port)
        assert _sain(saine) != 0, "rien ne répond encore"
        fin = time.monotonic() + 120
        while (sain := _sain(saine)) != 0 and time.monotonic() < fin and lance.poll() is None:
            time.sleep(0.5)
        assert sain == 0, journal.read_text(encoding="utf-8", errors="replace")[-2000:]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sante") as reponse:
            assert json.load(reponse)["etat"] == "disponible"
        assert _ecoute(port) == ({"127.0.0.1"} if qui == "unite" else {"0.0.0.0"})
        lance.send_signal(signal.SIGTERM)
        assert lance.wait(60) in (0, 143, -signal.SIGTERM)
    finally:
        if lance.poll() is None:
            lance.kill()
            lance.wait()


def _sain(commande: list[str]) -> int:
    return subprocess.run(commande, cwd=RACINE, capture_output=True, check=False).returncode


def _ecoute(port: int) -> set[str]:
    """Les adresses où ce port est écouté, d'après le noyau."""
    table = Path("/proc/net/tcp")
    if not table.exists():
        pytest.skip("les ports ouverts se lisent dans /proc")
    adresses = set()
    for ligne in table.read_text(encoding="ascii").splitlines()[1:]:
        locale, etat = ligne.split()[1], ligne.split()[3]
        hote, _, numero = locale.partition(":")
        if etat == "0A" and int(numero, 16) == port:
            adresses.add(".".join(str(b) for b in bytes.fromhex(hote)[::-1]))
    return adresses
