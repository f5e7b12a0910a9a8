"""Synthèse : que fait le contrat cette année ?"""

from collections.abc import Iterator

from pages.blocs import (
    Bandeau,
    Barres,
    Bloc,
    Chiffres,
    Constat,
    Details,
    Deux,
    Lien,
    Pied,
    Puces,
    Rien,
    Titre,
)
from pages.composants import chiffres, comparabilite, constats, mesures
from pages.composants.colonnes import PAR_FINANCEUR, PAR_PILIER, POSTES
from pages.composants.referentiel import generation
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
    a_quoi = Barres(
        piliers,
        cle="piliers",
        libelle="pilier",
        code="pilier_id",
        choisit="pilier",
        titre=constats.piliers(piliers),
        sous_titre=constats.portee(filtre),
        place=330,
    )
    if piliers["pilier_id"].eq("aucun").all():
        a_quoi = Barres(
            visite.lire("synthese/porteurs", filtre=filtre),
            cle="porteurs",
            libelle="porteur",
            titre="Par qui passe l'argent",
            sous_titre=constats.portee(filtre),
            place=330,
        )
    if visite.projection:
        yield a_quoi
    else:
        yield from _au_bureau(visite, resume, piliers, sources, a_quoi)
    yield Pied("Un euro compte une fois, même si l'action touche plusieurs quartiers.", sources)


def _au_bureau(visite: Visite, resume, piliers, sources, a_quoi: Barres) -> Iterator[Bloc]:
    filtre = visite.filtre
    financeurs = visite.lire("financeurs/montants_par_financeur", filtre=filtre)
    quartiers = visite.lire(
        "quartiers/montants_par_quartier",
        filtre=filtre,
        contrats=visite.contrats,
        generation=generation(filtre),
    )
    dispositifs = visite.lire("synthese/dispositifs", filtre=filtre)
    qui_paie = Barres(
        financeurs,
        cle="financeurs",
        libelle="financeur",
        code="financeur_id",
        choisit="financeur",
        titre=constats.qui_paie(financeurs),
        sous_titre=constats.portee(filtre),
    )
    yield Deux((a_quoi,), (qui_paie,))
    yield Deux(
        (
            Titre("Les quartiers du contrat"),
            mesures.bloc(mesures.mesure("habitant", filtre), filtre, cle="apercu", petite=True),
        ),
        (
            Titre("À savoir"),
            Puces(constats.a_savoir(resume, quartiers, dispositifs, filtre)),
            Lien("carte", "Ouvrir la carte", "map", visite.lien()),
        ),
    )
    mots = visite.en_mots
    yield Details(piliers, "montants-par-pilier", "À quoi sert l'argent", PAR_PILIER, mots, sources)
    yield Details(financeurs, "montants-par-financeur", "Qui paie", PAR_FINANCEUR, mots, sources)
    postes = visite.lire("synthese/postes", filtre=filtre)
    if not postes.empty:
        yield Details(postes, "postes", "Postes adultes-relais et Fonjep", POSTES, mots, sources)
