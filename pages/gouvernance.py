"""Gouvernance : qui décide, et quand ?"""

from collections.abc import Iterator

from pages.blocs import Bandeau, Bloc, Chiffres, Constat, Deux, Pied, Texte
from pages.composants import manques, phrases
from pages.sujets.gouvernance import dit, montre
from pages.visite import Visite

FEUILLES = ("signataires", "instances", "membres", "seances", "decisions", "avis")


def page(visite: Visite) -> Iterator[Bloc]:
    """La phrase, les chiffres et la frise ; au bureau, qui se réunit, qui siège, ce qui est décidé."""
    yield Bandeau(("pilier", "thematique", "quartier"))

    # Ce qu'on demande
    contrats, filtre, le = visite.contrats, visite.filtre, visite.le
    debut, fin = filtre.annees or (None, None)
    resume = visite.lire("gouvernance/resume", contrats=contrats, debut=debut, fin=fin, le=le).iloc[0]
    periodes = visite.lire("gouvernance/periodes", contrats=contrats)
    toutes = visite.lire("gouvernance/seances", contrats=contrats, debut=None, fin=None, le=le)
    sens = visite.lire("gouvernance/decisions_par_sens", filtre=filtre)
    avis = visite.lire("gouvernance/avis_par_conseil", filtre=filtre)
    sources = visite.lire("gouvernance/sources", contrats=contrats)

    # Ce qu'on répond
    yield Constat(dit.constat(resume, sens, periodes, filtre))
    yield Chiffres(dit.chiffres(resume, sens, avis))
    yield montre.frise(visite, periodes, toutes)
    if not visite.projection:
        seances = visite.lire("gouvernance/seances", contrats=contrats, debut=debut, fin=fin, le=le)
        signataires = visite.lire("gouvernance/signataires", contrats=contrats)
        yield from montre.a_venir(seances)
        if signes := dit.des_signataires(signataires):
            yield Texte(phrases.markdown(signes))
        if resume["nb_instances"]:
            reunies = visite.lire("gouvernance/instances", contrats=contrats, debut=debut, fin=fin, le=le)
            yield montre.instances(visite, reunies, sources)
            sieges = montre.sieges(visite.lire("gouvernance/sieges_par_college", contrats=contrats))
            yield sieges if avis.empty else Deux((sieges,), (montre.avis(avis),))
            yield from montre.decisions(visite, sens, sources)
            yield from montre.details(visite, signataires, seances, sources)
        else:
            vide = "La base ne contient ni instance, ni réunion, ni décision."
            yield manques.bloc(vide, *FEUILLES)
    yield Pied("Seules les actions de statut public figurent dans les décisions et les avis.", sources)
