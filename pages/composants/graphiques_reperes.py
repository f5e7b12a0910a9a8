"""Les repères d'un graphique en lignes : graduations rondes, noms en bout de ligne, ruptures."""

import math
from collections.abc import Sequence
from itertools import pairwise

from pages.composants import couleurs as teintes
from pages.composants import formats
from pages.composants import graphiques_socle as socle

NOTE_RUPTURE = (
    "Le trait vertical sépare deux découpages des quartiers : les contours n'étant pas les mêmes, "
    "les valeurs d'avant et d'après ne se comparent pas."
)


def echelle(valeurs: Sequence[float]) -> tuple[float, float, float]:
    """Le bas, le haut et le pas d'un axe à graduations rondes (trois à six) qui contient `valeurs`.

    L'axe part de zéro quand les valeurs en sont proches : l'écart y paraît alors à sa juste taille.
    """
    if not valeurs:
        return 0.0, 1.0, 1.0
    bas, haut = min(valeurs), max(valeurs)
    if 0 <= bas <= haut * 0.6 or bas == haut:
        bas, haut = min(0.0, bas), max(0.0, haut)
    ampleur = (haut - bas) or 1.0
    brut = ampleur / 5
    puissance = 10.0 ** math.floor(math.log10(brut))
    pas = next(m * puissance for m in (1, 2, 2.5, 5, 10) if m * puissance >= brut)
    # Un peu d'air au-dessus du plus haut point, sans aller jusqu'à la graduation suivante.
    return math.floor(bas / pas) * pas, haut + ampleur * 0.06, pas


def decimales(pas: float) -> int:
    """Combien de décimales ont les graduations d'un axe de ce pas."""
    return next((d for d in range(3) if round(pas * 10**d, 6).is_integer()), 3)


def graduations(bas: float, haut: float, pas: float, unite: str) -> dict:
    """Les graduations rondes de `bas` à `haut`, avec leur symbole."""
    valeurs = [bas + i * pas for i in range(math.floor((haut - bas) / pas + 1e-9) + 1)]
    return {"tickvals": valeurs, "ticktext": [court(v, unite, decimales(pas)) for v in valeurs]}


def court(valeur: float, unite: str, decimales: int | None = None) -> str:
    """Une valeur et son seul symbole ; l'unité entière est dans le sous-titre. « euros » : « 1,2 M€ »."""
    # Sous 100 €, l'euro est trop gros : un prix au mètre carré y perdrait son sens.
    somme = formats.arrondi(valeur) if abs(valeur) >= 100 else valeur
    if "€" in unite or unite == "euros":
        return formats.montant(somme, exact=unite != "euros")
    if unite in ("%", "pourcent", "pour cent"):
        return formats.nombre(valeur, 1 if decimales is None else decimales) + formats.FINE + "%"
    if decimales is None:
        decimales = 0 if float(valeur).is_integer() else 2 if abs(valeur) < 1 else 1
    return formats.nombre(valeur, decimales)


def axe_annees(annees: list[int], roles: teintes.Roles) -> dict:
    """L'axe des années : cinq repères au plus, dont le dernier, pour tenir à plat sur un téléphone."""
    pas = math.ceil(len(annees) / 5)
    montrees = annees[::-1][::pas][::-1]
    return {
        "fixedrange": True,
        "tickvals": montrees,
        "ticktext": [str(a) for a in montrees],
        "tickangle": 0,
        "range": [annees[0] - 0.35, annees[-1] + 0.15],
        "showgrid": False,
        "zeroline": False,
        "tickfont": {"color": roles.texte},
        "unifiedhovertitle": {"text": "<b>%{x:d}</b>"},
    }


def bouts(
    fins: list[tuple[str, dict, str]],
    derniere: int,
    bornes: tuple[float, float],
    hauteur: float,
    unite: str,
    roles: teintes.Roles,
    mesures: socle.Taille,
) -> tuple[list[dict], int]:
    """Les noms en bout de ligne, écartés les uns des autres, et la marge qu'ils demandent (pixels).

    `fins` : (série, dernier point, couleur) ; `hauteur` : celle du tracé, en pixels.
    """
    bas, haut = bornes
    poses = []
    for nom, point, couleur in sorted(fins, key=lambda fin: -fin[1]["valeur"]):
        annee = "" if point["annee"] == derniere else f"<br>en {point['annee']}"
        texte = socle.replie(nom, 17, lignes_max=2) + annee
        valeur = court(point["valeur"], unite)
        place = socle.hauteur_texte(texte, mesures) + mesures.ligne + 4
        centre = (haut - point["valeur"]) / (haut - bas) * hauteur
        poses.append([centre, place, f"<b>{valeur}</b><br>{texte}", _lisible(couleur, roles)])
    for avant, apres in pairwise(poses):
        apres[0] = max(apres[0], avant[0] + (avant[1] + apres[1]) / 2)
    # Poussée vers le bas, la pile sortirait : on la remonte depuis la fin.
    if poses:
        poses[-1][0] = min(poses[-1][0], hauteur - poses[-1][1] / 2)
    for apres, avant in pairwise(reversed(poses)):
        avant[0] = min(avant[0], apres[0] - (avant[1] + apres[1]) / 2)
    marge = max(
        (mesures.largeur(pose[2].replace("<b>", "").replace("</b>", "")) for pose in poses), default=0
    )
    textes = [
        {
            "x": 1,
            "xref": "paper",
            "xanchor": "left",
            "xshift": mesures.point + 3,
            "y": haut - centre / hauteur * (haut - bas),
            "yanchor": "middle",
            "align": "left",
            "text": texte,
            "showarrow": False,
            "font": {"size": mesures.texte, "color": couleur},
        }
        for centre, _, texte, couleur in poses
    ]
    return textes, marge + mesures.point + 3


def tracer_rupture(points: list[dict], page: dict, roles: teintes.Roles, mesures: socle.Taille) -> str:
    """Trace un trait entre deux zonages qui se suivent ; rend la note, vide s'il n'y a qu'un zonage."""
    annees: dict[str, list[int]] = {}
    for p in points:
        if p["zonage"]:
            annees.setdefault(p["zonage"], []).append(p["annee"])
    zonages = sorted(annees)
    if len(zonages) < 2:
        return ""
    page["shapes"] = []
    for avant, apres in pairwise(zonages):
        if max(annees[avant]) >= min(annees[apres]):
            continue
        milieu = (max(annees[avant]) + min(annees[apres])) / 2
        page["shapes"].append(
            {
                "type": "line",
                "x0": milieu,
                "x1": milieu,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": {"color": roles.discret, "width": max(1, mesures.trait // 2), "dash": "dash"},
            }
        )
        for nom, cote, decale in ((avant, "right", -6), (apres, "left", 6)):
            page["annotations"].append(
                {
                    "x": milieu,
                    "xanchor": cote,
                    "xshift": decale,
                    "y": 1,
                    "yref": "paper",
                    "yanchor": "bottom",
                    "text": f"contours {nom}",
                    "showarrow": False,
                    "font": {"size": mesures.texte, "color": roles.discret},
                }
            )
    return formats.typographie(NOTE_RUPTURE)


def _lisible(couleur: str, roles: teintes.Roles) -> str:
    """La couleur d'une ligne pour écrire ; celle du texte si elle n'atteint pas 4,5:1 sur le fond."""
    return couleur if teintes.contraste(couleur, roles.fond) >= 4.5 else roles.texte
