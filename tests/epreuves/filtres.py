"""Chaque page de lecture sous chaque filtre que la base connaît, seul puis à deux : ni faute, ni faux vide.

Les filtres viennent des référentiels de la base et de ce que les pages elles-mêmes proposent (leurs
sélecteurs, relevés) : un choix ajouté demain est essayé sans y penser. Chaque vue est lue au bureau, en
projection ou sur un téléphone.
"""

import os
import random
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from pages import plan
from pages.composants import filtres
from pages.composants.referentiel import referentiel
from pages.seance.instruction import LISTES
from pages.sujets.aide.dit import RUBRIQUES
from queries import lire
from tests.epreuves.genre import Epreuve, Resultat
from tests.epreuves.vides import Brut, faux_vides
from tests.lecture import lire_la_page

RACINE = Path(__file__).parents[2]
REEL = Path(os.environ.get("CONTRAT_REEL") or RACINE.parent / "shared" / "reel")
RECETTES = ("demo", "centre-val-de-loire")
PAGES = tuple(page.code for page in plan.PAGES)
MODES: dict[str, tuple[dict[str, str], str]] = {
    "bureau": ({}, ""),
    "projection": ({"mode": "projection"}, "1920x1080"),
    "téléphone": ({}, "390x844"),
}
MOTS = ("emploi", "l'école", "ÉTÉ", "centre social", "%", "_", "'", "\\", "zzz", "2024", "a", " ")
Vue = tuple[str, dict[str, str]]


@contextmanager
def servie(chemin: Path) -> Iterator[None]:
    """Le temps d'un bloc, `lire` répond sur cette base."""
    avant = os.environ.get("CONTRAT_BASE")
    os.environ["CONTRAT_BASE"] = str(chemin)
    try:
        yield
    finally:
        os.environ.pop("CONTRAT_BASE") if avant is None else os.environ.update(CONTRAT_BASE=avant)


@cache
def base(recette: str) -> Path | None:
    """La base d'une recette livrée, construite une fois ; None si ses fichiers ne sont pas là."""
    if recette != "demo" and not (REEL / "contrats").is_dir():
        return None
    chemin = Path(_dossier().name) / f"{recette}.duckdb"
    commande = [sys.executable, "-m", "data", "construire", recette, "--base", str(chemin)]
    commande += [] if recette == "demo" else ["--dossier", str(REEL)]
    subprocess.run(commande, cwd=RACINE, check=True, capture_output=True)
    return chemin


@cache
def _dossier() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="epreuve-filtres-")


class Choix:
    """Ce qu'on peut demander à chaque page d'une base (celle qui est servie)."""

    def __init__(self) -> None:
        self.contrats = [*lire("referentiels/contrats")["contrat_id"]]
        self.defaut = lire("referentiels/contrat_principal")["contrat_id"].iloc[0]
        self._communs: dict[str, list[dict[str, str]]] = {}
        self._propres: dict[Vue, list[dict[str, str]]] = {}

    def communs(self, contrat: str) -> list[dict[str, str]]:
        """Chaque valeur de chaque filtre commun, pour un contrat (« * » : tous)."""
        if contrat not in self._communs:
            choix = referentiel(() if contrat == "*" else (contrat or self.defaut,), None)
            listes = {
                "annee": [*map(str, choix.annees), "toutes", "1999", "2010-2030"],
                "pilier": choix.piliers,
                "thematique": choix.thematiques,
                "quartier": choix.quartiers,
                "financeur": choix.financeurs,
                "nature": choix.natures,
                "statut": choix.statuts,
                "montant": ("accorde", "demande", "propose", "verse"),
            }
            self._communs[contrat] = [{n: str(v)} for n, valeurs in listes.items() for v in valeurs]
        return self._communs[contrat]

    def propres(self, page: str, contrat: str) -> list[dict[str, str]]:
        """Ce que cette page seule propose : relevé sur ses sélecteurs, plus ce qui se tape ou se clique."""
        sous = {"contrat": contrat} if contrat else {}
        cle = (page, contrat)
        if cle not in self._propres:
            offres = [o for mode, ecran in MODES.values() for o in _offres(page, sous | mode, ecran)]
            saisis = {
                "actions": {"q": MOTS},
                "aide": {"section": RUBRIQUES, "mot": MOTS},
                "instruction": {"q": MOTS, "liste": LISTES},
                "action": {"action": _actions()},
                "piliers": {"classe": ("zzz", "pilier.zzz", "theme-national.aucun")},
            }.get(page, {})
            offres += [{nom: str(v)} for nom, valeurs in saisis.items() for v in valeurs]
            self._propres[cle] = [dict(o) for o in dict.fromkeys(tuple(o.items()) for o in offres)]
        return self._propres[cle]

    def seules(self) -> list[Vue]:
        """Chaque page : telle quelle, sous chaque contrat et sous tous, sous chaque filtre seul."""
        parametres = [{}, *({"contrat": c} for c in (*self.contrats, "*")), *self.communs("")]
        return [(page, p) for page in PAGES for p in (*parametres, *self.propres(page, ""))]

    def paire(self, hasard: random.Random, page: str | None = None, contrat: str | None = None) -> Vue:
        """Deux filtres au hasard ; la page et le contrat aussi, s'ils ne sont pas dits."""
        page = page or hasard.choice(PAGES)
        contrat = hasard.choice(("", "*", *self.contrats)) if contrat is None else contrat
        sous = {"contrat": contrat} if contrat else {}
        offre = [*self.communs(contrat), *self.propres(page, contrat)]
        noms = hasard.sample(sorted({n for o in offre for n in o}), 2)
        return page, sous | {n: hasard.choice([o[n] for o in offre if n in o]) for n in noms}


def _offres(page: str, parametres: dict[str, str], ecran: str) -> list[dict[str, str]]:
    """Les choix que les sélecteurs propres à cette page proposent : (nom du lien, code)."""
    offres: list[dict[str, str]] = []
    d_origine = filtres.parametre

    def relever(nom: str, choix: dict, *args: object, **kwargs: object) -> str:
        offres.extend({nom: str(code)} for code in choix)
        return d_origine(nom, choix, *args, **kwargs)

    filtres.parametre = relever
    try:
        lire_la_page(page, parametres, ecran=ecran)
    finally:
        filtres.parametre = d_origine
    return offres


def _actions() -> list[str]:
    """Des actions de toute sorte : une par statut, par année, au coût théorique ou non ; une inconnue."""
    from queries import Filtre

    lignes = lire("actions/recherche", filtre=Filtre(), q=None, porteur=None, limite=None)
    return [*lignes.groupby(["statut", "cout_theorique", "annee"])["action_id"].first(), "inconnue", ""]


def essayer(brut: Brut, page: str, parametres: dict[str, str], mode: str) -> list[str]:
    """Les fautes d'une vue : une phrase chacune."""
    plus, ecran = MODES[mode]
    lecture = lire_la_page(page, parametres | plus, ecran=ecran)
    if lecture.faute is not None:
        lieu = traceback.extract_tb(lecture.faute.__traceback__)[-1]
        ou = next(
            (
                c
                for c in reversed(traceback.extract_tb(lecture.faute.__traceback__))
                if str(RACINE) in c.filename
            ),
            lieu,
        )
        return [f"{lecture.adresse} ({mode}) : {lecture.faute!r:.200}, {Path(ou.filename).name}:{ou.lineno}"]
    return [f"{lecture.adresse} ({mode}) : {vide}" for vide in faux_vides(lecture, brut)]


def _jouer(recette: str, graine: int, fois: int, a_deux: bool) -> Resultat:
    chemin, hasard = base(recette), random.Random(graine)
    if chemin is None:
        return Resultat(0, (f"les fichiers de {recette} ne sont pas dans {REEL}",))
    with servie(chemin):
        choix, brut = Choix(), Brut(chemin)
        if a_deux:
            vues = [choix.paire(hasard) for _ in range(fois)]
        else:
            vues = choix.seules()
            hasard.shuffle(vues)
            vues = vues[:fois]
        fautes = [f for page, p in vues for f in essayer(brut, page, p, hasard.choice([*MODES]))]
    return Resultat(len(vues), tuple(fautes))


def _epreuve(recette: str, fois: int, a_deux: bool) -> Epreuve:
    quoi = "deux filtres au hasard" if a_deux else "chaque filtre seul"
    return Epreuve(
        "Pages sous filtres",
        f"{quoi}, base {recette}, bureau, projection ou téléphone",
        fois=fois,
        lancer=lambda graine, fois: _jouer(recette, graine, fois, a_deux),
    )


EPREUVES = [_epreuve(r, fois, a_deux) for r in RECETTES for fois, a_deux in ((5000, False), (1500, True))]
