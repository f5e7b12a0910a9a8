"""Un texte qui voudrait devenir autre chose : chaque destination, puis chaque page d'une base hostile.

Le vrai rendu est essayé dans un navigateur par tests/navigateur/test_inerte.py.
"""

import html
import random
import re
import tempfile
from pathlib import Path

from pages.composants import inerte
from tests.epreuves.filtres import MODES, PAGES, base, servie
from tests.epreuves.genre import Epreuve, Resultat
from tests.inerte.base import rendre_hostile
from tests.inerte.destinations import controler
from tests.inerte.textes import tirer
from tests.lecture import lire_la_page

_ACTIF = re.compile(r"(?i)https?://|www\.|[\w.+-]@[\w-]|:material[/_]\w|:streamlit:|->|<-|--")


def textes(graine: int, fois: int) -> Resultat:
    """Ce que le Markdown, le HTML et Plotly liraient de chaque texte est ce texte, et rien d'actif."""
    fautes = []
    for donnee in tirer(graine, fois):
        net, ecrit = inerte.texte(donnee), inerte.markdown(donnee)
        relu = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", ecrit.replace(":small[]", ""))
        if relu != net.strip() or _ACTIF.search(ecrit) or html.unescape(inerte.html(donnee)) != net:
            fautes.append(f"{donnee!r} : {ecrit!r}")
    return Resultat(fois, tuple(fautes))


def pages(graine: int, fois: int) -> Resultat:
    """Chaque page d'une base dont tous les textes sont hostiles, dans un mode au hasard."""
    hasard, fautes = random.Random(graine), []
    with tempfile.TemporaryDirectory(prefix="epreuve-inertes-") as dossier:
        hostile = rendre_hostile(base("demo"), Path(dossier) / "hostile.duckdb")
        for rang in range(fois):
            parametres, ecran = MODES[hasard.choice([*MODES])]
            annee = {"annee": hasard.choice(("toutes", "2024", "2026"))}
            with servie(hostile):
                lecture = lire_la_page(PAGES[rang % len(PAGES)], parametres | annee, ecran=ecran)
            fautes += controler(lecture)
    return Resultat(fois, tuple(fautes))


EPREUVES = [
    Epreuve("Textes inertes", "textes hostiles, relus comme chaque destination les lit", 20000, textes),
    Epreuve("Textes inertes", "pages d'une base dont tous les textes sont hostiles", 108, pages),
]
