"""Les blocs de la page Quartier."""

from collections.abc import Iterator
from functools import partial

import pandas as pd

from pages.blocs import Barres, Bloc, Colonnes, Details, Deux, EnMots, Information, Note, Titre
from pages.composants import constats
from pages.composants.colonnes import ACTIONS, INDICATEURS, PASSAGES
from pages.composants.filtres import toutes_annees
from pages.composants.graphiques_exercices import comparables
from pages.sujets.quartier import dit
from pages.sujets.quartier.demande import Fiche
from pages.visite import Visite
from queries import lire


def a_quoi_sert(visite: Visite, fiche: Fiche) -> Bloc:
    """Les piliers que l'argent du quartier sert ; sans action, ce qu'on peut essayer."""
    if not fiche.resume["nb_actions"]:
        return Information(
            "Essayez une autre année, ou retirez un filtre. Les postes aidés sont à l'échelle du contrat."
        )
    return Barres(
        visite.lire("synthese/montants_par_pilier", filtre=fiche.filtre),
        cle="piliers",
        libelle="pilier",
        titre="À quoi sert l'argent ici",
        sous_titre=constats.portee(visite.filtre),
        place=430,
    )


def argent(visite: Visite, fiche: Fiche) -> Iterator[Bloc]:
    """Ce qu'est le quartier, puis qui y paie, et combien d'année en année."""
    yield Note(f"{dit.identite_en_mots(fiche)}. {dit.histoire(fiche)}", riche=True)
    annees = visite.lire("synthese/montants_par_annee", filtre=toutes_annees(fiche.filtre))
    if annees.empty:
        return
    filtre = visite.filtre
    qui_paie = Barres(
        visite.lire("financeurs/montants_par_financeur", filtre=fiche.filtre),
        cle="financeurs",
        libelle="financeur",
        titre="Qui paie ici",
        sous_titre=constats.portee(filtre),
    )
    au_fil_des_ans = Colonnes(
        annees,
        cle="annees",
        choisi=filtre.annees[1] if filtre.annees else None,
        titre="L'argent du quartier au fil des ans",
        sous_titre=constats.portee_annees(filtre),
    )
    yield Deux((qui_paie,), (comparables(au_fil_des_ans, filtre=fiche.filtre),))


def vie(fiche: Fiche) -> Iterator[Bloc]:
    """Les indicateurs du quartier face à la commune, à l'agglomération, à la région, à la France."""
    yield Titre("Comment y vit-on ?")
    if fiche.comparaison.empty:
        yield Information("Aucun indicateur n'est publié pour ce quartier ni pour ceux dont il vient.")
    else:
        yield EnMots(dit.tableau_de_vie(fiche), "Indicateurs du quartier comparés")


def plis(visite: Visite, fiche: Fiche, sources: pd.DataFrame) -> Iterator[Bloc]:
    """Les actions, les indicateurs et les périmètres, sous leurs plis."""
    mots = visite.en_mots
    actions = partial(lire, "quartiers/actions", filtre=fiche.filtre)
    indicateurs = partial(lire, "quartiers/indicateurs", quartier=fiche.identite["quartier_id"])
    yield Details(actions, "actions-du-quartier", f"Actions : {fiche.nom}", ACTIONS, mots, sources)
    yield Details(indicateurs, "indicateurs-du-quartier", f"Indicateurs : {fiche.nom}", INDICATEURS, mots)
    if not fiche.passages.empty:
        yield Details(fiche.passages, "perimetres", "Périmètres de 2015 et de 2024", PASSAGES, mots)
