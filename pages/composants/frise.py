"""La vie du contrat sur une ligne de temps : ses périodes, sa signature, les réunions de ses instances."""

from datetime import date

import pandas as pd

from pages.composants import couleurs as teintes
from pages.composants import formats
from pages.composants import graphiques_socle as socle

RANGEES = {
    "COPIL": "Comité de pilotage",
    "comité technique": "Comité technique",
    "conseil citoyen": "Conseils citoyens",
}
"""Type d'instance → nom de sa rangée."""


def figure(
    periodes: pd.DataFrame,
    seances: pd.DataFrame,
    le: date,
    annees: tuple[int, int] | None = None,
    grand: bool = False,
    hauteur: int | None = None,
) -> dict:
    """Une rangée pour le contrat, une par sorte d'instance qui s'est réunie.

    `periodes` et `seances` sont les réponses de gouvernance/periodes et gouvernance/seances ; `le` : le jour
    où l'on regarde ; `hauteur` : place disponible en pixels.
    """
    roles, mesures = teintes.roles(grand), socle.taille(grand)
    bornes = sorted({(int(d), int(f)) for d, f in zip(periodes["debut"], periodes["fin"], strict=True)})
    if not bornes:
        return {"data": [], "layout": {}}
    rangees = [sorte for sorte in RANGEES if (seances["type"] == sorte).any()]
    debut, fin = bornes[0][0], max(f for _, f in bornes)
    pas = mesures.ligne * 2 + (14 if not grand else round(mesures.ligne * 0.5))
    bas = mesures.ligne + 10
    tete = mesures.ligne + 4
    if hauteur:
        pas = (hauteur - tete - bas) // (len(rangees) + 1)
        pas = min(max(mesures.ligne * 2, pas), mesures.ligne * 4)
    formes = [_bande(d, f, le, mesures, roles) for d, f in bornes]
    # À droite de la bande : la signature est au début, « aujourd'hui » passe au milieu.
    textes = [
        {
            "x": f"{f}-12-24",
            "xref": "x",
            "xanchor": "right",
            "xshift": -6,
            "y": pas * 0.66,
            "yref": "y",
            "text": f"{d}–{f}",
            "showarrow": False,
            "borderpad": 0,
            "font": {"size": mesures.texte, "color": _encre(d, f, le, roles)},
        }
        for d, f in bornes
    ]
    textes += [
        _nom(nom, rang * pas, mesures, roles)
        for rang, nom in enumerate(["Le contrat", *(RANGEES[r] for r in rangees)])
    ]
    for forme in formes:
        forme["y0"], forme["y1"] = pas * 0.66 - mesures.ligne * 0.6, pas * 0.66 + mesures.ligne * 0.6
    marques = [
        _points(seances[seances["type"] == sorte], (rang + 1) * pas + pas * 0.66, le, mesures, roles)
        for rang, sorte in enumerate(rangees)
    ]
    marques.append(_signature(periodes, pas * 0.66, mesures, roles))
    fond = []
    if annees:
        fond = [
            {
                "type": "rect",
                "xref": "x",
                "yref": "paper",
                "x0": f"{annees[0]}-01-01",
                "x1": f"{annees[1]}-12-31",
                "y0": 0,
                "y1": 1,
                "fillcolor": roles.surface,
                "line": {"width": 0},
                "layer": "below",
            }
        ]
    trait = {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": le.isoformat(),
        "x1": le.isoformat(),
        "y0": 0,
        "y1": 1,
        "line": {"color": roles.alerte, "width": mesures.trait, "dash": "dot"},
    }
    ecrire = formats.jour if grand else formats.jour_court
    textes += [
        {
            "x": jour.isoformat(),
            "xref": "x",
            "xanchor": "left",
            "xshift": mesures.point + 4,
            "yref": "y",
            "y": (rang + 1) * pas + pas * 0.66,
            "text": ecrire(jour),
            "showarrow": False,
            "borderpad": 0,
            "font": {"size": mesures.texte, "color": roles.alerte},
        }
        for rang, jour in enumerate(_prochaine(seances[seances["type"] == sorte], le) for sorte in rangees)
        if jour
    ]
    textes.append(
        {
            "x": le.isoformat(),
            "xref": "x",
            "y": 0,
            "yref": "y",
            "yanchor": "bottom",
            "text": "aujourd'hui",
            "showarrow": False,
            "borderpad": 0,
            "font": {"size": mesures.texte, "color": roles.alerte},
        }
    )
    intervalle = 1 if fin - debut <= 8 else 3
    page = socle.mise_en_page(
        roles,
        mesures,
        pas * (len(rangees) + 1) + bas + tete,
        annotations=textes,
        shapes=[*fond, *formes, trait],
        hovermode="closest",
        margin={"l": 1, "r": 1, "t": tete, "b": bas, "pad": 0},
        xaxis={
            "type": "date",
            "range": [f"{debut}-01-01", f"{fin}-12-31"],
            "fixedrange": True,
            "tickvals": [f"{a}-01-01" for a in range(debut, fin + 1, intervalle)],
            "ticktext": [str(a) for a in range(debut, fin + 1, intervalle)],
            "showgrid": True,
            "gridcolor": roles.bordure,
            "tickfont": {"size": mesures.texte},
            "zeroline": False,
            "ticklabelposition": "outside right",
        },
        yaxis={"visible": False, "fixedrange": True, "range": [pas * (len(rangees) + 1), 0]},
        meta=resume(bornes, seances, le),
    )
    return {"data": [m for m in marques if m["x"]] or [{"type": "scatter", "x": [], "y": []}], "layout": page}


def _bande(d: int, f: int, le: date, mesures: socle.Taille, roles: teintes.Roles) -> dict:
    actuelle = d <= le.year <= f
    return {
        "type": "rect",
        "xref": "x",
        "yref": "y",
        "x0": f"{d}-01-08",
        "x1": f"{f}-12-24",
        "fillcolor": roles.accent if actuelle else roles.absent,
        "line": {"width": 0},
        "layer": "between",
    }


def _encre(d: int, f: int, le: date, roles: teintes.Roles) -> str:
    return teintes.texte_sur(roles.accent if d <= le.year <= f else roles.absent)


def _nom(nom: str, haut: float, mesures: socle.Taille, roles: teintes.Roles) -> dict:
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": haut + mesures.ligne * 0.95,
        "yref": "y",
        "yanchor": "bottom",
        "text": nom,
        "showarrow": False,
        "borderpad": 0,
        "font": {"size": mesures.texte, "color": roles.discret},
    }


def _points(seances: pd.DataFrame, y: float, le: date, mesures: socle.Taille, roles: teintes.Roles) -> dict:
    """Les réunions : pleines quand elles sont tenues, cerclées de la couleur d'alerte à venir."""
    dates = [_jour(d) for d in seances["tenue_le"]]
    venir = [d > le for d in dates]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [d.isoformat() for d in dates],
        "y": [y] * len(dates),
        "cliponaxis": False,
        "marker": {
            "size": [round(mesures.point * (2 if v else 1.3)) for v in venir],
            "symbol": ["diamond" if v else "circle" for v in venir],
            "color": [roles.alerte if v else roles.accent for v in venir],
            "opacity": 0.9,
            "line": {"width": 1, "color": roles.fond},
        },
        "customdata": [
            f"<b>{socle.replie(i, 40)}</b><br>{formats.jour(d)}{' (à venir)' if v else ''}"
            + (f"<br>{socle.replie(o, 44)}" if not formats.absent(o) else "")
            for d, v, i, o in zip(dates, venir, seances["instance"], seances["ordre_du_jour"], strict=True)
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _signature(periodes: pd.DataFrame, y: float, mesures: socle.Taille, roles: teintes.Roles) -> dict:
    """La signature de chaque contrat, sur sa bande."""
    signes = periodes[["contrat", "signe_le"]].dropna().drop_duplicates()
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [_jour(d).isoformat() for d in signes["signe_le"]],
        "y": [y] * len(signes),
        "marker": {
            "symbol": "star",
            "size": round(mesures.point * 2),
            "color": roles.fond,
            "line": {"width": 1, "color": roles.texte},
        },
        "customdata": [
            f"<b>{socle.replie(c, 40)}</b><br>signé le {formats.jour(_jour(d))}"
            for c, d in zip(signes["contrat"], signes["signe_le"], strict=True)
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def bornes(periodes: pd.DataFrame) -> list[tuple[int, int]]:
    """Les périodes du contrat, dans l'ordre, sans doublon."""
    return sorted({(int(d), int(f)) for d, f in zip(periodes["debut"], periodes["fin"], strict=True)})


def resume(bornes: list[tuple[int, int]], seances: pd.DataFrame, le: date) -> str:
    """Le texte de remplacement de la frise."""
    texte = "Périodes du contrat : " + ", ".join(f"{d}–{f}" for d, f in bornes)
    for sorte, nom in RANGEES.items():
        dates = [_jour(d) for d in seances[seances["type"] == sorte]["tenue_le"]]
        if dates:
            texte += f" ; {nom} : {sum(d <= le for d in dates)} réunions tenues"
            venir = [d for d in dates if d > le]
            texte += f", prochaine le {formats.jour(min(venir))}" if venir else ""
    return texte + "."


def _prochaine(seances: pd.DataFrame, le: date) -> date | None:
    return min((j for j in map(_jour, seances["tenue_le"]) if j > le), default=None)


def _jour(x: object) -> date:
    return x.date() if hasattr(x, "date") else x
