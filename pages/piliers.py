"""Piliers : à quoi sert l'argent ?"""

from collections.abc import Iterator

from pages.blocs import (
    Bandeau,
    Bloc,
    Chiffres,
    Choix,
    Constat,
    Details,
    Deux,
    Pied,
    Renvoi,
    Rien,
    Tableau,
    Titre,
)
from pages.composants import comparabilite, constats
from pages.composants.colonnes import ACTIONS_LIEES, ANGLES_MORTS, PAR_PART, PART_PAR_ANNEE
from pages.sujets.piliers import demande, dit, montre
from pages.visite import Visite

CHAMPS = ("pilier", "thematique", "quartier", "financeur", "nature", "statut", "montant")


def page(visite: Visite) -> Iterator[Bloc]:
    """Du pilier à l'action, ou par une autre lecture ; puis ce à quoi rien ne va."""
    lectures = demande.lectures(visite)
    noms = {code: lecture.nom for code, lecture in lectures.items()}
    choix = Choix.de(visite, "lecture", options=noms, libelle="Lire autrement")
    yield Bandeau(CHAMPS, choix=(choix,))

    # Ce qu'on demande
    filtre, lecture = visite.filtre, lectures[choix.valeur]
    classe, de_trop = demande.classe(visite, lecture)
    if de_trop:
        yield Renvoi({"classe": None}, dit.sans_la_categorie(de_trop, lecture))
        return
    vue = demande.vue(visite, lecture, classe)
    if vue.parts.empty:
        yield Rien("Aucun financement ne répond à ces filtres.", "Effacer les filtres", efface=True)
        return
    resume = visite.lire("synthese/chiffres", filtre=filtre).iloc[0]
    avant, annee = constats.annee_precedente(filtre), demande.annee(visite)
    morts = demande.angles_morts(filtre, annee)
    sources = visite.lire("donnees/sources_des_actions", filtre=filtre)

    # Ce qu'on répond
    yield Constat(dit.reponse(vue, resume, avant, filtre), comparabilite.reserve(filtre))
    yield Chiffres(dit.chiffres_cles(vue, resume, avant, morts, annee, filtre))
    yield from montre.fil(visite, vue)
    if visite.projection:
        yield montre.image(visite, vue)
    else:
        yield Deux((montre.image(visite, vue),), tuple(montre.histoire(visite, vue)))
        yield from montre.sans_pilier(visite)
        yield from _tableaux(visite, vue, sources)
        yield from _angles_morts(visite, morts, annee, resume, sources)
    yield Pied(dit.regle(vue, resume), sources)


def _tableaux(visite: Visite, vue: demande.Vue, sources) -> Iterator[Bloc]:
    titre, mots = dit.titre_du_tableau(vue), visite.en_mots
    if vue.niveau == "action":
        yield Tableau(vue.parts, "actions", titre, ACTIONS_LIEES, mots, sources)
    else:
        yield Details(vue.parts, "parts", titre, PAR_PART, mots, sources)
    if not vue.annees.empty:
        yield Details(vue.annees, "parts-par-annee", "Au fil des ans", PART_PAR_ANNEE, mots, sources)


def _angles_morts(visite: Visite, morts, annee, resume, sources) -> Iterator[Bloc]:
    phrase = dit.angles_morts(morts, annee, resume)
    if morts.empty:
        yield Titre(phrase)
        return
    dits = dit.en_mots(morts, annee)
    yield Tableau(dits, "angles-morts", phrase, ANGLES_MORTS, visite.en_mots, sources)
