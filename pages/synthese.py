"""Synthèse : que fait le contrat cette année ?"""

from collections.abc import Iterator, Mapping

import pandas as pd

from pages.blocs import Bandeau, Bloc, Chiffres, Constat, Details, Deux, Pied, Rien
from pages.composants import chiffres, comparabilite, constats
from pages.composants.colonnes import PAR_FINANCEUR, PAR_PILIER, POSTES
from pages.sujets.synthese import montre
from pages.visite import Visite


def page(visite: Visite) -> Iterator[Bloc]:
    """La phrase, cinq chiffres, à quoi sert l'argent, qui paie, et où."""
    yield Bandeau(("pilier", "thematique", "quartier", "financeur", "nature", "statut", "montant"))

    # Ce qu'on demande
    filtre = visite.filtre
    resume = visite.lire("synthese/chiffres", filtre=filtre).iloc[0]
    avant = constats.annee_precedente(filtre)
    piliers = visite.lire("synthese/montants_par_pilier", filtre=filtre)
    sources = visite.lire("donnees/sources_des_actions", filtre=filtre)
    if piliers.empty:
        yield Rien("Aucun financement ne répond à ces filtres.", "Effacer les filtres", efface=True)
        return

    # Ce qu'on répond
    yield Constat(constats.synthese(resume, piliers, filtre), comparabilite.reserve(filtre))
    yield Chiffres(chiffres.de_la_synthese(resume, avant, filtre))
    if visite.projection:
        yield montre.a_quoi_sert(visite, piliers)
    else:
        yield from _au_bureau(visite, resume, piliers, sources)
    yield Pied("Un euro compte une fois, même si l'action touche plusieurs quartiers.", sources)


def _au_bureau(
    visite: Visite, resume: Mapping, piliers: pd.DataFrame, sources: pd.DataFrame
) -> Iterator[Bloc]:
    financeurs = visite.lire("financeurs/montants_par_financeur", filtre=visite.filtre)
    postes = visite.lire("synthese/postes", filtre=visite.filtre)
    yield Deux((montre.a_quoi_sert(visite, piliers),), (montre.qui_paie(visite, financeurs),))
    yield montre.ou_et_a_savoir(visite, resume)
    mots = visite.en_mots
    yield Details(piliers, "montants-par-pilier", "À quoi sert l'argent", PAR_PILIER, mots, sources)
    yield Details(financeurs, "montants-par-financeur", "Qui paie", PAR_FINANCEUR, mots, sources)
    if not postes.empty:
        yield Details(postes, "postes", "Postes adultes-relais et Fonjep", POSTES, mots, sources)
