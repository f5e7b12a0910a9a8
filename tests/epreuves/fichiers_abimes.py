"""Des fichiers abîmés : les mêmes totaux, ou un refus qui dit pourquoi ; vite et dans peu de mémoire.

La moitié reçoit un dommage de tests/data/mutations.py (colonne déplacée, guillemet, cellule retypée…) ;
l'autre est abîmée à l'octet, archive et tout : un transfert coupé, ou quelqu'un qui cherche la panne.
"""

import functools
import random
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from unittest import mock

from data.__main__ import main
from tests.data import mutations
from tests.epreuves.genre import Epreuve, Resultat
from tests.epreuves.mesure import Mesure, suivie

LIMITE_S, LIMITE_MO, FOIS_L_ENTIER = 2.0, 300.0, 3.0
"""Une tentative construit une base entière : au-delà de deux secondes, elle est en faute si elle prend aussi
trois fois ce que prend le fichier intact, au même moment."""
_PROCESSUS = 2
_RIEN = Mesure(0.0, 0.0, 0.0)


def abimer(graine: int, fois: int) -> Resultat:
    """`fois` fichiers, chacun lu dans un processus enfant mesuré."""
    fautes, pire_s, pire_mo = [], 0.0, 0.0
    graines = [graine * 100_000 + rang for rang in range(fois)]
    for une, quoi, mesure, entier_s in _lus(graines):
        pire_s, pire_mo = max(pire_s, mesure.duree_s), max(pire_mo, mesure.memoire_mo)
        dit = mesure.faute
        if not dit and mesure.duree_s > max(LIMITE_S, FOIS_L_ENTIER * entier_s):
            dit = f"{mesure.duree_s:.1f} s, contre {entier_s:.1f} s pour le fichier entier"
        if not dit and mesure.memoire_mo > LIMITE_MO:
            dit = f"{mesure.memoire_mo:.0f} Mo"
        if dit:
            fautes.append(f"graine {une}, {quoi} : {dit}")
    return Resultat(fois, tuple(fautes[:30]), pire_s, pire_mo)


def _lus(graines: list[int]) -> Iterator[tuple[int, str, Mesure, float]]:
    """Ce que rend chaque graine ; si un processus tombe, celles qui restent se rejouent une à une."""
    restent = list(graines)
    try:
        # Des processus neufs, et non dédoublés : le moteur de base a ses fils.
        with ProcessPoolExecutor(_PROCESSUS, mp_context=get_context("spawn")) as processus:
            for lu in processus.map(_essayer, graines, chunksize=4):
                restent.remove(lu[0])
                yield lu
    except BrokenProcessPool:
        for graine in restent:
            try:
                with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processus:
                    yield processus.submit(_essayer, graine).result()
            except BrokenProcessPool:
                yield graine, "fichier", replace(_RIEN, faute="le processus qui le lisait est tombé"), 0.0


def _essayer(graine: int) -> tuple[int, str, Mesure, float]:
    """Ce que coûte la commande qui lit le fichier, et elle seule : l'abîmer coûte aussi."""
    mutations.temoin()
    dit, lue = "", Mesure(0.0, 0.0, 0.0)

    def commande(mots: list[str]) -> int:
        nonlocal lue
        code = 70

        def executer() -> None:
            nonlocal code
            try:
                code = main(mots)
            except SystemExit as fin:
                code = int(fin.code or 0)

        lue = suivie(executer)
        if lue.faute:
            raise AssertionError(lue.faute)
        return code

    try:
        with mock.patch.object(mutations, "main", commande):
            dit, faute = (_dommage if graine % 2 else _octets)(graine)
    except Exception as erreur:  # noqa: BLE001 - ce qui sort d'ici est ce que l'on cherche
        faute = f"{type(erreur).__name__} : {erreur}"
    return graine, dit, replace(lue, faute=faute), _entier_s()


@functools.cache
def _entier_s() -> float:
    """Ce que prend ici la construction du classeur intact : une machine chargée l'allonge."""
    feuilles, _, _ = mutations.temoin()
    with tempfile.TemporaryDirectory(prefix="entier-") as ici:
        mutations.ecrire_csv(feuilles, Path(ici) / "classeur")
        return suivie(lambda: mutations.construire(Path(ici) / "classeur", Path(ici) / "b.duckdb")).duree_s


def _dommage(graine: int) -> tuple[str, str]:
    issue = mutations.essayer(graine)
    return issue.quoi, issue.faute


def _octets(graine: int) -> tuple[str, str]:
    """Un fichier entier, puis abîmé à l'octet ; seul importe qu'on en sorte par des totaux ou une phrase."""
    hasard = random.Random(graine)
    _, base, tableau = mutations.temoin()
    with tempfile.TemporaryDirectory(prefix="octets-") as ici:
        dossier = Path(ici)
        large = hasard.random() < 0.5
        fichier = dossier / ("classeur.xlsx" if not large else f"tableau.{hasard.choice(('csv', 'xlsx'))}")
        entier = mutations.octets_csv(tableau) if fichier.suffix == ".csv" else _xlsx(large)
        geste = hasard.choice((_bits, _coupe, _bloc, _partie if fichier.suffix == ".xlsx" else _bits))
        fichier.write_bytes(geste(hasard, entier))
        quoi = f"{fichier.name} : {geste.__name__[1:]}"
        copie = dossier / "b.duckdb"
        if large:
            shutil.copy(base, copie)
            code, sortie = mutations.lancer(
                [
                    "programmation",
                    str(fichier),
                    "--contrat",
                    mutations.CONTRAT,
                    "--annee",
                    str(mutations.ANNEE),
                    "--base",
                    str(copie),
                    "--json",
                ]
            )
        else:
            code, sortie = mutations.construire(fichier, copie)
        juste = code in (0, 1, 2, 3) and (code == 0 or len(sortie.strip()) > 20) and "Traceback" not in sortie
        return quoi, "" if juste else f"code {code} : {sortie[-600:]!r}"


@functools.cache
def _xlsx(large: bool) -> bytes:
    feuilles, _, tableau = mutations.temoin()
    with tempfile.TemporaryDirectory() as ici:
        mutations.ecrire_xlsx({"Programmation 2026": tableau} if large else feuilles, Path(ici) / "x.xlsx")
        return (Path(ici) / "x.xlsx").read_bytes()


def _bits(hasard: random.Random, octets: bytes) -> bytes:
    neufs = bytearray(octets)
    for _ in range(hasard.choice((1, 3, 30))):
        neufs[hasard.randrange(len(neufs))] ^= 1 << hasard.randrange(8)
    return bytes(neufs)


def _coupe(hasard: random.Random, octets: bytes) -> bytes:
    return octets[: hasard.randrange(len(octets))]


def _bloc(hasard: random.Random, octets: bytes) -> bytes:
    place, longueur = hasard.randrange(len(octets)), hasard.choice((16, 512, 4096))
    autre = hasard.choice((bytes(longueur), hasard.randbytes(longueur), b"", octets[:longueur]))
    return octets[:place] + autre + octets[place + longueur :]


def _partie(hasard: random.Random, octets: bytes) -> bytes:
    """Une partie de l'archive retirée, vidée, doublée ou abîmée ; l'archive elle-même reste juste."""
    with tempfile.TemporaryFile() as flux, tempfile.TemporaryFile() as neuf:
        flux.write(octets)
        with zipfile.ZipFile(flux) as lue, zipfile.ZipFile(neuf, "w", zipfile.ZIP_DEFLATED) as ecrite:
            noms = lue.namelist()
            visee, geste = hasard.choice(noms), hasard.choice(("retirer", "vider", "bits", "couper"))
            for nom in noms:
                partie = lue.read(nom)
                if nom == visee and geste == "retirer":
                    continue
                if nom == visee and partie:
                    partie = {
                        "vider": lambda o: b"",
                        "bits": lambda o: _bits(hasard, o),
                        "couper": lambda o: _coupe(hasard, o),
                    }[geste](partie)
                ecrite.writestr(nom, partie)
        neuf.seek(0)
        return neuf.read()


EPREUVES = [
    Epreuve(
        "Entrées", "fichiers abîmés (classeurs, tableaux, CSV) : lus dans un processus mesuré", 5000, abimer
    )
]
