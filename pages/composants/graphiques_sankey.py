"""Les flux : d'où vient l'argent, par quoi il passe, où il va."""

from collections.abc import Callable, Mapping
from decimal import Decimal

import pandas as pd

from pages.composants import couleurs as teintes
from pages.composants import formats
from pages.composants import graphiques_socle as socle

NOEUDS = 8
"""Par étage ; au-delà, les plus petits deviennent « Autres »."""
_MARGE = 8
_A_LA_FIN = ("Autres", "Sans ", "Ensemble ")
"""Ce qui n'est pas une chose en particulier est en bas de son étage, quel que soit son poids."""


def figure_sankey(
    df: pd.DataFrame,
    source: str,
    cible: str,
    valeur: str,
    couleurs: Mapping | None = None,
    grand: bool = False,
    hauteur: int | None = None,
    format: str | Callable = "euros",
) -> dict:
    """La figure d'un bloc Flux ; les flux nuls ou négatifs, qu'on ne peut pas dessiner, sont écartés."""
    roles, mesures = teintes.roles(grand), socle.taille(grand)
    court, exact = socle.ecritures(format)
    flux = flux_montres(df, source, cible, valeur)
    if not flux:
        return {"data": [], "layout": {}}
    noms = list(dict.fromkeys([n for s, c, _ in flux for n in (s, c)]))
    etages = _etages(flux)
    rang = {nom: i for i, nom in enumerate(noms)}
    entrees, sorties = dict.fromkeys(noms, Decimal(0)), dict.fromkeys(noms, Decimal(0))
    for s, c, v in flux:
        sorties[s] += v
        entrees[c] += v
    poids = {nom: max(entrees[nom], sorties[nom]) for nom in noms}
    couleur = {nom: socle.teinte(nom, couleurs or {}, roles) for nom in noms}
    plus_large = max(list(etages.values()).count(e) for e in set(etages.values()))
    hauteur = socle.hauteur_figure(hauteur, max(300, plus_large * mesures.ligne * 3), 620, grand)
    etiquettes = {nom: f"{socle.replie(nom, 24)} · {court(poids[nom])}" for nom in noms}
    x, y = _places(noms, etages, poids, etiquettes, hauteur - 2 * _MARGE, mesures)
    marque = {
        "type": "sankey",
        "arrangement": "fixed",
        "node": {
            "label": list(etiquettes.values()),
            "x": x,
            "y": y,
            "color": [couleur[nom] for nom in noms],
            "thickness": 22 if grand else 12,
            "pad": mesures.ligne,
            "line": {"width": 0},
            "customdata": [f"<b>{socle.sur(nom)}</b><br>{exact(poids[nom])}" for nom in noms],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        "link": {
            "source": [rang[s] for s, _, _ in flux],
            "target": [rang[c] for _, c, _ in flux],
            "value": [float(v) for _, _, v in flux],
            # Un flux prend la couleur de sa source, ou de sa cible si elle seule en a une.
            "color": [_voile(couleur[s if s in (couleurs or {}) else c]) for s, c, _ in flux],
            "customdata": [
                f"<b>{socle.sur(s)} → {socle.sur(c)}</b><br>{exact(v)} · "
                f"{formats.pourcentage(v / poids[s], 1)} de {socle.sur(s)}"
                for s, c, v in flux
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        "textfont": {"size": mesures.texte, "color": roles.texte},
    }
    page = socle.mise_en_page(
        roles, mesures, hauteur, margin={"l": 2, "r": 2, "t": _MARGE, "b": _MARGE, "pad": 0}
    )
    page["meta"] = (
        " ; ".join(f"{s} vers {c} : {court(v)}" for s, c, v in sorted(flux, key=lambda f: -f[2])[:6]) + "."
    )
    return {"data": [marque], "layout": page}


def flux_montres(df: pd.DataFrame, source: str, cible: str, valeur: str) -> list[tuple[str, str, Decimal]]:
    """Les flux qu'on dessine : source, cible, somme exacte ; les plus petits réunis."""
    positifs = [
        (str(s), str(c), formats.decimal(v))
        for s, c, v in zip(df[source], df[cible], df[valeur], strict=True)
        if not formats.absent(v) and v > 0
    ]
    return _regroupes(positifs)


def _etages(flux: list[tuple[str, str, Decimal]]) -> dict[str, int]:
    """L'étage de chaque nœud : 0 pour une source, puis un de plus que celui dont il reçoit."""
    etages = dict.fromkeys([n for s, c, _ in flux for n in (s, c)], 0)
    # Autant de passages que d'étages possibles : une boucle dans les données ne tourne pas sans fin.
    for _ in range(3):
        for s, c, _ in flux:
            etages[c] = max(etages[c], min(etages[s] + 1, 3))
    return etages


def _places(
    noms: list[str],
    etages: dict[str, int],
    poids: dict[str, Decimal],
    etiquettes: dict[str, str],
    hauteur: int,
    mesures: socle.Taille,
) -> tuple[list[float], list[float]]:
    """Où poser chaque nœud, de 0 à 1 : du plus gros au plus petit, sans que deux noms se touchent.

    Laissé à lui-même, Plotly les mêle pour croiser moins de flux, et écrit les noms les uns sur les
    autres. La hauteur d'un nœud est celle qu'il lui donnera : son poids, à l'échelle de l'étage le plus
    chargé.
    """
    par_etage = {e: [n for n in noms if etages[n] == e] for e in sorted(set(etages.values()))}
    echelle = min(
        max(hauteur - (len(membres) - 1) * mesures.ligne, 1) / float(sum(poids[n] for n in membres))
        for membres in par_etage.values()
    )
    centres: dict[str, float] = {}
    for membres in par_etage.values():
        membres.sort(key=lambda nom: (nom.startswith(_A_LA_FIN), -poids[nom]))
        places = [
            max(float(poids[n]) * echelle + 4, socle.hauteur_texte(etiquettes[n], mesures) + 2)
            for n in membres
        ]
        jeu = hauteur - sum(places)
        serre = min(1.0, hauteur / sum(places))
        ecart = max(0.0, jeu) / max(1, len(membres) - 1) if len(membres) > 1 else 0.0
        haut = max(0.0, jeu) / 2 if len(membres) == 1 else 0.0
        for nom, place in zip(membres, places, strict=True):
            centres[nom] = haut + place * serre / 2
            haut += place * serre + ecart
    dernier = max(par_etage) or 1
    # Plotly lit 0 comme « pas de place » ; au bord, il couperait le nœud.
    x = [0.01 + 0.98 * etages[n] / dernier for n in noms]
    y = [min(0.999, max(0.001, centres[n] / hauteur)) for n in noms]
    return x, y


def _regroupes(flux: list[tuple[str, str, Decimal]]) -> list[tuple[str, str, Decimal]]:
    """Les flux, où les plus petites sources au-delà de huit deviennent « Autres (n) »."""
    for cote in (0, 1):
        poids: dict[str, Decimal] = {}
        for f in flux:
            poids[f[cote]] = poids.get(f[cote], Decimal(0)) + f[2]
        # Un nœud qui est aussi de l'autre côté est un étage du milieu : on ne le fond pas.
        milieu = {f[1 - cote] for f in flux}
        petits = sorted((n for n in poids if n not in milieu), key=lambda n: -poids[n])[NOEUDS - 1 :]
        if len(petits) > 1:
            nom = f"{'Autres' if cote == 0 else 'Autres destinations'} ({len(petits)})"
            flux = [
                (
                    nom if f[0] in petits and cote == 0 else f[0],
                    nom if f[1] in petits and cote == 1 else f[1],
                    f[2],
                )
                for f in flux
            ]
    sommes: dict[tuple[str, str], Decimal] = {}
    for s, c, v in flux:
        sommes[s, c] = sommes.get((s, c), Decimal(0)) + v
    return [(s, c, v) for (s, c), v in sommes.items()]


def _voile(hexa: str) -> str:
    """La couleur d'un flux : celle de sa source, en transparence."""
    r, v, b = (int(hexa[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({r},{v},{b},0.35)"
