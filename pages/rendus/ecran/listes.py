"""Une liste à l'écran : cocher une ligne mène plus loin, et on l'emporte en fichier."""

from functools import partial

from pages.blocs import Liste
from pages.composants import formats, listes, tableaux
from pages.rendus.ecran import gestes
from pages.rendus.ecran.montreurs import montre
from pages.reponses import Reponse


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
    )
    colonnes = bloc.emporte or bloc.colonnes
    tableaux.telecharger(lignes, bloc.nom, colonnes, bloc.filtres, bloc.sources, titre)


def _cocher(bloc: Liste, codes: tuple[object, ...], rang: int) -> None:
    code = codes[rang] if rang < len(codes) else None
    gestes.choisir("" if formats.absent(code) else str(code), bloc.choisit, bloc.ouvre)
