"""Un disque plein pour de vrai : une phrase en français, et rien de ce qui y était n'est perdu.

Le disque est un tmpfs de quelques mégaoctets, monté le temps de l'essai ; il faut en avoir le droit (root).
Sinon, c'est la taille des fichiers que le système borne : il refuse de même, et la faute dite est la même.
"""

import contextlib
import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from data import brouillons, catalogues
from data.identite import version_servie
from queries.versions import dossier_versions, journal
from tests.conftest import ouvrir_vide
from tests.epreuves.genre import Epreuve, Resultat
from tests.epreuves.mesure import base_fictive

RACINE = Path(__file__).parents[2]
_PHRASE = re.compile(r"disque est plein|base ne peut pas être écrite|n'y suffit pas")
_ANGLAIS = re.compile(r"Traceback|No space|Errno|File too large|Error:|INTERNAL")


@contextlib.contextmanager
def disque(octets: int) -> Iterator[tuple[Path, str]]:
    """(un dossier sur un disque de cette taille, « tmpfs ») ; ou (un dossier, « borne ») sans le droit."""
    with tempfile.TemporaryDirectory(prefix="disque-") as dossier:
        monte = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={octets}", "tmpfs", dossier],
            capture_output=True,
            check=False,
        )
        if monte.returncode:
            yield Path(dossier), "borne"
            return
        try:
            yield Path(dossier), "tmpfs"
        finally:
            subprocess.run(["umount", "-l", dossier], check=True)


def remplir(graine: int, fois: int) -> Resultat:
    """`fois` commandes sur un disque trop petit d'une part tirée au hasard."""
    hasard, fautes = random.Random(graine), []
    with tempfile.TemporaryDirectory(prefix="plein-") as ailleurs:
        neuve = base_fictive(Path(ailleurs) / "neuve.duckdb")
        gestes = (_construire, _publier, _restaurer, _exporter, _modele, _parquet, _brouillon, _magasin)
        depart = hasard.randrange(len(gestes))
        for rang in range(depart, depart + fois):
            geste = gestes[rang % len(gestes)]
            for faute in geste(hasard, neuve):
                fautes.append(f"{geste.__name__[1:]} : {faute}")
    return Resultat(fois, tuple(fautes[:20]))


class _Servie:
    """Une base publiée sur un disque où il ne reste que `reste` octets ; ce qui s'en perd ensuite."""

    def __init__(self, dossier: Path, genre: str, neuve: Path, reste: int) -> None:
        self.base, self.genre, self.reste = dossier / "b.duckdb", genre, reste
        code, dit = _commande(["publier", str(neuve), "--base", str(self.base)])
        if code:
            raise AssertionError(dit)
        self.version = version_servie(self.base)
        if genre == "tmpfs":
            libre = shutil.disk_usage(dossier).free
            (dossier / "bourrage").write_bytes(bytes(max(0, libre - reste)))
        self.empreinte = _empreinte(self.base)

    def tenter(self, *mots: str, permis: bool = False) -> list[str]:
        """La commande, et ses fautes. `permis` : elle a le droit de tenir dans ce qui reste."""
        limite = None if self.genre == "tmpfs" else self.reste
        code, dit = _commande([*mots], limite)
        fautes = []
        if code == 0:
            fautes += [] if permis or self.genre == "borne" else ["réussit sur un disque plein"]
        elif _ANGLAIS.search(dit) or not _PHRASE.search(dit):
            fautes.append(f"code {code}, et dit : {dit.strip()[-400:]!r}")
        return fautes + (self.perdu() if code else [])

    def perdu(self) -> list[str]:
        fautes = []
        if _empreinte(self.base) != self.empreinte or version_servie(self.base) != self.version:
            fautes.append("la base servie a changé")
        if journal(self.base)[-1].version_id != self.version:
            fautes.append("le journal ne finit plus par la version servie")
        restes = [f.name for f in self.base.parent.glob(".*") if not f.name.startswith(".verrou")]
        restes += [f.name for f in dossier_versions(self.base).glob(".partiel*")]
        return fautes + ([f"il reste {restes}"] if restes else [])


@contextlib.contextmanager
def _servie(hasard: random.Random, neuve: Path, besoin: float) -> Iterator[_Servie]:
    """`besoin` : ce que le geste écrit, en tailles de base ; il reste moins que cela."""
    taille = neuve.stat().st_size
    with disque(int(taille * (3 + besoin))) as (dossier, genre):
        yield _Servie(dossier, genre, neuve, int(taille * hasard.uniform(0.0, 0.9) * besoin))


def _construire(hasard: random.Random, neuve: Path) -> list[str]:
    with _servie(hasard, neuve, 1.0) as servie:
        return servie.tenter("construire", "demo", "--base", str(servie.base))


def _publier(hasard: random.Random, neuve: Path) -> list[str]:
    with _servie(hasard, neuve, 1.0) as servie:
        return servie.tenter("publier", str(neuve), "--base", str(servie.base))


def _restaurer(hasard: random.Random, neuve: Path) -> list[str]:
    """Un retour n'écrit presque rien : il doit réussir, ou laisser tout en place."""
    with _servie(hasard, neuve, 1.0) as servie:
        (servie.base.parent / "bourrage").unlink(missing_ok=True)
        code, dit = _commande(["publier", str(neuve), "--base", str(servie.base)])
        if code:
            return [f"la seconde publication n'a pas la place : {dit}"]
        premiere, servie.version = servie.version, version_servie(servie.base)
        servie.empreinte = _empreinte(servie.base)
        if servie.genre == "tmpfs":
            libre = shutil.disk_usage(servie.base.parent).free
            (servie.base.parent / "bourrage").write_bytes(bytes(libre - hasard.choice((0, 4096))))
        return servie.tenter("restaurer", str(premiere), "--base", str(servie.base), permis=True)


def _exporter(hasard: random.Random, neuve: Path) -> list[str]:
    return _a_cote(hasard, neuve, "exporter", "a.zip", 600_000)


def _modele(hasard: random.Random, neuve: Path) -> list[str]:
    return _a_cote(hasard, neuve, "modele", "m.xlsx", 100_000, "--rempli")


def _parquet(hasard: random.Random, neuve: Path) -> list[str]:
    """Une version de plus dans un catalogue qui n'a pas la place : il sert toujours l'ancienne."""
    with disque(600_000) as (dossier, genre), tempfile.TemporaryDirectory() as ailleurs:
        ancienne, catalogue = Path(ailleurs) / "a.duckdb", dossier / "b"
        ouvrir_vide(ancienne, version="V1").close()
        catalogues.ecrire(ancienne, catalogue, "essai")
        if genre == "tmpfs":
            libre = shutil.disk_usage(dossier).free
            (dossier / "bourrage").write_bytes(bytes(int(libre * hasard.uniform(0.2, 1))))
        limite = None if genre == "tmpfs" else hasard.randrange(40_000)
        code, dit = _commande(["parquet", str(catalogue), "--base", str(neuve)], limite)
        if code == 0:
            return ["réussit sur un disque plein"]
        fautes = [] if _PHRASE.search(dit) and not _ANGLAIS.search(dit) else [f"code {code} : {dit[-400:]!r}"]
        if version_servie(catalogue) != "V1" or len(journal(catalogue)) != 1:
            fautes.append("le catalogue ne sert plus sa version")
        restes = {f.name for f in catalogue.iterdir()} - {"V1", "courant", "journal.jsonl", ".verrou-courant"}
        return fautes + ([f"il reste {restes}"] if restes else [])


def _a_cote(
    hasard: random.Random, neuve: Path, commande: str, nom: str, taille: int, *options: str
) -> list[str]:
    """Écrire un fichier sur un disque plein, où il y en a déjà un du même nom : il reste le même."""
    with disque(taille) as (dossier, genre):
        ancien = dossier / nom
        ancien.write_bytes(b"l'ancien")
        if genre == "tmpfs":
            libre = shutil.disk_usage(dossier).free
            (dossier / "bourrage").write_bytes(bytes(int(libre * hasard.uniform(0.5, 1))))
        limite = None if genre == "tmpfs" else hasard.randrange(taille // 10)
        code, dit = _commande([commande, str(ancien), "--base", str(neuve), *options], limite)
        if code == 0:
            return []
        fautes = [] if _PHRASE.search(dit) and not _ANGLAIS.search(dit) else [f"code {code} : {dit[-400:]!r}"]
        if ancien.read_bytes() != b"l'ancien":
            fautes.append("l'ancien fichier est perdu")
        restes = [f.name for f in dossier.iterdir() if f.name not in (nom, "bourrage")]
        return fautes + ([f"il reste {restes}"] if restes else [])


def _brouillon(hasard: random.Random, neuve: Path) -> list[str]:
    with disque(3_000_000) as (dossier, genre):
        base = dossier / "b.duckdb"
        ancien = brouillons.Brouillon("t.csv", hasard.randbytes(1_000_000), {"code": "C1"})
        brouillons.garder(base, "moi", ancien)
        if genre != "tmpfs":
            return []
        try:
            brouillons.garder(base, "moi", brouillons.Brouillon("t.csv", hasard.randbytes(5_000_000), {}))
            return ["un brouillon plus gros que le disque est dit gardé"]
        except OSError:
            # C'est ce qu'attend la page : le travail continue, sans pouvoir se reprendre.
            pass
        relu = brouillons.retrouver(base, "moi")
        fautes = [] if relu == ancien else ["l'ancien brouillon est perdu"]
        restes = [f.name for f in brouillons.dossier(base).rglob(".*")]
        return fautes + ([f"il reste {restes}"] if restes else [])


def _magasin(hasard: random.Random, neuve: Path) -> list[str]:
    """Le magasin et une séance longue : pleins, ils refusent d'une exception connue, et gardent l'ancien."""
    from pages.serveur.magasin import MagasinIndisponible, MagasinPlein
    from pages.serveur.magasin.fichier import MagasinFichier

    with disque(600_000) as (dossier, genre):
        if genre != "tmpfs":
            return []
        rangee = MagasinFichier(dossier / "b.magasin")
        gardees: dict[str, bytes] = {}
        fautes, refus = [], 0
        for rang in range(40):
            valeur = hasard.randbytes(hasard.randrange(1000, 90_000))
            try:
                rangee.poser("seance", str(rang), valeur, 3600)
                gardees[str(rang)] = valeur
            except (MagasinIndisponible, MagasinPlein):
                refus += 1
        if not refus:
            fautes.append("le magasin n'a rien refusé sur un disque plein")
        for relire in (rangee, MagasinFichier(dossier / "b.magasin")):
            if any(relire.lire("seance", cle) != valeur for cle, valeur in gardees.items()):
                fautes.append("une séance gardée est perdue")
        return fautes


def _commande(mots: list[str], limite: int | None = None) -> tuple[int, str]:
    """(code, tout ce qui est dit) de `python -m data`. `limite` : octets qu'un fichier ne peut dépasser."""
    avant = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    avant += (
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limite}, {limite})); " if limite is not None else ""
    )
    programme = f"{avant}import sys; from data.__main__ import main; sys.exit(main({mots!r}))"
    fini = subprocess.run(
        [sys.executable, "-c", programme],
        cwd=RACINE,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TMPDIR": tempfile.gettempdir()},
    )
    return fini.returncode, _sans_progression(fini.stdout + fini.stderr)


def _sans_progression(dit: str) -> str:
    return "\n".join(i for i in re.split(r"[\r\n]+", dit) if "%" not in i)


def _empreinte(fichier: Path) -> str:
    return hashlib.sha256(fichier.read_bytes()).hexdigest()


EPREUVES = [
    Epreuve(
        "Pannes",
        "disque plein (tmpfs) : construire, publier, revenir, exporter, modèle, Parquet, brouillon, magasin",
        fois=80,
        lancer=remplir,
    )
]
