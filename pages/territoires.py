"""Territoires : comment se compare-t-on ?"""

from collections.abc import Iterator

from pages.blocs import Bandeau, Bloc, Chiffres, Choix, Constat, Details, Deux, Note, Pied, Rien, Tableau
from pages.composants.colonnes import CONTRATS_COMPARES, THEMES_COMPARES
from pages.composants.sources import en_lignes
from pages.sujets.territoires import demande, dit, montre
from pages.visite import Visite


def page(visite: Visite) -> Iterator[Bloc]:
    """Le contrat choisi parmi ceux de sa région : la carte, le classement, les thèmes, la pauvreté."""
    filtre = visite.filtre
    choix = [Choix.de(visite, "mesure", options=demande.MESURES, libelle="Comparer")]
    mesure, theme = choix[0].valeur, ""
    if mesure in demande.PAR_THEME and not visite.projection:
        choix.append(Choix.de(visite, "theme", options=demande.themes(filtre), libelle="Thème de l'État"))
        theme = choix[1].valeur
    yield Bandeau(("financeur", "nature", "montant"), choix=tuple(choix))

    # Ce qu'on demande
    vue = demande.comparer(mesure, theme, filtre)
    sources = visite.lire("donnees/sources_des_actions", filtre=vue.filtre)
    if vue.contrats.empty:
        yield Rien("Cette base ne contient aucun contrat de ville.", dit.SEUL)
        return

    # Ce qu'on répond
    yield Constat(dit.territoires(vue))
    yield from map(Note, dit.notes(vue, filtre))
    if not visite.projection:
        yield Chiffres(dit.chiffres_cles(vue), vue.filtre)
    classement = montre.classement(vue, cle="classement", titre="Du plus au moins")
    if vue.situes:
        yield Deux((montre.carte(visite, vue),), (classement,), parts=(3, 2))
    else:
        yield classement
    if not visite.projection:
        yield from _au_bureau(vue, filtre, sources)
    yield Pied(dit.REGLE, en_lignes(sources, vue.pauvrete))


def _au_bureau(vue: demande.Comparaison, filtre, sources) -> Iterator[Bloc]:
    yield montre.themes(vue)
    autre = demande.comparer("habitant" if vue.mesure == "postes" else "postes", "", filtre)
    cote = montre.classement(autre, cle="autre-mesure", titre=demande.MESURES[autre.mesure])
    yield Deux((cote,), (montre.pauvrete(vue),))
    mots = dit.en_mots(vue)
    yield Tableau(vue.contrats, "contrats", "Les contrats côte à côte", CONTRATS_COMPARES, mots, sources)
    yield Details(vue.themes, "themes", "Thèmes de l'État", THEMES_COMPARES, mots, sources)
