"""Chaque page de lecture est une valeur : la même pour tous ceux qui regardent la même chose."""

import dataclasses
import inspect
from functools import partial

import pytest

from pages import blocs, plan
from pages.blocs import Bloc, Constat, Pied, Rien
from pages.rendus.ecran import MONTREURS
from pages.rendus.neutre import neutre
from pages.rendus.traces import tracer
from pages.reponses import reponse
from pages.visite import Visite, construire
from tests.dire import dire

VALEURS = [page.code for page in plan.PAGES if page.valeur]


def _genres() -> set[type[Bloc]]:
    lus = (getattr(blocs, nom) for nom in blocs.__all__)
    genres = {genre for genre in lus if inspect.isclass(genre) and issubclass(genre, Bloc)}
    return genres - {blocs.Bloc, blocs.Dessin}


def test_l_ecran_sait_montrer_chaque_genre_de_bloc():
    assert _genres() == set(MONTREURS)


def test_chaque_genre_de_dessin_se_trace_et_a_son_dessin_neutre():
    """Une matrice est un tableau, une carte a ses contours : ni l'une ni l'autre n'est une figure."""
    dessins = {genre for genre in _genres() if issubclass(genre, blocs.Dessin)} - {blocs.Matrice, blocs.Carte}
    for rendu in (tracer, neutre):
        sans = {genre.__name__ for genre in dessins if rendu.dispatch(genre) is rendu.dispatch(object)}
        assert not sans, f"{rendu.__name__} ne connaît pas {sans}"


@pytest.mark.parametrize("page", VALEURS)
@pytest.mark.parametrize(
    "lien", [{}, {"contrat": "*", "annee": "toutes"}, {"mode": "projection"}, {"annee": "1990"}]
)
def test_une_page_repond_ou_dit_pourquoi(base_demo, monkeypatch, page, lien):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    lue = dire(page, lien)
    assert lue.premier(Constat) or lue.premier(Rien)
    assert lue.premier(Pied) or lue.premier(Rien) or lien.get("mode")


@pytest.mark.parametrize("page", VALEURS)
def test_deux_visites_de_la_meme_chose_ont_la_meme_reponse(base_demo, monkeypatch, page):
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    une, autre = (construire(page, {"annee": "2025", "utm_source": marque}) for marque in "ab")
    assert une.cle == autre.cle
    assert reponse(une).blocs is reponse(autre).blocs
    assert reponse(construire(page, {"annee": "2024"})).blocs is not reponse(une).blocs


def _retenus(valeur: object, vus: set[int] | None = None) -> list[object]:
    """Tout ce qu'une fonction gardée retient : arguments, cellules d'une fermeture, son objet."""
    vus = set() if vus is None else vus
    if id(valeur) in vus:
        return []
    vus.add(id(valeur))
    dedans: list[object] = []
    if isinstance(valeur, partial):
        dedans = [valeur.func, *valeur.args, *valeur.keywords.values()]
    elif inspect.ismethod(valeur):
        dedans = [valeur.__self__]
    elif inspect.isfunction(valeur):
        dedans = [cellule.cell_contents for cellule in valeur.__closure__ or ()]
    elif isinstance(valeur, list | tuple):
        dedans = list(valeur)
    return [valeur, *(retenu for un in dedans for retenu in _retenus(un, vus))]


@pytest.mark.parametrize("page", VALEURS)
def test_une_reponse_partagee_ne_retient_pas_la_visite_de_qui_l_a_fait_calculer(base_demo, monkeypatch, page):
    """La version de la première visite peut être « celle qui est servie », qui change : un pli ouvert plus
    tard par une autre mêlerait deux bases."""
    monkeypatch.setenv("CONTRAT_BASE", str(base_demo))
    for bloc in dire(page).tous():
        for champ in dataclasses.fields(bloc):
            valeur = getattr(bloc, champ.name)
            assert not [lue for lue in _retenus(valeur) if isinstance(lue, Visite)], (bloc, champ.name)


@pytest.mark.parametrize("page", VALEURS)
@pytest.mark.parametrize("mode", [{}, {"mode": "projection"}])
def test_une_page_repond_sur_une_base_sans_une_ligne(base_minuscule, page, mode):
    base_minuscule("select 1")
    lue = dire(page, mode)
    assert lue.premier(Constat) or lue.premier(Rien)
