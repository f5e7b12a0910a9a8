"""Action : que fait cette action ?"""

from collections.abc import Iterator

from pages.blocs import Bloc, Chiffres, Constat, Deux, Lien, Pied, Portee, Rien
from pages.sujets.action import demande, dit, montre
from pages.visite import Visite


def page(visite: Visite) -> Iterator[Bloc]:
    """Une action entière, sans filtre : qui la finance, ce qu'elle fait, ce qui en a été décidé et dit."""
    code = visite.parametre("action")
    if not visite.projection:
        liste = visite.lien(q=visite.parametre("q"))
        yield Lien("actions", "Toutes les actions", "arrow_back", liste)

    # Ce qu'on demande
    lue = demande.action(visite, code) if code else None
    if lue is None:
        yield Rien(dit.inconnue(code))
        yield Lien("actions", "Chercher une action", "search", visite.lien())
        return

    # Ce qu'on répond
    if visite.projection:
        yield Portee(dit.en_une_ligne(lue))
    yield Constat(dit.reponse(lue.identite))
    yield Chiffres(dit.chiffres_cles(lue))
    if visite.projection:
        yield montre.argent(lue)
    else:
        yield from _au_bureau(visite, lue)
    yield Pied(dit.REGLE, lue.sources)


def _au_bureau(visite: Visite, lue: demande.Action) -> Iterator[Bloc]:
    yield Deux((montre.argent(lue),), tuple(montre.identite(lue, visite)))
    histoire, objet, suivi = (
        tuple(blocs) for blocs in (montre.histoire(lue), montre.objet(lue), montre.suivi(lue))
    )
    if histoire:
        yield Deux(histoire, objet + suivi)
    elif objet:
        yield Deux(objet, suivi)
    else:
        yield from suivi
    yield from montre.tableaux(lue)
