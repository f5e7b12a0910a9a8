"""Les années en colonnes : un montant par an, ou sa composition."""

from collections.abc import Callable, Mapping

import pandas as pd

from pages.composants import couleurs as teintes
from pages.composants import formats
from pages.composants import graphiques_socle as socle

SERIES = 6
"""Au-delà, l'œil ne suit plus : le reste devient « Autres »."""
AUTRES = "Autres"
_SERREES = 6
"""Plus d'années : les étiquettes n'ont plus la place de leur unité, dite une fois au-dessus."""
_SANS = ("aucun", "aucune")
"""Ce qui n'est rattaché à rien est gris : il ne prend pas de couleur de la palette."""


def figure_colonnes(
    df: pd.DataFrame,
    x: str,
    valeur: str,
    choisi: object = None,
    grand: bool = False,
    format: str | Callable = "euros",
    hauteur: int | None = None,
    rupture: tuple[int, str] | None = None,
) -> tuple[dict, str]:
    """La figure d'un bloc Colonnes, et l'unité des étiquettes quand elles ne la portent pas."""
    roles, mesures = teintes.roles(grand), socle.taille(grand)
    sommes = par_annee(df, x, valeur)
    annees = sorted(sommes)
    if not annees:
        return {"data": [], "layout": {}}, ""
    court, exact = socle.ecritures(format)
    unite, ecrire = etiquettes(list(sommes.values()), court, format, len(annees))
    forte = int(choisi) if choisi is not None and int(choisi) in sommes else annees[-1]
    survols = []
    for rang, annee in enumerate(annees):
        texte = f"<b>{annee}</b><br>{exact(sommes[annee])}"
        if rang and sommes[annees[rang - 1]] is not None and sommes[annee] is not None:
            unite_ = "pourcent" if format != "pourcent" else "points"
            avant = str(annees[rang - 1])
            texte += "<br>" + formats.evolution(sommes[annees[rang - 1]], sommes[annee], unite_, avant)
        survols.append(texte)
    marque = {
        "type": "bar",
        "x": annees,
        "y": [socle.nombre_ou_rien(sommes[a]) for a in annees],
        "width": 0.72,
        "marker": {"color": [roles.accent if a == forte else roles.neutre for a in annees]},
        "text": [ecrire(sommes[a]) for a in annees],
        "textposition": "outside",
        "textangle": 0,
        "textfont": {"size": mesures.texte, "color": roles.texte},
        "constraintext": "none",
        "cliponaxis": False,
        "customdata": [[str(a), s] for a, s in zip(annees, survols, strict=True)],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }
    hauts = [float(v) for v in sommes.values() if v is not None]
    page = _page(roles, mesures, annees, hauts, socle.hauteur_figure(hauteur, 250, 440, grand), rupture)
    page["hovermode"] = "x"
    page["meta"] = " ; ".join(f"{a} : {court(sommes[a])}" for a in annees) + "."
    return {"data": [marque], "layout": page}, unite


def figure_empilees(
    df: pd.DataFrame,
    valeur: str,
    x: str,
    serie: str,
    codes: str | None = None,
    couleurs: Mapping | None = None,
    grand: bool = False,
    format: str | Callable = "euros",
    hauteur: int | None = None,
    rupture: tuple[int, str] | None = None,
) -> tuple[dict, str, list[tuple[str, str]]]:
    """La figure d'un bloc Empilees, l'unité des totaux, et la légende (nom, couleur) de bas en haut."""
    roles, mesures = teintes.roles(grand), socle.taille(grand)
    totaux = par_annee(df, x, valeur)
    annees = sorted(totaux)
    if not annees:
        return {"data": [], "layout": {}}, "", []
    court, exact = socle.ecritures(format)
    marques, entrees = [], []
    for code, nom, couleur, sommes in piles(df, valeur, x, serie, codes, couleurs, roles):
        entrees.append((nom, couleur))
        marques.append(
            {
                "type": "bar",
                "name": socle.sur(nom),
                "x": annees,
                "y": [socle.nombre_ou_rien(sommes.get(a)) for a in annees],
                "width": 0.72,
                # Un filet de la couleur du fond sépare les séries sans se fier à leur teinte.
                "marker": {"color": couleur, "line": {"color": roles.fond, "width": 1}},
                "customdata": [[code, _survol(nom, a, sommes.get(a), totaux[a], exact)] for a in annees],
                "hovertemplate": "%{customdata[1]}<extra></extra>",
                "selected": {"marker": {"opacity": 1}},
                "unselected": {"marker": {"opacity": 1}},
            }
        )
    unite, ecrire = etiquettes(list(totaux.values()), court, format, len(annees))
    hauts = [float(v) for v in totaux.values() if v is not None]
    page = _page(roles, mesures, annees, hauts, socle.hauteur_figure(hauteur, 300, 480, grand), rupture)
    page |= {"barmode": "relative", "hovermode": "closest"}
    page["annotations"] = page.get("annotations", []) + [
        {
            "x": a,
            "y": float(totaux[a] or 0),
            "yanchor": "bottom",
            "text": ecrire(totaux[a]),
            "showarrow": False,
            "font": {"size": mesures.texte, "color": roles.texte},
        }
        for a in annees
    ]
    page["meta"] = " ; ".join(f"{a} : {court(totaux[a])}" for a in annees) + "."
    return {"data": marques, "layout": page}, unite, entrees


def piles(
    df: pd.DataFrame,
    valeur: str,
    x: str,
    serie: str,
    codes: str | None,
    couleurs: Mapping | None,
    roles: teintes.Roles,
) -> list[tuple[str, str, str, dict[int, object]]]:
    """Code (vide pour « Autres »), nom, couleur et somme par année de chaque série, de bas en haut."""
    cle_serie = codes or serie
    noms = {str(c): str(n) for c, n in zip(df[cle_serie], df[serie], strict=True)}
    gardees = _principales(df, x, cle_serie, valeur)
    choix = couleurs if couleurs is not None else {c: i for i, c in enumerate(noms, start=1)}
    du_code = df[cle_serie].astype(str)
    lues = [
        (code, noms[code], socle.teinte(code, choix, roles), par_annee(df[du_code == code], x, valeur))
        for code in gardees
    ]
    if len(gardees) < len(noms):
        reste = par_annee(df[~du_code.isin(gardees)], x, valeur)
        lues.append(("", f"{AUTRES} ({len(noms) - len(gardees)})", roles.neutre, reste))
    return lues


def _page(
    roles: teintes.Roles,
    mesures: socle.Taille,
    annees: list[int],
    hauts: list[float],
    hauteur: int,
    rupture: tuple[int, str] | None,
) -> dict:
    """L'axe des années, et le trait d'une rupture s'il tombe entre deux années.

    Ni grille ni échelle : chaque colonne porte son montant, un trait de plus passerait dessus.
    """
    haut, bas = max([0.0, *hauts]), min([0.0, *hauts])
    marge_bas = mesures.ligne + 8
    page = socle.mise_en_page(
        roles,
        mesures,
        hauteur,
        margin={"l": 2, "r": 2, "t": mesures.ligne + 6, "b": marge_bas, "pad": 0},
        xaxis={
            "fixedrange": True,
            "tickvals": annees,
            "ticktext": [str(a) for a in annees],
            "range": [annees[0] - 0.5, annees[-1] + 0.5],
            "showgrid": False,
            "zeroline": False,
            "automargin": "height",
            "tickfont": {"color": roles.texte},
        },
        yaxis={
            "fixedrange": True,
            "showticklabels": False,
            "range": [bas, haut * 1.02 or 1],
            "showgrid": False,
            "zeroline": True,
            "zerolinecolor": roles.discret,
            "zerolinewidth": 1,
        },
    )
    if rupture and annees[0] < rupture[0] <= annees[-1]:
        page["margin"]["t"] += mesures.ligne
        trace = hauteur - page["margin"]["t"] - marge_bas
        # Le trait monte au-delà des étiquettes, jusqu'à son nom ; sur l'axe, il serait coupé au cadre.
        place = (rupture[0] - annees[0]) / (annees[-1] - annees[0] + 1)
        page["shapes"] = [
            {
                "type": "line",
                "xref": "paper",
                "x0": place,
                "x1": place,
                "yref": "paper",
                "ysizemode": "pixel",
                "yanchor": 0,
                "y0": 0,
                "y1": trace + page["margin"]["t"] - 4,
                "line": {"color": roles.discret, "width": max(1, mesures.trait // 2), "dash": "dot"},
            }
        ]
        a_gauche = rupture[0] > (annees[0] + annees[-1]) / 2
        page["annotations"] = [
            {
                "x": place,
                "xref": "paper",
                "y": 1,
                "yref": "paper",
                "yanchor": "bottom",
                "yshift": mesures.ligne,
                "xanchor": "right" if a_gauche else "left",
                "xshift": -4 if a_gauche else 4,
                "text": socle.sur(rupture[1]),
                "showarrow": False,
                "font": {"color": roles.discret},
            }
        ]
    return page


def par_annee(df: pd.DataFrame, x: str, valeur: str) -> dict[int, object]:
    """Par année, la somme des valeurs connues ; None si aucune ne l'est."""
    sommes: dict[int, object] = {}
    for annee, v in zip(df[x], df[valeur], strict=True):
        if formats.absent(annee):
            continue
        avant = sommes.get(int(annee))
        v = None if formats.absent(v) else formats.decimal(v)
        sommes[int(annee)] = avant if v is None else v + (avant or 0)
    return sommes


def _principales(df: pd.DataFrame, x: str, cle: str, valeur: str) -> list[str]:
    """Les séries montrées, dans l'ordre du référentiel : toutes, ou les six plus fortes.

    Le compte est celui d'une pile : trois piliers jusqu'en 2023 et cinq depuis n'en font jamais huit.
    """
    poids: dict[str, object] = {}
    par_annee: dict[object, set[str]] = {}
    for annee, code, v in zip(df[x], df[cle].astype(str), df[valeur], strict=True):
        poids[code] = poids.get(code, 0) + (0 if formats.absent(v) else abs(formats.decimal(v)))
        par_annee.setdefault(annee, set()).add(code)
    simultanees = max((len(codes) for codes in par_annee.values()), default=0)
    colorees = [code for code in poids if code not in _SANS]
    if len(poids) <= SERIES or (simultanees <= SERIES and len(colorees) <= len(teintes.CLAIR.palette)):
        return list(poids)
    fortes = set(sorted(poids, key=lambda code: -poids[code])[:SERIES])
    return [code for code in poids if code in fortes]


def etiquettes(valeurs: list, court: Callable, format: object, combien: int) -> tuple[str, Callable]:
    """L'unité commune (« M€ ») et l'écriture des étiquettes ; serrées, elles perdent leur unité."""
    if format != "euros" or combien <= _SERREES:
        return "", court
    fort = max((abs(v) for v in valeurs if v is not None), default=0)
    unite, diviseur = ("M€", 10**6) if fort >= 10**6 else ("k€", 1000)
    if fort < 10_000:
        unite, diviseur = "€", 1
    return unite, lambda v: "" if v is None else formats.significatif(v / diviseur)


def _survol(nom: str, annee: int, somme: object, total: object, exact: Callable) -> str:
    texte = f"<b>{socle.replie(nom, 40)}</b><br>{annee}{formats.FINE}: {exact(somme)}"
    if somme is not None and total:
        texte += f"<br>{formats.pourcentage(somme / total, 1)} des {exact(total)} de l'année"
    return texte
