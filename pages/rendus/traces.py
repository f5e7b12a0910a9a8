"""Un dessin, tracé : sa figure (Plotly), et ce qui se lit autour. Un genre de dessin, une fonction."""

from dataclasses import dataclass
from functools import singledispatch
from weakref import WeakKeyDictionary

from pages.blocs import (
    Barres,
    Colonnes,
    Course,
    Dessin,
    Empilees,
    Entonnoir,
    Etendues,
    Flux,
    Frise,
    Lignes,
    Multiples,
    Paires,
    Prevus,
)
from pages.composants import (
    couleurs,
    ecran,
    frise,
    graphiques_annees,
    graphiques_barres,
    graphiques_course,
    graphiques_etendues,
    graphiques_lignes,
    graphiques_multiples,
    graphiques_paires,
    graphiques_prevus,
    graphiques_sankey,
    phrases,
)
from pages.composants import graphiques_socle as socle

FLUX_AU_BUREAU = 560
"""Hauteur d'un diagramme de flux au bureau, en pixels."""
LIGNES_NOMMEES, PAR_LIGNE_NOMMEE = 80, 62
"""Hauteur au bureau de lignes toutes nommées à leur bout, en pixels : en tout, puis par série."""


@dataclass(frozen=True, eq=False)
class Trace:
    """Une figure et ce qui l'entoure : `vide` dit pourquoi il n'y a rien à tracer ; `alt` ce qu'elle montre ;
    `legende` : nom, couleur ; `note` : sous elle."""

    spec: dict
    titre: str
    sous_titre: str
    vide: str
    alt: str = ""
    legende: tuple[tuple[str, str], ...] = ()
    note: str = ""

    @property
    def tracee(self) -> bool:
        """Faux s'il n'y a rien à tracer."""
        return bool(self.spec["data"])


_gardees: WeakKeyDictionary[Dessin, dict[tuple, Trace]] = WeakKeyDictionary()
"""Les figures déjà faites d'un dessin gardé, par thème et taille d'écran."""
_TAILLES_GARDEES = 8
"""La taille d'un écran est dite par qui regarde : on n'en garde pas autant qu'on en dit."""


def gardee(dessin: Dessin, grand: bool) -> Trace:
    """La figure, faite une fois par thème et par taille d'écran : une réponse gardée garde les siennes."""
    faites = _gardees.setdefault(dessin, {})
    taille = ecran.dimensions() if grand else socle.largeur_figure(grand)
    cle = (grand, couleurs.roles(grand).fond, taille)
    if (faite := faites.get(cle)) is None:
        faite = faites[cle] = tracer(dessin, grand)
        for ancienne in list(faites)[:-_TAILLES_GARDEES]:
            # Deux écrans peuvent faire la même place à la fois.
            faites.pop(ancienne, None)
    return faite


def _place(dessin: Dessin, grand: bool) -> int | None:
    return ecran.pixels(dessin.place) if grand and dessin.place else None


def _trace(
    dessin: Dessin,
    spec: dict,
    *,
    genre: str,
    vide: str = "Rien à montrer.",
    note: str = "",
    mesure: str = "",
    legende: tuple[tuple[str, str], ...] = (),
) -> Trace:
    resume = spec["layout"].get("meta", "") if spec["data"] else ""
    alt = f"{dessin.titre or genre}. {resume}"
    return Trace(spec, dessin.titre, mesure or dessin.sous_titre, vide, alt, legende, note)


@singledispatch
def tracer(dessin: Dessin, grand: bool) -> Trace:
    """La figure de ce dessin. `grand` : en projection. TypeError : ce genre n'a pas de figure."""
    raise TypeError(f"{type(dessin).__name__} n'a pas de figure")


@tracer.register
def _(dessin: Barres, grand: bool) -> Trace:
    spec, note = graphiques_barres.figure(
        dessin.lignes,
        dessin.valeur,
        dessin.libelle,
        dessin.code,
        dessin.choisi,
        grand,
        dessin.format,
        dessin.part,
        _place(dessin, grand),
        dessin.couleurs,
        dessin.n_max,
        dessin.trie,
        dessin.sommable,
    )
    return _trace(dessin, spec, genre="Barres", note=note)


@tracer.register
def _(dessin: Entonnoir, grand: bool) -> Trace:
    spec = graphiques_barres.figure_entonnoir(
        dessin.demande, dessin.propose, dessin.accorde, dessin.verse, grand
    )
    return _trace(dessin, spec, genre="Du demandé au versé", vide="Aucun montant connu.")


def _en_unite(dessin: Dessin, unite: str) -> str:
    return " · ".join(m for m in (dessin.sous_titre, f"en {unite}" if unite else "") if m)


@tracer.register
def _(dessin: Colonnes, grand: bool) -> Trace:
    spec, unite = graphiques_annees.figure_colonnes(
        dessin.lignes,
        dessin.x,
        dessin.valeur,
        dessin.choisi,
        grand,
        dessin.format,
        _place(dessin, grand),
        dessin.rupture,
    )
    return _trace(dessin, spec, genre="Années", mesure=_en_unite(dessin, unite))


@tracer.register
def _(dessin: Empilees, grand: bool) -> Trace:
    spec, unite, entrees = graphiques_annees.figure_empilees(
        dessin.lignes,
        dessin.valeur,
        dessin.x,
        dessin.serie,
        dessin.codes,
        dessin.couleurs,
        grand,
        dessin.format,
        _place(dessin, grand),
        dessin.rupture,
    )
    return _trace(dessin, spec, genre="Années", mesure=_en_unite(dessin, unite), legende=tuple(entrees))


@tracer.register
def _(dessin: Lignes, grand: bool) -> Trace:
    hauteur = _place(dessin, grand)
    if not grand and dessin.couleurs is not None:
        hauteur = LIGNES_NOMMEES + PAR_LIGNE_NOMMEE * dessin.lignes[dessin.serie].nunique()
    spec, note = graphiques_lignes.figure(
        dessin.lignes,
        dessin.x,
        dessin.y,
        dessin.serie,
        dessin.rupture,
        dessin.statut,
        dessin.choisi,
        dessin.references,
        dessin.unite,
        dessin.couleurs,
        grand,
        hauteur,
    )
    return _trace(dessin, spec, genre="Évolution", vide="Aucune mesure disponible.", note=note)


@tracer.register
def _(dessin: Multiples, grand: bool) -> Trace:
    spec, reste = graphiques_multiples.figure(
        dessin.lignes,
        dessin.x,
        dessin.y,
        dessin.case,
        dessin.code,
        dessin.fil,
        dessin.reference,
        dessin.nom_reference,
        dessin.statut,
        dessin.unite,
        dessin.choisi,
        grand,
        _place(dessin, grand),
    )
    note = ""
    if spec["data"]:
        note = graphiques_multiples.legende(
            spec, dessin.lignes, dessin.code, dessin.fil, dessin.nom_reference, reste, grand
        )
    return _trace(dessin, spec, genre="Petits multiples", vide="Aucune mesure disponible.", note=note)


@tracer.register
def _(dessin: Flux, grand: bool) -> Trace:
    hauteur = _place(dessin, grand) or (None if grand else FLUX_AU_BUREAU)
    spec = graphiques_sankey.figure_sankey(
        dessin.lignes,
        dessin.source,
        dessin.cible,
        dessin.valeur,
        dessin.couleurs,
        grand,
        hauteur,
        dessin.format,
    )
    return _trace(dessin, spec, genre="Flux")


@tracer.register
def _(dessin: Course, grand: bool) -> Trace:
    spec, note = graphiques_course.figure(dessin.lignes, grand, _place(dessin, grand))
    return _trace(dessin, spec, genre="Objectifs", vide="Aucun objectif chiffré.", note=note)


@tracer.register
def _(dessin: Prevus, grand: bool) -> Trace:
    roles = couleurs.roles(grand)
    legende = (("Personnes prévues", roles.demande), ("Personnes venues", roles.accorde))
    spec = graphiques_prevus.figure(dessin.lignes)
    return _trace(dessin, spec, genre="Prévu et réel", vide="Aucune action à évaluer.", legende=legende)


@tracer.register
def _(dessin: Etendues, grand: bool) -> Trace:
    spec, note = graphiques_etendues.figure(
        dessin.lignes,
        bas=dessin.bas,
        haut=dessin.haut,
        libelle=dessin.libelle,
        code=dessin.code,
        ecrire=dessin.ecrire,
        choisis=dessin.choisis,
        n_max=dessin.n_max,
    )
    return _trace(dessin, spec, genre="Étendues", note=note)


@tracer.register
def _(dessin: Paires, grand: bool) -> Trace:
    spec, reste = graphiques_paires.figure(
        dessin.lignes,
        dessin.libelle,
        dessin.annonce,
        dessin.non_mesure,
        dessin.mesure,
        grand,
        _place(dessin, grand),
    )
    roles = couleurs.roles(grand)
    legende = tuple(
        zip(graphiques_paires.LEGENDE, (roles.propose, roles.demande, roles.accorde), strict=True)
    )
    autres = phrases.accord(reste, "autre partenaire", "autres partenaires")
    note = f"Et {autres}, pour des montants plus petits." if reste else ""
    return _trace(dessin, spec, genre="", vide="Aucun montant annoncé ni mesuré.", note=note, legende=legende)


@tracer.register
def _(dessin: Frise, grand: bool) -> Trace:
    spec = frise.figure(
        dessin.periodes, dessin.seances, dessin.le, dessin.annees, grand, _place(dessin, grand)
    )
    return _trace(dessin, spec, genre="Frise du contrat", vide="Aucune date connue.")
