"""Qui paie pour quoi : le tableau croisé en teintes, et les flux."""

from collections.abc import Callable, Mapping
from decimal import Decimal

import pandas as pd
import streamlit as st

from pages.composants import couleurs as teintes
from pages.composants import formats
from pages.composants import graphiques_socle as socle

NOEUDS = 8
"""Par étage ; au-delà, les plus petits deviennent « Autres »."""


def matrice(
    df: pd.DataFrame,
    lignes: str,
    colonnes: str,
    valeur: str,
    cle: str,
    grand: bool = False,
    titre: str = "",
    sous_titre: str = "",
    format: str | Callable = "euros",
) -> None:
    """Un tableau croisé dont les cases sont teintées, avec ses totaux en marge.

    C'est un vrai tableau : ses titres se replient, un lecteur d'écran l'annonce, et sur un téléphone
    lui seul défile. `df` : une ligne par case, dans l'ordre voulu ; une case absente reste vide.
    """
    socle.titres(titre, sous_titre, grand)
    with st.container(key=cle):
        st.html(tableau(df, lignes, colonnes, valeur, grand, titre, format))


def tableau(
    df: pd.DataFrame,
    lignes: str,
    colonnes: str,
    valeur: str,
    grand: bool = False,
    titre: str = "",
    format: str | Callable = "euros",
) -> str:
    """Le HTML de `matrice`."""
    roles = teintes.roles(grand)
    court, exact = socle.ecritures(format)
    cases: dict[tuple[str, str], Decimal] = {}
    en_lignes, en_colonnes = _ordre(df, lignes), _ordre(df, colonnes)
    for ligne, colonne, v in zip(df[lignes], df[colonnes], df[valeur], strict=True):
        if not formats.absent(v):
            cle = (str(ligne), str(colonne))
            cases[cle] = cases.get(cle, Decimal(0)) + formats.decimal(v)
    fort = max((v for v in cases.values()), default=Decimal(0))
    total = sum(cases.values(), Decimal(0))
    corps = "1rem" if grand else ".875rem"
    bord = f"border:1px solid {roles.bordure};padding:.3em .5em"
    tete = f"{bord};font-weight:600;vertical-align:bottom;line-height:1.25;background:{roles.surface}"
    # Sur un téléphone le tableau défile : le nom de la ligne reste en vue.
    nom = f"{tete};text-align:left;min-width:6.5em;position:sticky;left:0"
    somme = f"{bord};text-align:right;font-weight:600;white-space:nowrap"
    html = [
        f'<div role="region" tabindex="0" aria-label="{socle.attribut(titre or "Tableau croisé")}" '
        f'style="overflow-x:auto;max-width:100%"><table style="border-collapse:collapse;width:100%;'
        f'font-size:{corps};color:{roles.texte}"><thead><tr><td style="{bord}"></td>',
        *(
            f'<th scope="col" style="{tete};text-align:right">{socle.sur(c)}</th>'
            for c in [*en_colonnes, "Total"]
        ),
        "</tr></thead><tbody>",
    ]
    for ligne in en_lignes:
        html.append(f'<tr><th scope="row" style="{nom}">{socle.sur(ligne)}</th>')
        for colonne in en_colonnes:
            v = cases.get((ligne, colonne))
            if not v:
                html.append(f'<td style="{bord}"></td>')
                continue
            fond = _teinte_case(v, fort, roles, grand)
            part = f", {formats.pourcentage(v / total, 1)} du total" if total > 0 and v > 0 else ""
            infobulle = socle.attribut(f"{ligne} × {colonne} : {exact(v)}{part}")
            html.append(
                f'<td title="{infobulle}" style="{bord};text-align:right;white-space:nowrap;'
                f'background:{fond};color:{teintes.texte_sur(fond)};print-color-adjust:exact">{court(v)}</td>'
            )
        de_ligne = sum((cases.get((ligne, c), Decimal(0)) for c in en_colonnes), Decimal(0))
        html.append(f'<td style="{somme}" title="{exact(de_ligne)}">{court(de_ligne)}</td></tr>')
    html.append(f'</tbody><tfoot><tr><th scope="row" style="{nom}">Total</th>')
    for colonne in en_colonnes:
        de_colonne = sum((cases.get((li, colonne), Decimal(0)) for li in en_lignes), Decimal(0))
        html.append(f'<td style="{somme}" title="{exact(de_colonne)}">{court(de_colonne)}</td>')
    html.append(f'<td style="{somme}" title="{exact(total)}">{court(total)}</td></tr></tfoot></table></div>')
    return "".join(html)


def sankey(
    df: pd.DataFrame,
    source: str,
    cible: str,
    valeur: str,
    cle: str,
    couleurs: Mapping | None = None,
    grand: bool = False,
    titre: str = "",
    sous_titre: str = "",
    hauteur: int | None = None,
    format: str | Callable = "euros",
) -> None:
    """Les flux d'une source à une cible (financeur → pilier → quartier : les liens s'enchaînent).

    `df` : une ligne par flux, noms lisibles ; `couleurs` : nom → rang ou « #RRVVBB ».
    """
    spec = figure_sankey(df, source, cible, valeur, couleurs, grand, hauteur, format)
    socle.titres(titre, sous_titre, grand)
    if not spec["data"]:
        socle.note("Rien à montrer.", grand)
        return
    socle.montrer(spec, cle, f"{titre or 'Flux'}. {spec['layout']['meta']}")


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
    """La figure de `sankey` ; les flux nuls ou négatifs, qu'on ne peut pas dessiner, sont écartés."""
    roles, mesures = teintes.roles(grand), socle.taille(grand)
    court, exact = socle.ecritures(format)
    flux = [
        (str(s), str(c), formats.decimal(v))
        for s, c, v in zip(df[source], df[cible], df[valeur], strict=True)
        if not formats.absent(v) and v > 0
    ]
    flux = _regroupes(flux)
    if not flux:
        return {"data": [], "layout": {}}
    noms = list(dict.fromkeys([n for s, c, _ in flux for n in (s, c)]))
    rang = {nom: i for i, nom in enumerate(noms)}
    entrees, sorties = dict.fromkeys(noms, Decimal(0)), dict.fromkeys(noms, Decimal(0))
    for s, c, v in flux:
        sorties[s] += v
        entrees[c] += v
    poids = {nom: max(entrees[nom], sorties[nom]) for nom in noms}
    couleur = {nom: socle.teinte(nom, couleurs or {}, roles) for nom in noms}
    marque = {
        "type": "sankey",
        "arrangement": "fixed",
        "node": {
            "label": [f"{socle.replie(nom, 24)} · {court(poids[nom])}" for nom in noms],
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
            "color": [_voile(couleur[s]) for s, _, _ in flux],
            "customdata": [
                f"<b>{socle.sur(s)} → {socle.sur(c)}</b><br>{exact(v)} · "
                f"{formats.pourcentage(v / poids[s], 1)} de {socle.sur(s)}"
                for s, c, v in flux
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        "textfont": {"size": mesures.texte, "color": roles.texte},
    }
    etage = max(len({s for s, _, _ in flux}), len({c for _, c, _ in flux}))
    page = socle.mise_en_page(
        roles,
        mesures,
        socle.hauteur_figure(hauteur, max(300, etage * mesures.ligne * 3), 620, grand),
        margin={"l": 2, "r": 2, "t": 8, "b": 8},
    )
    page["meta"] = (
        " ; ".join(f"{s} vers {c} : {court(v)}" for s, c, v in sorted(flux, key=lambda f: -f[2])[:6]) + "."
    )
    return {"data": [marque], "layout": page}


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


def _ordre(df: pd.DataFrame, colonne: str) -> list[str]:
    return list(dict.fromkeys(str(n) for n in df[colonne]))


def _teinte_case(valeur: Decimal, fort: Decimal, roles: teintes.Roles, grand: bool) -> str:
    """La teinte d'une case, par racine carrée : sinon une seule grosse case pâlirait toutes les autres."""
    if valeur <= 0 or fort <= 0:
        return roles.surface
    # En projection, sans la teinte du milieu : ni le noir ni le blanc n'y atteignent 7:1.
    sequence = roles.sequentielle
    gamme = (sequence[0], sequence[1], sequence[4], sequence[5]) if grand else sequence[:5]
    return gamme[min(int(float(valeur / fort) ** 0.5 * len(gamme)), len(gamme) - 1)]


def _voile(hexa: str) -> str:
    """La couleur d'un flux : celle de sa source, en transparence."""
    r, v, b = (int(hexa[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({r},{v},{b},0.35)"
