"""Abîmer un fichier d'une façon, au hasard, et voir si un euro se perd : `python -m tests.data.mutations`.

Le classeur fictif (un contrat) et son tableau large reçoivent chacun un seul dommage, tiré d'une graine. Ce
qui en sort doit être les totaux au centime, ou un refus qui nomme l'endroit ; jamais d'autres totaux avec le
code 0.

    uv run python -m tests.data.mutations --graines 2000 [--depart 0] [--un 1234]
"""

import argparse
import contextlib
import csv
import io
import json
import random
import re
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
from openpyxl import Workbook

from data.__main__ import main
from data.programmation import large

CLASSEUR = Path(__file__).parents[2] / "data" / "demo" / "classeur"
CONTRAT, ANNEES, ANNEE = "CN00003I", range(2024, 2027), 2026
ETAPES = ("demande_eur", "propose_eur", "accorde_eur", "verse_eur")
Feuilles = dict[str, list[list[object]]]
"""Feuille → lignes, titres compris."""


@dataclass(frozen=True)
class Issue:
    """Ce qu'une graine a donné. `faute` : vide si le résultat est juste, ou refusé en nommant l'endroit."""

    graine: int
    quoi: str
    faute: str = ""
    refuse: bool = False


def feuilles_du_contrat() -> Feuilles:
    """Le classeur fictif réduit à un contrat et trois ans, sans ses mesures : il se construit vite."""
    lues: Feuilles = {}
    for fichier in sorted(CLASSEUR.glob("*.csv")):
        with fichier.open(encoding="utf-8", newline="") as flux:
            lues[fichier.stem] = list(csv.reader(flux, delimiter=";"))
    del lues["mesures"]

    def garder(feuille: str, **choix: Callable[[str], bool]) -> None:
        entete, *lignes = lues[feuille]
        rangs = {entete.index(colonne): juste for colonne, juste in choix.items() if colonne in entete}
        lues[feuille] = [entete, *[x for x in lignes if all(juste(x[r]) for r, juste in rangs.items())]]

    def connus(feuille: str, colonne: str) -> set[str]:
        entete, *lignes = lues[feuille]
        return {ligne[entete.index(colonne)] for ligne in lignes}

    for feuille in lues:
        garder(feuille, contrat_id=lambda c: c == CONTRAT, annee=lambda a: int(a or ANNEE) in ANNEES)
    actions = connus("programmation", "reference")
    instances = connus("instances", "instance_id")
    garder("seances", instance_id=instances.__contains__)
    seances = connus("seances", "seance_id")
    for feuille in ("financements", "decisions", "avis"):
        garder(
            feuille,
            reference=actions.__contains__,
            seance_id=seances.__contains__,
            instance_id=instances.__contains__,
        )
    garder("membres", instance_id=instances.__contains__)
    garder("quartiers", contrat_id=lambda c: c == CONTRAT)
    quartiers = connus("quartiers", "quartier_id")
    garder("passages", ancien=lambda c: not c or c in quartiers, nouveau=lambda c: not c or c in quartiers)
    return lues


@cache
def temoin() -> tuple[Feuilles, Path, list[list[object]]]:
    """(feuilles du classeur, base qu'il fait, lignes de son tableau large), faits une fois par processus."""
    dossier = Path(tempfile.mkdtemp(prefix="mutations-"))
    feuilles = feuilles_du_contrat()
    base = dossier / "temoin.duckdb"
    ecrire_csv(feuilles, dossier / "classeur")
    code, dit = construire(dossier / "classeur", base)
    if code:
        raise AssertionError(dit)
    with duckdb.connect(str(base), read_only=True) as connexion:
        titres, lignes = large.tableau(connexion, CONTRAT, ANNEE)
    return feuilles, base, [titres, *lignes]


def ecrire_csv(feuilles: Feuilles, dossier: Path) -> None:
    dossier.mkdir()
    for nom, lignes in feuilles.items():
        (dossier / f"{nom}.csv").write_bytes(octets_csv(lignes))


def octets_csv(lignes: list[list[object]], separateur: str = ";") -> bytes:
    flux = io.StringIO(newline="")
    csv.writer(flux, delimiter=separateur, lineterminator="\n").writerows(
        [
            ["" if c is None else str(c).replace(".", ",") if isinstance(c, float) else c for c in x]
            for x in lignes
        ]
    )
    return flux.getvalue().encode()


def ecrire_xlsx(feuilles: Feuilles, chemin: Path) -> None:
    classeur = Workbook()
    classeur.remove(classeur.active)
    for nom, lignes in feuilles.items():
        feuille = classeur.create_sheet(nom)
        for ligne in lignes:
            feuille.append([_typee(c) for c in ligne])
            for cellule in feuille[feuille.max_row]:
                if isinstance(cellule.value, _Montre):
                    cellule.number_format = cellule.value.format
                    cellule.value = float(cellule.value)
    classeur.save(chemin)


class _Montre(float):
    """Un nombre dont le format est imposé."""

    format = "0%"


def _typee(cellule: object) -> object:
    if isinstance(cellule, str) and re.fullmatch(r"[1-9]\d{0,8}(\.\d+)?|0", cellule):
        return float(cellule) if "." in cellule else int(cellule)
    return cellule if cellule != "" else None


def lancer(mots: list[str]) -> tuple[int, str]:
    """(code de sortie, tout ce qui est écrit)."""
    sortie = io.StringIO()
    with contextlib.redirect_stdout(sortie), contextlib.redirect_stderr(sortie):
        try:
            code = main(mots)
        except SystemExit as fin:
            code = int(fin.code or 0)
        except Exception:  # noqa: BLE001 - une faute du programme est un résultat de l'essai
            code = 70
            traceback.print_exc()
    return code, sortie.getvalue()


def construire(source: Path, base: Path) -> tuple[int, str]:
    recette = base.with_suffix(".toml")
    recette.write_text(
        f'nom = "Essai"\n[[source]]\ntype = "classeur"\nfichier = "{source.name}"\n', encoding="utf-8"
    )
    return lancer(
        ["construire", str(recette), "--dossier", str(source.parent), "--base", str(base), "--par", "essai"]
    )


def totaux(base: Path) -> tuple:
    """(nombre d'actions, demandé, proposé, accordé, versé)."""
    with duckdb.connect(str(base), read_only=True) as connexion:
        sommes = ", ".join(f"(select sum({etape}) from financement)" for etape in ETAPES)
        return connexion.execute(f"select (select count(*) from action), {sommes}").fetchone()


# Les dommages : chacun change `feuilles` (ou le texte d'un CSV) d'une seule façon, et dit laquelle.


def _choisir(hasard: random.Random, feuilles: Feuilles) -> tuple[str, int]:
    nom = hasard.choice([nom for nom, lignes in feuilles.items() if len(lignes) > 2])
    return nom, hasard.randrange(1, len(feuilles[nom]))


def colonne_deplacee(hasard: random.Random, feuilles: Feuilles) -> str:
    nom, _ = _choisir(hasard, feuilles)
    largeur = len(feuilles[nom][0])
    de, vers = hasard.randrange(largeur), hasard.randrange(largeur)
    for ligne in feuilles[nom]:
        ligne += [""] * (largeur - len(ligne))
        ligne.insert(vers, ligne.pop(de))
    return f"colonne {de + 1} mise en {vers + 1} dans {nom}"


def titres_repetes(hasard: random.Random, feuilles: Feuilles) -> str:
    nom, rang = _choisir(hasard, feuilles)
    feuilles[nom].insert(rang, list(feuilles[nom][0]))
    if hasard.random() < 0.5:
        # Les titres reviennent dans un autre ordre : les lignes qui suivent aussi.
        ordre = hasard.sample(range(len(feuilles[nom][0])), len(feuilles[nom][0]))
        for place in range(rang, len(feuilles[nom])):
            ligne = feuilles[nom][place] + [""] * (len(ordre) - len(feuilles[nom][place]))
            feuilles[nom][place] = [ligne[i] for i in ordre]
    return f"titres répétés à la ligne {rang + 1} de {nom}"


def ligne_coupee(hasard: random.Random, feuilles: Feuilles) -> str:
    nom, rang = _choisir(hasard, feuilles)
    ligne = feuilles[nom][rang]
    place = hasard.randrange(1, len(ligne)) if len(ligne) > 1 else 0
    feuilles[nom][rang : rang + 1] = [ligne[:place], ligne[place:]]
    return f"ligne {rang + 1} de {nom} coupée après la colonne {place}"


def feuille_coupee(hasard: random.Random, feuilles: Feuilles) -> str:
    nom, rang = _choisir(hasard, feuilles)
    suite = hasard.choice([f"{nom} (2)", "Feuil2", "suite", f"{nom}2"])
    feuilles[suite] = [*([feuilles[nom][0]] if hasard.random() < 0.5 else []), *feuilles[nom][rang:]]
    del feuilles[nom][rang:]
    return f"{nom} coupée à la ligne {rang + 1}, la suite dans « {suite} »"


def cellule_retypee(hasard: random.Random, feuilles: Feuilles) -> str:
    nom, rang = _choisir(hasard, feuilles)
    ligne = feuilles[nom][rang]
    place = hasard.randrange(len(ligne))
    ecrit = str(ligne[place] if ligne[place] is not None else "")
    nombre = re.fullmatch(r"\d{1,9}(\.\d+)?", ecrit)
    formes: list[object] = [ecrit, f" {ecrit}\u00a0", f"'{ecrit}"]
    if nombre:
        euros = f"{float(ecrit):,.2f}".replace(",", "\u202f").replace(".", ",") + " €"
        formes = [euros, f"{ecrit} €", _Montre(ecrit), f"{ecrit} k€", f"{ecrit},00", f"({ecrit})"]
        formes += ["n.c.", f"{ecrit[:1]} {ecrit[1:]}", f"{ecrit}.000", f"{ecrit} \u00a0"]
    ligne[place] = hasard.choice(formes)
    return f"cellule {place + 1} de la ligne {rang + 1} de {nom} : « {ecrit} » devient « {ligne[place]} »"


def fin_de_ligne_perdue(hasard: random.Random, feuilles: Feuilles) -> str:
    """Pour un CSV seulement : dans un tableur, une cellule vidée ne se distingue pas d'une cellule vide."""
    nom, rang = _choisir(hasard, feuilles)
    place = hasard.randrange(1, max(len(feuilles[nom][rang]), 2))
    del feuilles[nom][rang][place:]
    return f"fin de la ligne {rang + 1} de {nom} perdue après la colonne {place}"


STRUCTURE = (colonne_deplacee, titres_repetes, ligne_coupee, cellule_retypee)


def guillemet(hasard: random.Random, contenu: bytes) -> tuple[bytes, str]:
    place = hasard.randrange(len(contenu))
    while contenu[place] & 0xC0 == 0x80:
        place -= 1
    return contenu[:place] + b'"' + contenu[place:], f"guillemet à la ligne {contenu[:place].count(10) + 1}"


def octet(hasard: random.Random, contenu: bytes) -> tuple[bytes, str]:
    place = hasard.randrange(len(contenu))
    valeur = hasard.choice([0, *range(128, 256)])
    fin = place + (hasard.random() < 0.5)
    dit = f"octet {valeur:#x} à la ligne {contenu[:place].count(10) + 1}"
    return contenu[:place] + bytes([valeur]) + contenu[fin:], dit


def separateur(hasard: random.Random, contenu: bytes) -> tuple[bytes, str]:
    places = [rang for rang, signe in enumerate(contenu) if signe == ord(";")]
    place = hasard.choice(places)
    autre = hasard.choice([b",", b"", b";;", b"\t", b"|", b"\n"])
    dit = f"séparateur de la ligne {contenu[:place].count(10) + 1} devenu {autre!r}"
    return contenu[:place] + autre + contenu[place + 1 :], dit


TEXTE = (guillemet, octet, separateur)


def essayer(graine: int) -> Issue:
    """Un dommage, et ce qu'il donne."""
    hasard = random.Random(graine)
    feuilles, base, tableau = temoin()
    with tempfile.TemporaryDirectory(prefix="mutation-") as ici:
        dossier = Path(ici)
        if hasard.random() < 0.5:
            return _classeur(graine, hasard, feuilles, base, dossier)
        return _tableau(graine, hasard, tableau, base, dossier)


def _classeur(graine: int, hasard: random.Random, temoins: Feuilles, base: Path, dossier: Path) -> Issue:
    feuilles = {nom: [list(ligne) for ligne in lignes] for nom, lignes in temoins.items()}
    en_csv = hasard.random() < 0.6
    dommage = hasard.choice(
        (*STRUCTURE, fin_de_ligne_perdue, *TEXTE) if en_csv else (*STRUCTURE, feuille_coupee)
    )
    dit = "" if dommage in TEXTE else dommage(hasard, feuilles)
    source = dossier / ("classeur" if en_csv else "classeur.xlsx")
    if en_csv:
        ecrire_csv(feuilles, source)
        if dommage in TEXTE:
            fichier = hasard.choice(sorted(source.iterdir()))
            contenu, dit = dommage(hasard, fichier.read_bytes())
            fichier.write_bytes(contenu)
            dit += f" de {fichier.name}"
    else:
        ecrire_xlsx(feuilles, source)
    code, sortie = construire(source, dossier / "b.duckdb")
    obtenu = totaux(dossier / "b.duckdb") if code in (0, 3) else None
    quoi = f"classeur {'CSV' if en_csv else 'XLSX'} : {dit}"
    return _juger(graine, quoi, code, sortie, obtenu, totaux(base))


def _tableau(
    graine: int, hasard: random.Random, temoin: list[list[object]], base: Path, dossier: Path
) -> Issue:
    feuilles = {"Programmation 2026": [list(ligne) for ligne in temoin]}
    en_csv = hasard.random() < 0.6
    dommage = hasard.choice(
        (*STRUCTURE, fin_de_ligne_perdue, *TEXTE) if en_csv else (*STRUCTURE, feuille_coupee)
    )
    dit = "" if dommage in TEXTE else dommage(hasard, feuilles)
    if en_csv:
        fichier = dossier / "tableau.csv"
        contenu = octets_csv(feuilles["Programmation 2026"])
        if dommage in TEXTE:
            contenu, dit = dommage(hasard, contenu)
        fichier.write_bytes(contenu)
    else:
        fichier = dossier / "tableau.xlsx"
        ecrire_xlsx(feuilles, fichier)
    copie = dossier / "b.duckdb"
    shutil.copy(base, copie)
    code, sortie = lancer(
        [
            "programmation",
            str(fichier),
            "--contrat",
            CONTRAT,
            "--annee",
            str(ANNEE),
            "--base",
            str(copie),
            "--json",
        ]
    )
    obtenu = attendu = None
    if code == 0:
        difference = json.loads(sortie[sortie.index("{") :].splitlines()[0])["difference"]
        attendu = {etape: t["avant"] for etape, t in difference["totaux"].items()}
        obtenu = {etape: t["apres"] for etape, t in difference["totaux"].items()}
    return _juger(graine, f"tableau {'CSV' if en_csv else 'XLSX'} : {dit}", code, sortie, obtenu, attendu)


def _juger(graine: int, quoi: str, code: int, sortie: str, obtenu: object, attendu: object) -> Issue:
    if code == 0:
        faute = "" if obtenu == attendu else f"code 0 et d'autres totaux : {obtenu} au lieu de {attendu}"
        return Issue(graine, quoi, faute)
    if "Traceback" in sortie:
        return Issue(graine, quoi, f"traceback : {sortie[-400:]}")
    if not re.search(r"lignes? \d|ligne\b|feuille|Feuille|colonne|[A-Z]+\d+|\"ligne\": \d", sortie):
        return Issue(graine, quoi, f"refus qui ne nomme pas l'endroit : {sortie[-400:]}", refuse=True)
    return Issue(graine, quoi, refuse=True)


def _commande() -> int:
    analyseur = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    analyseur.add_argument("--graines", type=int, default=2000)
    analyseur.add_argument("--depart", type=int, default=0)
    analyseur.add_argument("--un", type=int, help="une seule graine, et tout ce qu'elle écrit")
    choix = analyseur.parse_args()
    if choix.un is not None:
        print(essayer(choix.un))
        return 0
    comptes: Counter[str] = Counter()
    fautes = []
    with ProcessPoolExecutor(2) as processus:
        graines = range(choix.depart, choix.depart + choix.graines)
        for issue in processus.map(essayer, graines, chunksize=8):
            comptes["faute" if issue.faute else "refusé" if issue.refuse else "juste"] += 1
            if issue.faute:
                fautes.append(issue)
                print(f"{issue.graine} {issue.quoi}\n    {issue.faute}", flush=True)
    print(dict(comptes))
    return int(bool(fautes))


if __name__ == "__main__":
    sys.exit(_commande())
