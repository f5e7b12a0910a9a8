"""Les indicateurs au fil des ans, sans jamais relier ce qui ne se compare pas.

Le secret statistique et l'absence coupent la ligne ; deux zonages font deux lignes et un trait les
sépare. Le secret se voit dans une bande à part, sous l'axe : posé sur l'échelle, il passerait pour
une valeur.
"""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from pages.blocs import Lignes
from pages.composants import couleurs as teintes
from pages.composants import formats, inerte
from pages.composants import graphiques_reperes as reperes
from pages.composants import graphiques_socle as socle

_TIRETS = ("solid", "dash", "dot", "dashdot", "longdash")
_NON_TRACES = ("secret", "manquante")


def figure(
    df: pd.DataFrame,
    x: str,
    y: str,
    serie: str,
    rupture: str | None = None,
    statut: str | None = None,
    choisi: str | Sequence[str] | None = None,
    references: Sequence[str] = (),
    unite: str = "%",
    couleurs: Mapping | None = None,
    grand: bool = False,
    hauteur: int | None = None,
) -> tuple[dict, str]:
    """La figure d'un bloc Lignes et la note de rupture ; `data` est vide si rien n'est diffusé ni secret."""
    roles, mesures = teintes.roles(grand), socle.taille(grand)
    points = mesures_des_series(df, x, y, serie, rupture, statut)
    connus = [p["valeur"] for p in points if p["valeur"] is not None]
    secrets = [p for p in points if p["statut"] == "secret"]
    if not connus and not secrets:
        return {"data": [], "layout": {}}, ""
    choisis = [choisi] if isinstance(choisi, str) else list(choisi or [])
    hauteur = socle.hauteur_figure(hauteur, 320, 520, grand)
    bas, haut, pas = reperes.echelle(connus)
    marques, fins = [], []
    styles = allures(points, choisis, references, couleurs, roles, mesures)
    for nom, style in styles.items():
        de_la_serie = [p for p in points if p["serie"] == nom]
        for zonage in dict.fromkeys(p["zonage"] for p in de_la_serie):
            segment = [p for p in de_la_serie if p["zonage"] == zonage]
            marques.append(_segment(nom, zonage, segment, style, unite))
        traces = [p for p in de_la_serie if p["valeur"] is not None]
        if traces and style["nomme"]:
            fins.append((nom, traces[-1], style["couleur"]))
    annees = sorted({p["annee"] for p in points})
    marge_haut, marge_bas = mesures.ligne + 4, mesures.ligne + 8
    trace = hauteur - marge_haut - marge_bas
    bande = mesures.ligne * 2 / trace if secrets else 0
    if secrets:
        marques.append(_secrets(secrets, roles, mesures))
    textes, marge = reperes.bouts(fins, annees[-1], (bas, haut), trace * (1 - bande), unite, roles, mesures)
    gradue = reperes.graduations(bas, haut, pas, unite)
    marge_gauche = max(mesures.largeur(t) for t in [*gradue["ticktext"], "secret" if secrets else ""])
    page = socle.mise_en_page(
        roles,
        mesures,
        hauteur,
        margin={"l": marge_gauche, "r": marge, "t": marge_haut, "b": marge_bas, "pad": 0},
        hovermode="x unified" if len(styles) <= 6 else "closest",
        xaxis=reperes.axe_annees(annees, roles) | {"anchor": "y2" if secrets else "y"},
        yaxis={
            "fixedrange": True,
            "range": [bas, haut],
            "domain": [bande, 1],
            "gridcolor": roles.bordure,
            "zerolinecolor": roles.discret,
            "zerolinewidth": 1,
            **gradue,
            "tickfont": {"color": roles.discret, "size": mesures.texte},
        },
        annotations=textes,
        meta=_resume(fins, unite),
    )
    if secrets:
        page["yaxis2"] = {
            "fixedrange": True,
            "domain": [0, bande / 2],
            "range": [0, 1],
            "showgrid": False,
            "zeroline": False,
            "tickvals": [0.5],
            "ticktext": ["secret"],
            "tickfont": {"color": roles.discret, "size": mesures.texte},
        }
    note = reperes.tracer_rupture(points, page, roles, mesures) if rupture else ""
    return {"data": marques, "layout": page}, note


def points(bloc: Lignes) -> list[dict]:
    """Les mesures d'un bloc (voir `mesures_des_series`)."""
    return mesures_des_series(bloc.lignes, bloc.x, bloc.y, bloc.serie, bloc.rupture, bloc.statut)


def styles(bloc: Lignes, mesures: list[dict], roles: teintes.Roles) -> dict[str, dict]:
    """L'allure de chaque série d'un bloc (voir `allures`)."""
    choisis = [bloc.choisi] if isinstance(bloc.choisi, str) else list(bloc.choisi or [])
    return allures(mesures, choisis, bloc.references, bloc.couleurs, roles, socle.BUREAU)


def mesures_des_series(
    df: pd.DataFrame, x: str, y: str, serie: str, rupture: str | None, statut: str | None
) -> list[dict]:
    """Les mesures dans l'ordre des séries reçues puis des années ; la valeur d'un secret est None."""
    vides = [None] * len(df)
    colonnes = (df[serie], df[x], df[y], df[rupture] if rupture else vides, df[statut] if statut else vides)
    points = []
    for nom, annee, valeur, zonage, etat in zip(*colonnes, strict=True):
        etat = "manquante" if formats.absent(etat) and formats.absent(valeur) else etat
        etat = "diffusée" if formats.absent(etat) else str(etat)
        points.append(
            {
                "serie": str(nom),
                "annee": int(annee),
                "valeur": None if etat in _NON_TRACES else socle.nombre_ou_rien(valeur),
                "zonage": "" if formats.absent(zonage) else str(zonage),
                "statut": etat,
            }
        )
    rang = {nom: i for i, nom in enumerate(dict.fromkeys(p["serie"] for p in points))}
    return sorted(points, key=lambda p: (rang[p["serie"]], p["annee"], p["zonage"]))


def allures(
    points: list[dict],
    choisis: Sequence[str],
    references: Sequence[str],
    couleurs: Mapping | None,
    roles: teintes.Roles,
    mesures: socle.Taille,
) -> dict[str, dict]:
    """L'allure de chaque série : accent, référence en tirets, couleur du référentiel ou gris."""
    noms = list(dict.fromkeys(p["serie"] for p in points))
    simples = [n for n in noms if n not in references]
    if not choisis and couleurs is None:
        # Une seule série hors références : c'est d'elle qu'on parle.
        couleurs = {n: i for i, n in enumerate(simples, start=1)} if len(simples) > 1 else None
        choisis = simples if len(simples) == 1 else []
    styles, tiret = {}, 0
    for nom in noms:
        style = {
            "couleur": roles.neutre,
            "fond": roles.fond,
            "trait": mesures.trait,
            "point": mesures.point - 1,
            "tirets": "solid",
            "nomme": True,
        }
        if nom in choisis:
            style |= {"couleur": roles.accent, "trait": mesures.trait * 3 // 2, "point": mesures.point + 2}
        elif nom in references:
            tiret += 1
            style |= {
                "couleur": roles.discret,
                "tirets": _TIRETS[tiret % len(_TIRETS)],
                "point": mesures.trait,
            }
        elif couleurs is not None:
            style["couleur"] = socle.teinte(nom, couleurs, roles)
        else:
            style["nomme"] = False
        styles[nom] = style
    # Ce dont on parle se dessine par-dessus le reste.
    return dict(sorted(styles.items(), key=lambda s: s[0] in choisis))


def _segment(nom: str, zonage: str, segment: list[dict], style: dict, unite: str) -> dict:
    """Une série dans un zonage : une absence y coupe le trait."""
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": inerte.plotly(nom),
        "meta": zonage,
        "x": [p["annee"] for p in segment],
        "y": [p["valeur"] for p in segment],
        "connectgaps": False,
        "cliponaxis": False,
        "line": {"color": style["couleur"], "width": style["trait"], "dash": style["tirets"]},
        "marker": {
            # L'estimation est creuse : elle n'a pas la force d'une mesure.
            "color": [style["fond"] if p["statut"] == "estimée" else style["couleur"] for p in segment],
            "size": style["point"],
            "line": {"color": style["couleur"], "width": max(1, style["trait"] // 2)},
        },
        "customdata": [
            [nom, f"<b>{socle.sur(formats.indicateur(p['valeur'], unite, p['statut']))}</b> {socle.sur(nom)}"]
            for p in segment
        ],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
    }


def _secrets(secrets: list[dict], roles: teintes.Roles, mesures: socle.Taille) -> dict:
    """Les années au secret, dans leur bande : une croix, jamais une hauteur."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "Secret statistique",
        "x": [p["annee"] for p in secrets],
        "y": [0.5] * len(secrets),
        "yaxis": "y2",
        "cliponaxis": False,
        "marker": {
            "symbol": "x-thin",
            "size": mesures.point + 3,
            "line": {"width": 2, "color": roles.discret},
        },
        "customdata": [[p["serie"], f"<b>secret statistique</b> {socle.sur(p['serie'])}"] for p in secrets],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
    }


def _resume(fins: Iterable[tuple[str, dict, str]], unite: str) -> str:
    fins = [f"{nom} : {reperes.court(p['valeur'], unite)} en {p['annee']}" for nom, p, _ in fins]
    return formats.typographie(" ; ".join(fins) + "." if fins else "Toutes les mesures sont au secret.")
