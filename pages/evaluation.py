"""Évaluation : est-ce que cela marche ?"""

from collections.abc import Iterator
from functools import partial

from pages.blocs import Bandeau, Bloc, Bouton, Chiffres, Choix, Constat, Details, Deux, Note, Pied, Rien
from pages.sujets.evaluation import demande, dit, montre
from pages.visite import Visite

CHAMPS = ("pilier", "thematique", "quartier", "financeur", "nature", "statut")


def page(visite: Visite) -> Iterator[Bloc]:
    """Les objectifs d'abord, puis les personnes ; « nous ne savons pas » est une réponse."""
    choix: tuple[Choix, ...] = ()
    lecture = "pilier"
    if not visite.projection:
        choix = (Choix.de(visite, "lecture", options=montre.LECTURES, libelle="Objectifs"),)
        lecture = choix[0].valeur
    yield Bandeau(CHAMPS, choix=choix)

    # Ce qu'on demande
    filtre = visite.filtre
    resume = visite.lire("evaluation/chiffres", filtre=filtre).iloc[0]
    objectifs = demande.objectifs(visite, lecture)
    if objectifs.empty and not resume["nb_actions"]:
        yield Rien(dit.VIDE, dit.QUE_FAIRE)
        return

    # Ce qu'on répond
    yield Constat(dit.evaluation(resume, objectifs, filtre, visite.projection))
    yield Chiffres(dit.chiffres_cles(resume, objectifs))
    if not visite.projection:
        yield from _au_bureau(visite, resume, objectifs, lecture)
    elif not objectifs.empty:
        yield montre.course(visite, objectifs, lecture)


def _au_bureau(visite: Visite, resume, objectifs, lecture: str) -> Iterator[Bloc]:
    filtre, mots = visite.filtre, visite.en_mots
    piliers = visite.lire("evaluation/beneficiaires", filtre=filtre, par="pilier")
    annees = demande.par_annee(visite)
    sources = visite.lire("donnees/sources_des_actions", filtre=filtre)
    if connue := dit.derniere_annee(annees, resume):
        libelle = f"Voir {connue}, la dernière année dont on sait quelque chose"
        yield Bouton(libelle, {"annee": connue}, cle="annee-connue", icone="history")
    if not objectifs.empty:
        yield montre.course(visite, objectifs, lecture)
    yield Deux((montre.par_pilier(piliers, filtre),), (montre.par_annee(annees, filtre),))
    if reserves := dit.reserves(resume):
        yield Note(reserves)
    yield Details(objectifs, "objectifs", "Les objectifs", montre.OBJECTIFS, mots)
    for lignes, nom, titre, colonnes in (
        (piliers, "par-pilier", "Personnes et bilans par pilier", montre.GROUPES),
        (annees, "par-annee", "Personnes et bilans par année", montre.ANNEES),
        (partial(demande.quartiers, filtre), "par-quartier", "Personnes par quartier", montre.QUARTIERS),
        (partial(demande.actions, filtre), "bilans", "Les actions et leur bilan", montre.ACTIONS),
    ):
        yield Details(lignes, nom, titre, colonnes, mots, sources)
    yield Pied(dit.REGLE, sources)
