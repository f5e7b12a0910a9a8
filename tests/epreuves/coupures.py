"""Couper net un programme qui écrit, à un instant tiré au hasard : rien de ce qui est publié n'est perdu."""

import os
import pickle
import random
import shutil
import signal
import tempfile
import time
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb

from data import brouillons, depots, mise_a_jour, publication
from data.differences import Changement, Differences
from data.fichier_depose import Depot
from data.identite import version_servie
from queries.versions import dossier_versions, journal
from tests.conftest import ouvrir_vide
from tests.epreuves.genre import Epreuve, Resultat

CONSERVEES = 3
_RECETTE = 'nom = "Essai"\n[[source]]\ntype = "classeur"\nfichier = "premier.xlsx"\n'

_LIGNES = """
insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
values ('C1', 'Essai', 2024, 2030, '2024', 's');
insert into financeur values ('etat', 'État', 'État', 1, 's');
insert into source values ('s', 'classeur', 'S', '', '', '', '', 'f', 'e', now(), 1, 1, 0);
insert into action (action_id, contrat_id, annee, intitule, statut, echelle, source_id)
values ('A1', 'C1', 2024, 'Essai', 'retenue', 'contrat', 's');
insert into financement (action_id, financeur_id, nature, section, source_id)
values ('A1', 'etat', 'specifique', 'fonctionnement', 's');
insert into ventilation (action_id, financeur_id, nature, section)
select action_id, financeur_id, nature, section from financement;
"""


class Coupures:
    """Un dossier servi (base, versions, recette, brouillon) et les gestes qu'on y coupe.

    Ce processus-ci n'ouvre aucune base : il se dédouble, et seul l'enfant en ouvre.
    """

    def __init__(self, dossier: Path, graine: int) -> None:
        self.dossier, self.hasard = dossier, random.Random(graine)
        self.base, self.recette = dossier / "b.duckdb", dossier / "r.toml"
        self.recette.write_text(_RECETTE, encoding="utf-8")
        (dossier / "premier.xlsx").write_bytes(b"premier")
        reglages = dossier / "c.toml"
        reglages.write_text(f"versions_conservees = {CONSERVEES}\n", encoding="utf-8")
        os.environ["CONTRAT_CONFIG"] = str(reglages)
        self.modele = dossier / "modele.duckdb"
        _enfant(lambda: ouvrir_vide(self.modele).close())
        self.totaux: dict[str, Decimal] = {}
        self.brouillon_garde = b""
        self.durees: dict[str, float] = {}
        for nom in ("publier", "publier", "deposer", "restaurer", "brouillon"):
            self._entier(nom)

    def couper(self) -> list[str]:
        """Un geste au hasard, tué au hasard ; ce qui s'en trouve perdu."""
        nom = self.hasard.choice(("publier", "deposer", "restaurer", "brouillon"))
        avant, geste, permis = self._preparer(nom)
        instant = self.hasard.uniform(0, 1.2 * self.durees[nom])
        enfant = _lancer(geste)
        time.sleep(instant)
        os.kill(enfant, signal.SIGKILL)
        fin = os.waitpid(enfant, 0)[1]
        quand = f"{nom} coupé à {instant * 1000:.0f} ms"
        fautes = _enfant(lambda: self._perdu(avant, permis))
        if fin not in (0, signal.SIGKILL):
            fautes.append("le geste échoue de lui-même : la coupure d'avant l'a rendu impossible")
        self.brouillon_garde = _enfant(self._brouillon)
        return [f"{quand} : {faute}" for faute in fautes]

    def finir(self) -> list[str]:
        """Après toutes les coupures, une publication entière remet tout d'accord."""
        self._entier("publier")
        return _enfant(self._desaccords)

    def _entier(self, nom: str) -> None:
        _, geste, _ = self._preparer(nom)
        debut = time.monotonic()
        _enfant(lambda: bool(geste()))
        self.brouillon_garde = _enfant(self._brouillon)
        self.durees[nom] = max(self.durees.get(nom, 0), time.monotonic() - debut)

    def _preparer(self, nom: str) -> tuple[str | None, Callable[[], object], set]:
        """(version servie avant, le geste, les versions qui peuvent être servies ensuite)."""
        servie, gardees = _enfant(lambda: (version_servie(self.base), self._gardees()))
        if nom == "brouillon":
            neuf = self.hasard.randbytes(self.hasard.randrange(1, 3_000_000))
            self.brouillons_permis = {self.brouillon_garde, neuf}
            lu = brouillons.Brouillon("t.xlsx", neuf, {})
            return servie, lambda: brouillons.garder(self.base, "moi", lu), {servie}
        self.brouillons_permis = {self.brouillon_garde}
        if nom == "restaurer" and len(gardees) > 1:
            vers = self.hasard.choice(sorted(gardees - {servie}))
            return (
                servie,
                lambda: mise_a_jour.restaurer(vers, self.base, "essai", self.recette),
                {servie, vers},
            )
        neuve, version = self._neuve()
        if nom == "deposer":
            depot = neuve.parent / "classeur.xlsx"
            depot.write_bytes(version.encode())
            v = mise_a_jour.Verification(
                Depot("classeur.xlsx", version.encode(), "xlsx", (), "classeur"),
                "classeur",
                servie,
                neuve,
                difference=Differences([Changement("modifiée", "A1", 2024, "Essai")]),
            )
            geste = lambda: mise_a_jour.publier(v, self.base, "essai", self.recette, True)  # noqa: E731
        else:
            geste = lambda: publication.publier_fichier(neuve, self.base, "essai", malgre_tout=True)  # noqa: E731
        return servie, geste, {servie, version}

    def _neuve(self) -> tuple[Path, str]:
        rang = len(self.totaux) + 1
        version, total = f"V{rang}", Decimal(rang) + Decimal("0.10")
        travail = self.dossier / "travail"
        shutil.rmtree(travail, ignore_errors=True)
        travail.mkdir()
        neuve = travail / "neuve.duckdb"
        shutil.copyfile(self.modele, neuve)

        def remplir() -> None:
            with duckdb.connect(str(neuve)) as base:
                base.execute("update version set version_id = ?", [version])
                base.execute(_LIGNES)
                base.execute("update financement set accorde_eur = ?", [total])
                base.execute("update ventilation set accorde_eur = ?", [total])

        _enfant(remplir)
        self.totaux[version] = total
        return neuve, version

    def _gardees(self) -> set[str]:
        dossier = dossier_versions(self.base)
        return {f.stem for f in dossier.glob("*.duckdb") if not f.name.startswith(".")}

    def _perdu(self, avant: str | None, permis: set) -> list[str]:
        """Ce que la coupure a perdu, relu dans un processus neuf."""
        fautes, servie = [], version_servie(self.base)
        if servie not in permis:
            fautes.append(f"la base servie est {servie}, et non l'une de {permis}")
        fautes += [self._juste(self.base, servie)] if servie else []
        fautes += [self._juste(dossier_versions(self.base) / f"{v}.duckdb", v) for v in self._gardees()]
        if avant and avant not in {e.version_id for e in journal(self.base)}:
            fautes.append(f"le journal a perdu {avant}")
        # Ce que fait la visite suivante : la recette suit la base.
        depots.achever(self.recette, servie)
        (source,) = tomllib.loads(self.recette.read_text(encoding="utf-8"))["source"]
        fichier = self.recette.parent / source["fichier"]
        if not fichier.is_file():
            fautes.append(f"la recette cite {source['fichier']}, qui n'existe pas")
        elif fichier.parent.name in self.totaux and fichier.read_bytes() != fichier.parent.name.encode():
            fautes.append(f"{source['fichier']} n'est pas ce qui a été déposé")
        if self._brouillon() not in self.brouillons_permis:
            fautes.append("le brouillon n'est ni l'ancien ni le nouveau")
        return [faute for faute in fautes if faute]

    def _brouillon(self) -> bytes:
        relu = brouillons.retrouver(self.base, "moi")
        return relu.contenu if relu else b""

    def _juste(self, fichier: Path, version: str) -> str:
        try:
            with duckdb.connect(str(fichier), read_only=True) as base:
                lu = base.execute("select sum(accorde_eur) from financement").fetchone()[0]
        except duckdb.Error as erreur:
            return f"{fichier.name} ne se lit plus : {erreur}"
        return (
            "" if lu == self.totaux[version] else f"{fichier.name} : {lu} au lieu de {self.totaux[version]}"
        )

    def _desaccords(self) -> list[str]:
        servie, entrees = version_servie(self.base), journal(self.base)
        fautes = []
        if entrees[-1].version_id != servie:
            fautes.append(f"le journal finit par {entrees[-1].version_id}, la base servie est {servie}")
        recentes = list(dict.fromkeys(e.version_id for e in reversed(entrees)))[:CONSERVEES]
        if self._gardees() != set(recentes):
            fautes.append(f"versions gardées {self._gardees()}, attendu {set(recentes)}")
        # Une base inachevée (.construction-…) peut rester un jour ; rien d'autre.
        if restes := [f.name for f in dossier_versions(self.base).glob(".*partiel*")]:
            fautes.append(f"restes : {restes}")
        return fautes


def _lancer(geste: Callable[[], object]) -> int:
    """Commence ce geste dans un autre processus ; rend son numéro quand il est parti."""
    entendre, dire = os.pipe()
    enfant = os.fork()
    if enfant == 0:
        os.write(dire, b".")
        code = 1
        try:
            geste()
            code = 0
        finally:
            os._exit(code)
    os.read(entendre, 1)
    os.close(entendre)
    os.close(dire)
    return enfant


def _enfant(fonction: Callable[[], object]) -> object:
    """Ce que rend `fonction`, jouée dans un processus à part. Lève l'exception qu'elle lève."""
    entendre, dire = os.pipe()
    enfant = os.fork()
    if enfant == 0:
        try:
            rendu = (True, fonction())
        except BaseException as erreur:  # noqa: BLE001 - passée au parent
            rendu = (False, RuntimeError(f"{type(erreur).__name__} : {erreur}"))
        with os.fdopen(dire, "wb") as flux:
            pickle.dump(rendu, flux)
        os._exit(0)
    os.close(dire)
    with os.fdopen(entendre, "rb") as flux:
        fait, rendu = pickle.load(flux)
    os.waitpid(enfant, 0)
    if not fait:
        raise rendu
    return rendu


def tuer(graine: int, fois: int) -> Resultat:
    """`fois` gestes tués net ; une tentative dont le geste avait déjà fini compte aussi."""
    with tempfile.TemporaryDirectory(prefix="coupures-") as dossier:
        essai = Coupures(Path(dossier), graine)
        fautes = [faute for _ in range(fois) for faute in essai.couper()]
        return Resultat(fois, tuple(fautes + essai.finir()))


EPREUVES = [
    Epreuve(
        "Pannes",
        "arrêt brutal (kill -9) d'une publication, d'un dépôt, d'un retour, d'un brouillon",
        fois=200,
        lancer=tuer,
    )
]
