"""Un dessin neutre, fait du bloc lui-même : catégories, séries, nombres exacts, unité, couleurs de l'écran.

C'est ce que dessinent les diapositives (graphiques natifs), le papier (planches) et le HTML (SVG). Rien n'y
est relu d'une figure. Ce qui n'a pas d'équivalent natif (flux, course, frise) devient un tableau.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import singledispatch

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
    formats,
    frise,
    graphiques_annees,
    graphiques_barres,
    graphiques_course,
    graphiques_etendues,
    graphiques_lignes,
    graphiques_multiples,
    graphiques_prevus,
    graphiques_sankey,
)
from pages.composants import graphiques_reperes as reperes
from pages.composants.couleurs import CLAIR
from pages.composants.dessin_neutre import NEUTRE, Ecriture, Serie
from pages.composants.dessin_neutre import Dessin as Neutre
from pages.composants.graphiques_socle import ecritures, nombre_ou_rien

_BAS, _HAUT = CLAIR.propose, CLAIR.accorde


@singledispatch
def neutre(bloc: Dessin, grand: bool = False) -> Neutre:
    """Le dessin neutre de ce bloc. `grand` : tel qu'il est projeté. TypeError : ce genre n'en a pas."""
    raise TypeError(f"{type(bloc).__name__} n'a pas de dessin neutre")


def _mot(donnee: object) -> str:
    """Un nom venu des données, sur une ligne."""
    return " ".join(formats.typographie(str(donnee)).split(" ")).strip()


def _unite(format: object, valeurs: Iterable[float | None]) -> Ecriture:
    """L'écriture d'un format de bloc (voir pages/blocs/dessins.py) ; une fonction a déjà écrit les textes."""
    entieres = all(v is None or float(v).is_integer() for v in valeurs)
    if callable(format):
        format = getattr(format, "keywords", {}).get("unite") or getattr(format, "__name__", "")
        format = {"montant": "euros", "nombre": "entier", "pourcentage": "pourcent"}.get(format, format)
    if format == "pourcent":
        return Ecriture("fraction")
    if "€" in str(format) or format == "euros":
        return Ecriture("euros")
    if "%" in str(format):
        return Ecriture("nombre", 1, f"{formats.FINE}%")
    return Ecriture("nombre", 0 if entieres else 1)


@neutre.register
def _(bloc: Barres, grand: bool = False) -> Neutre:
    # Ce qui n'y tient pas est « dans le tableau » : sa note n'est vraie qu'à l'écran.
    lignes, _, _ = graphiques_barres.preparer(bloc, CLAIR, grand)
    valeurs = tuple(nombre_ou_rien(ligne["valeur"]) for ligne in lignes)
    couleurs = tuple(ligne["couleur"] for ligne in lignes)
    serie = Serie(
        bloc.sous_titre or "Valeur",
        valeurs,
        couleurs[0] if couleurs else NEUTRE,
        couleurs,
        tuple(ligne["texte"] for ligne in lignes),
    )
    return Neutre(
        "barres",
        categories=tuple(_mot(ligne["nom"]) for ligne in lignes),
        series=(serie,),
        ecriture=_unite(bloc.unite or bloc.format, valeurs),
    )


@neutre.register
def _(bloc: Entonnoir, grand: bool = False) -> Neutre:
    etapes = graphiques_barres.etapes(bloc.demande, bloc.propose, bloc.accorde, bloc.verse, CLAIR)
    couleurs = tuple(etape["couleur"] for etape in etapes)
    serie = Serie(
        bloc.sous_titre or "Valeur",
        tuple(float(etape["valeur"]) for etape in etapes),
        couleurs[0] if couleurs else NEUTRE,
        couleurs,
        tuple(etape["texte"] for etape in etapes),
    )
    categories = tuple(etape["nom"] for etape in etapes)
    return Neutre("barres", categories=categories, series=(serie,), ecriture=Ecriture("euros"))


@neutre.register
def _(bloc: Colonnes, grand: bool = False) -> Neutre:
    sommes = graphiques_annees.par_annee(bloc.lignes, bloc.x, bloc.valeur)
    annees = sorted(sommes)
    if not annees:
        return Neutre("colonnes")
    valeurs = tuple(nombre_ou_rien(sommes[a]) for a in annees)
    forte = bloc.choisi if bloc.choisi in sommes else annees[-1]
    couleurs = tuple(CLAIR.accent if a == forte else CLAIR.neutre for a in annees)
    court, _ = ecritures(bloc.format)
    unite, ecrire = graphiques_annees.etiquettes(list(sommes.values()), court, bloc.format, len(annees))
    serie = Serie(
        _avec(bloc.sous_titre, unite) or "Valeur",
        valeurs,
        couleurs[0],
        couleurs if len(set(couleurs)) > 1 else (),
        tuple(ecrire(sommes[a]) for a in annees),
    )
    return Neutre(
        "colonnes",
        categories=tuple(map(str, annees)),
        series=(serie,),
        ecriture=_unite(bloc.format, valeurs),
        note=_rupture(bloc.rupture, annees),
    )


@neutre.register
def _(bloc: Empilees, grand: bool = False) -> Neutre:
    piles = graphiques_annees.piles(
        bloc.lignes, bloc.valeur, bloc.x, bloc.serie, bloc.codes, bloc.couleurs, CLAIR
    )
    annees = sorted(graphiques_annees.par_annee(bloc.lignes, bloc.x, bloc.valeur))
    series = tuple(
        Serie(_mot(nom), tuple(nombre_ou_rien(sommes.get(a)) for a in annees), couleur)
        for _, nom, couleur, sommes in piles
    )
    genre = "colonnes" if len(series) == 1 else "empilees"
    return Neutre(
        genre,
        categories=tuple(map(str, annees)),
        series=series,
        ecriture=_unite(bloc.format, [v for s in series for v in s.valeurs]),
        note=_rupture(bloc.rupture, annees),
    )


def _avec(mesure: str, unite: str) -> str:
    return " · ".join(m for m in (mesure, f"en {unite}" if unite else "") if m)


def _rupture(rupture: tuple[int, str] | None, annees: Sequence[int]) -> str:
    """Ce qui change, si l'année où cela change est entre deux années montrées."""
    if rupture is None or not annees or not annees[0] < rupture[0] <= annees[-1]:
        return ""
    return formats.typographie(rupture[1])


@neutre.register
def _(bloc: Lignes, grand: bool = False) -> Neutre:
    points = graphiques_lignes.points(bloc)
    if not points:
        return Neutre("lignes")
    styles = graphiques_lignes.styles(bloc, points, CLAIR)
    annees = sorted({p["annee"] for p in points})
    series = []
    for nom, style in styles.items():
        siens = [p for p in points if p["serie"] == nom]
        zonages = list(dict.fromkeys(p["zonage"] for p in siens))
        for zonage in zonages:
            suite = f" (contours {zonage})" if len(zonages) > 1 and zonage else ""
            par_annee = {p["annee"]: p["valeur"] for p in siens if p["zonage"] == zonage}
            valeurs = tuple(par_annee.get(a) for a in annees)
            tirets = style["tirets"] != "solid"
            series.append(Serie(_mot(nom) + suite, valeurs, style["couleur"], tirets=tirets))
    bas, haut, pas = reperes.echelle([p["valeur"] for p in points if p["valeur"] is not None])
    secret = any(p["statut"] == "secret" for p in points)
    return Neutre(
        "lignes",
        categories=tuple(map(str, annees)),
        series=tuple(series),
        ecriture=_axe(bloc.unite, pas),
        bornes=(bas, haut),
        note="Certaines années sont couvertes par le secret statistique." if secret else "",
    )


def _axe(unite: str, pas: float) -> Ecriture:
    """L'écriture d'un axe, selon l'unité de l'indicateur et le pas des graduations."""
    if "€" in unite or unite == "euros":
        return Ecriture("euros")
    suffixe = f"{formats.FINE}%" if unite in ("%", "pourcent", "pour cent") else ""
    return Ecriture("nombre", 1 if suffixe or reperes.decimales(pas) else 0, suffixe)


@neutre.register
def _(bloc: Multiples, grand: bool = False) -> Neutre:
    lues = graphiques_multiples.cases_de(
        bloc.lignes, bloc.x, bloc.y, bloc.case, bloc.code, bloc.fil, bloc.reference, bloc.statut
    )
    points = [p for la_case in lues for p in la_case["points"]]
    annees = sorted({p["annee"] for p in points})
    connus = [v for p in points for v in (p["valeur"], p["reference"]) if v is not None]
    secret = any(p["statut"] == "secret" for p in points)
    if not connus and not secret:
        return Neutre("multiples")
    bas, haut, pas = reperes.echelle(connus)
    ecriture = _axe(bloc.unite, pas)
    cases = tuple(_case(la_case, annees, bloc, (bas, haut), ecriture) for la_case in lues)
    note = "Tirets : la référence." + (
        " Des années sont couvertes par le secret statistique." if secret else ""
    )
    return Neutre(
        "multiples", cases=cases, ecriture=ecriture, bornes=(bas, haut), note=formats.typographie(note)
    )


def _case(
    la_case: dict, annees: list[int], bloc: Multiples, bornes: tuple[float, float], ecriture: Ecriture
) -> Neutre:
    points, nom, series = la_case["points"], _mot(la_case["nom"]), []
    comparees = {p["annee"]: p["reference"] for p in points if p["reference"] is not None}
    if comparees:
        valeurs = tuple(comparees.get(a) for a in annees)
        dite = _mot(bloc.nom_reference) or "Référence"
        series.append(Serie(dite, valeurs, CLAIR.discret, tirets=True))
    for fil in dict.fromkeys(p["fil"] for p in points):
        par_annee = {p["annee"]: p["valeur"] for p in points if p["fil"] == fil}
        sien = fil == la_case["code"]
        dit = nom if all(s.nom != nom for s in series) else f"{nom} (autre périmètre)"
        valeurs = tuple(par_annee.get(a) for a in annees)
        series.append(Serie(dit, valeurs, CLAIR.accent if sien else CLAIR.neutre))
    _, ecrit, suite = graphiques_multiples.fin(la_case, annees, bloc.unite)
    return Neutre(
        "lignes",
        nom,
        categories=tuple(map(str, annees)),
        series=tuple(series),
        ecriture=ecriture,
        bornes=bornes,
        note=f"{ecrit} {suite}".strip(),
    )


@neutre.register
def _(bloc: Etendues, grand: bool = False) -> Neutre:
    connues = graphiques_etendues.montrees(bloc)
    series = (
        Serie("Le plus bas", tuple(float(v) for v in connues[bloc.bas]), _BAS),
        Serie("Le plus haut", tuple(float(v) for v in connues[bloc.haut]), _HAUT),
    )
    return Neutre(
        "barres",
        categories=tuple(_mot(nom) for nom in connues[bloc.libelle]),
        series=series,
        ecriture=_unite(bloc.unite, [v for s in series for v in s.valeurs]),
    )


@neutre.register
def _(bloc: Paires, grand: bool = False) -> Neutre:
    lignes = bloc.lignes
    annonces, non_mesures, mesures = (
        tuple(nombre_ou_rien(v) for v in lignes[colonne])
        for colonne in (bloc.annonce, bloc.non_mesure, bloc.mesure)
    )
    series = (
        # Rien d'annoncé n'est pas zéro d'annoncé ; zéro de mesuré, si.
        Serie("Annoncé", tuple(v or None for v in annonces), CLAIR.propose),
        Serie("dont non mesuré", tuple(v or None for v in non_mesures), CLAIR.demande),
        Serie("Mesuré", mesures, CLAIR.accorde),
    )
    categories = tuple(_mot(nom) for nom in lignes[bloc.libelle])
    return Neutre("barres", categories=categories, series=series, ecriture=Ecriture("euros"))


@neutre.register
def _(bloc: Flux, grand: bool = False) -> Neutre:
    flux = graphiques_sankey.flux_montres(bloc.lignes, bloc.source, bloc.cible, bloc.valeur)
    _, exact = ecritures(bloc.format)
    rangs = {nom: i for i, nom in enumerate(dict.fromkeys(n for s, c, _ in flux for n in (s, c)))}
    lignes = tuple(
        (_mot(s), _mot(c), exact(v)) for s, c, v in sorted(flux, key=lambda f: (rangs[f[0]], -f[2]))
    )
    return Neutre("tableau", entetes=("D'où vient l'argent", "Où il va", "Montant"), lignes=lignes)


@neutre.register
def _(bloc: Course, grand: bool = False) -> Neutre:
    pistes = [graphiques_course.piste_de(ligne) for ligne in bloc.lignes.to_dict("records")]
    colonnes = {"Objectif": "nom", "Départ": "depart", "Aujourd'hui": "mots", "Cible": "cible"}
    if any(piste["groupe"] for piste in pistes):
        colonnes = {"Pilier": "groupe"} | colonnes
    lignes = tuple(tuple(_sans_balise(piste[cle]) for cle in colonnes.values()) for piste in pistes)
    return Neutre("tableau", entetes=tuple(colonnes), lignes=lignes)


def _sans_balise(ecrit: str) -> str:
    return _mot(ecrit.replace("<b>", "").replace("</b>", "").replace("<br>", " "))


@neutre.register
def _(bloc: Prevus, grand: bool = False) -> Neutre:
    # La page dit elle-même ce qu'on ne sait pas : une barre seule tromperait.
    lignes = tuple(
        (_mot(ligne["nom"]), graphiques_prevus.en_mots(ligne)) for ligne in bloc.lignes.to_dict("records")
    )
    return Neutre("tableau", entetes=("", "Personnes"), lignes=lignes)


@neutre.register
def _(bloc: Frise, grand: bool = False) -> Neutre:
    dites = frise.resume(frise.bornes(bloc.periodes), bloc.seances, bloc.le).removesuffix(".")
    lignes = tuple(
        tuple(mot.strip() for mot in dite.partition(" : ")[::2]) for dite in dites.split(" ; ") if dite
    )
    return Neutre("tableau", entetes=("", ""), lignes=lignes)


def complet(bloc: Dessin, *, mesure: str, alt: str, grand: bool = False) -> Neutre:
    """Le dessin neutre, avec son titre, sa mesure et son texte de remplacement, ceux de l'écran."""
    # Ce qu'on peut cliquer à l'écran ne se clique pas sur le papier.
    dite = " · ".join(m for m in mesure.split(" · ") if "cliquez" not in m)
    return replace(neutre(bloc, grand), titre=bloc.titre, mesure=dite, alt=alt)
