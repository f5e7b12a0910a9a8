"""Ce que montre la page Porteurs, et elle seule : la liste des structures, ou une seule."""

from collections.abc import Iterator

import pandas as pd

from pages.blocs import (
    Barres,
    Bloc,
    Bouton,
    Chiffres,
    Colonnes,
    Constat,
    Details,
    Deux,
    Empilees,
    Liste,
    Titre,
)
from pages.composants import comparabilite, formats, recherche
from pages.composants.colonnes_actions import ANNEES_PORTEUR, FINANCEURS_PORTEUR, PORTEURS, TROUVEES
from pages.composants.constats import portee, portee_annees
from pages.composants.graphiques_exercices import comparables
from pages.sujets.porteurs import demande, dit
from pages.visite import Visite

MONTREES, PROJETEES = 10, 5
"""Structures dont on trace l'argent, au bureau et en projection."""
_LARGEURS = {
    "porteur": 235,
    "categorie": 135,
    "nb_actions": 72,
    "nb_postes": 92,
    "nb_financeurs": 90,
    "premier_financeur": 240,
    "part_premier": 75,
}
_ACTIONS = {nom: colonne for nom, colonne in TROUVEES.items() if nom != "porteur"}


def par_qui(visite: Visite, structures: pd.DataFrame) -> Barres:
    """Les plus gros porteurs ; un clic ouvre le sien."""
    montrees = PROJETEES if visite.projection else MONTREES
    premieres = structures.head(montrees)
    return Barres(
        # Un nom tient sur une ligne, même projeté.
        premieres.assign(libelle=[formats.court(nom, 46) for nom in premieres["porteur"]]),
        cle="structures",
        libelle="libelle",
        code="structure_id",
        choisit="porteur",
        format=dit.avec_part(structures),
        unite="euros",
        titre="Par qui passe l'argent",
        sous_titre=dit.premieres(montrees, structures, visite.filtre),
        place=430,
    )


def presences(visite: Visite) -> Iterator[Bloc]:
    """Combien de structures chaque année ; sinon, quels postes aidés."""
    par_annee = demande.presences(visite)
    if len(par_annee):
        annees = Empilees(
            par_annee,
            cle="presences",
            valeur="nb_porteurs",
            serie="situation",
            format="entier",
            titre=dit.presences(par_annee),
            sous_titre="Structures qui ont une action dans l'année · toutes les années",
        )
        yield comparables(annees, filtre=visite.filtre)
        return
    dispositifs = visite.lire("synthese/dispositifs", filtre=visite.filtre)
    if len(dispositifs):
        yield Barres(
            dispositifs,
            cle="dispositifs",
            valeur="nb_postes",
            libelle="dispositif",
            format="entier",
            titre="Quels postes aidés",
            sous_titre="Nombre de postes, adultes-relais et Fonjep",
        )


def chaque(visite: Visite, structures: pd.DataFrame, sources: pd.DataFrame) -> Iterator[Bloc]:
    """La liste des structures ; cocher une ligne ouvre la sienne."""
    yield Titre("Chaque porteur")
    yield Liste(
        structures,
        "porteurs",
        "Les porteurs",
        PORTEURS,
        visite.en_mots,
        sources,
        code="structure_id",
        choisit="porteur",
        largeurs=_LARGEURS,
    )


def porteur(visite: Visite, code: str, sources: pd.DataFrame) -> Iterator[Bloc]:
    """Un porteur : phrase, chiffres, années, financeurs, quartiers, actions."""
    lu, filtre = demande.porteur(visite, code), visite.filtre
    if not visite.projection:
        yield Bouton("Tous les porteurs", {"porteur": None}, "tous-porteurs", "arrow_back", discret=True)
    yield Constat(dit.porteur(lu.ici, lu.toutes, filtre))
    yield Chiffres(dit.chiffres_du_porteur(lu, filtre))
    if visite.projection:
        yield _annees(lu, visite)
        return
    if len(lu.financeurs):
        yield Deux((_annees(lu, visite),), (_barres(lu.financeurs, "payeurs", "Qui le finance", visite),))
    else:
        yield _annees(lu, visite)
    if lu.quartiers["quartier_id"].nunique() > 1:
        yield _barres(lu.quartiers, "lieux", "Où il agit", visite, libelle="quartier")
    nom = lu.toutes["porteur"]
    mots = f"{nom} · {visite.en_mots}"
    if len(lu.actions):
        yield Titre("Ses actions")
        yield from recherche.trouvees(
            visite, lu.actions, f"Actions de {nom}", "actions-porteur", _ACTIONS, mots, sources
        )
    yield Details(lu.annees, "porteur-annees", "Année par année", ANNEES_PORTEUR, mots, sources)
    if len(lu.financeurs):
        yield Details(lu.financeurs, "porteur-payeurs", "Qui le finance", FINANCEURS_PORTEUR, mots, sources)


def _barres(
    lignes: pd.DataFrame, cle: str, titre: str, visite: Visite, *, libelle: str = "libelle"
) -> Barres:
    return Barres(lignes, cle=cle, libelle=libelle, titre=titre, sous_titre=portee(visite.filtre))


def _annees(lu: demande.Porteur, visite: Visite) -> Colonnes:
    filtre = visite.filtre
    annees = Colonnes(
        lu.annees,
        cle="annees-porteur",
        choisi=filtre.annees and filtre.annees[1],
        titre=f"Son argent {dit.depuis(lu.toutes)}",
        sous_titre=portee_annees(filtre),
        place=390,
    )
    return comparables(annees, filtre=filtre, connus=comparabilite.d_un_porteur(lu.annees, filtre))
