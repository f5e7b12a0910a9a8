"""Une liste à l'écran : cocher une ligne mène plus loin, et on l'emporte en fichier."""

from functools import partial
from weakref import WeakKeyDictionary

import pandas as pd

from pages.blocs import Liste
from pages.composants import formats, listes, tableaux
from pages.rendus.ecran import gestes
from pages.rendus.ecran.montreurs import montre
from pages.reponses import Reponse

_prets: WeakKeyDictionary[Liste, pd.DataFrame] = WeakKeyDictionary()
"""Ce que l'écran reçoit d'une liste gardée, préparé une fois pour tous ceux qui la regardent."""


@montre(Liste)
def _liste(bloc: Liste, reponse: Reponse) -> None:
    with reponse.visite.porte():
        lignes = bloc.lues()
    titre = bloc.titre or bloc.nom
    if reponse.visite.projection:
        tableaux.projete(lignes, bloc.nom, bloc.colonnes, titre)
        return
    listes.tableau(
        lignes,
        bloc.nom,
        bloc.colonnes,
        titre,
        au_geste=partial(_cocher, bloc, tuple(lignes[bloc.code])),
        largeurs=bloc.largeurs,
        pret=_pret(bloc, lignes),
    )
    colonnes = bloc.emporte or bloc.colonnes
    tableaux.telecharger(lignes, bloc.nom, colonnes, bloc.filtres, bloc.sources, titre)


def _pret(bloc: Liste, lignes: pd.DataFrame) -> pd.DataFrame | None:
    """Le tableau déjà préparé d'une liste gardée ; None si ses lignes se demandent à chaque fois."""
    if callable(bloc.lignes):
        return None
    if bloc not in _prets:
        _prets[bloc] = listes.montrable(lignes, bloc.colonnes)
    return _prets[bloc]


def _cocher(bloc: Liste, codes: tuple[object, ...], rang: int) -> None:
    code = codes[rang] if rang < len(codes) else None
    gestes.choisir("" if formats.absent(code) else str(code), bloc.choisit, bloc.ouvre)
