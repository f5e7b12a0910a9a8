"""Rien de ce qui vient de dehors ne fait travailler plus que ses bornes : un tirage neuf à chaque série.

Ici, ni secondes ni mémoire : une machine occupée n'est pas une faute. Les épreuves, elles, les mesurent.
"""

import random
import secrets
import tomllib
from dataclasses import replace

import pytest

from data.fichier_depose import deposer
from data.fichiers.bornes import DEPOT
from data.fichiers.classeur import ouvrir_octets
from data.fichiers.toml_borne import Bornes, TomlDemesure, mesurer
from data.lecture import SourceIllisible
from pages.seance import ordre
from tests.epreuves import budget, hostiles


def test_une_seance_hostile_est_lue_ou_refusee_d_une_phrase():
    graine = secrets.randbelow(10**9)
    for rang in range(150):
        h = random.Random(graine + rang)
        for texte, lire in ((budget.seance(h), ordre.de_toml), (budget.lien(h), ordre.de_lien)):
            try:
                lire(texte)
            except ordre.SeanceInvalide:
                continue
            except Exception as erreur:
                raise AssertionError(f"graine {graine + rang}, {lire.__name__}") from erreur


def test_ce_que_tomllib_construit_reste_dans_les_bornes():
    """Ce qui est mesuré est ce qui est lu : jamais plus profond, jamais plus d'éléments."""
    limites = Bornes(20_000, profondeur=4, elements=300)
    graine = secrets.randbelow(10**9)
    lus = 0
    for rang in range(3_000):
        h = random.Random(graine + rang)
        texte = "".join(_ligne(h, place) for place in range(h.randrange(1, 6)))
        try:
            mesurer(texte, limites)
        except TomlDemesure:
            continue
        try:
            contenu = tomllib.loads(texte)
        except ValueError:
            continue
        lus += 1
        # Un en-tête et la clé qui le suit ont chacun leur profondeur, et la liste d'un en-tête compte.
        assert _profondeur(contenu) <= 4 * limites.profondeur, f"graine {graine + rang}"
        assert _elements(contenu) <= 5 * limites.elements, f"graine {graine + rang}"
    assert lus > 100, "le tirage doit donner du TOML lisible"


# Des guillemets collés à ceux qui ferment, et ce qu'ils cacheraient à qui compterait mal.
_VALEURS = (
    "1",
    "1.5",
    '"a.b.c.d.e"',
    "'[[[['",
    '"""a""""',
    '"""a"""""',
    "'''b'''''",
    "[1, [2, [3]]]",
    "[[[[[[1]]]]]]",
    "{a = {b = 1}}",
    "{a.b.c.d.e.f.g = 1}",
    '[ """a"""", {a.b.c.d.e.f.g.h = 1, i = "" }, "" ]',
    '[ """a\\\\"""", {a.b.c.d.e.f.g.h = 1}, "x" ]',
    '"\\"" # a.b.c.d.e.f',
    "[" + "1, " * 400 + "]",
)


def _ligne(h: random.Random, place: int) -> str:
    cle = ".".join(h.choice(("a", "'b'", '"c.d"', " e ")) for _ in range(h.randrange(1, 7)))
    if h.random() < 0.3:
        return f"[{cle}.n{place}]\n"
    return f"n{place}.{cle} = {h.choice(_VALEURS)}\n"


def _profondeur(lu: object) -> int:
    siens = lu.values() if isinstance(lu, dict) else lu if isinstance(lu, list) else ()
    return 1 + max(map(_profondeur, siens), default=0) if isinstance(lu, dict | list) else 0


def _elements(lu: object) -> int:
    siens = lu.values() if isinstance(lu, dict) else lu if isinstance(lu, list) else ()
    return len(siens) + sum(map(_elements, siens))


@pytest.mark.parametrize("quoi", [*hostiles.CSV, *hostiles.CLASSEURS])
def test_un_fichier_hostile_est_lu_ou_refuse_avant_d_etre_lu(quoi, monkeypatch):
    petites = replace(
        DEPOT,
        octets=2_000_000,
        deploye=3_000_000,
        champs=3_000,
        cases=3_000,
        pleines=2_000,
        signes=50_000,
        lignes=1_000,
        colonnes=100,
        feuilles=10,
        ligne=50_000,
        accents=20_000,
        balise=20_000,
        cellule=5_000,
    )
    graine = secrets.randbelow(10**9)
    for rang in range(4):
        h = random.Random(graine + rang)
        contenu = (hostiles.CSV | hostiles.CLASSEURS)[quoi](h)
        nom = "essai.csv" if quoi in hostiles.CSV else "essai.xlsx"
        try:
            lu = ouvrir_octets(contenu, nom, bornes=petites)
        except SourceIllisible as refus:
            assert str(refus).strip()
        else:
            cellules = [c for f in lu.feuilles.values() for ligne in f.lignes for c in ligne.cellules]
            assert len(cellules) <= petites.cases, f"graine {graine + rang}"
            assert sum(len(c.texte_affiche) for c in cellules) <= 2 * petites.signes + len(contenu)
            assert all(len(c.texte_affiche) <= petites.cellule for c in cellules)


def test_les_exemples_du_constat_sont_refuses():
    with pytest.raises(ordre.SeanceInvalide):
        ordre.de_toml(budget.ENTETE + "a." * 20_000 + "a = 1\n")
    for nom, contenu in {
        "a.csv": b";" * 25_000_000,
        "b.csv": b"intitule;" + b"a" * 40_000 + b";porteur\nx;1;y\n",
        "c.csv": (b";" * 100 + b"\n") * 240_000,
    }.items():
        with pytest.raises(SourceIllisible):
            deposer(contenu, nom)
