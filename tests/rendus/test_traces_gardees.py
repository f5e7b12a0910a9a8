"""Une figure gardée est celle de l'écran qui la demande, quel que soit le premier qui l'a demandée."""

import random

import pytest

from pages import plan
from pages.blocs import Carte, Dessin, Matrice
from pages.composants import ecran
from pages.rendus import traces
from pages.rendus.traces import tracer
from tests.dire import dire

ECRANS = [None, (360, 740), (390, 844), (768, 1024), (1366, 768), (1920, 1080), (3840, 2160)]


@pytest.mark.parametrize("page", [page.code for page in plan.PAGES if page.valeur])
def test_un_telephone_n_a_pas_la_figure_d_un_bureau(base_demo, monkeypatch, page):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    graine = random.randrange(10**6)
    vus = random.Random(graine).sample(ECRANS, len(ECRANS))
    for mode in ({}, {"mode": "projection"}):
        for bloc in dire(page, {"annee": "2025", **mode}).tous():
            if not isinstance(bloc, Dessin) or isinstance(bloc, Carte | Matrice):
                continue
            for lu in vus:
                monkeypatch.setattr(ecran, "dimensions", lambda lu=lu: lu)
                trace = traces.gardee(bloc, bool(mode))
                assert trace.spec == tracer(bloc, bool(mode)).spec, (graine, bloc.cle, lu)


def test_un_dessin_ne_garde_pas_autant_de_figures_qu_on_lui_dit_de_tailles(base_demo, monkeypatch):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    bloc = next(b for b in dire("evaluation", {"annee": "2025"}).tous() if isinstance(b, Dessin))
    for largeur in range(300, 340):
        monkeypatch.setattr(ecran, "dimensions", lambda largeur=largeur: (largeur, 800))
        traces.gardee(bloc, False)
    assert len(traces._gardees[bloc]) <= traces._TAILLES_GARDEES
