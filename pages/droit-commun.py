"""Droit commun : qu'apportent les partenaires, au-delà des crédits spécifiques ?"""

from collections.abc import Iterator

from pages.blocs import Bandeau, Bloc, Chiffres, Constat, Deux, Pied
from pages.composants import manques
from pages.sujets.droit_commun import dit, montre
from pages.visite import Visite


def page(visite: Visite) -> Iterator[Bloc]:
    """La phrase, cinq chiffres, ce qui est annoncé et mesuré, puis engagement par engagement."""
    yield Bandeau(("montant",))

    # Ce qu'on demande
    contrats = visite.contrats
    resume = visite.lire("droit_commun/resume", contrats=contrats, le=visite.le).iloc[0]
    argent = visite.lire("droit_commun/argent_par_partenaire", contrats=contrats)
    mesure = visite.lire("droit_commun/mesure_au_quartier", contrats=contrats)
    sources = visite.lire("droit_commun/sources", contrats=contrats)

    # Ce qu'on répond
    yield Constat(dit.constat(resume))
    if resume["nb"]:
        yield Chiffres(dit.chiffres(resume))
        if visite.projection:
            yield montre.annonces(argent)
        else:
            yield Deux((montre.annonces(argent),), (montre.mesurables(mesure),))
            yield from montre.un_par_un(visite, resume, sources)
    elif not visite.projection:
        vide = "La base ne contient aucun engagement de droit commun."
        yield manques.bloc(vide, "engagements", "structures")
    if not visite.projection:
        yield from montre.credits_des_actions(visite)
    yield Pied(
        "Un engagement vaut pour tout le contrat, quel que soit le filtre. "
        "Une mesure absente n'est pas un zéro.",
        sources,
    )
