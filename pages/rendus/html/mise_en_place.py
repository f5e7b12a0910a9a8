"""Où l'application posera la réponse d'une page : son dessin principal, sa largeur, la place de ses choix.

Lu dans ses blocs, pour qu'en prenant la place l'application ne déplace rien. Aucune page n'est nommée.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pages.blocs import Bandeau, Bloc, Chiffres, Details, Deux, Matrice, Rubriques, Saisie, Tableau, tous
from pages.blocs import Dessin as BlocDessin
from pages.composants.recueil import Carte, Dessin, Vue

LARGEUR, GOUTTIERE = 1080, 64
"""De la page au bureau, et entre deux colonnes : en pixels."""
CHOIX, RUBRIQUES = 56, (104, 176)
"""La hauteur d'un sélecteur (au téléphone, ils sont l'un sous l'autre), et celle d'un choix tout en vue, au
bureau et au téléphone : en pixels."""


@dataclass(frozen=True)
class Place:
    """Ce qu'on montre d'abord d'une page.

    `part` : de la largeur, au bureau ; `choix` : la hauteur de ce qui se choisit sous les filtres, au bureau
    et au téléphone ; `genres` : ce qui s'y dessine sans qu'on l'ouvre.
    """

    dessin: Dessin | None = None
    carte: Carte | None = None
    part: float = 1.0
    choix: tuple[int, int] = (0, 0)
    genres: frozenset[str] = frozenset()


def lire(vue: Vue) -> Place:
    """La place de ce que montre cette vue."""
    principal, part = _principal(vue.blocs, 1.0)
    cle = principal.cle if principal is not None else ""
    carte = next((c for c in vue.cartes if c.cle == cle), None)
    dessin = next((d for d in vue.dessins if d.cle == cle), None)
    if carte is None and dessin is None:
        # Un script, ou un dessin qui n'a rien à tracer : le premier qui en a.
        dessin = (*vue.dessins, None)[0]
        carte = (*vue.cartes, None)[0] if dessin is None else None
    montres = {
        "chiffres": vue.chiffres,
        "dessin": vue.dessins,
        "carte": vue.cartes,
        "tableau": [b for b in tous(vue.blocs) if isinstance(b, Tableau) and not isinstance(b, Details)],
    }
    return Place(
        dessin, carte, part, _choix(vue.blocs), frozenset(nom for nom, blocs in montres.items() if blocs)
    )


def _principal(blocs: Iterable[Bloc], part: float) -> tuple[BlocDessin | None, float]:
    """Le premier dessin qu'on lit, et sa part de la largeur."""
    for bloc in blocs:
        if isinstance(bloc, Deux):
            large = part * bloc.parts[0] / sum(bloc.parts) - GOUTTIERE / 2 / LARGEUR
            etroit = part * bloc.parts[1] / sum(bloc.parts) - GOUTTIERE / 2 / LARGEUR
            for cote, la_part in ((bloc.gauche, large), (bloc.droite, etroit)):
                trouve, sienne = _principal(cote, la_part)
                if trouve is not None:
                    return trouve, sienne
        elif isinstance(bloc, BlocDessin) and not isinstance(bloc, Matrice):
            return bloc, part
    return None, 1.0


def _choix(blocs: Iterable[Bloc]) -> tuple[int, int]:
    """La hauteur des choix de la page, avant sa réponse."""
    bureau = telephone = 0
    for bloc in blocs:
        if isinstance(bloc, Chiffres):
            break
        if isinstance(bloc, Bandeau) and bloc.choix:
            bureau, telephone = bureau + CHOIX, telephone + CHOIX * len(bloc.choix)
        elif isinstance(bloc, Rubriques):
            bureau, telephone = bureau + RUBRIQUES[0], telephone + RUBRIQUES[1]
        elif isinstance(bloc, Saisie):
            bureau, telephone = bureau + CHOIX, telephone + CHOIX
    return bureau, telephone
